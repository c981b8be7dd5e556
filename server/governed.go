package server

import (
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/server/local"
	"nanohouse/server/wire"
	"nanohouse/storage"
)

// governed plans a statement, runs it in the engine, and streams its rows.
func (x *session) governed(run *statement, r reply, params []storage.Arg) error {
	p, rows, err := x.start(run, params)
	if err != nil {
		return err
	}
	defer rows.Close()
	w := r.writer(p.Output)
	last := x.assigning(rows, p)
	if err := x.stream(run, r, w, last); err != nil {
		return err
	}
	if err := last.assign(); err != nil {
		return err
	}
	_ = rows.Close() // before the client hears of the end, and asks for more
	return r.end()
}

// start plans and runs a statement. The rows' first batch is there when it returns.
func (x *session) start(run *statement, params []storage.Arg) (*Plan, storage.Rows, error) {
	x.local.ClearWarnings()
	p, err := x.plan(run, params)
	if err != nil {
		return nil, nil, err
	}
	rows, err := x.run(run, p, params)
	if err != nil {
		other, failed := x.again(run, p, params, err)
		if failed != nil {
			return nil, nil, failed
		}
		if other == nil {
			return nil, nil, err
		}
		if rows, err = x.run(run, other, params); err != nil {
			return nil, nil, err
		}
		p = other
	}
	x.warn(run, p.Warnings)
	rows = x.counting(rows, p)
	if !x.settings.autocommit {
		x.txn.open = true
	}
	return p, rows, nil
}

func (x *session) plan(run *statement, params []storage.Arg) (*Plan, error) {
	if run.env.Catalog == nil {
		return nil, x.revoked()
	}
	env := run.env
	env.Session = x.bindEnv(env)
	env.Session.Catalog = env.View()
	if params != nil {
		env.Session.Prepared = true
		for _, a := range params {
			env.Session.ParamTypes = append(env.Session.ParamTypes, a.Type)
		}
	}
	return x.server.cfg.Planner.Plan(run.ctx, run.st.Text, env)
}

func (x *session) engineZone() string {
	if x.settings.location.String() == "UTC" {
		return ""
	}
	return x.settings.location.String()
}

// warn keeps a plan's warnings for SHOW WARNINGS.
func (x *session) warn(run *statement, ws []Warning) {
	for _, w := range ws {
		level := "Warning"
		if w.Code == sqlerr.MaskedColumn {
			level = "Note"
			run.masked = append(run.masked, w.Message)
		}
		x.local.Warn(local.Warning{Level: level, Errno: int(w.Code.Errno), Message: w.Code.ID + " " + w.Message})
	}
}

// stream writes the rows of an engine's result as they come. The header goes
// out once the first batch is there, so that most errors come in its place.
func (x *session) stream(run *statement, r reply, w *wire.Writer, rows storage.Rows) error {
	left := x.rowLimit(run)
	b, err := rows.Next()
	if err != nil {
		return err
	}
	if err := w.Header(r.status()); err != nil {
		return errLost
	}
	for b != nil && left > 0 {
		n := b.Rows
		if uint64(n) > left {
			n = int(left)
		}
		if err := w.Slice(b, 0, n); err != nil {
			return err
		}
		left -= uint64(n)
		run.rows += uint64(n)
		if b, err = rows.Next(); err != nil {
			return err
		}
	}
	return run.interrupted()
}

// interrupted gives the statement's end by KILL or time limit, which an
// engine may have answered with an early end of rows.
func (run *statement) interrupted() error {
	if run.ctx.Err() != nil {
		return storage.ErrInterrupted
	}
	return nil
}

// rowLimit is sql_select_limit for a statement that has no LIMIT.
func (x *session) rowLimit(run *statement) uint64 {
	if l := x.settings.selectLimit; l != 0 && l != 1<<64-1 && !hasLimit(run.st.Text) {
		return l
	}
	return 1<<64 - 1
}

// selectInto runs a statement of at most one row and keeps its values in user variables.
func (x *session) selectInto(run *statement, r reply, params []storage.Arg) error {
	p, rows, err := x.start(run, params)
	if err != nil {
		return err
	}
	defer rows.Close()
	if len(p.Output) != len(run.st.Vars) {
		return sqlerr.New(sqlerr.WrongColumnCount, "The used SELECT statements have a different number of columns")
	}
	row, err := oneRow(p.Output, rows, x.format(false))
	if err != nil {
		return err
	}
	if row == nil {
		x.local.Warn(local.Warning{Level: "Warning", Errno: int(sqlerr.NoDataFetched.Errno), Message: "No data - zero rows fetched, selected, or processed"})
		return r.ok()
	}
	for i, name := range run.st.Vars {
		if err := x.local.SetUser(name, row[i], p.Output[i].Type); err != nil {
			return err
		}
	}
	return r.ok()
}

// oneRow gives the single row of a result as text, or nil for none.
func oneRow(out []plan.Output, rows storage.Rows, f wire.Format) ([]wire.Cell, error) {
	var row []wire.Cell
	for {
		b, err := rows.Next()
		if err != nil || b == nil {
			return row, err
		}
		if b.Rows == 0 {
			continue
		}
		if row != nil || b.Rows > 1 {
			return nil, sqlerr.New(sqlerr.IntoRows, "Result consisted of more than one row")
		}
		if row, err = wire.Texts(out, b, 0, f); err != nil {
			return nil, err
		}
	}
}

// revoked ends the session of a user that is no longer one.
func (x *session) revoked() error {
	x.stop(wire.ErrKilled)
	return sqlerr.New(sqlerr.IdentityRevoked, "Access denied; user %s is no longer a user of this mesh", printable(x.principal.Name))
}
