package conformance

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// oracleQueries are the 22 queries in DuckDB's own dialect, from its tpch extension.
func oracleQueries(t testing.TB, o *Oracle) []string {
	t.Helper()
	if err := loadExtension(o, "tpch"); err != nil {
		missing(t, err)
	}
	queries, err := o.Strings("SELECT query FROM tpch_queries() ORDER BY query_nr")
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) != 22 {
		t.Fatalf("%d queries", len(queries))
	}
	return queries
}

// tpchTables makes the tables of TPC-H views of what a user sees of the mesh.
func tpchTables(t testing.TB, o *Oracle, mesh, user string) {
	t.Helper()
	cases, err := ReadMatrix()
	if err != nil {
		t.Fatal(err)
	}
	sets, err := Datasets(mesh)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Domain() == "lab" {
			continue
		}
		d, err := find(sets, c.Dataset)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Query(fmt.Sprintf("CREATE OR REPLACE VIEW %s AS %s", c.Table(), c.Principals[user].Select(d, d.Select(), ""))); err != nil {
			t.Fatal(err)
		}
	}
}

// The 22 queries answer as DuckDB does on the same files: raw for an admin, on
// masked and filtered data for the others.
func TestTPCH(t *testing.T) {
	s, o := theDemo.get(t), theOracle.get(t)
	runTPCH(t, s, o)
}

// The same with ten times the data.
func TestTPCHLarger(t *testing.T) {
	o := theOracle.get(t)
	dir, err := newDir("tpch")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Start(startWait, "demo", "--dir", dir, "--scale", "0.1")
	if err != nil {
		t.Fatal(err)
	}
	s.Dir = dir
	t.Cleanup(func() { s.Stop() })
	runTPCH(t, s, o)
}

func runTPCH(t *testing.T, s *Server, o *Oracle) {
	queries, err := TPCH()
	if err != nil {
		t.Fatal(err)
	}
	oracle := oracleQueries(t, o)
	for _, user := range []string{"admin", "analyst", "analyst_eu"} {
		tpchTables(t, o, s.Dir, user)
		c := connect(t, s, user)
		empty := 0
		for i, q := range queries {
			t.Run(fmt.Sprintf("%s/q%02d", user, i+1), func(t *testing.T) {
				want, err := o.Query(oracle[i])
				if err != nil {
					t.Fatal(err)
				}
				got, err := c.One(q)
				if err != nil {
					t.Fatal(err)
				}
				if len(got.Rows) == 0 {
					empty++
				}
				if d := diffTPCH(want, got.Rows); d != "" {
					t.Error(d)
				}
				checkPrepared(t, c, q, got)
			})
		}
		if user == "admin" && empty > 0 {
			t.Errorf("%d of the 22 queries answer nothing", empty)
		}
	}
}

// checkPrepared asserts that the binary protocol gives the same values.
func checkPrepared(t *testing.T, c *Conn, q string, want *Result) {
	t.Helper()
	st, err := c.Prepare(q)
	if err != nil {
		t.Fatal(err)
	}
	got, err := st.Execute()
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if d := diffRows(want.Rows, got.Rows); d != "" {
		t.Errorf("prepared: %s", d)
	}
}

// diffTPCH compares decimals exactly, and DuckDB's floats with MySQL's decimals
// to the digits that MySQL shows.
func diffTPCH(want, got [][]Value) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d rows instead of %d", len(got), len(want))
	}
	for i := range want {
		for j := range want[i] {
			if !sameValue(want[i][j], got[i][j]) && !nearly(want[i][j].Text, got[i][j].Text) {
				return fmt.Sprintf("row %d, value %d: got %s, want %s", i+1, j+1, got[i][j], want[i][j])
			}
		}
	}
	return ""
}

// nearly compares a float of the oracle with a decimal rounded to its scale.
func nearly(float, decimal string) bool {
	if !strings.ContainsAny(float, "e") {
		return false
	}
	x, errX := strconv.ParseFloat(float, 64)
	y, errY := strconv.ParseFloat(decimal, 64)
	if errX != nil || errY != nil {
		return false
	}
	scale := 0
	if i := strings.IndexByte(decimal, '.'); i >= 0 {
		scale = len(decimal) - i - 1
	}
	return math.Abs(x-y) <= 0.5000001*math.Pow(10, -float64(scale))+1e-12*math.Abs(x)
}

func TestDiffTPCHSeesDifferences(t *testing.T) {
	for _, p := range [][2][][]Value{
		{vals("25.52200585e0"), vals("25.522007")}, {vals("25.5"), vals("25.6")}, {vals("1.5e0"), vals("1.4")}, {vals("a"), vals("b")},
		{vals("100.01"), vals("100.0")}, {vals("1"), append(vals("1"), vals("1")...)}, {vals("1e0"), vals("NULL")},
	} {
		if diffTPCH(p[0], p[1]) == "" {
			t.Errorf("%v and %v count as equal", p[0], p[1])
		}
	}
	for _, p := range [][2][][]Value{{vals("25.522005853e0"), vals("25.522006")}, {vals("0.5e0"), vals("0.5000")}, {vals("3.14"), vals("3.1400")}} {
		if d := diffTPCH(p[0], p[1]); d != "" {
			t.Errorf("%v and %v count as different: %s", p[0], p[1], d)
		}
	}
}
