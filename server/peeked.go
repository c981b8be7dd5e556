package server

import (
	"errors"

	"nanohouse/storage"
)

// peeked are rows whose first batch is here already, so that what an engine
// says of a statement at its beginning can be acted upon before anything is sent.
type peeked struct {
	storage.Rows
	first *storage.Batch
	taken bool
}

// peek fetches the first batch. On an error the rows are closed.
func peek(rows storage.Rows) (storage.Rows, error) {
	b, err := rows.Next()
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return &peeked{Rows: rows, first: b}, nil
}

// Next implements storage.Rows.
func (p *peeked) Next() (*storage.Batch, error) {
	if !p.taken {
		p.taken = true
		return p.first, nil
	}
	if p.first == nil {
		return nil, nil
	}
	return p.Rows.Next()
}

// run starts a plan in the engine, and fetches the first batch.
func (x *session) run(run *statement, p *Plan, params []storage.Arg) (storage.Rows, error) {
	q, err := p.Query(params, x.engineZone())
	if err != nil {
		return nil, err
	}
	rows, err := x.server.cfg.Engine.Run(run.ctx, q)
	if err != nil {
		return nil, err
	}
	return peek(rows)
}

// again makes the plan that may answer where another failed at its beginning;
// it is nil where none may.
func (x *session) again(run *statement, p *Plan, params []storage.Arg, failed error) (*Plan, error) {
	switch {
	case errors.Is(failed, storage.ErrEngineLost) || errors.Is(failed, storage.ErrStale):
		// The engine is anew, or the files changed between plan and run.
		return x.plan(run, params)
	case errors.Is(failed, storage.ErrOverflow) && p.Widen != nil:
		return p.Widen(run.ctx)
	}
	return nil, nil
}
