package duckdb

import (
	"context"
	"fmt"

	"nanohouse/storage"
)

// Stats is the engine's state, for metrics.
type Stats struct {
	// Memory and Spill are bytes of the current generation.
	Memory, Spill int64
	// Running is the number of queries, over all generations.
	Running int
	// Idle is the number of connections that wait for use.
	Idle int
	// Generations is the number of instances that are open; more than one while
	// an old one drains.
	Generations int
	// Generation is the number of the last one that was opened, from 1.
	Generation int
	// Lost is how often an instance was invalidated and replaced.
	Lost int
}

// Stats looks at the engine. It asks DuckDB for its memory, which takes a query.
func (e *Engine) Stats(ctx context.Context) (Stats, error) {
	e.mu.Lock()
	s := Stats{Generation: e.opened, Lost: e.lost}
	e.mu.Unlock()
	for _, g := range e.live.list() {
		s.Generations++
		g.mu.Lock()
		s.Running += len(g.leases)
		s.Idle += len(g.idle)
		g.mu.Unlock()
	}
	const sql = "SELECT sum(memory_usage_bytes)::BIGINT, sum(temporary_storage_bytes)::BIGINT FROM duckdb_memory()"
	err := e.collect(ctx, sql, func(b *storage.Batch, i int) {
		s.Memory, s.Spill = number(b, 0, i), number(b, 1, i)
	})
	if err != nil {
		return s, fmt.Errorf("stats: %w", err)
	}
	return s, nil
}
