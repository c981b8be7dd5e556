package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// header is a column of a printed result.
type header struct {
	Name string
	// Number says that values are numbers: right-aligned, and bare in JSON.
	Number bool
}

// renderer prints a result row by row. A nil cell is NULL.
type renderer interface {
	row(cells []*string) error
	end() error
}

// formats are the values of --format.
const formats = "table, csv, tsv, json"

func newRenderer(format string, w io.Writer, columns []header) (renderer, error) {
	switch format {
	case "table":
		return &tableRenderer{w: w, columns: columns}, nil
	case "csv", "tsv":
		c := csv.NewWriter(w)
		if format == "tsv" {
			c.Comma = '\t'
		}
		r := &csvRenderer{w: c}
		names := make([]string, len(columns))
		for i, col := range columns {
			names[i] = col.Name
		}
		return r, c.Write(names)
	case "json":
		return &jsonRenderer{w: w, columns: columns}, nil
	}
	return nil, usage("unknown format %q; write one of %s", format, formats)
}

// tableWindow is how many rows are looked at for the widths of a table.
const tableWindow = 1000

// tableRenderer draws the tables that MySQL's own client draws. Widths are those
// of the first rows, so that a long result is not held whole.
type tableRenderer struct {
	w       io.Writer
	columns []header
	held    [][]*string
	widths  []int
	rows    int
}

func (t *tableRenderer) row(cells []*string) error {
	t.rows++
	if t.widths != nil {
		return t.line(cells)
	}
	t.held = append(t.held, cells)
	if len(t.held) == tableWindow {
		return t.flush()
	}
	return nil
}

func (t *tableRenderer) flush() error {
	t.widths = make([]int, len(t.columns))
	for i, c := range t.columns {
		t.widths[i] = utf8.RuneCountInString(c.Name)
	}
	for _, cells := range t.held {
		for i, c := range cells {
			t.widths[i] = max(t.widths[i], utf8.RuneCountInString(text(c)))
		}
	}
	if err := t.rule(); err != nil {
		return err
	}
	names := make([]*string, len(t.columns))
	for i := range t.columns {
		names[i] = &t.columns[i].Name
	}
	if err := t.line(names); err != nil {
		return err
	}
	if err := t.rule(); err != nil {
		return err
	}
	for _, cells := range t.held {
		if err := t.line(cells); err != nil {
			return err
		}
	}
	t.held = nil
	return nil
}

func (t *tableRenderer) rule() error {
	var b strings.Builder
	for _, w := range t.widths {
		b.WriteString("+" + strings.Repeat("-", w+2))
	}
	_, err := fmt.Fprintln(t.w, b.String()+"+")
	return err
}

func (t *tableRenderer) line(cells []*string) error {
	var b strings.Builder
	for i, c := range cells {
		s := text(c)
		pad := strings.Repeat(" ", max(0, t.widths[i]-utf8.RuneCountInString(s)))
		if t.columns[i].Number {
			s = pad + s
		} else {
			s += pad
		}
		b.WriteString("| " + s + " ")
	}
	_, err := fmt.Fprintln(t.w, b.String()+"|")
	return err
}

func (t *tableRenderer) end() error {
	if t.widths == nil {
		if err := t.flush(); err != nil {
			return err
		}
	}
	if err := t.rule(); err != nil {
		return err
	}
	word := "rows"
	if t.rows == 1 {
		word = "row"
	}
	_, err := fmt.Fprintf(t.w, "%d %s\n", t.rows, word)
	return err
}

// text shows a cell on one line.
func text(c *string) string {
	if c == nil {
		return "NULL"
	}
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`, "\x1b", `\e`).Replace(*c)
}

// csvRenderer writes comma- or tab-separated values; NULL is an empty field.
type csvRenderer struct{ w *csv.Writer }

func (c *csvRenderer) row(cells []*string) error {
	fields := make([]string, len(cells))
	for i, cell := range cells {
		if cell != nil {
			fields[i] = *cell
		}
	}
	return c.w.Write(fields)
}

func (c *csvRenderer) end() error {
	c.w.Flush()
	return c.w.Error()
}

// jsonRenderer writes one object a row, one row a line, within an array.
type jsonRenderer struct {
	w       io.Writer
	columns []header
	rows    int
}

func (j *jsonRenderer) row(cells []*string) error {
	var b strings.Builder
	if j.rows == 0 {
		b.WriteString("[\n")
	} else {
		b.WriteString(",\n")
	}
	j.rows++
	b.WriteByte('{')
	for i, c := range cells {
		if i > 0 {
			b.WriteString(", ")
		}
		name, err := json.Marshal(j.columns[i].Name)
		if err != nil {
			return err
		}
		b.Write(name)
		b.WriteString(": ")
		value, err := j.value(c, j.columns[i].Number)
		if err != nil {
			return err
		}
		b.Write(value)
	}
	b.WriteByte('}')
	_, err := io.WriteString(j.w, b.String())
	return err
}

func (j *jsonRenderer) value(c *string, number bool) ([]byte, error) {
	switch {
	case c == nil:
		return []byte("null"), nil
	case number && json.Valid([]byte(*c)):
		return []byte(*c), nil
	}
	return json.Marshal(*c)
}

func (j *jsonRenderer) end() error {
	text := "\n]\n"
	if j.rows == 0 {
		text = "[]\n"
	}
	_, err := io.WriteString(j.w, text)
	return err
}
