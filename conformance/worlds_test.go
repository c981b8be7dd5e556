package conformance

import (
	"fmt"
	"testing"
	"time"
)

// worldA is the demo; each restricted user has a world that differs from it
// only in what that user cannot see.
var restricted = []string{"analyst", "analyst_eu", "intern"}

func serveCopy(t testing.TB, name string, make func(dir string) error) *Server {
	t.Helper()
	dir, err := newDir(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := make(dir); err != nil {
		t.Fatal(err)
	}
	s, err := Start(time.Minute, "serve", "--mesh", dir)
	if err != nil {
		t.Fatal(err)
	}
	s.Dir = dir
	t.Cleanup(func() { s.Stop() })
	return s
}

// Two meshes that differ only in what a user cannot see answer that user the
// same, byte for byte: rows, metadata, warnings and errors.
func TestTwoWorlds(t *testing.T) {
	a, o := theDemo.get(t), theOracle.get(t)
	scripts, err := Corpus()
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range restricted {
		t.Run(user, func(t *testing.T) {
			b := serveCopy(t, "world-"+user, func(dir string) error { return MakeOtherWorld(a.Dir, dir, user, o) })
			if !worldsDiffer(t, a, b) {
				t.Fatal("the two worlds are the same for admin: the test would prove nothing")
			}
			n, failed, answered := 0, 0, 0
			for _, s := range scripts {
				n += compareScript(t, s, user, a, b, &failed, &answered)
				if failed > 40 {
					t.Fatal("too many differences")
				}
			}
			t.Logf("%d statements compared, %d of them answered", n, answered)
			if answered < n/3 {
				t.Errorf("only %d of %d statements answered", answered, n)
			}
		})
	}
}

// worldsDiffer asserts that an admin can tell the two apart.
func worldsDiffer(t *testing.T, a, b *Server) bool {
	t.Helper()
	ca, cb := connect(t, a, "admin"), connect(t, b, "admin")
	for _, sql := range []string{"SELECT * FROM crm.customer ORDER BY c_custkey", "SELECT * FROM lab.secrets ORDER BY id"} {
		x, err := Run(ca, sql)
		if err != nil {
			t.Fatal(err)
		}
		y, err := Run(cb, sql)
		if err != nil {
			t.Fatal(err)
		}
		if diffExchange(x, y, true) == "" {
			return false
		}
	}
	return true
}

func compareScript(t *testing.T, s Script, user string, a, b *Server, failed, answered *int) (n int) {
	t.Helper()
	ca, cb := connect(t, a, user), connect(t, b, user)
	for _, sql := range s.Statements {
		if Unsteady(sql) != "" {
			continue
		}
		n++
		x, errA := Run(ca, sql)
		y, errB := Run(cb, sql)
		if errA != nil || errB != nil {
			*failed++
			t.Errorf("%s: %s: the connection broke: %v, %v", s.Name, sql, errA, errB)
			ca, cb = connect(t, a, user), connect(t, b, user)
			continue
		}
		if x.Err == nil {
			*answered++
		}
		if d := diffExchange(x, y, Ordered(sql)); d != "" {
			*failed++
			t.Errorf("%s as %s: %s\n  the worlds differ: %s", s.Name, user, sql, d)
		}
	}
	ca.Close()
	cb.Close()
	return n
}

// With policy a user gets what the same data, masked and filtered beforehand
// by another program, gives without policy.
func TestMaskedBeforehand(t *testing.T) {
	a, o := theDemo.get(t), theOracle.get(t)
	cases, err := ReadMatrix()
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := Corpus()
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range restricted {
		t.Run(user, func(t *testing.T) {
			hashes := keyedHashes(t, connect(t, a, user), cases, user)
			b := serveCopy(t, "masked-"+user, func(dir string) error { return MakeMasked(a.Dir, dir, user, cases, hashes, o) })
			n, failed := 0, 0
			for _, s := range scripts {
				n += compareMasked(t, s, user, a, b, &failed)
				if failed > 40 {
					t.Fatal("too many differences")
				}
			}
			t.Logf("%d statements compared", n)
		})
	}
}

// keyedHashes reads the values that only the server's key can make.
func keyedHashes(t *testing.T, c *Conn, cases []Case, user string) map[string][][]Value {
	t.Helper()
	out := map[string][][]Value{}
	for _, cs := range cases {
		for col, mask := range cs.Principals[user].Masked {
			if mask != keyedHash {
				continue
			}
			r, err := c.One(fmt.Sprintf("SELECT %s, %s FROM %s", cs.Key, col, cs.Dataset))
			if err != nil {
				t.Fatal(err)
			}
			out[cs.Dataset+"."+col] = r.Rows
		}
	}
	return out
}

func compareMasked(t *testing.T, s Script, user string, a, b *Server, failed *int) (n int) {
	t.Helper()
	ca, cb := connect(t, a, user), connect(t, b, user)
	for _, sql := range s.Statements {
		if Unsteady(sql) != "" || speaksOfPolicy(sql) {
			continue
		}
		n++
		x, errA := ca.Query(sql)
		y, errB := cb.Query(sql)
		d := ""
		switch {
		case Errno(errA) < 0 || Errno(errB) < 0:
			d = fmt.Sprintf("the connection broke: %v, %v", errA, errB)
			ca, cb = connect(t, a, user), connect(t, b, user)
		case Errno(errA) != Errno(errB):
			// Where rows are filtered nothing may raise on data, so what is an
			// overflow without policy is NULL with it.
			if !(user == "analyst_eu" && Errno(errA) == 0 && (Errno(errB) == 1690 || Errno(errB) == 1242)) {
				d = fmt.Sprintf("%v and %v", errA, errB)
			}
		case errA == nil:
			d = diffAnswers(x, y, Ordered(sql))
		}
		if d != "" {
			*failed++
			t.Errorf("%s as %s: %s\n  policy and masked data differ: %s", s.Name, user, sql, d)
		}
	}
	ca.Close()
	cb.Close()
	return n
}

// diffAnswers compares names, types and values: warnings speak of masks, and so differ.
func diffAnswers(a, b []*Result, ordered bool) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%d results and %d", len(a), len(b))
	}
	for i := range a {
		if len(a[i].Columns) != len(b[i].Columns) {
			return fmt.Sprintf("%d columns and %d", len(a[i].Columns), len(b[i].Columns))
		}
		for j, c := range a[i].Columns {
			other := b[i].Columns[j]
			c.Flags, other.Flags = 0, 0
			if c != other {
				return fmt.Sprintf("column %+v and %+v", c, other)
			}
		}
		if !ordered {
			sortRows(a[i].Rows)
			sortRows(b[i].Rows)
		}
		if d := diffRows(b[i].Rows, a[i].Rows); d != "" {
			return d
		}
	}
	return ""
}

// The generator changes what is hidden and nothing else: by DuckDB's own
// reckoning the user sees the same in both worlds, and the raw files differ.
func TestOtherWorldsLookTheSame(t *testing.T) {
	mesh, o := theMesh.get(t), theOracle.get(t)
	cases, err := ReadMatrix()
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range restricted {
		dir, err := newDir("look-" + user)
		if err != nil {
			t.Fatal(err)
		}
		if err := MakeOtherWorld(mesh, dir, user, o); err != nil {
			t.Fatal(err)
		}
		differ := 0
		for _, c := range cases {
			seen, raw := [2][][]Value{}, [2][][]Value{}
			for i, m := range []string{mesh, dir} {
				sets, err := Datasets(m)
				if err != nil {
					t.Fatal(err)
				}
				d, err := find(sets, c.Dataset)
				if err != nil {
					t.Fatal(err)
				}
				seen[i] = fingerprint(t, o, c.Principals[user].Select(d, d.Select(), ""))
				raw[i] = fingerprint(t, o, d.Select())
			}
			if d := diffRows(seen[0], seen[1]); d != "" {
				t.Errorf("%s sees a difference in %s: %s", user, c.Dataset, d)
			}
			if diffRows(raw[0], raw[1]) != "" {
				differ++
			}
		}
		if differ < len(otherWorlds[user]) {
			t.Errorf("only %d datasets differ for %s", differ, user)
		}
	}
}

// fingerprint is the number of rows and the sum of their hashes.
func fingerprint(t *testing.T, o *Oracle, sql string) [][]Value {
	t.Helper()
	rows, err := o.Query("SELECT count(*), sum(hash(t)::HUGEINT)::VARCHAR FROM (" + sql + ") t")
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
