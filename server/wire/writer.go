package wire

import (
	"fmt"
	"math"
	"time"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/storage"
)

// Format is how a client wants its rows.
type Format struct {
	// Binary is the format of prepared statements.
	Binary  bool
	Charset Charset
	// Location is the time zone that TIMESTAMP columns are shown in; nil is UTC.
	Location *time.Location
}

// Writer writes one result. It is not safe for concurrent use.
type Writer struct {
	conn   *packet.Conn
	out    []plan.Output
	format Format
	cols   []column
	// rows counts what is written.
	rows uint64
}

type column struct {
	valid []uint64
	enc   encoder
}

// NewWriter makes a writer of a result with these columns.
func NewWriter(conn *packet.Conn, out []plan.Output, f Format) *Writer {
	if f.Charset.Name == "" {
		f.Charset = UTF8
	}
	if f.Location == time.UTC {
		f.Location = nil
	}
	return &Writer{conn: conn, out: out, format: f}
}

// Rows is the number of rows written.
func (w *Writer) Rows() uint64 { return w.rows }

// Header starts the result: the number of columns, and their definitions.
func (w *Writer) Header(s packet.Status) error {
	if err := w.conn.ColumnCount(len(w.out)); err != nil {
		return err
	}
	if err := Define(w.conn, w.out, w.format.Charset); err != nil {
		return err
	}
	return w.conn.EndDefinitions(s)
}

// Define writes column definitions.
func Define(conn *packet.Conn, out []plan.Output, c Charset) error {
	for _, o := range out {
		d := Definition(o, c)
		if c.Latin1 {
			d.Name, d.Table = string(c.Encode(d.Name)), string(c.Encode(d.Table))
		}
		if err := conn.Define(&d); err != nil {
			return err
		}
	}
	return nil
}

// Batch writes all rows of a batch.
func (w *Writer) Batch(b *storage.Batch) error { return w.Slice(b, 0, b.Rows) }

// Slice writes the rows from first up to end. An error that is not of the
// connection comes before the first row of the batch.
func (w *Writer) Slice(b *storage.Batch, first, end int) error {
	if err := w.load(b); err != nil {
		return err
	}
	write := w.textRow
	if w.format.Binary {
		write = w.binaryRow
	}
	for row := first; row < end; row++ {
		if err := write(row); err != nil {
			return err
		}
	}
	w.rows += uint64(end - first)
	return nil
}

func (w *Writer) load(b *storage.Batch) error {
	if len(b.Columns) != len(w.out) {
		return &shapeError{want: len(w.out), got: len(b.Columns)}
	}
	if w.cols == nil {
		w.cols = make([]column, len(w.out))
	}
	for i := range w.cols {
		c, v := &w.cols[i], &b.Columns[i]
		c.valid = v.Valid
		if w.out[i].Type.Kind == catalog.Null {
			// Nothing but NULL, whatever the engine calls the type of nothing.
			c.valid = make([]uint64, (b.Rows+63)/64)
			continue
		}
		if !finite(v) {
			return fmt.Errorf("%w: a result that is no finite number", storage.ErrOverflow)
		}
		if c.enc == nil || !c.enc.load(v) {
			e, err := newEncoder(w.out[i].Type, v, w.format)
			if err != nil {
				return err
			}
			c.enc = e
		}
		if d, ok := c.enc.(*documents); ok {
			if err := d.print(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// finite reports whether all numbers are such that MySQL has them: where
// arithmetic gives infinity, or no number, the statement is out of range.
func finite(v *storage.Vector) bool {
	switch values := v.Data.(type) {
	case []float64:
		return allFinite(v, values)
	case []float32:
		return allFinite(v, values)
	}
	return true
}

func allFinite[T float32 | float64](v *storage.Vector, values []T) bool {
	for row, f := range values {
		if (math.IsInf(float64(f), 0) || math.IsNaN(float64(f))) && !v.IsNull(row) {
			return false
		}
	}
	return true
}

func (w *Writer) textRow(row int) error {
	b := w.conn.Begin()
	for i := range w.cols {
		c := &w.cols[i]
		if c.valid != nil && c.valid[row>>6]&(1<<(row&63)) == 0 {
			b = append(b, 0xfb)
			continue
		}
		b = c.enc.append(b, row)
	}
	return w.conn.End(b)
}

func (w *Writer) binaryRow(row int) error {
	b := w.conn.Begin()
	b = append(b, 0)
	nulls := len(b)
	for range (len(w.cols) + 9) / 8 {
		b = append(b, 0)
	}
	for i := range w.cols {
		c := &w.cols[i]
		if c.valid != nil && c.valid[row>>6]&(1<<(row&63)) == 0 {
			b[nulls+(i+2)>>3] |= 1 << ((i + 2) & 7)
			continue
		}
		b = c.enc.append(b, row)
	}
	return w.conn.End(b)
}

// Texts gives one row of a batch as text values.
func Texts(out []plan.Output, b *storage.Batch, row int, f Format) ([]Cell, error) {
	f.Binary, f.Charset = false, UTF8
	w := NewWriter(nil, out, f)
	if err := w.load(b); err != nil {
		return nil, err
	}
	cells := make([]Cell, len(out))
	for i := range w.cols {
		if b.Columns[i].IsNull(row) || w.cols[i].enc == nil {
			continue
		}
		v, err := packet.LenString(w.cols[i].enc.append(nil, row))
		if err != nil {
			return nil, err
		}
		cells[i] = append(Cell{}, v...)
	}
	return cells, nil
}
