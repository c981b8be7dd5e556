package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// subquery binds a query within an expression. It sees the names here.
func (x *exprs) subquery(n *ast.Subquery) (*bound, error) {
	if x.closed {
		return nil, notInPolicy("a subquery")
	}
	return x.b.query(n.Select, x.scope, x.scope.ctes)
}

func (x *exprs) scalarSubquery(n *ast.Subquery) (plan.Expr, error) {
	q, err := x.subquery(n)
	if err != nil {
		return nil, err
	}
	if len(q.cols) != 1 {
		return nil, operandColumns(1)
	}
	return &plan.Subquery{Kind: plan.Scalar, Query: q.op, Typ: q.cols[0].typ}, nil
}

func (x *exprs) exists(n *ast.ExistsExpr) (plan.Expr, error) {
	q, err := x.subquery(n.Subquery)
	if err != nil {
		return nil, err
	}
	return &plan.Subquery{Kind: plan.Exists, Query: q.op, Typ: typeBool}, nil
}

func (x *exprs) inSubquery(left ast.Expr, n *ast.Subquery) (plan.Expr, error) {
	return x.compareSubquery(plan.In, "=", left, n)
}

// quantified finds the subquery of ALL or ANY, which normalize made a call.
func quantified(e ast.Expr) (*ast.FuncExpr, bool) {
	f, ok := e.(*ast.FuncExpr)
	return f, ok && (f.Name.Lowered() == parse.AllSubquery || f.Name.Lowered() == parse.AnySubquery)
}

func (x *exprs) quantifiedSubquery(op string, left ast.Expr, f *ast.FuncExpr) (plan.Expr, error) {
	args, err := arguments(f)
	if err != nil {
		return nil, err
	}
	if len(args) == 1 {
		if p, ok := args[0].(*ast.ParenExpr); ok {
			args[0] = p.Expr
		}
	}
	sub, ok := (*ast.Subquery)(nil), false
	if len(args) == 1 {
		sub, ok = args[0].(*ast.Subquery)
	}
	if !ok {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	kind := plan.Any
	if f.Name.Lowered() == parse.AllSubquery {
		kind = plan.All
	}
	return x.compareSubquery(kind, op, left, sub)
}

// compareSubquery is IN, ANY and ALL: left compares with each row. Both
// sides are brought to one kind, the rows' by a projection.
func (x *exprs) compareSubquery(kind plan.SubqueryKind, op string, left ast.Expr, n *ast.Subquery) (plan.Expr, error) {
	l, err := x.bind(left)
	if err != nil {
		return nil, err
	}
	q, err := x.subquery(n)
	if err != nil {
		return nil, err
	}
	lefts := []plan.Expr{l}
	row, isTuple := isRow(l)
	if isTuple {
		lefts = append([]plan.Expr(nil), row.List...)
	}
	if len(q.cols) != len(lefts) {
		return nil, operandColumns(len(lefts))
	}
	negated := false
	if isTuple && kind != plan.In {
		switch {
		case kind == plan.Any && op == "=":
		case kind == plan.All && op == "<>":
			negated = true
		case op == "=" || op == "<>":
			return nil, unsupported("a row compared by %s with ANY or ALL", op)
		default:
			return nil, operandColumns(1)
		}
		kind = plan.In
	}
	if err := x.match(lefts, q); err != nil {
		return nil, err
	}
	s := &plan.Subquery{Kind: kind, Left: lefts[0], Query: q.op, Typ: typeBool}
	if isTuple {
		s.Left = &plan.Call{Func: "row", List: lefts}
	}
	if kind != plan.In {
		s.Op = op
	}
	if negated {
		return x.not(s, nil)
	}
	return s, nil
}

// match brings the left sides and the columns of a query to comparable kinds.
func (x *exprs) match(lefts []plan.Expr, q *bound) error {
	cols := make([]plan.Projection, len(lefts))
	changed := false
	for i, l := range lefts {
		ref := q.cols[i].ref()
		a, b, err := x.comparableBy("=", l, ref)
		if err != nil {
			return err
		}
		lefts[i] = a
		cols[i] = plan.Projection{ID: ref.ID, Name: ref.Name, Expr: b}
		if b != plan.Expr(ref) {
			cols[i].ID = x.b.newID()
			changed = true
		}
	}
	if changed || len(q.op.Columns()) != len(cols) {
		q.op = &plan.Project{Input: q.op, Cols: cols}
	}
	return nil
}
