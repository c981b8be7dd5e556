package planner

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"nanohouse/planner/plan"
)

// TestTour shows statements in every phase. testdata/tour.test is the place
// to begin reading the planner.
func TestTour(t *testing.T) {
	l := newLab(t)
	datadriven.RunTest(t, "testdata/tour.test", func(t *testing.T, d *datadriven.TestData) string {
		var user string
		d.ScanArgs(t, "as", &user)
		switch d.Cmd {
		case "phases":
			return l.phases(t, d.Input, user)
		case "explain":
			return l.explain(d.Input, user)
		}
		t.Fatalf("unknown command %s", d.Cmd)
		return ""
	})
}

func (l *lab) phases(t *testing.T, text, user string) string {
	ctx := context.Background()
	env := l.env(user)
	bound, err := l.planner.bind(ctx, text, env)
	if err != nil {
		return "bind: " + err.Error() + "\n"
	}
	var b strings.Builder
	section(&b, "bind", plan.FormatQuery(bound))
	governed, err := l.planner.Govern(ctx, text, env)
	if err != nil {
		return b.String() + "policy: " + err.Error() + "\n"
	}
	section(&b, "policy", plan.Format(governed.Query().Root))
	r, err := l.planner.Plan(ctx, text, env)
	if err != nil {
		t.Fatal(err)
	}
	section(&b, "pushdown", r.Because())
	section(&b, "sqlgen", strings.ReplaceAll(r.SQL(), l.dir, "$MESH")+"\n"+printArgs(r))
	section(&b, "rows", l.run(t, r))
	return b.String()
}

func section(b *strings.Builder, name, text string) {
	fmt.Fprintf(b, "%s:\n", name)
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString("  " + line + "\n")
	}
}

func printArgs(r *Runnable) string {
	var out []string
	for i, a := range r.statement.Args {
		v := fmt.Sprintf("%v", a.Arg.Value)
		if a.Secret {
			v = "<secret>"
		}
		out = append(out, fmt.Sprintf("$%d=%s", i+1, v))
	}
	return strings.Join(out, " ")
}

func (l *lab) explain(text, user string) string {
	lines, err := l.planner.ExplainPolicy(context.Background(), text, l.env(user))
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, p := range lines {
		fmt.Fprintf(&b, "%s: %s %s, %s:%d, opened by %q\n", p.Object, p.Effect, p.Detail, p.Rule.File, p.Rule.Line, p.Opener)
	}
	return b.String()
}
