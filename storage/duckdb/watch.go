package duckdb

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/storage"
)

// watch interrupts a connection when a context ends.
type watch struct {
	ctx  context.Context
	conn *conn
	// busy is set while DuckDB executes on the caller's thread.
	busy atomic.Bool
	stop func() bool
	// over is closed when an interrupt, once begun, is over.
	over chan struct{}
}

func newWatch(ctx context.Context, c *conn) *watch {
	w := &watch{ctx: ctx, conn: c, over: make(chan struct{})}
	w.stop = context.AfterFunc(ctx, w.interrupt)
	return w
}

// interrupt insists while a call is under way: DuckDB forgets an interrupt that
// comes just before a statement begins.
func (w *watch) interrupt() {
	defer close(w.over)
	bindings.Interrupt(w.conn.handle)
	for w.busy.Load() {
		time.Sleep(time.Millisecond)
		bindings.Interrupt(w.conn.handle)
	}
}

// step makes one call of DuckDB's that may take long.
func (w *watch) step(call func() error) error {
	// In this order: either interrupt sees busy, or we see the context's end.
	w.busy.Store(true)
	defer w.busy.Store(false)
	if w.ctx.Err() != nil {
		return interrupted(w.ctx)
	}
	err := call()
	if err != nil && w.ctx.Err() != nil {
		return fmt.Errorf("%w (%w)", interrupted(w.ctx), err)
	}
	return err
}

// end stops the watch, between two steps. It reports whether the connection has
// been left alone; afterwards nobody touches it any more.
func (w *watch) end() bool {
	if w.stop() {
		return true
	}
	<-w.over
	return false
}

// interrupted says why a context ended.
func interrupted(ctx context.Context) error {
	return fmt.Errorf("%w: %w", storage.ErrInterrupted, context.Cause(ctx))
}
