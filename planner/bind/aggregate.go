package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// aggregateNames maps each aggregate function to its name in plans.
var aggregateNames = map[string]bool{
	"count": true, "sum": true, "avg": true, "min": true, "max": true, "group_concat": true,
	"bit_and": true, "bit_or": true, "bit_xor": true, "std": true, "stddev": true, "stddev_pop": true,
	"stddev_samp": true, "variance": true, "var_pop": true, "var_samp": true,
	"json_arrayagg": true, "json_objectagg": true,
}

var aggregateSynonyms = map[string]string{"stddev": "std", "stddev_pop": "std", "var_pop": "variance"}

// aggregates collects the aggregates of one SELECT.
type aggregates struct {
	list []plan.Projection
	ids  map[string]plan.ColumnID
	// grouped says that there are groups, even if no aggregate: then
	// ANY_VALUE is one.
	grouped bool
}

func invalidGroupFunction() error {
	return sqlerr.New(sqlerr.InvalidGroupFunc, "Invalid use of group function")
}

// aggregate binds an aggregate function to a column that Aggregate makes.
func (x *exprs) aggregate(n *ast.FuncExpr) (plan.Expr, error) {
	if x.aggs == nil {
		return nil, invalidGroupFunction()
	}
	args, err := x.aggregateArgs(n)
	if err != nil {
		return nil, err
	}
	call, err := x.aggCall(n.Name.Lowered(), args, n.Distinct)
	if err != nil {
		return nil, err
	}
	return x.addAggregate(call)
}

// inner is for the arguments of an aggregate: columns of FROM alone.
func (x *exprs) inner() *exprs {
	in := *x
	in.aggs, in.wins, in.first, in.only = nil, nil, nil, false
	return &in
}

func (x *exprs) aggregateArgs(n *ast.FuncExpr) ([]plan.Expr, error) {
	if n.Name.Lowered() == "count" && len(n.Exprs) == 1 && !n.Distinct {
		if s, ok := n.Exprs[0].(*ast.StarExpr); ok && s.TableName.IsEmpty() {
			return nil, nil
		}
	}
	nodes, err := arguments(n)
	if err != nil {
		return nil, err
	}
	in := x.inner()
	if name := n.Name.Lowered(); name != "json_arrayagg" && name != "json_objectagg" || len(nodes) == 0 {
		return in.scalars(nodes...)
	}
	last := len(nodes) - 1
	args, err := in.scalars(nodes[:last]...)
	if err != nil {
		return nil, err
	}
	value, err := in.jsonArgumentOf(nodes[last])
	return append(args, value), err
}

func (x *exprs) addAggregate(call *plan.AggCall) (plan.Expr, error) {
	if err := x.ownAggregate(call); err != nil {
		return nil, err
	}
	if err := x.settleAggregate(&call.Typ, call.Func, call.List); err != nil {
		return nil, err
	}
	key := fingerprint(call)
	id, ok := x.aggs.ids[key]
	if !ok {
		id = x.b.newID()
		x.aggs.ids[key] = id
		x.aggs.list = append(x.aggs.list, plan.Projection{ID: id, Name: call.Func, Expr: call})
		x.b.nullable[id] = call.Func != "count"
	}
	return &plan.Ref{ID: id, Name: call.Func, Typ: call.Typ}, nil
}

// ownAggregate refuses an aggregate over columns of an outer query alone:
// MySQL computes it there.
func (x *exprs) ownAggregate(call *plan.AggCall) error {
	base, own, outer := x.scope.base(), false, false
	plan.InspectExpr(call, func(e plan.Expr) bool {
		if r, ok := e.(*plan.Ref); ok {
			_, here := base[r.ID]
			own, outer = own || here, outer || !here
		}
		return true
	})
	if outer && !own {
		return unsupported("an aggregate over columns of an outer query")
	}
	return nil
}

// aggCall makes the call and its type.
func (x *exprs) aggCall(name string, args []plan.Expr, distinct bool) (*plan.AggCall, error) {
	if s := aggregateSynonyms[name]; s != "" {
		name = s
	}
	want := 1
	if name == "json_objectagg" {
		want = 2
	}
	if len(args) != want && name != "count" {
		return nil, wrongCount(name)
	}
	call := &plan.AggCall{Func: name, List: args, Distinct: distinct}
	switch name {
	case "count":
		call.Typ = typeInt
		if len(args) > 1 && !distinct {
			return nil, parse.SyntaxError(x.b.src.Text, 0)
		}
		for i := range args {
			if distinct {
				args[i] = x.b.groupKey(args[i])
			}
		}
	case "sum", "avg":
		args[0] = x.number(args[0])
		call.Typ = x.sumType(name, args[0])
	case "min", "max":
		call.Distinct = false
		if c, ok := args[0].(*plan.Const); ok && c.Typ.Kind == catalog.Null {
			args[0] = constNull(typeText)
		}
		args[0] = x.value(args[0])
		call.Typ = args[0].Type()
		if key := x.b.sortKey(args[0]); key != args[0] {
			call.List = []plan.Expr{args[0], key}
		}
	case "bit_and", "bit_or", "bit_xor":
		return x.bitAggregate(call)
	case "json_arrayagg", "json_objectagg":
		call.Typ = typeJSON
		for i, letter := range "kv"[2-want:] {
			var err error
			if args[i], err = x.jsonArgument(args[i], byte(letter), i+1, name); err != nil {
				return nil, err
			}
		}
	default:
		args[0] = x.to(x.number(args[0]), typeDouble)
		call.Typ = typeDouble
	}
	return call, nil
}

// sumType is MySQL's type of SUM and AVG.
func (x *exprs) sumType(name string, e plan.Expr) catalog.Type {
	if !isExact(e.Type()) {
		return typeDouble
	}
	p, s := precisionOf(e)
	if name == "avg" {
		return decimal(p+x.b.env.divScale(), s+x.b.env.divScale())
	}
	return decimal(p+22, s)
}

func (x *exprs) groupConcat(n *ast.GroupConcatExpr) (plan.Expr, error) {
	if x.aggs == nil {
		return nil, invalidGroupFunction()
	}
	in := x.inner()
	var values, texts []plan.Expr
	for _, e := range n.Exprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			return nil, parse.SyntaxError(x.b.src.Text, 0)
		}
		arg, err := in.scalar(a.Expr)
		if err != nil {
			return nil, err
		}
		arg = in.value(arg)
		values, texts = append(values, arg), append(texts, in.text(arg))
	}
	call := &plan.AggCall{Func: "group_concat", Distinct: n.Distinct != "", Separator: ",", MaxLength: x.b.env.number("group_concat_max_len"), Typ: typeText}
	if !n.Separator.DefaultSeparator {
		call.Separator = n.Separator.SeparatorString
	}
	arg := texts[0]
	if len(texts) > 1 {
		arg = &plan.Call{Func: "concat", List: texts, Typ: sumOfTexts(texts)}
	}
	call.List = []plan.Expr{arg}
	for _, o := range n.OrderBy {
		key, err := in.concatOrder(o, values)
		if err != nil {
			return nil, err
		}
		call.OrderBy = append(call.OrderBy, key)
	}
	if call.Distinct && len(call.OrderBy) > 1 && len(values) == 1 && fingerprint(call.OrderBy[0].Expr) == fingerprint(x.b.sortKey(values[0])) {
		call.OrderBy = call.OrderBy[:1] // no two values are equal
	}
	return x.addAggregate(call)
}

// concatOrder is an ORDER BY item of GROUP_CONCAT; a number is a position.
func (x *exprs) concatOrder(o *ast.Order, values []plan.Expr) (plan.SortKey, error) {
	e, err := x.scalar(o.Expr)
	if err != nil {
		return plan.SortKey{}, err
	}
	if number, ok := positionOf(o.Expr); ok {
		n := atoi(number)
		if n < 1 || n > len(values) {
			return plan.SortKey{}, unknownColumn(number, "order clause")
		}
		e = values[n-1]
	}
	return plan.SortKey{Expr: x.b.sortKey(e), Desc: o.Direction == ast.DescScr}, nil
}

// anyValue is an aggregate where there are groups, else its argument.
func (x *exprs) anyValue(name string, nodes []ast.Expr) (plan.Expr, error) {
	if x.aggs == nil || !x.aggs.grouped {
		args, err := x.some(name, nodes, 1, 1)
		if err != nil {
			return nil, err
		}
		return args[0], nil
	}
	args, err := x.inner().some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	arg := x.value(args[0])
	return x.addAggregate(&plan.AggCall{Func: "any_value", List: []plan.Expr{arg}, Typ: arg.Type()})
}

// hasAggregate reports whether an expression calls an aggregate of its own
// query, that is, outside subqueries and OVER.
func hasAggregate(n any) bool {
	found := false
	parse.Inspect(n, func(n any) bool {
		switch f := n.(type) {
		case *ast.Subquery:
			return false
		case *ast.GroupConcatExpr:
			found = true
		case *ast.FuncExpr:
			found = found || f.Over == nil && aggregateNames[f.Name.Lowered()]
		}
		return !found
	})
	return found
}

// hasWindow reports whether an expression calls a window function of its own
// query.
func hasWindow(n any) bool {
	found := false
	parse.Inspect(n, func(n any) bool {
		switch f := n.(type) {
		case *ast.Subquery:
			return false
		case *ast.FuncExpr:
			found = found || f.Over != nil
		}
		return !found
	})
	return found
}
