package bind

import (
	"context"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// Expression binds the SQL of a mask or row filter over one dataset's columns.
// refs are the columns to read, in the order of the dataset's; without them
// the columns are numbered from 1. The scope is closed: no tables, subqueries,
// aggregates, windows, variables or functions of the session but
// current_user(), has_role('x') and claim('x'), which stay calls.
func Expression(ctx context.Context, sqlText string, ds *catalog.Dataset, refs []plan.Column, env Env) (_ plan.Expr, err error) {
	defer recovered(&err)
	env.SQLMode, env.Prepared = "", false
	p, err := parse("SELECT "+sqlText, env)
	if err != nil {
		return nil, err
	}
	node, err := onlyExpression(p)
	if err != nil {
		return nil, err
	}
	b := newBinder(ctx, env, p)
	rel := &relation{domain: ds.Domain, alias: ds.Name}
	for i, c := range ds.Columns {
		col := &column{name: c.Name, id: plan.ColumnID(i + 1), typ: c.Type}
		if i < len(refs) {
			col.id, col.typ = refs[i].ID, refs[i].Type
		}
		rel.cols = append(rel.cols, col)
	}
	sc := &scope{}
	sc.add(rel)
	x := &exprs{b: b, scope: sc, clause: "policy expression", closed: true}
	return x.scalar(node)
}

// onlyExpression takes the one expression out of SELECT <expression>, which
// must hold nothing else.
func onlyExpression(p *parsed) (ast.Expr, error) {
	invalid := sqlerr.New(sqlerr.BadStatement, "a mask or row filter is one SQL expression")
	n, ok := p.stmt.(*ast.Select)
	if !ok || p.rest < len(p.src.text) || len(n.SelectExprs) != 1 || p.params() > 0 {
		return nil, invalid
	}
	if n.From != nil || n.Where != nil || n.GroupBy != nil || n.Having != nil || n.OrderBy != nil || n.Limit != nil ||
		n.Into != nil || n.With != nil || n.Window != nil || n.Lock != nil && n.Lock.Type != "" || n.QueryOpts.Distinct || n.QueryOpts.All {
		return nil, invalid
	}
	a, ok := n.SelectExprs[0].(*ast.AliasedExpr)
	if !ok || !a.As.IsEmpty() {
		return nil, invalid
	}
	return a.Expr, nil
}
