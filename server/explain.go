package server

import (
	"encoding/json"
	"fmt"
	"strings"

	"nanohouse/auth"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
)

// explain answers EXPLAIN and EXPLAIN POLICY, from the plan that the
// statement itself would run by.
func (x *session) explain(run *statement, r reply) error {
	x.local.ClearWarnings()
	if run.env.Catalog == nil {
		return x.revoked()
	}
	if run.st.Analyze {
		return sqlerr.New(sqlerr.Unsupported, "EXPLAIN ANALYZE is not supported: its row counts would tell of rows that policy hides").
			WithHint("use EXPLAIN")
	}
	env := run.env
	env.Session = x.bindEnv(env)
	env.Session.Catalog = env.View()
	e, err := x.server.cfg.Planner.Explain(run.ctx, run.st.Inner, env)
	if err != nil {
		return err
	}
	if run.st.Kind == parse.ExplainPolicy {
		return x.table(run, r, []string{"object", "effect", "mask", "rule", "where", "role"}, decisionRows(e.Decisions, run.administrator()))
	}
	if e.Refused != nil {
		return e.Refused
	}
	if run.st.Format == "json" {
		b, err := json.Marshal(map[string][]string{"plan": e.Lines})
		if err != nil {
			return fmt.Errorf("print a plan: %w", err)
		}
		return x.table(run, r, []string{"EXPLAIN"}, [][]string{{string(b)}})
	}
	rows := make([][]string, len(e.Lines))
	for i, l := range e.Lines {
		rows[i] = []string{l}
	}
	return x.table(run, r, []string{"plan"}, rows)
}

// decisionRows tells each decision. The text of a rule may quote values of
// data, so only an administrator sees it; everybody sees where it stands.
func decisionRows(ds []Decision, administrator bool) [][]string {
	rows := make([][]string, 0, len(ds))
	for _, d := range ds {
		rule, where := d.Rule.Text, ""
		if d.Rule.File != "" {
			where = fmt.Sprintf("%s:%d", d.Rule.File, d.Rule.Line)
		}
		switch {
		case where == "" && d.Effect == auth.Deny:
			rule = "none: closed by default"
		case !administrator:
			rule, _, _ = strings.Cut(rule, ",")
		}
		mask := d.Mask
		switch {
		case d.Filter && administrator:
			mask = "row filter: " + mask
		case d.Filter:
			mask = "row filter"
		case !administrator:
			mask, _, _ = strings.Cut(mask, ":")
		}
		rows = append(rows, []string{d.Object, d.Effect.String(), mask, rule, where, d.Opener})
	}
	return rows
}
