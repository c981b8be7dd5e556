package conformance

import (
	"bytes"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

// diffRows says how two answers differ in their values; empty means not at all.
// Numbers are equal when their values are, floats to twelve digits.
func diffRows(want, got [][]Value) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d rows instead of %d", len(got), len(want))
	}
	for i := range want {
		if len(want[i]) != len(got[i]) {
			return fmt.Sprintf("row %d has %d values instead of %d", i+1, len(got[i]), len(want[i]))
		}
		for j := range want[i] {
			if !sameValue(want[i][j], got[i][j]) {
				return fmt.Sprintf("row %d, value %d: got %s, want %s", i+1, j+1, got[i][j], want[i][j])
			}
		}
	}
	return ""
}

// sameValue compares text exactly, and what are numbers on both sides by value.
func sameValue(a, b Value) bool {
	if a.Null || b.Null {
		return a.Null == b.Null
	}
	if a.Text == b.Text {
		return true
	}
	if trimFraction(a.Text) == trimFraction(b.Text) {
		return true
	}
	x, errX := strconv.ParseFloat(a.Text, 64)
	y, errY := strconv.ParseFloat(b.Text, 64)
	if errX != nil || errY != nil {
		return false
	}
	// Two decimals that differ are two values; only a float may differ in its last digits.
	if isDecimal(a.Text) && isDecimal(b.Text) {
		return trimZeros(a.Text) == trimZeros(b.Text)
	}
	return math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
}

// isDecimal reports whether a number in text is exact: a whole number, one too
// short for a float's noise, or one with more digits than a float shows.
func isDecimal(s string) bool {
	if strings.ContainsAny(s, "eEnN") {
		return false
	}
	return !strings.Contains(s, ".") || len(s) < 16 || len(s) > 20
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// trimFraction takes the zeros off a time's fraction: MySQL shows as many
// digits as the type has, Python none when there is no fraction.
func trimFraction(s string) string {
	if len(s) < 9 || strings.Count(s, ":") != 2 {
		return s
	}
	return trimZeros(s)
}

// sortRows orders rows by their text, for answers without an order of their own.
func sortRows(rows [][]Value) {
	sort.SliceStable(rows, func(i, j int) bool { return fmt.Sprint(rows[i]) < fmt.Sprint(rows[j]) })
}

// Exchange is all that a server said to one statement.
type Exchange struct {
	Results  []*Result
	Err      *ServerError
	Warnings []string // of SHOW WARNINGS afterwards
}

// diffExchange says how two exchanges differ in any byte that a client sees;
// only the id of a log line may. Rows may come in another order if ordered is false.
func diffExchange(a, b *Exchange, ordered bool) string {
	if d := diffError(a.Err, b.Err); d != "" {
		return d
	}
	if len(a.Results) != len(b.Results) {
		return fmt.Sprintf("%d results and %d", len(a.Results), len(b.Results))
	}
	for i := range a.Results {
		if d := diffPackets(a.Results[i].Raw, b.Results[i].Raw, len(a.Results[i].Columns), ordered); d != "" {
			return fmt.Sprintf("result %d: %s", i+1, d)
		}
	}
	if x, y := strings.Join(a.Warnings, "\n"), strings.Join(b.Warnings, "\n"); x != y {
		return fmt.Sprintf("warnings %q and %q", x, y)
	}
	return ""
}

func diffError(a, b *ServerError) string {
	if (a == nil) != (b == nil) {
		return fmt.Sprintf("error %v and %v", a, b)
	}
	if a != nil && (a.Errno != b.Errno || a.State != b.State || stripRef(a.Message) != stripRef(b.Message)) {
		return fmt.Sprintf("error %v and %v", a, b)
	}
	return ""
}

// diffPackets compares packets; those after the head (count, definitions, EOF) are rows.
func diffPackets(a, b [][]byte, columns int, ordered bool) string {
	if !ordered && columns > 0 {
		a, b = sortedRows(a, columns+2), sortedRows(b, columns+2)
	}
	for i := 0; i < max(len(a), len(b)); i++ {
		switch {
		case i >= len(a) || i >= len(b):
			return fmt.Sprintf("%d packets and %d", len(a), len(b))
		case !bytes.Equal(a[i], b[i]):
			return fmt.Sprintf("packet %d: %q and %q", i, clip(a[i]), clip(b[i]))
		}
	}
	return ""
}

func sortedRows(p [][]byte, head int) [][]byte {
	if len(p) <= head+1 {
		return p
	}
	out := append([][]byte(nil), p...)
	rows := out[head : len(out)-1]
	sort.Slice(rows, func(i, j int) bool { return bytes.Compare(rows[i], rows[j]) < 0 })
	return out
}

func clip(p []byte) []byte { return p[:min(len(p), 200)] }
