package planner

import (
	"context"
	"testing"

	"nanohouse/planner/diagnose"
)

// The counts are those of a MySQL server, which lists each of its warnings.
func TestWarningsAreCounted(t *testing.T) {
	l := newLab(t)
	rows := " FROM (SELECT 1 AS a, 0 AS b, '7' AS s UNION ALL SELECT 2, 0, 'x' UNION ALL SELECT NULL, 0, '5y' UNION ALL SELECT 4, 2, '') r"
	for _, c := range []struct {
		sql               string
		division, numbers uint64
		other             map[uint16]uint64
	}{
		{"SELECT 1/0", 1, 0, nil},
		{"SELECT 1/0, 2 DIV 0, 5 % 0, MOD(5, 0), NULL/0, 1/2", 4, 0, nil},
		{"SELECT a/b" + rows, 2, 0, nil},
		{"SELECT a/b, a/0" + rows, 5, 0, nil},
		{"SELECT a/b" + rows + " WHERE a = 1", 1, 0, nil},
		{"SELECT IF(b = 0, 0, a/b)" + rows, 0, 0, nil},
		{"SELECT IF(b = 0, a/b, 0)" + rows, 2, 0, nil},
		{"SELECT CASE WHEN b <> 0 THEN a/b END" + rows, 0, 0, nil},
		{"SELECT SUM(a/b)" + rows, 2, 0, nil},
		{"SELECT b, SUM(a)/b" + rows + " GROUP BY b", 1, 0, nil},
		{"SELECT x + 1 FROM (SELECT a/b AS x" + rows + ") d", 2, 0, nil},
		{"SELECT SUM(a) OVER ()/b" + rows, 3, 0, nil},
		{"SELECT s + 0" + rows, 0, 2, nil},
		{"SELECT CAST(s AS SIGNED)" + rows, 0, 3, nil},
		{"SELECT CAST(s AS DATE)" + rows, 0, 4, nil},
		{"SELECT SUM(s)" + rows, 0, 2, nil},
		{"SELECT s" + rows, 0, 0, nil},
		{"SELECT LN(a - 1), LOG(2, b)" + rows, 0, 0, map[uint16]uint64{3020: 4}},
		{"SELECT STR_TO_DATE(s, '%Y-%m-%d'), UNHEX(s)" + rows, 0, 0, map[uint16]uint64{1411: 6}},
		{"SELECT TIMESTAMPADD(YEAR, b + 9000, DATE'2020-01-01')" + rows, 0, 0, map[uint16]uint64{1441: 4}},
		{"SELECT REPEAT(s, 100000000)" + rows, 0, 0, map[uint16]uint64{1301: 3}},
		{"SELECT balance / (nation - 6) FROM crm.customer", 1, 0, nil},
	} {
		r, err := l.planner.Plan(context.Background(), c.sql, l.env("keeper"))
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		q, err := r.Query(nil, "")
		if err != nil {
			t.Fatal(err)
		}
		result, err := l.engine.Run(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		counted := diagnose.NewRows(result, len(r.Output), len(r.Diagnostics))
		for {
			b, err := counted.Next()
			if err != nil {
				t.Fatal(err)
			}
			if b == nil {
				break
			}
			if len(b.Columns) != len(r.Output) {
				t.Errorf("%s: %d columns", c.sql, len(b.Columns))
			}
		}
		counted.Close()
		got := map[uint16]uint64{}
		for i, n := range counted.Sums() {
			got[r.Diagnostics[i].Errno] += n
		}
		if got[1365] != c.division || got[1292] != c.numbers {
			t.Errorf("%s: %d divisions by zero, %d bad numbers; want %d, %d", c.sql, got[1365], got[1292], c.division, c.numbers)
		}
		delete(got, 1365)
		delete(got, 1292)
		for errno, n := range c.other {
			if got[errno] != n {
				t.Errorf("%s: %d warnings %d, want %d", c.sql, got[errno], errno, n)
			}
			delete(got, errno)
		}
		for errno, n := range got {
			if n != 0 {
				t.Errorf("%s: %d warnings %d, want none", c.sql, n, errno)
			}
		}
	}
}
