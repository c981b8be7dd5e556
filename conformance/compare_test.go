package conformance

import "testing"

func vals(s ...string) [][]Value {
	row := make([]Value, len(s))
	for i, v := range s {
		row[i] = Value{Text: v, Null: v == "NULL"}
	}
	return [][]Value{row}
}

// A comparer that calls everything equal would make every test green.
func TestDiffRowsSeesDifferences(t *testing.T) {
	differ := [][2][][]Value{
		{vals("1"), vals("2")}, {vals("1"), vals("NULL")}, {vals(""), vals("NULL")}, {vals("a"), vals("a ")}, {vals("a"), vals("A")},
		{vals("1.10"), vals("1.11")}, {vals("100.00"), vals("1000.0")}, {vals("1"), vals("1", "1")}, {vals("1"), nil},
		{vals("1.5e10"), vals("1.5e11")}, {vals("1.0000000001e0"), vals("1.0000000002e0")}, {vals("2024-01-01"), vals("2024-01-02")},
		{vals("2024-01-01 00:00:00.000001"), vals("2024-01-01 00:00:00")}, {vals("9223372036854775807"), vals("9223372036854775000")},
		{vals("12345678901234567890.12"), vals("12345678901234567891.12")},
	}
	for _, p := range differ {
		if diffRows(p[0], p[1]) == "" || diffRows(p[1], p[0]) == "" {
			t.Errorf("%v and %v count as equal", p[0], p[1])
		}
	}
	equal := [][2][][]Value{
		{vals("1.50"), vals("1.5")}, {vals("7"), vals("7.0000")}, {vals("1e-10"), vals("0.0000000001")}, {vals("0.30000000000000004e0"), vals("0.3e0")},
		{vals("2024-01-01 10:00:00.500000"), vals("2024-01-01 10:00:00.5")}, {vals("NULL", "x"), vals("NULL", "x")},
	}
	for _, p := range equal {
		if d := diffRows(p[0], p[1]); d != "" {
			t.Errorf("%v and %v count as different: %s", p[0], p[1], d)
		}
	}
}

func exchange(raw ...string) *Exchange {
	r := &Result{Columns: make([]Column, 1)}
	for _, p := range raw {
		r.Raw = append(r.Raw, []byte(p))
	}
	return &Exchange{Results: []*Result{r}}
}

func TestDiffExchangeSeesDifferences(t *testing.T) {
	base := exchange("count", "column", "eof", "row1", "row2", "end")
	warned := exchange("count", "column", "eof", "row1", "row2", "end")
	warned.Warnings = []string{"x"}
	for name, other := range map[string]*Exchange{
		"value":    exchange("count", "column", "eof", "row1", "row3", "end"),
		"metadata": exchange("count", "Column", "eof", "row1", "row2", "end"),
		"end":      exchange("count", "column", "eof", "row1", "row2", "End"),
		"fewer":    exchange("count", "column", "eof", "row1", "end"),
		"warning":  warned,
		"error":    {Err: &ServerError{Errno: 1146, Message: "x"}},
	} {
		for _, ordered := range []bool{true, false} {
			if diffExchange(base, other, ordered) == "" {
				t.Errorf("%s: ordered=%v: counts as equal", name, ordered)
			}
		}
	}
	swapped := exchange("count", "column", "eof", "row2", "row1", "end")
	if diffExchange(base, swapped, true) == "" {
		t.Error("another order counts as equal")
	}
	if d := diffExchange(base, swapped, false); d != "" {
		t.Errorf("another order counts as different though none was asked: %s", d)
	}
	a := &Exchange{Err: &ServerError{Errno: 1105, Message: "x (ref ab12)"}}
	b := &Exchange{Err: &ServerError{Errno: 1105, Message: "x (ref cd34)"}}
	if d := diffExchange(a, b, true); d != "" {
		t.Errorf("the id of a log line counts as a difference: %s", d)
	}
	b.Err.Message = "y (ref ab12)"
	if diffExchange(a, b, true) == "" {
		t.Error("another message counts as equal")
	}
}

func TestDiffLinesSeesDifferences(t *testing.T) {
	for _, got := range [][]string{{"a"}, {"a", "c"}, {"a", "b", "c"}, {"b", "a"}, nil} {
		if diffLines([]string{"a", "b"}, got) == "" {
			t.Errorf("%v counts as equal", got)
		}
	}
	if d := diffLines([]string{"a", "b"}, []string{"a", "b"}); d != "" {
		t.Error(d)
	}
}
