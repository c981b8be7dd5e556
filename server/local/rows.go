package local

import (
	"io"

	"nanohouse/planner/plan"
	"nanohouse/server/wire"
)

// Rows makes a result of text values.
func Rows(out []plan.Output, values [][]string) *Result {
	cells := make([]wire.Cell, len(out))
	return &Result{Output: out, next: func() ([]wire.Cell, error) {
		if len(values) == 0 {
			return nil, io.EOF
		}
		for i, v := range values[0] {
			cells[i] = wire.Cell(v)
		}
		values = values[1:]
		return cells, nil
	}}
}

// Table makes a result of text columns.
func Table(columns []string, values [][]string) *Result { return Rows(textColumns(columns), values) }
