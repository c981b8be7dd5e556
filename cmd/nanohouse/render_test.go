package main

import (
	"bytes"
	"strings"
	"testing"
)

func cell(s string) *string { return &s }

func render(t *testing.T, format string, rows ...[]*string) string {
	t.Helper()
	var b bytes.Buffer
	r, err := newRenderer(format, &b, []header{{Name: "name"}, {Name: "n", Number: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := r.row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRender(t *testing.T) {
	rows := [][]*string{{cell("a,b\n\"c\""), cell("1.50")}, {nil, cell("-7")}, {cell(""), nil}}
	for format, want := range map[string]string{
		"table": `+----------+------+
| name     |    n |
+----------+------+
| a,b\n"c" | 1.50 |
| NULL     |   -7 |
|          | NULL |
+----------+------+
3 rows
`,
		"csv":  "name,n\n\"a,b\n\"\"c\"\"\",1.50\n,-7\n,\n",
		"tsv":  "name\tn\n\"a,b\n\"\"c\"\"\"\t1.50\n\t-7\n\t\n",
		"json": "[\n{\"name\": \"a,b\\n\\\"c\\\"\", \"n\": 1.50},\n{\"name\": null, \"n\": -7},\n{\"name\": \"\", \"n\": null}\n]\n",
	} {
		if got := render(t, format, rows...); got != want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", format, got, want)
		}
	}
}

// A result without rows has its head all the same.
func TestRenderNoRows(t *testing.T) {
	if got := render(t, "table"); !strings.Contains(got, "| name | n |") || !strings.Contains(got, "0 rows") {
		t.Errorf("table: %s", got)
	}
	if got := render(t, "json"); got != "[]\n" {
		t.Errorf("json: %s", got)
	}
}

// A long result must not be held whole for the widths of its table.
func TestTableHoldsAWindowOnly(t *testing.T) {
	var b bytes.Buffer
	r := &tableRenderer{w: &b, columns: []header{{Name: "n"}}}
	for range tableWindow + 5 {
		if err := r.row([]*string{cell("x")}); err != nil {
			t.Fatal(err)
		}
		if len(r.held) >= tableWindow {
			t.Fatalf("%d rows are held", len(r.held))
		}
	}
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), "| x |"); got != tableWindow+5 {
		t.Errorf("%d rows printed, want %d", got, tableWindow+5)
	}
}

func TestEscapesThatATerminalWouldObey(t *testing.T) {
	if got := render(t, "table", []*string{cell("\x1b[31mred"), nil}); strings.Contains(got, "\x1b") {
		t.Errorf("an escape reaches the terminal: %q", got)
	}
}
