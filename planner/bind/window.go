package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
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
	switch {
	case x.windowSpec:
		return nil, sqlerr.New(sqlerr.WindowNested, "You cannot nest a window function in the specification of window '<unnamed window>'.")
	case x.wins == nil:
		return nil, sqlerr.New(sqlerr.WindowPlace, "You cannot use the window function '%s' in this context.'", name)
	}
	if n.Distinct && name != "min" && name != "max" {
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
		return call, positive(name, args[0])
	case "percent_rank", "cume_dist":
		call.Typ = typeDouble
	case "lag", "lead":
		return x.shifted(call)
	default:
		args[0] = x.value(args[0])
		call.Typ = args[0].Type()
		if name == "nth_value" {
			args[1] = x.whole(args[1])
			return call, positive(name, args[1])
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
		if c, ok := call.List[1].(*plan.Const); ok && (!c.Typ.IsInteger() || strings.HasPrefix(constText(c), "-")) {
			return nil, parse.SyntaxError(x.b.src.Text, 0)
		}
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
	if strings.HasPrefix(name, "json_") {
		return nil, unsupported("%s as a window function", strings.ToUpper(name))
	}
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
			return def, sqlerr.New(sqlerr.WindowCircle, "There is a circularity in the window dependency graph.")
		}
		base, err := w.resolve(*named, depth+1)
		if err != nil {
			return def, err
		}
		if len(def.PartitionBy) == 0 && len(def.OrderBy) == 0 && def.Frame == nil {
			return base, nil
		}
		return inherit(base, def)
	}
	return def, sqlerr.New(sqlerr.UnknownWindow, "Window name '%s' is not defined.", def.NameRef.String())
}

// windowName is a window as MySQL's messages name it.
func windowName(def ast.WindowDef) string {
	if def.Name.IsEmpty() {
		return "<unnamed window>"
	}
	return def.Name.String()
}

func inherit(base, def ast.WindowDef) (ast.WindowDef, error) {
	switch {
	case len(def.PartitionBy) > 0:
		return def, sqlerr.New(sqlerr.WindowPartition, "A window which depends on another cannot define partitioning.")
	case base.Frame != nil:
		return def, sqlerr.New(sqlerr.WindowFrameInherit, "Window '%s' has a frame definition, so cannot be referenced by another window.", base.Name.String())
	case len(def.OrderBy) > 0 && len(base.OrderBy) > 0:
		return def, sqlerr.New(sqlerr.WindowOrderInherit, "Window '%s' cannot inherit '%s' since both contain an ORDER BY clause.", windowName(def), base.Name.String())
	}
	if len(def.OrderBy) > 0 {
		base.OrderBy = def.OrderBy
	}
	if def.Frame != nil {
		base.Frame = def.Frame
	}
	base.Name = def.Name
	return base, nil
}

// over binds PARTITION BY, ORDER BY and the frame.
func (x *exprs) over(call *plan.WindowCall, def ast.WindowDef) error {
	if err := noPositions(def); err != nil {
		return err
	}
	var err error
	spec := *x
	spec.windowSpec, spec.clause = true, "window partition by"
	if call.PartitionBy, err = spec.scalars(def.PartitionBy...); err != nil {
		return err
	}
	for i, e := range call.PartitionBy {
		call.PartitionBy[i] = x.b.groupKey(e)
	}
	spec.clause = "window order by"
	for _, o := range def.OrderBy {
		e, err := spec.scalar(o.Expr)
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
	if n, ok := plainOffset(f.Expr); ok {
		return x.numberBound(out, n, rows, order)
	}
	if iv, ok := f.Expr.(*ast.IntervalExpr); ok {
		return x.intervalBound(out, iv, rows, order)
	}
	return x.numberBound(out, f.Expr, rows, order)
}

// plainOffset is a number with a fraction, which normalize made an interval.
func plainOffset(e ast.Expr) (ast.Expr, bool) {
	iv, ok := e.(*ast.IntervalExpr)
	if !ok {
		return nil, false
	}
	v, ok := iv.Expr.(*ast.SQLVal)
	if !ok || v.Type != ast.StrVal {
		return nil, false
	}
	text, ok := strings.CutPrefix(string(v.Val), parse.PlainOffset)
	return ast.NewFloatVal([]byte(text)), ok
}

func (x *exprs) numberBound(out plan.Bound, n ast.Expr, rows bool, order []plan.SortKey) (plan.Bound, error) {
	e, err := x.scalar(n)
	if err != nil {
		return out, err
	}
	out.Offset = e
	if rows {
		if !e.Type().IsInteger() && !isParam(e) {
			return out, sqlerr.New(sqlerr.BadFrame, "Window '<unnamed window>': frame start or end is negative, NULL or of non-integral type")
		}
		return out, nil
	}
	key, err := rangeKey(order)
	if err != nil {
		return out, err
	}
	switch {
	case key.IsTemporal():
		return out, sqlerr.New(sqlerr.WindowRangeType, "Window '<unnamed window>' with RANGE frame has ORDER BY expression of datetime type. Only INTERVAL bound value allowed.")
	}
	return out, nil
}

func isParam(e plan.Expr) bool {
	_, ok := e.(*plan.Param)
	return ok
}

// rangeKey is the type of the one key that a RANGE frame with an offset has.
func rangeKey(order []plan.SortKey) (catalog.Type, error) {
	if len(order) == 1 {
		if t := order[0].Expr.Type(); t.IsNumeric() || t.IsTemporal() {
			return t, nil
		}
	}
	return typeNull, sqlerr.New(sqlerr.WindowRangeOrder, "Window '<unnamed window>' with RANGE N PRECEDING/FOLLOWING frame requires exactly one deterministic ORDER BY expression, of numeric or temporal type")
}

func (x *exprs) intervalBound(out plan.Bound, iv *ast.IntervalExpr, rows bool, order []plan.SortKey) (plan.Bound, error) {
	if rows {
		return out, sqlerr.New(sqlerr.BadFrame, "Window '<unnamed window>': frame start or end is negative, NULL or of non-integral type")
	}
	key, err := rangeKey(order)
	switch {
	case err != nil:
		return out, err
	case !key.IsTemporal():
		return out, sqlerr.New(sqlerr.WindowInterval, "Window '<unnamed window>' with RANGE frame has ORDER BY expression of numeric type, INTERVAL bound value not allowed.")
	}
	e, err := x.scalar(iv.Expr)
	if err != nil {
		return out, err
	}
	out.Offset, err = x.frameInterval(e, strings.ToLower(iv.Unit))
	if length, ok := out.Offset.(*plan.Interval); ok && key.Kind == catalog.Time {
		out.Offset, err = x.microseconds(length.Amount, length.Unit)
	}
	return out, err
}

// microseconds is an interval as a number, as TIMEs are counted.
func (x *exprs) microseconds(amount plan.Expr, unit string) (plan.Expr, error) {
	factors := map[string]int64{"microsecond": 1, "second": 1e6, "minute": 60e6, "hour": 3600e6, "day": 86400e6}
	f, ok := factors[unit]
	if !ok {
		return nil, unsupported("a window frame over a TIME with INTERVAL … %s", strings.ToUpper(unit))
	}
	return x.to(x.arithmetic("*", amount, constInt(f)), typeInt), nil
}

// positive refuses a constant that must be a number from 1. NTILE(NULL) is NULL.
func positive(name string, e plan.Expr) error {
	c, ok := e.(*plan.Const)
	if !ok {
		return nil
	}
	if n, isInt := c.Value.(int64); isInt && n > 0 || c.Value == nil && name == "ntile" {
		return nil
	}
	if n, isUint := c.Value.(uint64); isUint && n > 0 {
		return nil
	}
	return sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to %s", name)
}

// checkWindows binds the windows that WINDOW names, which may be wrong without being
// used.
func (s *selection) checkWindows() error {
	seen := map[string]bool{}
	for _, w := range s.n.Window {
		name := strings.ToLower(w.Name.String())
		if seen[name] {
			return sqlerr.New(sqlerr.WindowTwice, "Window '%s' is defined twice.", w.Name.String())
		}
		seen[name] = true
	}
	for _, w := range s.n.Window {
		spec, err := s.wins.resolve(*w, 0)
		if err != nil {
			return err
		}
		x := s.exprs("window order by")
		x.aggs = s.aggs
		if err := x.over(&plan.WindowCall{Func: "first_value"}, spec); err != nil {
			return err
		}
	}
	return nil
}
