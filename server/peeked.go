package server

import (
	"errors"

	"nanohouse/server/wire"
	"nanohouse/storage"
)

// peeked are rows whose first batch is here already, so that what an engine
// says of a statement at its beginning can be acted upon before anything is sent.
type peeked struct {
	storage.Rows
	first *storage.Batch
	taken bool
	// datasets are what the rows come from, for errors.
	datasets []string
}

// peek fetches the first batch. On an error the rows are closed.
func peek(rows storage.Rows, datasets []string) (storage.Rows, error) {
	b, err := rows.Next()
	if err != nil {
		return nil, errors.Join(ofDatasets(err, datasets), rows.Close())
	}
	return &peeked{Rows: rows, first: b, datasets: datasets}, nil
}

// ofDatasets tells of which datasets a file could not be read.
func ofDatasets(err error, datasets []string) error {
	if errors.Is(err, storage.ErrSource) || errors.Is(err, storage.ErrStale) {
		return &wire.SourceError{Datasets: datasets, Err: err}
	}
	return err
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
	b, err := p.Rows.Next()
	return b, ofDatasets(err, p.datasets)
}

// run starts a plan in the engine, and fetches the first batch.
func (x *session) run(run *statement, p *Plan, params []storage.Arg) (storage.Rows, error) {
	q, err := p.Query(params, x.engineZone())
	if err != nil {
		return nil, err
	}
	rows, err := x.server.cfg.Engine.Run(run.ctx, q)
	if err != nil {
		return nil, ofDatasets(err, p.Datasets)
	}
	return peek(rows, p.Datasets)
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
