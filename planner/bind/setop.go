package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// setOp binds UNION, INTERSECT and EXCEPT: the columns match by position and
// get types and IDs of their own.
func (b *binder) setOp(n *ast.SetOp, parent *scope, ctes *cte) (*bound, error) {
	ctes, err := b.with(n.With, parent, ctes)
	if err != nil {
		return nil, err
	}
	l, err := b.query(n.Left, parent, ctes)
	if err != nil {
		return nil, err
	}
	if nestedQuery(n.Right) {
		if err := b.setOrder(n, l, parent, ctes); err != nil {
			return nil, err
		}
		l.op, err = b.limit(l.op, n.Limit)
		return l, err
	}
	r, err := b.query(n.Right, parent, ctes)
	if err != nil {
		return nil, err
	}
	if len(l.cols) != len(r.cols) {
		return nil, columnCounts()
	}
	op := &plan.SetOp{Kind: setKind(n.Type), All: strings.HasSuffix(n.Type, " all")}
	out := &bound{}
	for i, c := range l.cols {
		t, ok := common(c.typ, r.cols[i].typ)
		if !ok {
			return nil, unsupported("%s of TIME with dates", strings.ToUpper(n.Type))
		}
		if c.typ.Kind == catalog.Bool && t.Kind == catalog.Bool && c.typ != r.cols[i].typ {
			t = typeInt
		}
		if t, err = b.unionType(n.Type, t, &c, &r.cols[i]); err != nil {
			return nil, err
		}
		col := b.newColumn(c.name, t, c.nullable || op.Kind != plan.Except && r.cols[i].nullable)
		out.cols = append(out.cols, result{column: *col})
		b.texts[col.id] = b.texts[c.id].or(b.texts[r.cols[i].id])
		op.Cols = append(op.Cols, plan.Column{ID: col.id, Name: col.name, Type: t})
	}
	op.Left, op.Right = b.shape(l, out.cols), b.shape(r, out.cols)
	b.setOperator(op, out)
	if err := b.setOrder(n, out, parent, ctes); err != nil {
		return nil, err
	}
	out.op, err = b.limit(out.op, n.Limit)
	return out, err
}

// nestedQuery reports whether a side only stands for parentheses around the
// other.
func nestedQuery(q ast.SelectStatement) bool {
	if p, ok := q.(*ast.ParenSelect); ok {
		q = p.Select
	}
	n, ok := q.(*ast.Select)
	if !ok || len(n.SelectExprs) != 1 {
		return false
	}
	a, ok := n.SelectExprs[0].(*ast.AliasedExpr)
	if !ok {
		return false
	}
	f, ok := a.Expr.(*ast.FuncExpr)
	return ok && f.Name.Lowered() == parse.NestedQuery
}

func setKind(t string) plan.SetKind {
	switch {
	case strings.HasPrefix(t, ast.IntersectStr):
		return plan.Intersect
	case strings.HasPrefix(t, ast.ExceptStr):
		return plan.Except
	}
	return plan.Union
}

// shape brings a query's columns to the types of cols, where they differ.
func (b *binder) shape(q *bound, cols []result) plan.Operator {
	x := &exprs{b: b}
	ps := make([]plan.Projection, len(cols))
	changed := len(q.op.Columns()) != len(cols)
	for i, c := range q.cols {
		ref := c.ref()
		e := x.to(ref, cols[i].typ)
		ps[i] = plan.Projection{ID: c.id, Name: c.name, Expr: e}
		if e != plan.Expr(ref) {
			ps[i].ID = b.newID()
			changed = true
		}
	}
	if !changed {
		return q.op
	}
	return &plan.Project{Input: q.op, Cols: ps}
}

// setOrder sorts the result by its own columns.
func (b *binder) setOrder(n *ast.SetOp, out *bound, parent *scope, ctes *cte) error {
	if len(n.OrderBy) == 0 {
		return nil
	}
	rel := &relation{}
	for i := range out.cols {
		rel.cols = append(rel.cols, &out.cols[i].column)
	}
	sc := &scope{parent: parent, ctes: ctes}
	sc.add(rel)
	x := &exprs{b: b, scope: sc, clause: "order clause"}
	var keys []plan.SortKey
	for _, o := range n.OrderBy {
		e, err := x.scalar(o.Expr)
		if err != nil {
			return err
		}
		if v, ok := o.Expr.(*ast.SQLVal); ok && v.Type == ast.IntVal {
			if !isDigits(string(v.Val)) {
				continue
			}
			i := 0
			if len(v.Val) < 6 {
				i = atoi(string(v.Val))
			}
			if i < 1 || i > len(out.cols) {
				return unknownColumn(string(v.Val), "order clause")
			}
			e = out.cols[i-1].ref()
		}
		if !isConst(e) {
			keys = append(keys, plan.SortKey{Expr: b.sortKey(e), Desc: o.Direction == ast.DescScr})
		}
	}
	if len(keys) > 0 {
		out.op = &plan.Sort{Input: out.op, Keys: keys}
	}
	return nil
}
