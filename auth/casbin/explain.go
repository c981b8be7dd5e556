package casbin

import (
	"fmt"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// Line is one row of an explanation: what a principal may see of a dataset or
// of one of its columns, and why.
type Line struct {
	Object string // crm.customers_v1, or crm.customers_v1.email
	// Effect is visible or hidden for a dataset, filter for a row filter, and
	// allow, mask or deny for a column.
	Effect string
	Detail string // the mask or filter as written; empty otherwise
	Rule   auth.Rule
	Opener string // a role that would change the effect, or empty
}

// Reason says in a sentence which rule decided.
func (l Line) Reason() string {
	if l.Rule.File == "" {
		if l.Effect == auth.Deny.String() {
			return "no rule opens it"
		}
		return "no rule"
	}
	return fmt.Sprintf("%s:%d %s", l.Rule.File, l.Rule.Line, l.Rule.Text)
}

// Explain gives the Grant that is enforced as lines: the dataset, its row
// filters, then its columns in their order.
func Explain(a auth.Authorizer, pr auth.Principal, ds *catalog.Dataset) []Line {
	g := a.Grant(pr, ds)
	head := Line{Object: ds.Object(), Effect: "hidden", Rule: g.Why, Opener: g.Opener}
	if g.Visible {
		head.Effect = "visible"
	}
	lines := []Line{head}
	for _, f := range g.Filters {
		lines = append(lines, Line{Object: ds.Object(), Effect: "filter", Detail: f.SQL, Rule: f.Why})
	}
	for i := range g.Columns {
		c := &g.Columns[i]
		lines = append(lines, Line{Object: ds.Object() + "." + ds.Columns[i].Name, Effect: c.Effect.String(),
			Detail: c.Mask.Text, Rule: c.Why, Opener: c.Opener})
	}
	return lines
}
