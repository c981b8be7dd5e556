package sqlgen

import (
	"errors"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/planner/policy"
)

// TestUnsupported holds the words of every refusal.
func TestUnsupported(t *testing.T) {
	for i, line := range readLines(t, "testdata/unsupported.test") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, want, _ := strings.Cut(line, " => ")
		e, rest, err := parseExpr(text)
		if err != nil || rest != "" {
			t.Fatalf("line %d: %v %q", i+1, err, rest)
		}
		g := newTestGenerator()
		plan.InspectExpr(e, func(e plan.Expr) bool {
			if r, ok := e.(*plan.Ref); ok {
				g.reps[r.ID], _ = repOf(r.Typ)
			}
			return true
		})
		_, err = g.expr(e)
		var refused *sqlerr.Error
		if !errors.As(err, &refused) || refused.Error() != want {
			t.Errorf("line %d: %s\n  got  %v\n  want %s", i+1, text, err, want)
		}
	}
}

// No plan, no SQL: the zero Governed is not a plan that anybody governed.
func TestZeroGoverned(t *testing.T) {
	for _, generate := range []func() (Statement, error){
		func() (Statement, error) { return Generate(policy.Governed{}, nil) },
		func() (Statement, error) { return GenerateWide(policy.Governed{}, nil) },
	} {
		if s, err := generate(); err == nil || s.SQL != "" {
			t.Errorf("got %q, %v", s.SQL, err)
		}
	}
}
