package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// windowNames are the functions that need OVER.
var windowNames = map[string]bool{
	"row_number": true, "rank": true, "dense_rank": true, "percent_rank": true, "cume_dist": true, "ntile": true,
	"lag": true, "lead": true, "first_value": true, "last_value": true, "nth_value": true,
}

// windows collects the window functions of one SELECT.
type windows struct {
	named ast.Window
	list  []plan.Projection
}

// window binds f(…) OVER (…) to a column that Window makes.
func (x *exprs) window(n *ast.FuncExpr) (plan.Expr, error) {
	name := n.Name.Lowered()
	if x.wins == nil {
		return nil, sqlerr.New(sqlerr.WindowPlace, "You cannot use the window function '%s' in this context.", name)
	}
	if n.Distinct {
		return nil, unsupported("%s(DISTINCT …) OVER", strings.ToUpper(name))
	}
	in := *x
	in.wins = nil
	call, err := in.windowCall(name, n)
	if err != nil {
		return nil, err
	}
	spec, err := x.wins.resolve(ast.WindowDef(*n.Over), 0)
	if err != nil {
		return nil, err
	}
	if err := in.over(call, spec); err != nil {
		return nil, err
	}
	if err := x.settleAggregate(&call.Typ, name, call.List); err != nil {
		return nil, err
	}
	id := x.b.newID()
	x.b.nullable[id] = nullableWindow(call.Func)
	x.wins.list = append(x.wins.list, plan.Projection{ID: id, Name: call.Func, Expr: call})
	return &plan.Ref{ID: id, Name: call.Func, Typ: call.Typ}, nil
}

func nullableWindow(name string) bool {
	switch name {
	case "count", "row_number", "rank", "dense_rank", "percent_rank", "cume_dist":
		return false
	}
	return true
}

// windowCall binds the function and its arguments.
func (x *exprs) windowCall(name string, n *ast.FuncExpr) (*plan.WindowCall, error) {
	if aggregateNames[name] {
		return x.windowAggregate(name, n)
	}
	nodes, err := arguments(n)
	if err != nil {
		return nil, err
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	least, most := windowArgs(name)
	if len(args) < least || len(args) > most {
		return nil, wrongCount(name)
	}
	call := &plan.WindowCall{Func: name, List: args}
	switch name {
	case "row_number", "rank", "dense_rank":
		call.Typ = typeUint
	case "ntile":
		args[0], call.Typ = x.whole(args[0]), typeUint
	case "percent_rank", "cume_dist":
		call.Typ = typeDouble
	case "lag", "lead":
		return x.shifted(call)
	default:
		args[0] = x.value(args[0])
		call.Typ = args[0].Type()
		if name == "nth_value" {
			args[1] = x.whole(args[1])
		}
	}
	return call, nil
}

func windowArgs(name string) (least, most int) {
	switch name {
	case "ntile", "first_value", "last_value":
		return 1, 1
	case "nth_value":
		return 2, 2
	case "lag", "lead":
		return 1, 3
	}
	return 0, 0
}

// shifted is LAG and LEAD: the value and the default have one type.
func (x *exprs) shifted(call *plan.WindowCall) (*plan.WindowCall, error) {
	if len(call.List) > 1 {
		call.List[1] = x.whole(call.List[1])
	}
	values := []plan.Expr{call.List[0]}
	if len(call.List) > 2 {
		values = append(values, call.List[2])
	}
	values, t, err := x.same(strings.ToUpper(call.Func), values)
	if err != nil {
		return nil, err
	}
	call.List[0], call.Typ = values[0], t
	if len(values) > 1 {
		call.List[2] = values[1]
	}
	return call, nil
}

func (x *exprs) windowAggregate(name string, n *ast.FuncExpr) (*plan.WindowCall, error) {
	var args []plan.Expr
	star := false
	if len(n.Exprs) == 1 && name == "count" {
		_, star = n.Exprs[0].(*ast.StarExpr)
	}
	if !star {
		nodes, err := arguments(n)
		if err != nil {
			return nil, err
		}
		if args, err = x.scalars(nodes...); err != nil {
			return nil, err
		}
	}
	call, err := x.aggCall(name, args, false)
	if err != nil {
		return nil, err
	}
	return &plan.WindowCall{Func: call.Func, List: call.List, Typ: call.Typ}, nil
}

// resolve fills in what a window takes from a named one.
func (w *windows) resolve(def ast.WindowDef, depth int) (ast.WindowDef, error) {
	if def.NameRef.IsEmpty() {
		return def, nil
	}
	for _, named := range w.named {
		if !strings.EqualFold(named.Name.String(), def.NameRef.String()) {
			continue
		}
		if depth > len(w.named) {
			return def, sqlerr.New(sqlerr.UnknownWindow, "There is a circularity in the window dependency graph.")
		}
		base, err := w.resolve(*named, depth+1)
		if err != nil {
			return def, err
		}
		return inherit(base, def)
	}
	return def, sqlerr.New(sqlerr.UnknownWindow, "Window name '%s' is not defined.", def.NameRef.String())
}

func inherit(base, def ast.WindowDef) (ast.WindowDef, error) {
	if len(def.PartitionBy) > 0 || len(def.OrderBy) > 0 && len(base.OrderBy) > 0 {
		return def, unsupported("a window that overrides the window '%s'", def.NameRef.String())
	}
	if len(def.OrderBy) > 0 {
		base.OrderBy = def.OrderBy
	}
	if def.Frame != nil {
		base.Frame = def.Frame
	}
	return base, nil
}

// over binds PARTITION BY, ORDER BY and the frame.
func (x *exprs) over(call *plan.WindowCall, def ast.WindowDef) error {
	if err := noPositions(def); err != nil {
		return err
	}
	var err error
	if call.PartitionBy, err = x.scalars(def.PartitionBy...); err != nil {
		return err
	}
	for i, e := range call.PartitionBy {
		call.PartitionBy[i] = x.b.groupKey(e)
	}
	for _, o := range def.OrderBy {
		e, err := x.scalar(o.Expr)
		if err != nil {
			return err
		}
		// A constant orders nothing, but a range may be around it.
		if _, ok := e.(*plan.Const); ok && (def.Frame == nil || def.Frame.Unit == ast.RowsUnit) {
			continue
		}
		call.OrderBy = append(call.OrderBy, plan.SortKey{Expr: x.b.sortKey(e), Desc: o.Direction == ast.DescScr})
	}
	if def.Frame == nil || ignoresFrame(call.Func) {
		return nil
	}
	call.Frame, err = x.frame(def.Frame, call.OrderBy)
	return err
}

// noPositions refuses numbers in a window: they stand for no item there.
func noPositions(def ast.WindowDef) error {
	keys := append([]ast.Expr(nil), def.PartitionBy...)
	for _, o := range def.OrderBy {
		keys = append(keys, o.Expr)
	}
	for _, k := range keys {
		if _, ok := positionOf(k); ok {
			name := def.Name.String()
			if name == "" {
				name = "<unnamed window>"
			}
			return sqlerr.New(sqlerr.WindowPosition, "Window '%s': ORDER BY or PARTITION BY uses legacy position indication which is not supported, use expression.", name)
		}
	}
	return nil
}

// ignoresFrame names the functions that work on the whole partition.
func ignoresFrame(name string) bool {
	switch name {
	case "first_value", "last_value", "nth_value":
		return false
	}
	return windowNames[name]
}

func (x *exprs) frame(f *ast.Frame, order []plan.SortKey) (*plan.Frame, error) {
	out := &plan.Frame{Rows: f.Unit == ast.RowsUnit}
	var err error
	if out.Start, err = x.bound(f.Extent.Start, out.Rows, order); err != nil {
		return nil, err
	}
	out.End = plan.Bound{Kind: plan.CurrentRow}
	if f.Extent.End != nil {
		out.End, err = x.bound(f.Extent.End, out.Rows, order)
	}
	return out, err
}

func (x *exprs) bound(f *ast.FrameBound, rows bool, order []plan.SortKey) (plan.Bound, error) {
	kinds := map[ast.BoundType]plan.BoundKind{
		ast.CurrentRow: plan.CurrentRow, ast.UnboundedFollowing: plan.UnboundedFollowing, ast.UnboundedPreceding: plan.UnboundedPreceding,
		ast.ExprPreceding: plan.Preceding, ast.ExprFollowing: plan.Following,
	}
	out := plan.Bound{Kind: kinds[f.Type]}
	if out.Kind != plan.Preceding && out.Kind != plan.Following {
		return out, nil
	}
	if iv, ok := f.Expr.(*ast.IntervalExpr); ok {
		return x.intervalBound(out, iv, rows, order)
	}
	e, err := x.scalar(f.Expr)
	if err != nil {
		return out, err
	}
	if !rows && (len(order) != 1 || !order[0].Expr.Type().IsNumeric()) {
		return out, sqlerr.New(sqlerr.BadFrame, "Window with RANGE N PRECEDING/FOLLOWING frame requires exactly one ORDER BY expression, of numeric type")
	}
	out.Offset = e
	return out, nil
}

func (x *exprs) intervalBound(out plan.Bound, iv *ast.IntervalExpr, rows bool, order []plan.SortKey) (plan.Bound, error) {
	if rows || len(order) != 1 || !order[0].Expr.Type().IsTemporal() || order[0].Expr.Type().Kind == catalog.Time {
		return out, sqlerr.New(sqlerr.BadFrame, "Window with RANGE INTERVAL frame requires exactly one ORDER BY expression, of temporal type")
	}
	e, err := x.scalar(iv.Expr)
	if err != nil {
		return out, err
	}
	out.Offset, err = x.frameInterval(e, strings.ToLower(iv.Unit))
	return out, err
}
