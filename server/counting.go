package server

import (
	"nanohouse/planner/diagnose"
	"nanohouse/server/local"
	"nanohouse/storage"
)

// counting are rows whose warnings become the session's once the last row is read.
type counting struct {
	*diagnose.Rows
	ended func(sums []uint64)
}

// Next implements storage.Rows.
func (c *counting) Next() (*storage.Batch, error) {
	b, err := c.Rows.Next()
	if b == nil && err == nil && c.ended != nil {
		c.ended(c.Sums())
		c.ended = nil
	}
	return b, err
}

// counting takes the columns that count warnings off a plan's rows.
func (x *session) counting(rows storage.Rows, p *Plan) storage.Rows {
	if len(p.Diagnostics) == 0 {
		return rows
	}
	return &counting{
		Rows: diagnose.NewRows(rows, len(p.Output), len(p.Diagnostics)),
		ended: func(sums []uint64) {
			for i, n := range sums {
				code := p.Diagnostics[i]
				x.local.WarnTimes(local.Warning{Level: "Warning", Errno: int(code.Errno), Message: diagnose.Message(code)}, n)
			}
		},
	}
}
