package wire

import (
	"nanohouse/planner/plan"
	"nanohouse/storage"
)

// Text gives the rows of batches as cells, for what prints a result without a
// client. It is not safe for concurrent use.
type Text struct{ w *Writer }

// NewText makes a Text of a result with these columns. TIMESTAMP columns are
// shown in f.Location; f.Binary has no meaning here.
func NewText(out []plan.Output, f Format) *Text {
	f.Binary = false
	return &Text{w: NewWriter(nil, out, f)}
}

// Rows calls row for each row of a batch. The cells are valid during the call.
func (t *Text) Rows(b *storage.Batch, row func([]Cell) error) error {
	if err := t.w.load(b); err != nil {
		return err
	}
	cells := make([]Cell, len(t.w.cols))
	for r := range b.Rows {
		for i := range t.w.cols {
			c := &t.w.cols[i]
			if c.valid != nil && c.valid[r>>6]&(1<<(r&63)) == 0 {
				cells[i] = nil
				continue
			}
			cells[i] = withoutLength(c.enc.append(cells[i][:0], r))
		}
		if err := row(cells); err != nil {
			return err
		}
	}
	return nil
}

// withoutLength cuts a length-encoded string down to its bytes. The result is
// never nil, which would mean NULL.
func withoutLength(b []byte) Cell {
	head := 1
	switch b[0] {
	case 0xfc:
		head = 3
	case 0xfd:
		head = 4
	case 0xfe:
		head = 9
	}
	return append(Cell{}, b[head:]...)
}
