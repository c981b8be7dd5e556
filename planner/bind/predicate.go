package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// chain binds a AND b AND c … as a tree that is as deep as the chain's
// length needs: clients write chains of thousands.
func (x *exprs) chain(op string, e ast.Expr) (plan.Expr, error) {
	var out []plan.Expr
	for _, operand := range operands(op, e) {
		c, err := x.condition(operand)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return balanced(op, out), nil
}

// operands lists the parts of a chain of one operator, without recursion.
func operands(op string, e ast.Expr) []ast.Expr {
	var out []ast.Expr
	for stack := []ast.Expr{e}; len(stack) > 0; {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch n := top.(type) {
		case *ast.AndExpr:
			if op == "and" {
				stack = append(stack, n.Right, n.Left)
				continue
			}
		case *ast.OrExpr:
			if op == "or" {
				stack = append(stack, n.Right, n.Left)
				continue
			}
		case *ast.ParenExpr:
			stack = append(stack, n.Expr)
			continue
		}
		out = append(out, top)
	}
	return out
}

// balanced joins conditions by an associative operator.
func balanced(op string, es []plan.Expr) plan.Expr {
	if len(es) == 1 {
		return es[0]
	}
	// A short chain stays as it was written.
	if len(es) <= 8 {
		return both(op, balanced(op, es[:len(es)-1]), es[len(es)-1])
	}
	half := len(es) / 2
	return both(op, balanced(op, es[:half]), balanced(op, es[half:]))
}

func (x *exprs) xor(n *ast.XorExpr) (plan.Expr, error) {
	a, err := x.condition(n.Left)
	if err != nil {
		return nil, err
	}
	b, err := x.condition(n.Right)
	if err != nil {
		return nil, err
	}
	return both("xor", a, b), nil
}

func (x *exprs) not(e plan.Expr, err error) (plan.Expr, error) {
	if err != nil {
		return nil, err
	}
	if _, ok := isRow(e); ok {
		return nil, operandColumns(1)
	}
	return &plan.Call{Func: "not", List: []plan.Expr{x.predicate(e)}, Typ: typeBool}, nil
}

func (x *exprs) is(n *ast.IsExpr) (plan.Expr, error) {
	e, err := x.scalar(n.Expr)
	if err != nil {
		return nil, err
	}
	op, negated := n.Operator, strings.Contains(n.Operator, "not")
	var call *plan.Call
	switch {
	case strings.HasSuffix(op, "null"):
		call = isNullCall(e)
	case strings.HasSuffix(op, "true"):
		call = &plan.Call{Func: "is_true", List: []plan.Expr{x.predicate(e)}, Typ: typeBool}
	case strings.HasSuffix(op, "false"):
		call = &plan.Call{Func: "is_false", List: []plan.Expr{x.predicate(e)}, Typ: typeBool}
	default:
		return nil, unsupported("operator %s", op)
	}
	if negated {
		return x.not(call, nil)
	}
	return call, nil
}

func isNullCall(e plan.Expr) *plan.Call {
	return &plan.Call{Func: "is_null", List: []plan.Expr{e}, Typ: typeBool}
}

func (x *exprs) compare(n *ast.ComparisonExpr) (plan.Expr, error) {
	switch n.Operator {
	case ast.InStr:
		return x.in(n)
	case ast.NotInStr:
		return x.not(x.in(n))
	case ast.LikeStr:
		return x.like(n)
	case ast.NotLikeStr:
		return x.not(x.like(n))
	case ast.RegexpStr:
		return x.regexp(n)
	case ast.NotRegexpStr:
		return x.not(x.regexp(n))
	}
	op := n.Operator
	if op == ast.NotEqualStr {
		op = "<>"
	}
	if f, ok := quantified(n.Right); ok {
		return x.quantifiedSubquery(op, n.Left, f)
	}
	a, err := x.bind(n.Left)
	if err != nil {
		return nil, err
	}
	if _, ok := isRow(a); ok {
		if _, ok := n.Right.(*ast.Subquery); ok {
			return nil, unsupported("a row compared by %s with a subquery", op).WithHint("write (a, b) IN (SELECT …)")
		}
	}
	b, err := x.bind(n.Right)
	if err != nil {
		return nil, err
	}
	return x.comparison(op, a, b)
}

func (x *exprs) like(n *ast.ComparisonExpr) (plan.Expr, error) {
	args, err := x.scalars(n.Left, n.Right)
	if err != nil {
		return nil, err
	}
	escape := constString(`\`)
	if x.b.mode.NoBackslash {
		escape = &plan.Const{Value: "", Typ: varchar(1)}
	}
	if n.Escape != nil {
		e, err := x.scalar(n.Escape)
		if err != nil {
			return nil, err
		}
		c, ok := e.(*plan.Const)
		if !ok || len([]rune(constText(c))) > 1 {
			return nil, sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to ESCAPE")
		}
		escape = &plan.Const{Value: constText(c), Typ: varchar(1)}
	}
	list := []plan.Expr{x.text(args[0]), x.text(args[1]), escape}
	c, err := x.mix("like", list[:2], true)
	if err != nil {
		return nil, err
	}
	if !c.collation.IsBin() {
		list = append(list, constString(c.collation.String()))
	}
	return &plan.Call{Func: "like", List: list, Typ: typeBool}, nil
}

func (x *exprs) between(n *ast.RangeCond) (plan.Expr, error) {
	args, err := x.scalars(n.Left, n.From, n.To)
	if err != nil {
		return nil, err
	}
	if args, err = x.jsonOperands("between", args, true); err != nil {
		return nil, err
	}
	if args, err = x.betweenOperands(args); err != nil {
		return nil, err
	}
	if args, err = x.collated("between", args); err != nil {
		return nil, err
	}
	low, high, err := x.within(args)
	if err != nil {
		return nil, err
	}
	out := both("and", low, high)
	if n.Operator == ast.NotBetweenStr {
		return x.not(out, nil)
	}
	return out, nil
}

// within are both comparisons of BETWEEN.
func (x *exprs) within(args []plan.Expr) (low, high plan.Expr, err error) {
	defer func(loose bool) { x.loose = loose }(x.loose)
	x.loose = true
	if low, err = x.comparison(">=", args[0], args[1]); err != nil {
		return nil, nil, err
	}
	high, err = x.comparison("<=", args[0], args[2])
	return low, high, err
}

// betweenOperands applies MySQL's rules of comparison to all three operands of
// BETWEEN at once: beside a number and a text all are doubles, beside a date
// all are dates.
func (x *exprs) betweenOperands(args []plan.Expr) ([]plan.Expr, error) {
	var texts, numbers, floats int
	var date plan.Expr
	for _, a := range args {
		switch t := a.Type(); {
		case t.Kind == catalog.String:
			texts++
		case t.IsFloating():
			floats++
		case t.IsNumeric():
			numbers++
		case t.Kind == catalog.Date, t.Kind == catalog.DateTime, t.Kind == catalog.Timestamp:
			date = a
		}
	}
	out := append([]plan.Expr(nil), args...)
	fixed := isConst(args[1]) && isConst(args[2]) && !isConst(args[0])
	switch {
	case floats > 0, numbers > 0 && texts > 0 && !(fixed && args[0].Type().Kind != catalog.String):
		for i, a := range out {
			if t := a.Type(); t.IsNumeric() || t.IsTemporal() || t.Kind == catalog.String {
				out[i] = x.to(x.number(a), typeDouble)
			}
		}
	case date != nil && numbers == 0 && args[0].Type().Kind == catalog.String:
		_, d, err := x.temporalText(date, args[0])
		if err != nil {
			return nil, err
		}
		out[0] = d
	}
	return out, nil
}

// in is x IN (list) or x IN (SELECT …).
func (x *exprs) in(n *ast.ComparisonExpr) (plan.Expr, error) {
	if sub, ok := n.Right.(*ast.Subquery); ok {
		return x.inSubquery(n.Left, sub)
	}
	tuple, ok := n.Right.(ast.ValTuple)
	if !ok {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	left, err := x.bind(n.Left)
	if err != nil {
		return nil, err
	}
	items := make([]plan.Expr, len(tuple))
	for i, t := range tuple {
		if items[i], err = x.bind(t); err != nil {
			return nil, err
		}
	}
	if _, tuple := isRow(left); !tuple {
		all, err := x.collated(" IN ", append([]plan.Expr{left}, items...))
		if err != nil {
			return nil, err
		}
		left, items = all[0], all[1:]
	}
	return x.inList(left, items)
}

// inList compares item by item. Where the left side stays the same for all
// items it becomes one IN.
func (x *exprs) inList(left plan.Expr, items []plan.Expr) (plan.Expr, error) {
	var list, alternatives []plan.Expr
	var needle plan.Expr
	same := true
	defer func(loose bool) { x.loose = loose }(x.loose)
	x.loose = len(items) > 1
	for _, item := range items {
		c, err := x.comparison("=", left, item)
		if err != nil {
			return nil, err
		}
		alternatives = append(alternatives, c)
		call, ok := c.(*plan.Call)
		if !ok || call.Func != "=" {
			same = false
			continue
		}
		if needle == nil {
			needle = call.List[0]
		}
		same = same && fingerprint(needle) == fingerprint(call.List[0])
		list = append(list, call.List[1])
	}
	if !same || len(items) == 1 {
		return balanced("or", alternatives), nil
	}
	return &plan.Call{Func: "in", List: append([]plan.Expr{needle}, list...), Typ: typeBool}, nil
}
