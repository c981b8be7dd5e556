package planner

import (
	"context"
	"sort"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/planner/bind"
	"nanohouse/planner/plan"
)

// PolicyLine is why one dataset or column of a statement is as it is.
type PolicyLine struct {
	// Object is sales.orders_v1, or sales.orders_v1.o_totalprice.
	Object string
	Effect auth.Effect
	// Filter says that the line is about the dataset's rows.
	Filter bool
	// Detail is the mask as written, or the row filters, OR-ed; may be empty.
	Detail string
	// Rule decided; its zero value means closed by default.
	Rule auth.Rule
	// Opener is a role that would change the effect, or empty.
	Opener string
}

// Explain prints the governed plan of a statement, without any constant, and
// where it would run. It fails as the statement would.
func (p *Planner) Explain(ctx context.Context, text string, env Env) ([]string, error) {
	r, err := p.Plan(ctx, text, env)
	if err != nil {
		return nil, err
	}
	tree := plan.Options{HideConstants: true}.Format(r.Governed().Query().Root)
	lines := strings.Split(strings.TrimRight(tree, "\n"), "\n")
	return append(lines, "Run by "+r.Because()), nil
}

// ExplainPolicy tells what policy does with each dataset and column that a
// statement reads, denied ones included. It asks the same Grants that Apply
// enforces. A dataset that the principal may not see does not exist here either.
func (p *Planner) ExplainPolicy(ctx context.Context, text string, env Env) ([]PolicyLine, error) {
	session := env.Session
	session.Catalog = openView{env.View()}
	query, err := bind.Bind(ctx, text, session)
	if err != nil {
		return nil, err
	}
	used := map[*catalog.Dataset]map[int]bool{}
	var order []*catalog.Dataset
	for _, s := range plan.Scans(query.Root) {
		if used[s.Dataset] == nil {
			used[s.Dataset] = map[int]bool{}
			order = append(order, s.Dataset)
		}
		for _, i := range s.Ordinals {
			used[s.Dataset][i] = true
		}
	}
	var out []PolicyLine
	for _, ds := range order {
		out = append(out, explainDataset(ds, env.Authorizer.Grant(env.Principal, ds), used[ds])...)
	}
	return out, nil
}

func explainDataset(ds *catalog.Dataset, g auth.Grant, used map[int]bool) []PolicyLine {
	head := PolicyLine{Object: ds.Object(), Effect: auth.Allow, Rule: g.Why, Opener: g.Opener}
	out := []PolicyLine{head}
	for _, f := range g.Filters {
		out = append(out, PolicyLine{Object: ds.Object(), Effect: auth.Masked, Filter: true, Detail: f.SQL, Rule: f.Why})
	}
	ordinals := make([]int, 0, len(used))
	for i := range used {
		ordinals = append(ordinals, i)
	}
	sort.Ints(ordinals)
	for _, i := range ordinals {
		c := g.Columns[i]
		line := PolicyLine{Object: ds.Object() + "." + ds.Columns[i].Name, Effect: c.Effect, Rule: c.Why, Opener: c.Opener}
		if c.Effect == auth.Masked {
			line.Detail = c.Mask.Text
		}
		out = append(out, line)
	}
	return out
}

// openView shows every column of the datasets that the principal may see, so
// that a denied column can be explained instead of refused. Nothing that is
// bound by it ever runs.
type openView struct{ auth.View }

// Table implements bind.Catalog.
func (v openView) Table(domain, name string) (*catalog.Dataset, auth.Grant, bool) {
	ds, g, ok := v.View.Table(domain, name)
	if !ok {
		return nil, auth.Grant{}, false
	}
	open := auth.Grant{Visible: true, Columns: make([]auth.ColumnGrant, len(g.Columns))}
	for i := range open.Columns {
		open.Columns[i].Effect = auth.Allow
	}
	return ds, open, true
}
