// Package admission lets a bounded number of queries run at once; others wait
// their turn.
//
// Without a bound, many queries at once each get a small share of the engine's
// memory, and all of them spill.
package admission

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"nanohouse/storage"
)

// Runner runs queries.
type Runner interface {
	Run(ctx context.Context, q storage.Query) (storage.Rows, error)
}

// Gate is a Runner that lets a bounded number of queries through. A query
// leaves when its rows are closed. It is safe for concurrent use.
type Gate struct {
	next    Runner
	places  chan struct{}
	waiting atomic.Int64
}

var _ Runner = (*Gate)(nil)

// New makes a Gate of n places, at least one.
func New(next Runner, n int) *Gate {
	return &Gate{next: next, places: make(chan struct{}, max(1, n))}
}

// Waiting is how many queries wait for a place.
func (g *Gate) Waiting() int { return int(g.waiting.Load()) }

// Running is how many places are taken.
func (g *Gate) Running() int { return len(g.places) }

// Run waits for a place, in the order of arrival, and runs the query.
func (g *Gate) Run(ctx context.Context, q storage.Query) (storage.Rows, error) {
	g.waiting.Add(1)
	select {
	case g.places <- struct{}{}:
		g.waiting.Add(-1)
	case <-ctx.Done():
		g.waiting.Add(-1)
		return nil, fmt.Errorf("%w while it waited for its turn: %w", storage.ErrInterrupted, ctx.Err())
	}
	rows, err := g.next.Run(ctx, q)
	if err != nil {
		g.leave()
		return nil, err
	}
	return &admitted{Rows: rows, leave: g.leave}, nil
}

func (g *Gate) leave() { <-g.places }

// admitted gives its place back when it is closed.
type admitted struct {
	storage.Rows
	once  sync.Once
	leave func()
}

// Close implements storage.Rows.
func (a *admitted) Close() error {
	err := a.Rows.Close()
	a.once.Do(a.leave)
	return err
}
