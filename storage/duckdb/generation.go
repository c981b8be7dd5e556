package duckdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/storage"
)

// maxIdle is how many idle connections a generation keeps.
const maxIdle = 64

// generation is one locked DuckDB instance. It closes when it is retired and its
// last lease has been given back.
type generation struct {
	number int
	cfg    Config
	dir    string // its spill directory
	db     bindings.Database
	// closed is called once, after everything is freed.
	closed func(error)

	mu      sync.Mutex
	idle    []*conn
	leases  map[*lease]struct{}
	retired bool
}

// lease is a connection in use by one query.
type lease struct {
	gen  *generation
	conn *conn
	// ctx is the query's; cancel ends it when the engine closes.
	ctx    context.Context
	cancel context.CancelCauseFunc
}

var errRetired = errors.New("generation is retired")

// lease takes a connection. It fails with errRetired after retire.
func (g *generation) lease(ctx context.Context) (*lease, error) {
	l := &lease{gen: g}
	l.ctx, l.cancel = context.WithCancelCause(ctx)
	g.mu.Lock()
	if g.retired {
		g.mu.Unlock()
		return nil, errRetired
	}
	g.leases[l] = struct{}{}
	if n := len(g.idle); n > 0 {
		l.conn = g.idle[n-1]
		g.idle = g.idle[:n-1]
	}
	g.mu.Unlock()
	if l.conn != nil {
		return l, nil
	}
	c, err := connect(g.db)
	if err != nil {
		l.end(false)
		return nil, err
	}
	l.conn = c
	return l, nil
}

// end gives the connection back; one that is not clean is closed.
func (l *lease) end(clean bool) {
	l.cancel(nil)
	g := l.gen
	g.mu.Lock()
	if clean && !g.retired && len(g.idle) < maxIdle {
		g.idle = append(g.idle, l.conn)
		l.conn = nil
	}
	g.mu.Unlock()
	if l.conn != nil {
		l.conn.close()
	}
	// Only now: the instance must not close before its connections.
	g.mu.Lock()
	delete(g.leases, l)
	last := g.retired && len(g.leases) == 0
	g.mu.Unlock()
	if last {
		g.close()
	}
}

// retire closes the generation once it is idle.
func (g *generation) retire() {
	g.mu.Lock()
	first := !g.retired
	g.retired = true
	idle := g.idle
	g.idle = nil
	last := first && len(g.leases) == 0
	g.mu.Unlock()
	for _, c := range idle {
		c.close()
	}
	if last {
		g.close()
	}
}

// interrupt ends what runs.
func (g *generation) interrupt(cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for l := range g.leases {
		l.cancel(cause)
	}
}

// alive reports whether the instance still answers.
func (g *generation) alive() bool {
	c, err := connect(g.db)
	if err != nil {
		return false
	}
	defer c.close()
	return c.exec("SELECT 1") == nil
}

func (g *generation) close() {
	bindings.Close(&g.db)
	g.closed(os.RemoveAll(g.dir))
}

// openGeneration makes a locked instance that has proved to be locked.
func openGeneration(cfg Config, number int, sp *spill, closed func(error)) (*generation, error) {
	dir, err := sp.generation(number)
	if err != nil {
		return nil, fmt.Errorf("spill_dir: %w", err)
	}
	g := &generation{number: number, cfg: cfg, dir: dir, closed: closed, leases: map[*lease]struct{}{}}
	if g.db, err = openInstance(startSettings(cfg, dir)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := lockDown(g.db, cfg, sp.dir); err != nil {
		bindings.Close(&g.db)
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return g, nil
}

// openInstance opens an in-memory DuckDB instance.
func openInstance(settings map[string]string) (bindings.Database, error) {
	var cfg bindings.Config
	var db bindings.Database
	defer bindings.DestroyConfig(&cfg)
	if bindings.CreateConfig(&cfg) != bindings.StateSuccess {
		return db, errors.New("duckdb: cannot make a configuration")
	}
	for name, value := range settings {
		if bindings.SetConfig(cfg, name, value) != bindings.StateSuccess {
			return db, fmt.Errorf("duckdb: unknown setting %s", name)
		}
	}
	var msg string
	if bindings.OpenExt(":memory:", &db, cfg, &msg) != bindings.StateSuccess {
		return db, fmt.Errorf("duckdb: open: %s", msg)
	}
	return db, nil
}

var _ storage.Engine = (*Engine)(nil)
