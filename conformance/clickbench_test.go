package conformance

import (
	"fmt"
	"os"
	"testing"
)

// theClickBench serves the table hits of ClickBench as the domain clickbench.
var theClickBench = &fixture[*Server]{make: func() (*Server, func(), error) {
	o, err := theOracle.value()
	if err != nil {
		return nil, nil, err
	}
	sql, err := os.ReadFile("clickbench/hits.sql")
	if err != nil {
		return nil, nil, err
	}
	if _, err := o.Query("CREATE SCHEMA clickbench; " + string(sql)); err != nil {
		return nil, nil, err
	}
	return serveMade(o, "clickbench", "clickbench")
}}

// The 43 queries of ClickBench answer as DuckDB answers its own form of them.
func TestCorpusClickBench(t *testing.T) {
	s, o := theClickBench.get(t), theOracle.get(t)
	queries, err := ClickBench()
	if err != nil {
		t.Fatal(err)
	}
	c := connectMade(t, s, "clickbench")
	tally := newTally(t, "clickbench")
	if _, err := o.Query("USE clickbench"); err != nil {
		t.Fatal(err)
	}
	defer o.Query("USE memory.main")
	for i, q := range queries {
		id := fmt.Sprintf("q%02d", i)
		bare, err := o.Query(q.DuckDB)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if len(bare) == 0 {
			t.Errorf("%s finds nothing: the table should hold something for it", id)
			continue
		}
		want, err := o.Query(Decide(q.DuckDB, len(bare[0])))
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if _, err := c.One(q.MySQL); err != nil {
			tally.failed(id, err.Error())
			continue
		}
		got, err := c.One(Decide(q.MySQL, len(bare[0])))
		if err != nil {
			tally.failed(id, err.Error())
			continue
		}
		if !Ordered(q.MySQL) {
			sortRows(want)
			sortRows(got.Rows)
		}
		tally.check(id, diffTPCH(want, got.Rows))
	}
	tally.done()
}

// Rows that ORDER BY leaves equal must not decide whether two answers agree.
func TestDecide(t *testing.T) {
	for in, want := range map[string]string{
		"SELECT a FROM t":                       "SELECT a FROM t",
		"SELECT a, b FROM t ORDER BY a LIMIT 3": "SELECT a, b FROM t ORDER BY a, 1, 2 LIMIT 3",
		"SELECT a, b FROM t LIMIT 3 OFFSET 2":   "SELECT a, b FROM t ORDER BY 1, 2 LIMIT 3 OFFSET 2",
	} {
		if got := Decide(in, 2); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}
