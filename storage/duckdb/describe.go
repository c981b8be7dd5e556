package duckdb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"nanohouse/catalog"
	"nanohouse/storage"
)

// How long a description is trusted before the files are listed again, and how
// long a failure is remembered: without that, everyone would wait in turn for a
// store that does not answer.
const (
	trustLocal = time.Second
	trustS3    = 10 * time.Second
)

// descriptions are the sources' columns, as last seen.
type descriptions struct {
	engine *Engine

	mu  sync.RWMutex
	set map[catalog.Source]*description

	// unsettled is until when footers must not be cached.
	unsettled deadline
}

// description is one source's columns.
type description struct {
	last atomic.Pointer[sighting]
	// turn is held by whoever looks at the files.
	turn chan struct{}
}

// sighting is what the files were like at a time.
type sighting struct {
	columns []storage.FileColumn
	err     error
	at      time.Time
	files   []file
	// near are the few files and directories to look at before every query.
	near []file
	// stale says that a query found something else.
	stale bool
}

func (d *descriptions) init(e *Engine) {
	d.engine = e
	d.set = map[catalog.Source]*description{}
}

// Describe gives the columns that a source's files have. The caller must not
// change the slice.
func (e *Engine) Describe(ctx context.Context, src catalog.Source) ([]storage.FileColumn, error) {
	d := e.sources.of(src)
	last := d.last.Load()
	if last != nil && last.holds(src) {
		return last.columns, last.err
	}
	select {
	case d.turn <- struct{}{}:
	default:
		if last != nil && last.usable() {
			return last.columns, nil // somebody looks already: what was true a moment ago is good enough
		}
		select {
		case d.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, interrupted(ctx)
		}
	}
	defer func() { <-d.turn }()
	if again := d.last.Load(); again != nil && again != last {
		return again.columns, again.err // somebody else has looked in the meantime
	}
	next := e.look(ctx, src, last)
	if next.err != nil && ctx.Err() != nil {
		return nil, interrupted(ctx) // says nothing about the files
	}
	if next.err == nil || errors.Is(next.err, storage.ErrSource) {
		d.last.Store(next) // other errors are the engine's, and say nothing about the files either
	}
	return next.columns, next.err
}

// holds reports whether what was seen is still true.
func (s *sighting) holds(src catalog.Source) bool {
	trust := trustLocal
	if isS3(src.Path) {
		trust = trustS3
	}
	return !s.stale && time.Since(s.at) < trust && unchanged(s.near)
}

// usable reports whether what was seen may serve while somebody looks again.
func (s *sighting) usable() bool { return !s.stale && s.err == nil && unchanged(s.near) }

// look lists the files, and reads their columns unless they are those of the
// last sighting.
func (e *Engine) look(ctx context.Context, src catalog.Source, last *sighting) *sighting {
	next := &sighting{at: time.Now()}
	if next.files, next.err = e.list(ctx, src); next.err != nil {
		next.err = fmt.Errorf("describe %s: %w", src.Path, next.err)
		if last != nil {
			next.files = last.files // for twins, when they come back
		}
		return next
	}
	if !isS3(src.Path) {
		next.near, next.err = near(next.files)
		if next.err != nil {
			return next
		}
		e.settle(next, last)
	}
	if last != nil && last.err == nil && !last.stale && slices.Equal(last.files, next.files) {
		next.columns = last.columns
		return next
	}
	next.columns, next.err = e.readColumns(ctx, src)
	return next
}

// near are the files to look at before every query: none, when there are many.
func near(files []file) ([]file, error) {
	if len(files) > maxStat {
		return nil, nil
	}
	dirs, err := directories(files)
	return append(dirs, files...), err
}

// settle keeps the engine's cache of footers true to the files.
func (e *Engine) settle(next, last *sighting) {
	e.sources.unsettled.extend(unsettled(next.files))
	if last != nil && twins(last.files, last.at, next.files) {
		e.renew()
	}
}

// readColumns asks DuckDB for the columns.
func (e *Engine) readColumns(ctx context.Context, src catalog.Source) ([]storage.FileColumn, error) {
	var out []storage.FileColumn
	sql := "DESCRIBE SELECT * FROM read_parquet(" + quote(src.Path) + ", " + storage.ScanOptions(src) + ")"
	err := e.collect(ctx, sql, func(b *storage.Batch, i int) {
		out = append(out, storage.FileColumn{Name: text(b, 0, i), EngineType: text(b, 1, i)})
	})
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", src.Path, sourceError(err))
	}
	return out, nil
}

// sourceError lays an error that has no class on the files: our statement is
// always the same, so only they can be the cause.
func sourceError(err error) error {
	var de *Error
	if errors.As(err, &de) && (de.Kind == nil || errors.Is(de.Kind, storage.ErrStale)) {
		return fmt.Errorf("%w: %w", storage.ErrSource, err)
	}
	return err
}

func (d *descriptions) of(src catalog.Source) *description {
	d.mu.RLock()
	e := d.set[src]
	d.mu.RUnlock()
	if e != nil {
		return e
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if e = d.set[src]; e == nil {
		e = &description{turn: make(chan struct{}, 1)}
		d.set[src] = e
	}
	return e
}

// forget distrusts what is known of the sources that a query reads.
func (d *descriptions) forget(q storage.Query) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for src, e := range d.set {
		if strings.Contains(q.SQL, quote(src.Path)) || hasArg(q.Args, src.Path) {
			if last := e.last.Load(); last != nil {
				old := *last
				old.stale = true
				e.last.Store(&old)
			}
		}
	}
}

func hasArg(args []storage.Arg, s string) bool {
	for _, a := range args {
		if a.Value == any(s) {
			return true
		}
	}
	return false
}

func (d *descriptions) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.set)
}

// deadline is a time that only moves forward.
type deadline struct{ ns atomic.Int64 }

func (d *deadline) extend(t time.Time) {
	for {
		old := d.ns.Load()
		if t.UnixNano() <= old || d.ns.CompareAndSwap(old, t.UnixNano()) {
			return
		}
	}
}

func (d *deadline) passed() bool { return time.Now().UnixNano() > d.ns.Load() }
