package duckdb

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"nanohouse/storage"
)

// Engine is the embedded engine. It is safe for concurrent use.
type Engine struct {
	spill   *spill
	sources descriptions

	// mu guards what follows. It is held while an instance opens, so that
	// queries wait for a new generation instead of failing.
	mu      sync.Mutex
	cfg     Config
	current *generation // nil after a loss; the next query opens a new one
	opened  int
	lost    int
	down    bool

	// live are the generations that have not closed yet.
	live generations
}

// generations is the set of generations that hold an instance.
type generations struct {
	mu   sync.Mutex
	set  map[*generation]struct{}
	wait sync.WaitGroup
	errs []error
}

// drainTime is how long Close waits for queries to end.
const drainTime = 5 * time.Second

// Open makes an engine. It fails when the instance cannot be locked down.
func Open(cfg Config) (*Engine, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	sp, err := claimSpill(cfg.SpillDir)
	if err != nil {
		return nil, err
	}
	e := &Engine{spill: sp, cfg: cfg}
	e.live.set = map[*generation]struct{}{}
	e.sources.init(e)
	if e.current, err = e.open(cfg); err != nil {
		return nil, errors.Join(err, sp.release())
	}
	return e, nil
}

// open makes a generation. The caller holds mu, or is Open.
func (e *Engine) open(cfg Config) (*generation, error) {
	e.opened++
	var g *generation
	g, err := openGeneration(cfg, e.opened, e.spill, func(err error) { e.live.remove(g, err) })
	if err != nil {
		return nil, err
	}
	e.live.add(g)
	return g, nil
}

// Allow replaces what the engine may read. When that changes, a new generation
// serves the queries that start from now on, and the old one drains; when the new
// one cannot be opened, the old one stays.
func (e *Engine) Allow(roots []string, secrets []Secret) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return storage.ErrClosed
	}
	if slices.Equal(roots, e.cfg.Roots) && slices.Equal(secrets, e.cfg.Secrets) {
		return nil
	}
	cfg := e.cfg
	cfg.Roots, cfg.Secrets = slices.Clone(roots), slices.Clone(secrets)
	if err := cfg.Validate(); err != nil {
		return err
	}
	g, err := e.open(cfg)
	if err != nil {
		return err
	}
	if e.current != nil {
		e.current.retire()
	}
	e.current, e.cfg = g, cfg
	e.sources.clear() // errors are remembered too, and may come from missing roots
	return nil
}

// lease takes a connection of the current generation.
func (e *Engine) lease(ctx context.Context) (*lease, error) {
	for {
		g, err := e.generation()
		if err != nil {
			return nil, err
		}
		l, err := g.lease(ctx)
		if errors.Is(err, errRetired) {
			continue // replaced between the two calls
		}
		if err != nil {
			e.lose(g)
			return nil, fmt.Errorf("%w: %w", storage.ErrEngineLost, err)
		}
		return l, nil
	}
}

func (e *Engine) generation() (*generation, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down {
		return nil, storage.ErrClosed
	}
	if e.current == nil {
		g, err := e.open(e.cfg)
		if err != nil {
			return nil, err
		}
		e.current = g
	}
	return e.current, nil
}

// Run starts a query. Only a SELECT is run, whatever the text says.
func (e *Engine) Run(ctx context.Context, q storage.Query) (storage.Rows, error) {
	r, err := e.start(ctx, q)
	if err != nil {
		return nil, err
	}
	return newRows(r), nil
}

func (e *Engine) start(ctx context.Context, q storage.Query) (*run, error) {
	if err := ctx.Err(); err != nil {
		return nil, interrupted(ctx)
	}
	if err := checkText(q.SQL); err != nil {
		return nil, err
	}
	zone, err := engineZone(q.TimeZone)
	if err != nil {
		return nil, err
	}
	l, err := e.lease(ctx)
	if err != nil {
		return nil, err
	}
	r := newRun(l, func(err error) error { return e.failed(l.gen, q, err) })
	if err := r.start(q, settings{zone: zone, cached: e.sources.unsettled.passed()}); err != nil {
		return nil, err
	}
	return r, nil
}

// redirect is an S3 URL with options: ?s3_endpoint=host sends a signed request to
// any host, although the URL begins with an allowed prefix. DuckDB has no setting
// against it that leaves wildcards alone.
var redirect = regexp.MustCompile(`(?i)s3[an]?://[^']*\?[^']*=`)

// checkText refuses text that DuckDB would read otherwise than others do.
func checkText(sql string) error {
	if strings.ContainsRune(sql, 0) {
		return errors.New("duckdb: a statement cannot hold a NUL byte")
	}
	if redirect.MatchString(sql) {
		return fmt.Errorf("%w: an S3 URL cannot have options", storage.ErrSource)
	}
	return nil
}

// failed draws the consequences of a query's error for the engine.
func (e *Engine) failed(g *generation, q storage.Query, err error) error {
	var de *Error
	if !errors.As(err, &de) {
		return err
	}
	switch {
	case errors.Is(err, storage.ErrStale):
		e.sources.forget(q)
	case errors.Is(err, storage.ErrEngineLost), de.Kind == nil && !g.alive():
		e.lose(g)
	}
	return err
}

// lose gives up an instance that DuckDB has invalidated.
func (e *Engine) lose(g *generation) {
	e.mu.Lock()
	if e.current == g {
		e.current = nil
		e.lost++
	}
	e.mu.Unlock()
	g.retire()
}

// renew gives up the current instance, and with it what it has cached.
func (e *Engine) renew() {
	e.mu.Lock()
	g := e.current
	e.current = nil
	e.mu.Unlock()
	if g != nil {
		g.retire()
	}
}

// Close interrupts what runs, waits a little for it to be closed, and wipes the
// spill directory.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.down {
		e.mu.Unlock()
		return nil
	}
	e.down = true
	if e.current != nil {
		e.current.retire()
	}
	e.mu.Unlock()
	return errors.Join(e.live.drain(), e.spill.release())
}

func (s *generations) add(g *generation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set[g] = struct{}{}
	s.wait.Add(1)
}

func (s *generations) remove(g *generation, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.set, g)
	if err != nil {
		s.errs = append(s.errs, err)
	}
	s.wait.Done()
}

func (s *generations) list() []*generation {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*generation, 0, len(s.set))
	for g := range s.set {
		out = append(out, g)
	}
	return out
}

// drain interrupts every query and waits until the instances have closed.
func (s *generations) drain() error {
	for _, g := range s.list() {
		g.interrupt(storage.ErrClosed)
	}
	done := make(chan struct{})
	go func() {
		s.wait.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(drainTime):
		return fmt.Errorf("duckdb: %d generations still have open results", len(s.list()))
	}
	return errors.Join(s.errs...)
}
