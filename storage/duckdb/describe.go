package duckdb

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"nanohouse/catalog"
	"nanohouse/storage"
)

// How long a description is trusted before the files are looked at again, and
// how long a failure is remembered: without that, everyone would wait in turn for
// a store that does not answer.
const (
	trustLocal = time.Second
	trustS3    = 10 * time.Second
)

// descriptions are the sources' columns, as last seen.
type descriptions struct {
	engine *Engine

	mu  sync.RWMutex
	set map[catalog.Source]*description
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
	// sign changes when the list, the size or the age of the files changes.
	sign [sha256.Size]byte
	at   time.Time
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
	if last != nil && time.Since(last.at) < trust(src) {
		return last.columns, last.err
	}
	if last != nil && last.err == nil {
		// Somebody looks already: what was true a moment ago is good enough.
		select {
		case d.turn <- struct{}{}:
		default:
			return last.columns, nil
		}
	} else {
		select {
		case d.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, interrupted(ctx)
		}
	}
	defer func() { <-d.turn }()
	if again := d.last.Load(); again != last && again != nil {
		return again.columns, again.err
	}
	next := e.look(ctx, src, last)
	if next.err != nil && ctx.Err() != nil {
		return nil, interrupted(ctx) // says nothing about the files
	}
	d.last.Store(next)
	return next.columns, next.err
}

func trust(src catalog.Source) time.Duration {
	if src.Store == catalog.S3 || isS3(src.Path) {
		return trustS3
	}
	return trustLocal
}

// look reads the files' columns, unless the files are those of the last sighting.
func (e *Engine) look(ctx context.Context, src catalog.Source, last *sighting) *sighting {
	next := &sighting{}
	next.sign, next.err = e.sign(ctx, src)
	if next.err == nil {
		if last != nil && last.err == nil && last.sign == next.sign {
			next.columns = last.columns
		} else {
			next.columns, next.err = e.readColumns(ctx, src)
		}
	}
	next.at = time.Now()
	return next
}

// readColumns asks DuckDB for the columns.
func (e *Engine) readColumns(ctx context.Context, src catalog.Source) ([]storage.FileColumn, error) {
	if strings.ContainsRune(src.Path, 0) {
		return nil, fmt.Errorf("%w: the path holds a NUL byte", storage.ErrSource)
	}
	var out []storage.FileColumn
	sql := "DESCRIBE SELECT * FROM read_parquet(" + quote(src.Path) + ", " + storage.ScanOptions(src) + ")"
	err := e.collect(ctx, sql, func(b *storage.Batch, i int) {
		out = append(out, storage.FileColumn{Name: text(b, 0, i), EngineType: text(b, 1, i)})
	})
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", src.Path, err)
	}
	return out, nil
}

// sign makes the signature of the files: their names, sizes and ages.
func (e *Engine) sign(ctx context.Context, src catalog.Source) ([sha256.Size]byte, error) {
	h := sha256.New()
	var err error
	switch {
	case strings.ContainsRune(src.Path, 0):
		err = fmt.Errorf("%w: the path holds a NUL byte", storage.ErrSource)
	case isS3(src.Path):
		sql := "SELECT filename, size::BIGINT, epoch_us(last_modified) FROM read_blob(" + quote(src.Path) + ") ORDER BY filename"
		err = e.collect(ctx, sql, func(b *storage.Batch, i int) {
			fmt.Fprintln(h, text(b, 0, i), number(b, 1, i), number(b, 2, i))
		})
	case !strings.ContainsAny(src.Path, "*?[{"):
		err = signFile(h, src.Path)
	default:
		err = e.signGlob(ctx, h, src.Path)
	}
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("describe %s: %w", src.Path, err)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// signGlob lists with DuckDB, whose wildcards are the ones that count.
func (e *Engine) signGlob(ctx context.Context, h hash.Hash, pattern string) error {
	var files []string
	err := e.collect(ctx, "SELECT file FROM glob("+quote(pattern)+") ORDER BY file", func(b *storage.Batch, i int) {
		files = append(files, text(b, 0, i))
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := signFile(h, f); err != nil {
			return err
		}
	}
	return nil
}

func signFile(h hash.Hash, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("%w: %w", storage.ErrSource, err)
	}
	fmt.Fprintln(h, name, info.Size(), info.ModTime().UnixNano())
	return nil
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

// forget drops what is known of the sources that a query reads.
func (d *descriptions) forget(q storage.Query) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for src, e := range d.set {
		if strings.Contains(q.SQL, quote(src.Path)) || hasArg(q.Args, src.Path) {
			e.last.Store(nil)
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
