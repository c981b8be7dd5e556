package planner

import (
	"context"
	"slices"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/planner/policy"
	"nanohouse/planner/pushdown"
	"nanohouse/planner/sqlgen"
	"nanohouse/storage"
)

// Runnable is a certified statement: the only thing that a session may run.
// It is immutable.
type Runnable struct {
	// Output are the result's columns.
	Output []plan.Output
	// Diagnostics are the codes of the columns behind those of Output, which count
	// warnings; see diagnose.Rows.
	Diagnostics []sqlerr.Code
	// Params is the number of parameters that Query needs.
	Params int

	statement sqlgen.Statement
	fragment  pushdown.Fragment
	files     []described
	volatile  bool
}

// described is what a source's files were like when the plan was made.
type described struct {
	dataset *catalog.Dataset
	columns []storage.FileColumn
}

func newRunnable(s sqlgen.Statement, f pushdown.Fragment, files []described) *Runnable {
	q := f.Plan.Query()
	r := &Runnable{Output: q.Output, Params: q.Params, statement: s, fragment: f, files: files, volatile: q.Volatile}
	for _, d := range q.Diagnostics {
		r.Diagnostics = append(r.Diagnostics, d.Code)
	}
	return r
}

// Query is the statement for the engine, with the values of its parameters.
func (r *Runnable) Query(params []storage.Arg, timeZone string) (storage.Query, error) {
	if len(params) != r.Params {
		return storage.Query{}, sqlerr.New(sqlerr.BadParameter, "Incorrect arguments to EXECUTE: the statement has %d parameters, got %d", r.Params, len(params))
	}
	args, err := r.statement.Bind(params)
	if err != nil {
		return storage.Query{}, err
	}
	return storage.Query{SQL: r.statement.SQL, Args: args, TimeZone: timeZone}, nil
}

// SQL is the generated statement, for tests and the server's own log: it holds
// no value, but paths.
func (r *Runnable) SQL() string { return r.statement.SQL }

// Governed is the plan that the statement was generated from, for EXPLAIN.
func (r *Runnable) Governed() policy.Governed { return r.fragment.Plan }

// Because says why the statement runs where it runs, for EXPLAIN.
func (r *Runnable) Because() string { return string(r.fragment.Engine) + ": " + r.fragment.Because }

// Warning is something that the client should know of its result.
type Warning struct {
	Code    sqlerr.Code
	Message string
}

// Warnings tells of masked columns and deprecated versions.
func (r *Runnable) Warnings() []Warning {
	var out []Warning
	for _, d := range r.fragment.Plan.Decisions() {
		for _, i := range d.Used {
			if d.Grant.Columns[i].Effect == auth.Masked {
				out = append(out, Warning{sqlerr.MaskedColumn, "column " + d.Dataset.Domain + "." + d.Dataset.Name + "." + d.Dataset.Columns[i].Name + " is masked"})
			}
		}
		if d.Dataset.Status == catalog.Deprecated {
			out = append(out, Warning{sqlerr.DeprecatedDataset, "dataset " + d.Dataset.Object() + " is deprecated"})
		}
	}
	return out
}

// fileColumns asks the engine what files hold, and remembers the answers.
type fileColumns struct {
	ctx    context.Context
	engine Engine
	seen   []described
}

func (f *fileColumns) of(ds *catalog.Dataset) ([]storage.FileColumn, error) {
	for _, d := range f.seen {
		if d.dataset == ds {
			return d.columns, nil
		}
	}
	cols, err := f.engine.Describe(f.ctx, ds.Source)
	if err != nil {
		if f.ctx.Err() != nil {
			return nil, f.ctx.Err()
		}
		return nil, sqlerr.New(sqlerr.SourceUnreadable, "dataset %s cannot be read: its files are missing, corrupt or unreachable", ds.Object()).
			WithHint("tell %s; other datasets are not affected", owner(ds)).WithCause(err)
	}
	f.seen = append(f.seen, described{ds, cols})
	return cols, nil
}

func owner(ds *catalog.Dataset) string {
	if ds.Owner != "" {
		return ds.Owner + " of domain " + ds.Domain
	}
	return "domain " + ds.Domain
}

// current reports whether the files still have the columns that the plan was
// made for.
func (p *Planner) current(ctx context.Context, r *Runnable) bool {
	for _, d := range r.files {
		cols, err := p.cfg.Engine.Describe(ctx, d.dataset.Source)
		if err != nil || !slices.Equal(cols, d.columns) {
			return false
		}
	}
	return true
}
