package bind

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// unionType gives a column of a set operation the collation of both sides.
func (b *binder) unionType(operation string, t catalog.Type, l, r *result) (catalog.Type, error) {
	if !isTextual(t) {
		return t, nil
	}
	x := &exprs{b: b}
	a, ok := x.attributeOf(l.ref()).mixed(x.attributeOf(r.ref()))
	if !ok || a.strength == catalog.None {
		return t, sqlerr.New(sqlerr.CollationMixN, "Illegal mix of collations for operation '%s'", strings.ToUpper(operation))
	}
	if a.strength == catalog.Numeric || a.strength == catalog.Ignorable {
		a = attribute{x.connection(), catalog.Coercible, false}
	}
	return a.on(t), nil
}

// setOperator makes a set operation's rows equal by the collations of its
// columns, where that is not bytewise.
func (b *binder) setOperator(op *plan.SetOp, out *bound) {
	keys, some := make([]plan.Expr, len(op.Cols)), false
	for i, c := range op.Cols {
		ref := &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}
		keys[i] = b.groupKey(ref)
		some = some || keys[i] != plan.Expr(ref)
	}
	out.op = op
	switch {
	case !some, op.Kind == plan.Union && op.All:
	case op.Kind == plan.Union:
		all := *op
		all.All = true
		var cols []plan.Column
		out.op, cols = b.unique(&all)
		for i, c := range cols {
			out.cols[i].id = c.ID
		}
	default:
		out.op = b.matched(op, keys, out)
	}
}

// matched is INTERSECT and EXCEPT as groups of the rows of both sides: a group
// that has rows of both, or of the left side alone. With ALL, the n-th row of
// those that are equal is in a group with the other side's n-th.
func (b *binder) matched(op *plan.SetOp, keys []plan.Expr, out *bound) plan.Operator {
	side := plan.Column{ID: b.newID(), Name: "side", Type: typeInt}
	number := plan.Column{ID: b.newID(), Name: "number", Type: typeInt}
	both := &plan.SetOp{Kind: plan.Union, All: true, Cols: append(op.Cols[:len(op.Cols):len(op.Cols)], side)}
	if op.All {
		both.Cols = append(both.Cols, number)
	}
	both.Left, both.Right = b.marked(op.Left, op, 0), b.marked(op.Right, op, 1)
	sideRef := &plan.Ref{ID: side.ID, Name: side.Name, Typ: typeInt}
	isLeft := &plan.Call{Func: "=", List: []plan.Expr{sideRef, constInt(0)}, Typ: typeBool}
	g := &plan.Aggregate{Input: both}
	pass := make([]plan.Projection, len(op.Cols))
	for i, c := range op.Cols {
		ref := &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}
		g.Keys = append(g.Keys, plan.Projection{ID: b.newID(), Name: "key", Expr: keys[i]})
		ofLeft := &plan.Case{Whens: []plan.When{{Cond: isLeft, Then: ref}}, Else: constNull(c.Type), Typ: c.Type}
		out.cols[i].id = b.newID()
		b.nullable[out.cols[i].id] = b.nullable[c.ID]
		g.Aggs = append(g.Aggs, plan.Projection{ID: out.cols[i].id, Name: c.Name, Expr: anyValueOf(ofLeft)})
		pass[i] = plan.Projection{ID: out.cols[i].id, Name: c.Name, Expr: &plan.Ref{ID: out.cols[i].id, Name: c.Name, Typ: c.Type}}
	}
	if op.All {
		g.Keys = append(g.Keys, plan.Projection{ID: b.newID(), Name: "number", Expr: &plan.Ref{ID: number.ID, Name: number.Name, Typ: typeInt}})
	}
	extreme := func(name string) *plan.Ref {
		id := b.newID()
		g.Aggs = append(g.Aggs, plan.Projection{ID: id, Name: name, Expr: &plan.AggCall{Func: name, List: []plan.Expr{sideRef}, Typ: typeInt}})
		return &plan.Ref{ID: id, Name: name, Typ: typeInt}
	}
	wanted := &plan.Call{Func: "=", List: []plan.Expr{extreme("max"), constInt(0)}, Typ: typeBool}
	if op.Kind == plan.Intersect {
		wanted = &plan.Call{Func: "<", List: []plan.Expr{extreme("min"), wanted.List[0]}, Typ: typeBool}
	}
	return &plan.Project{Input: &plan.Filter{Input: g, Predicate: wanted}, Cols: pass}
}

// marked adds to a side of a set operation which one it is and, with ALL, the
// number of each row among those that are equal to it.
func (b *binder) marked(in plan.Operator, op *plan.SetOp, which int64) plan.Operator {
	var pass []plan.Projection
	var keys []plan.Expr
	for i, c := range in.Columns() {
		ref := &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}
		pass = append(pass, plan.Projection{ID: c.ID, Name: c.Name, Expr: ref})
		keys = append(keys, b.groupKey(&plan.Ref{ID: c.ID, Name: c.Name, Typ: op.Cols[i].Type}))
	}
	pass = append(pass, plan.Projection{ID: b.newID(), Name: "side", Expr: constInt(which)})
	if !op.All {
		return &plan.Project{Input: in, Cols: pass}
	}
	// The first of the equal rows stands for each of them.
	w := &plan.Window{Input: in}
	add := func(call *plan.WindowCall) *plan.Ref {
		id := b.newID()
		w.Funcs = append(w.Funcs, plan.Projection{ID: id, Name: call.Func, Expr: call})
		return &plan.Ref{ID: id, Name: call.Func, Typ: call.Typ}
	}
	for i, c := range in.Columns() {
		ref := pass[i].Expr
		pass[i] = plan.Projection{ID: b.newID(), Name: c.Name, Expr: add(&plan.WindowCall{Func: "first_value", List: []plan.Expr{ref}, PartitionBy: keys, Typ: c.Type})}
	}
	number := add(&plan.WindowCall{Func: "row_number", PartitionBy: keys, Typ: typeInt})
	pass = append(pass, plan.Projection{ID: number.ID, Name: number.Name, Expr: number})
	return &plan.Project{Input: w, Cols: pass}
}
