package duckdb

import (
	"errors"
	"fmt"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/storage"
)

// run is one query on one leased connection.
type run struct {
	lease *lease
	// failed is told of each error of DuckDB's.
	failed func(error) error

	stmt    bindings.PreparedStatement
	pending bindings.PendingResult
	result  bindings.Result
	chunk   bindings.DataChunk
	columns []column
	batch   storage.Batch

	watch  *watch
	closed bool
}

// settings are what a query needs of its connection.
type settings struct {
	zone   string
	cached bool
}

func newRun(l *lease, failed func(error) error) *run {
	return &run{lease: l, failed: failed, watch: newWatch(l.ctx, l.conn)}
}

// start prepares and executes up to the first batch. On an error the run is closed.
func (r *run) start(q storage.Query, s settings) error {
	err := r.watch.step(func() error { return r.prepare(q, s) })
	if err == nil {
		err = r.watch.step(r.execute)
	}
	if err == nil {
		err = r.readColumns()
	}
	return r.check(err)
}

// check closes the run on an error. The engine learns of the error first: it may
// have to ask the instance, which the lease keeps open.
func (r *run) check(err error) error {
	if err == nil {
		return nil
	}
	err = r.failed(err)
	r.close(false)
	return err
}

// errNotSelect is the last barrier: nothing but a SELECT may reach the engine.
var errNotSelect = errors.New("duckdb: the statement is not a SELECT")

func (r *run) prepare(q storage.Query, s settings) error {
	if err := r.lease.conn.setZone(s.zone); err != nil {
		return fmt.Errorf("%w %q: %w", storage.ErrTimeZone, s.zone, err)
	}
	if err := r.lease.conn.setCached(s.cached); err != nil {
		return err
	}
	if bindings.Prepare(r.lease.conn.handle, q.SQL, &r.stmt) != bindings.StateSuccess {
		return newError(bindings.PrepareError(r.stmt))
	}
	if bindings.PreparedStatementType(r.stmt) != bindings.StatementTypeSelect {
		return errNotSelect
	}
	if err := bindAll(r.stmt, q.Args); err != nil {
		return err
	}
	// With parameters DuckDB plans here, with their values as constants.
	if bindings.PendingPreparedStreaming(r.stmt, &r.pending) != bindings.StateSuccess {
		return newError(bindings.PendingError(r.pending))
	}
	return nil
}

func (r *run) execute() error {
	if bindings.ExecutePending(r.pending, &r.result) != bindings.StateSuccess {
		return newError(bindings.ResultError(&r.result))
	}
	return nil
}

// next fetches a batch, or nil at the end.
func (r *run) next() (*storage.Batch, error) {
	if r.closed {
		return nil, nil
	}
	if err := r.watch.step(r.fetch); err != nil {
		return nil, r.check(err)
	}
	if r.chunk.Ptr == nil {
		r.close(true)
		return nil, nil
	}
	r.fill()
	return &r.batch, nil
}

// fetch replaces the chunk by the next one, or by none at the end.
func (r *run) fetch() error {
	bindings.DestroyDataChunk(&r.chunk)
	r.chunk = bindings.FetchChunk(r.result)
	if r.chunk.Ptr == nil {
		if text := bindings.ResultError(&r.result); text != "" {
			return newError(text)
		}
		return nil
	}
	if bindings.DataChunkGetSize(r.chunk) == 0 {
		bindings.DestroyDataChunk(&r.chunk)
	}
	return nil
}

// close frees the query. Its connection is used again only when the result was
// read to its end and nobody has interrupted it: otherwise tasks of it may still
// run, which closing the connection ends.
func (r *run) close(clean bool) {
	if r.closed {
		return
	}
	r.closed = true
	if !r.watch.end() {
		clean = false
	}
	if !clean {
		bindings.Interrupt(r.lease.conn.handle)
	}
	r.batch = storage.Batch{}
	bindings.DestroyDataChunk(&r.chunk)
	bindings.DestroyResult(&r.result)
	bindings.DestroyPending(&r.pending)
	bindings.DestroyPrepare(&r.stmt)
	r.lease.end(clean)
}
