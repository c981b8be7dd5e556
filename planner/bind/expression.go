package bind

import (
	"context"

	"nanohouse/catalog"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// Expression binds the SQL of a mask or row filter over one dataset's columns.
// refs are the columns to read, in the order of the dataset's; without them
// the columns are numbered from 1. The scope is closed: no tables, subqueries,
// aggregates, windows, variables or functions of the session but
// current_user(), has_role('x') and claim('x'), which stay calls. Its literals
// are utf8mb4_0900_bin, whatever the session's are.
func Expression(ctx context.Context, sqlText string, ds *catalog.Dataset, refs []plan.Column, env Env) (_ plan.Expr, err error) {
	defer parse.Recovered(&err)
	env.SQLMode, env.Prepared, env.Collation = "", false, catalog.UTF8MB4Bin0900
	p, node, err := parse.Expression(sqlText, env.Syntax())
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
