package bind

import (
	"strings"
	"time"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// exprs binds the expressions of one clause.
type exprs struct {
	b     *binder
	scope *scope
	// clause is what MySQL calls the clause in messages.
	clause string
	// aggs and wins collect aggregates and window functions; nil where they
	// are not allowed.
	aggs *aggregates
	wins *windows
	// first is asked for a name before the scope, last after it. May be nil.
	first, last func(*ast.ColName) (plan.Expr, error)
	// only says that the scope itself is not asked: HAVING outside aggregates.
	only bool
	// closed says that the expression is a mask's or row filter's.
	closed bool
}

func (x *exprs) zone() *time.Location { return x.b.env.now().Location() }

// bind binds an expression.
func (x *exprs) bind(e ast.Expr) (plan.Expr, error) {
	if x.b.depth++; x.b.depth > maxExprDepth {
		return nil, unsupported("an expression nested deeper than %d", maxExprDepth)
	}
	defer func() { x.b.depth-- }()
	switch n := e.(type) {
	case *ast.ParenExpr:
		return x.bind(n.Expr)
	case *ast.SQLVal:
		return x.literal(n)
	case *ast.NullVal:
		return constNull(typeNull), nil
	case ast.BoolVal:
		return constBool(bool(n)), nil
	case *ast.ColName:
		return x.name(n)
	case *ast.AndExpr:
		return x.chain("and", n)
	case *ast.OrExpr:
		return x.chain("or", n)
	case *ast.XorExpr:
		return x.xor(n)
	case *ast.NotExpr:
		return x.not(x.bind(n.Expr))
	case *ast.IsExpr:
		return x.is(n)
	case *ast.ComparisonExpr:
		return x.compare(n)
	case *ast.RangeCond:
		return x.between(n)
	case *ast.BinaryExpr:
		return x.binary(n)
	case *ast.UnaryExpr:
		return x.unary(n)
	case *ast.CaseExpr:
		return x.caseExpr(n)
	case ast.ValTuple:
		return x.row(n)
	}
	return x.bindSpecial(e)
}

// bindSpecial binds what has a syntax of its own.
func (x *exprs) bindSpecial(e ast.Expr) (plan.Expr, error) {
	switch n := e.(type) {
	case *ast.Subquery:
		return x.scalarSubquery(n)
	case *ast.ExistsExpr:
		return x.exists(n)
	case *ast.FuncExpr:
		return x.function(n)
	case *ast.GroupConcatExpr:
		return x.groupConcat(n)
	case *ast.ConvertExpr:
		return x.convert(n)
	case *ast.ConvertUsingExpr:
		return x.convertUsing(n)
	case *ast.TrimExpr:
		return x.trim(n)
	case *ast.SubstrExpr:
		return x.substr(n)
	case *ast.ExtractFuncExpr:
		return x.extract(n)
	case *ast.TimestampFuncExpr:
		return x.timestampFunc(n)
	case *ast.CollateExpr:
		return x.collate(n)
	case *ast.IntervalExpr:
		return nil, sqlerr.New(sqlerr.WrongUsage, "Incorrect usage of INTERVAL and expression")
	case *ast.CharExpr:
		return nil, unsupported("function CHAR")
	case *ast.MatchExpr:
		return nil, unsupported("MATCH … AGAINST")
	case *ast.ValuesFuncExpr:
		return nil, unsupported("function VALUES")
	case *ast.Default:
		return nil, unsupported("DEFAULT")
	case ast.ListArg:
		return nil, syntaxError(x.b.src.text, 0)
	}
	return nil, unsupported("this expression (%T)", e)
}

// scalar binds an expression that must be one value.
func (x *exprs) scalar(e ast.Expr) (plan.Expr, error) {
	out, err := x.bind(e)
	if err != nil {
		return nil, err
	}
	if _, ok := isRow(out); ok {
		return nil, operandColumns(1)
	}
	return out, nil
}

// number, text and so on of a syntax node.
func (x *exprs) scalars(es ...ast.Expr) ([]plan.Expr, error) {
	out := make([]plan.Expr, len(es))
	for i, e := range es {
		var err error
		if out[i], err = x.scalar(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// condition binds a predicate.
func (x *exprs) condition(e ast.Expr) (plan.Expr, error) {
	out, err := x.scalar(e)
	if err != nil {
		return nil, err
	}
	return x.predicate(out), nil
}

// name resolves a column or a variable, from the inner scope outwards.
func (x *exprs) name(n *ast.ColName) (plan.Expr, error) {
	if strings.HasPrefix(n.Name.String(), "@") {
		return x.variable(n.Name.String())
	}
	if x.first != nil {
		if e, err := x.first(n); e != nil || err != nil {
			return e, err
		}
	}
	if !x.only {
		c, err := x.scope.find(x, n)
		if err != nil {
			return nil, err
		}
		if c != nil {
			return c.ref(), nil
		}
	}
	if x.last != nil {
		if e, err := x.last(n); e != nil || err != nil {
			return e, err
		}
	}
	for s := x.scope.parent; s != nil; s = s.parent {
		c, err := s.find(x, n)
		if err != nil {
			return nil, err
		}
		if c != nil {
			return c.ref(), nil
		}
	}
	return nil, unknownColumn(nameText(n), x.clause)
}

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
	return &plan.Call{Func: "like", List: list, Typ: typeBool}, nil
}

func (x *exprs) regexp(n *ast.ComparisonExpr) (plan.Expr, error) {
	args, err := x.scalars(n.Left, n.Right)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: "regexp", List: []plan.Expr{x.text(args[0]), x.text(args[1])}, Typ: typeBool}, nil
}

func (x *exprs) between(n *ast.RangeCond) (plan.Expr, error) {
	args, err := x.scalars(n.Left, n.From, n.To)
	if err != nil {
		return nil, err
	}
	low, err := x.comparison(">=", args[0], args[1])
	if err != nil {
		return nil, err
	}
	high, err := x.comparison("<=", args[0], args[2])
	if err != nil {
		return nil, err
	}
	out := both("and", low, high)
	if n.Operator == ast.NotBetweenStr {
		return x.not(out, nil)
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
		return nil, syntaxError(x.b.src.text, 0)
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
	return x.inList(left, items)
}

// inList compares item by item. Where the left side stays the same for all
// items it becomes one IN.
func (x *exprs) inList(left plan.Expr, items []plan.Expr) (plan.Expr, error) {
	var list, alternatives []plan.Expr
	var needle plan.Expr
	same := true
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

// row is a tuple of values.
func (x *exprs) row(n ast.ValTuple) (plan.Expr, error) {
	list, err := x.scalars(n...)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: "row", List: list}, nil
}

func (x *exprs) caseExpr(n *ast.CaseExpr) (plan.Expr, error) {
	var subject plan.Expr
	var err error
	if n.Expr != nil {
		if subject, err = x.scalar(n.Expr); err != nil {
			return nil, err
		}
	}
	conds, thens := make([]plan.Expr, len(n.Whens)), make([]plan.Expr, len(n.Whens)+1)
	for i, w := range n.Whens {
		if conds[i], err = x.scalar(w.Cond); err != nil {
			return nil, err
		}
		if subject != nil {
			conds[i], err = x.comparison("=", subject, conds[i])
		}
		if err != nil {
			return nil, err
		}
		if thens[i], err = x.scalar(w.Val); err != nil {
			return nil, err
		}
	}
	thens[len(n.Whens)] = constNull(typeNull)
	if n.Else != nil {
		if thens[len(n.Whens)], err = x.scalar(n.Else); err != nil {
			return nil, err
		}
	}
	return x.cases("CASE", conds, thens)
}

// cases makes a Case of conditions and values; the last value is the else.
func (x *exprs) cases(what string, conds, thens []plan.Expr) (plan.Expr, error) {
	thens, t, err := x.same(what, thens)
	if err != nil {
		return nil, err
	}
	c := &plan.Case{Typ: t, Else: thens[len(conds)]}
	for i, cond := range conds {
		c.Whens = append(c.Whens, plan.When{Cond: x.predicate(cond), Then: thens[i]})
	}
	return c, nil
}

// same brings values to their common type.
func (x *exprs) same(what string, es []plan.Expr) ([]plan.Expr, catalog.Type, error) {
	types := make([]catalog.Type, len(es))
	out := make([]plan.Expr, len(es))
	for i, e := range es {
		out[i] = x.value(e)
		types[i] = out[i].Type()
	}
	narrowLiterals(out, types)
	t, ok := common(types...)
	if !ok {
		return nil, t, unsupported("%s over a mix of TIME and dates", what)
	}
	for i, e := range out {
		out[i] = x.to(e, t)
	}
	return out, t, nil
}

// narrowLiterals reckons whole literals beside decimals by their digits, so
// that COALESCE(price, 0) is no wider than the price.
func narrowLiterals(es []plan.Expr, types []catalog.Type) {
	decimals := false
	for _, t := range types {
		decimals = decimals || t.Kind == catalog.Decimal
	}
	for i, e := range es {
		if c, ok := e.(*plan.Const); ok && decimals && c.Value != nil && c.Typ.IsInteger() {
			types[i] = decimal(constDigits(c), 0)
		}
	}
}
