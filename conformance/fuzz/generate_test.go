package fuzz

import (
	"strings"
	"testing"

	"nanohouse/conformance"
)

func theGrammar(t *testing.T) grammar {
	t.Helper()
	g, err := readGrammar()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A finding is found again by its seed.
func TestStatementsDependOnTheirSeedOnly(t *testing.T) {
	g := theGrammar(t)
	different := map[string]bool{}
	for seed := uint64(0); seed < 200; seed++ {
		s := Generate(g, seed, "").Root.String()
		if again := Generate(g, seed, "").Root.String(); again != s {
			t.Fatalf("seed %d makes two statements:\n%s\n%s", seed, s, again)
		}
		different[s] = true
	}
	if len(different) < 190 {
		t.Errorf("200 seeds make only %d statements", len(different))
	}
}

// Every line of the grammar can be reached, or nothing would test what it says.
func TestGrammarIsUsed(t *testing.T) {
	g := theGrammar(t)
	used := map[string]bool{}
	for seed := uint64(0); seed < 20000; seed++ {
		for op := range Generate(g, seed, "").Root.Ops() {
			used[op] = true
		}
	}
	unused := 0
	for _, productions := range g {
		for _, p := range productions {
			if !used[p.op] {
				unused++
				t.Logf("not used: %s", p.op)
			}
		}
	}
	if unused > 0 {
		t.Errorf("%d productions are never used", unused)
	}
}

// What is left after shrinking still has what makes it interesting, and nothing that could go.
func TestShrink(t *testing.T) {
	g := theGrammar(t)
	shrunk := 0
	for seed := uint64(0); seed < 3000; seed++ {
		root := Generate(g, seed, "strings").Root
		if !strings.Contains(root.String(), "UPPER(") {
			continue
		}
		small := Shrink(root, 2000, func(n *Node) bool { return strings.Contains(n.String(), "UPPER(") })
		if len(small.String()) > 90 {
			t.Errorf("seed %d: %s\nbecame %s", seed, root, small)
		}
		shrunk++
	}
	if shrunk < 20 {
		t.Errorf("only %d statements had what to look for", shrunk)
	}
}

// The comparer sees each kind of difference, or it would be green for nothing.
func TestCompare(t *testing.T) {
	answer := func(typ byte, values ...string) Answer {
		a := Answer{Columns: []conformance.Column{{Name: "c", Type: typ}}}
		for _, v := range values {
			a.Rows = append(a.Rows, []conformance.Value{{Text: v, Null: v == "NULL"}})
		}
		return a
	}
	const whole, double = 0x08, 0x05
	for _, c := range []struct {
		name      string
		want, got Answer
		ordered   bool
		kind      string
	}{
		{"the same", answer(whole, "1", "2"), answer(whole, "1", "2"), true, ""},
		{"another order that nobody asked for", answer(whole, "1", "2"), answer(whole, "2", "1"), false, ""},
		{"another order", answer(whole, "1", "2"), answer(whole, "2", "1"), true, "order"},
		{"another value", answer(whole, "1"), answer(whole, "2"), true, "rows"},
		{"NULL for a value", answer(whole, "0"), answer(whole, "NULL"), true, "rows"},
		{"a row twice", answer(whole, "1"), answer(whole, "1", "1"), false, "rows"},
		{"other zeros of an exact number", answer(0xf6, "1.0"), answer(0xf6, "1.00"), false, "zeros"},
		{"a float's last digit", answer(double, "0.30000000000000004"), answer(double, "0.3"), false, ""},
		{"another float", answer(double, "0.30000004"), answer(double, "0.3"), false, "rows"},
		{"another type", answer(whole, "1"), answer(double, "1"), false, "rows"},
		{"another type of nothing", answer(whole), answer(double), false, "types double for int"},
		{"an error", answer(whole, "1"), Answer{Errno: 1054}, false, "errno 1054 for 0"},
		{"no error", Answer{Errno: 1054}, answer(whole, "1"), false, "errno 0 for 1054"},
		{"another error", Answer{Errno: 1054}, Answer{Errno: 1146}, false, "errno 1146 for 1054"},
	} {
		kind := ""
		if d := Compare(c.want, c.got, c.ordered); d != nil {
			kind = d.Kind
		}
		if kind != c.kind {
			t.Errorf("%s: difference %q instead of %q", c.name, kind, c.kind)
		}
	}
}
