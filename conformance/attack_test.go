package conformance

import (
	"testing"
	"time"
)

// theLeaks finds what each user must not see.
var theLeaks = &fixture[map[string]*Leaks]{make: func() (map[string]*Leaks, func(), error) {
	mesh, err := theMesh.value()
	if err != nil {
		return nil, nil, err
	}
	o, err := theOracle.value()
	if err != nil {
		return nil, nil, err
	}
	cases, err := ReadMatrix()
	if err != nil {
		return nil, nil, err
	}
	sets, err := Datasets(mesh)
	if err != nil {
		return nil, nil, err
	}
	out := map[string]*Leaks{"admin": NewLeaks(nil)}
	for _, user := range []string{"analyst", "analyst_eu", "intern", "guest"} {
		values, err := ProtectedValues(o, cases, sets, user)
		if err != nil {
			return nil, nil, err
		}
		out[user] = NewLeaks(values)
	}
	return out, nil, nil
}}

// The leak finder sees a raw value wherever it stands; if it did not, the tests below would pass on anything.
func TestLeaksFindsValues(t *testing.T) {
	l := NewLeaks([]string{"25-989-741-2988", "short"})
	for _, text := range []string{"25-989-741-2988", "x25-989-741-2988y", "8892-147-989-52", "32352D3938392D3734312D32393838", "32352d3938392d3734312d32393838",
		"MjUtOTg5LTc0MS0yOTg4"} {
		if l.Find(text) == "" {
			t.Errorf("does not find the value in %q", text)
		}
	}
	for _, text := range []string{"25****88", "25-989-741-298", "short", ""} {
		if v := l.Find(text); v != "" {
			t.Errorf("finds %q in %q", v, text)
		}
	}
	leaks := theLeaks.get(t)
	for user, least := range map[string]int{"analyst": 3000, "analyst_eu": 3000, "intern": 1500, "guest": 3000} {
		if n := len(leaks[user].byHead); n < least {
			t.Errorf("only %d protected texts are known for %s", n, user)
		}
	}
}

// Each statement has the outcome that its family requires, in the text protocol and prepared.
func TestAttacks(t *testing.T) {
	s, leaks := theDemo.get(t), theLeaks.get(t)
	attacks, err := ReadAttacks()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, a := range attacks {
		n += len(a.Statements)
		t.Run(a.ID, func(t *testing.T) {
			runAttack(t, s, a, leaks[a.User], false)
			if !a.Session && !a.Multi {
				runAttack(t, s, a, leaks[a.User], true)
			}
		})
	}
	t.Logf("%d statements of %d families", n, len(attacks))
}

func runAttack(t *testing.T, s *Server, a Attack, leaks *Leaks, prepared bool) {
	t.Helper()
	c := connect(t, s, a.User)
	for i, sql := range a.Statements {
		c.Timeout = 20 * time.Second
		results, err := ask(c, sql, prepared)
		if why := a.Allows(i, err); why != "" {
			t.Errorf("%s as %s, prepared=%v: %s\n  %s", a.ID, a.User, prepared, sql, why)
		}
		if Errno(err) < 0 {
			c = connect(t, s, a.User)
		}
		if v := leaks.FindIn(results, err); v != "" {
			t.Errorf("%s as %s, prepared=%v: LEAKS %s\n  %s", a.ID, a.User, prepared, v, sql)
		}
		if err != nil && engineText.MatchString(cutStatement(err.Error(), sql)) {
			t.Errorf("%s as %s, prepared=%v: the error speaks of the inside: %v\n  %s", a.ID, a.User, prepared, err, sql)
		}
	}
}

func ask(c *Conn, sql string, prepared bool) ([]*Result, error) {
	if !prepared {
		return c.Query(sql)
	}
	st, err := c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	args := make([]any, st.Params)
	r, err := st.Execute(args...)
	if cerr := st.Close(); err == nil {
		err = cerr
	}
	if r == nil {
		return nil, err
	}
	return []*Result{r}, err
}
