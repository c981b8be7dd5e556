package duckdb

import (
	"runtime"

	"nanohouse/storage"
)

// rows is what a caller holds of a run. When it is dropped without Close, the
// garbage collector closes the run.
type rows struct {
	run     *run
	cleanup runtime.Cleanup
}

var _ storage.Rows = (*rows)(nil)

func newRows(r *run) *rows {
	w := &rows{run: r}
	// In a goroutine of its own: closing may wait for DuckDB's threads.
	w.cleanup = runtime.AddCleanup(w, func(r *run) { go r.close(false) }, r)
	return w
}

// Columns gives the number of columns.
func (w *rows) Columns() int { return len(w.run.columns) }

// Next gives the next batch, or nil at the end.
func (w *rows) Next() (*storage.Batch, error) {
	b, err := w.run.next()
	runtime.KeepAlive(w)
	return b, err
}

// Close ends the query.
func (w *rows) Close() error {
	w.cleanup.Stop()
	w.run.close(false)
	runtime.KeepAlive(w)
	return nil
}
