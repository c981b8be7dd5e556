package fuzz

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"nanohouse/conformance"
)

// Difference is how an answer differs from what it should be.
type Difference struct {
	// Kind is what shrinking keeps: rows, order, columns, types, or errors by their numbers.
	Kind   string
	Detail string
}

// refused are the numbers of errors that say: not supported. Such an answer is no difference.
const refused = 1235

// Compare tells how got differs from want; nil is not at all. Rows without an
// order are compared as a bag.
func Compare(want, got Answer, ordered bool) *Difference {
	switch {
	case want.Errno != got.Errno && got.Errno == 1064:
		return &Difference{"syntax", got.Message}
	case want.Errno != got.Errno:
		return &Difference{fmt.Sprintf("errno %d for %d", got.Errno, want.Errno), fmt.Sprintf("got %d %s, want %d %s", got.Errno, got.Message, want.Errno, want.Message)}
	case want.Errno != 0:
		return nil
	case len(want.Columns) != len(got.Columns):
		return &Difference{"columns", fmt.Sprintf("%d columns instead of %d", len(got.Columns), len(want.Columns))}
	}
	w, g := texts(want), texts(got)
	if ordered && !sameRows(w, g) {
		sortTexts(w)
		sortTexts(g)
		if sameRows(w, g) {
			return &Difference{"order", "the same rows in another order"}
		}
		return rowsDiffer(w, g, want.Columns)
	}
	sortTexts(w)
	sortTexts(g)
	if !sameRows(w, g) {
		return rowsDiffer(w, g, want.Columns)
	}
	return compareTypes(want.Columns, got.Columns)
}

func rowsDiffer(w, g [][]string, columns []conformance.Column) *Difference {
	if sameRows(withoutZeros(w, columns), withoutZeros(g, columns)) {
		return &Difference{"zeros", "the same decimals with another number of zeros at their end"}
	}
	return &Difference{"rows", fmt.Sprintf("got %d rows, want %d", len(g), len(w))}
}

func compareTypes(want, got []conformance.Column) *Difference {
	for i, w := range want {
		g := got[i]
		if x, y := typeName(w), typeName(g); x != y {
			return &Difference{"types " + y + " for " + x, fmt.Sprintf("column %d is %s instead of %s", i+1, y, x)}
		}
		if w.Name != g.Name {
			return &Difference{"names", fmt.Sprintf("column %d is named %q instead of %q", i+1, g.Name, w.Name)}
		}
	}
	return nil
}

// typeName is a column's type as far as it matters to what reads it.
func typeName(c conformance.Column) string {
	name := map[byte]string{0x01: "int", 0x02: "int", 0x03: "int", 0x08: "int", 0x09: "int", 0x0d: "year", 0x00: "decimal", 0xf6: "decimal", 0x04: "float", 0x05: "double",
		0x06: "null", 0x07: "datetime", 0x0c: "datetime", 0x0a: "date", 0x0b: "time", 0xf5: "json", 0x10: "bit"}[c.Type]
	switch name {
	case "":
		if c.Charset == 63 {
			return "bytes"
		}
		return "text"
	case "int":
		if c.Flags&32 != 0 {
			return "unsigned"
		}
	case "decimal", "datetime", "time":
		return fmt.Sprintf("%s(%d)", name, c.Decimals)
	}
	return name
}

// texts are the rows as they are compared: floats by twelve digits, for the last
// depend on the order of a sum.
func texts(a Answer) [][]string {
	out := make([][]string, len(a.Rows))
	for i, row := range a.Rows {
		out[i] = make([]string, len(row))
		for j, v := range row {
			switch {
			case v.Null:
				out[i][j] = "NULL"
			case a.Columns[j].Type == 0x04 || a.Columns[j].Type == 0x05:
				out[i][j] = float(v.Text)
			default:
				out[i][j] = "=" + v.Text
			}
		}
	}
	return out
}

// withoutZeros are the rows with decimals by their value.
func withoutZeros(rows [][]string, columns []conformance.Column) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = append([]string(nil), row...)
		for j, v := range row {
			if columns[j].Type == 0xf6 && strings.Contains(v, ".") {
				out[i][j] = strings.TrimSuffix(strings.TrimRight(v, "0"), ".")
			}
		}
	}
	sortTexts(out)
	return out
}

func float(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return "=" + s
	}
	if math.Abs(f) < 1e-13 {
		f = 0 // what is left of a sum that is nothing
	}
	return strconv.FormatFloat(f, 'g', 12, 64)
}

func sortTexts(rows [][]string) {
	sort.SliceStable(rows, func(i, j int) bool {
		for k := range rows[i] {
			if rows[i][k] != rows[j][k] {
				return rows[i][k] < rows[j][k]
			}
		}
		return false
	})
}

// sameRows compares row by row; floats may differ in their last digits.
func sameRows(a, b [][]string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		for j := range a[i] {
			if a[i][j] != b[i][j] && !sameFloat(a[i][j], b[i][j]) {
				return false
			}
		}
	}
	return true
}

func sameFloat(a, b string) bool {
	if strings.HasPrefix(a, "=") || strings.HasPrefix(b, "=") {
		return false
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= 1e-11*math.Max(math.Abs(x), math.Abs(y))
}

// Show writes an answer in a few lines.
func (a Answer) Show() string {
	switch {
	case a.Lost != nil:
		return "no answer: " + a.Lost.Error()
	case a.Errno != 0:
		return fmt.Sprintf("error %d %s", a.Errno, a.Message)
	}
	var b strings.Builder
	for i, c := range a.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(typeName(c))
	}
	for i, row := range a.Rows {
		if i == 8 {
			fmt.Fprintf(&b, " … %d rows", len(a.Rows))
			break
		}
		b.WriteString(" |")
		for _, v := range row {
			b.WriteString(" " + v.String())
		}
	}
	return b.String()
}
