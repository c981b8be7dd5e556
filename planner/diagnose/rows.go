package diagnose

import (
	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
)

// Rows are a result without its counting columns, which it sums up.
type Rows struct {
	storage.Rows
	visible int
	sums    []uint64
	batch   storage.Batch
}

// NewRows takes the columns behind the visible ones, of which there are as many as
// kinds, off a result.
func NewRows(rows storage.Rows, visible, kinds int) *Rows {
	return &Rows{Rows: rows, visible: visible, sums: make([]uint64, kinds)}
}

// Columns implements storage.Rows.
func (r *Rows) Columns() int { return r.visible }

// Next implements storage.Rows.
func (r *Rows) Next() (*storage.Batch, error) {
	b, err := r.Rows.Next()
	if b == nil || err != nil {
		return b, err
	}
	for i := range r.sums {
		r.sums[i] += total(&b.Columns[r.visible+i], b.Rows)
	}
	r.batch = storage.Batch{Rows: b.Rows, Columns: b.Columns[:r.visible]}
	return &r.batch, nil
}

// Sums are the warnings of the rows so far, one number a kind.
func (r *Rows) Sums() []uint64 { return r.sums }

func total(v *storage.Vector, rows int) uint64 {
	counts, ok := v.Data.([]int64)
	if !ok {
		return 0
	}
	n := uint64(0)
	for row := range rows {
		if !v.IsNull(row) {
			n += uint64(counts[row])
		}
	}
	return n
}

// Message is a warning's text. MySQL's names the value, which could be anybody's.
func Message(code sqlerr.Code) string { return messages[code] }

var messages = map[sqlerr.Code]string{
	sqlerr.DivisionByZero:   "Division by 0",
	sqlerr.TruncatedValue:   "Truncated incorrect value in an expression",
	sqlerr.IncorrectValue:   "Incorrect value for a function",
	sqlerr.DateOverflow:     "Datetime function: datetime field overflow",
	sqlerr.InvalidLogarithm: "Invalid argument for logarithm",
	sqlerr.ResultTooLong:    "Result of a function was larger than max_allowed_packet",
}
