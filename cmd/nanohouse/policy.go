package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"nanohouse/auth"
	"nanohouse/auth/casbin"
	"nanohouse/catalog"
	"nanohouse/internal/mesh"
	"nanohouse/planner"
)

func newPolicy(s streams) *cobra.Command {
	return group("policy", "Explain and test policy", newPolicyExplain(s), newPolicyTest(s))
}

func newPolicyExplain(s streams) *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "explain --mesh DIR --as USER 'SELECT …'",
		Short: "Say what policy does with each dataset and column of a query, and which rule decided",
		Args:  exactly("a statement"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return q.ask(ctx, s, func(p *program, env planner.Env) error {
				return clientError(ctx, p.explainPolicy(ctx, s, args[0], env, "table"))
			})
		},
	}
	q.flags(cmd)
	return cmd
}

// explainPolicy prints what policy does with a statement.
func (p *program) explainPolicy(ctx context.Context, s streams, text string, env planner.Env, format string) error {
	lines, err := p.planner.ExplainPolicy(ctx, text, env)
	if err != nil {
		return err
	}
	out, err := newRenderer(format, s.out, []header{{Name: "object"}, {Name: "effect"}, {Name: "how"}, {Name: "decided by"}, {Name: "role that sees more"}})
	if err != nil {
		return err
	}
	for _, l := range lines {
		rule := rule(l.Rule, l.Effect)
		effect := l.Effect.String()
		if l.Filter {
			effect = "filter"
		}
		row := []*string{&l.Object, &effect, &l.Detail, &rule, &l.Opener}
		if err := out.row(row); err != nil {
			return err
		}
	}
	return out.end()
}

// rule says where a rule stands, and how it is written.
func rule(r auth.Rule, e auth.Effect) string {
	switch {
	case r.File != "":
		return fmt.Sprintf("%s:%d %s", r.File, r.Line, r.Text)
	case e == auth.Deny:
		return "no rule: closed by default"
	}
	return ""
}

func newPolicyTest(s streams) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "test --mesh DIR",
		Short: "Run policy/tests.yaml: who must see what",
		Args:  exactly(),
		RunE: func(*cobra.Command, []string) error {
			dir, err := meshDir(dir)
			if err != nil {
				return err
			}
			m, findings := mesh.Load(dir)
			if catalog.HasErrors(findings) {
				tell(s.out, findings)
				return fmt.Errorf("the mesh has errors; policy tests need a mesh without")
			}
			return tellTests(s, casbin.RunTests(dir, m.Policy, m.Users, m.Catalog))
		},
	}
	meshFlag(cmd, &dir)
	return cmd
}

// tellTests prints each test and its problems, and how many failed.
func tellTests(s streams, results []casbin.TestResult) error {
	if len(results) == 0 {
		return fmt.Errorf("there are no tests; write some in %s", casbin.TestsFile)
	}
	failed := 0
	for _, r := range results {
		if r.Passed() {
			fmt.Fprintf(s.out, "ok    %s\n", r.Name)
			continue
		}
		failed++
		fmt.Fprintf(s.out, "FAIL  %s\n", r.Name)
		for _, p := range r.Problems {
			fmt.Fprintf(s.out, "      %s:%d: %s\n", r.File, r.Line, p)
		}
	}
	fmt.Fprintf(s.out, "%s, %d failed\n", count(len(results), "test"), failed)
	if failed > 0 {
		return errTold
	}
	return nil
}
