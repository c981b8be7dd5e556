package server

import (
	"nanohouse/server/wire"
	"nanohouse/storage"
)

// assigning are rows of which the last gives user variables their values:
// SELECT @x := e.
type assigning struct {
	storage.Rows
	session *session
	plan    *Plan
	needed  bool
	row     []wire.Cell
}

func (x *session) assigning(rows storage.Rows, p *Plan) *assigning {
	a := &assigning{Rows: rows, session: x, plan: p}
	for _, c := range p.Output {
		a.needed = a.needed || c.Variable != ""
	}
	return a
}

// Next implements storage.Rows.
func (a *assigning) Next() (*storage.Batch, error) {
	b, err := a.Rows.Next()
	if err != nil || b == nil || b.Rows == 0 || !a.needed {
		return b, err
	}
	a.row, err = wire.Texts(a.plan.Output, b, b.Rows-1, a.session.format(false))
	return b, err
}

// assign sets the variables. Without a row they keep what they have.
func (a *assigning) assign() error {
	if a.row == nil {
		return nil
	}
	for i, c := range a.plan.Output {
		if c.Variable == "" {
			continue
		}
		if err := a.session.local.SetUser(c.Variable, a.row[i], c.Type); err != nil {
			return err
		}
	}
	return nil
}

// do runs a statement for what it assigns, and gives no rows.
func (x *session) do(run *statement, r reply, params []storage.Arg) error {
	p, rows, err := x.start(run, params)
	if err != nil {
		return err
	}
	defer rows.Close()
	last := x.assigning(rows, p)
	for {
		b, err := last.Next()
		if err != nil {
			return err
		}
		if b == nil {
			break
		}
	}
	if err := last.assign(); err != nil {
		return err
	}
	return r.ok()
}
