package bind

import (
	"strings"
	"time"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
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
	// loose says that a constant text beside a date, which is none, is NULL and no error.
	loose bool
	// windowSpec says that the expression is of a window's specification.
	windowSpec bool
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
	out, err := x.bindAny(e)
	if err != nil {
		return nil, err
	}
	if err := x.settle(out); err != nil {
		return nil, err
	}
	return out, x.b.measure(out)
}

func (x *exprs) bindAny(e ast.Expr) (plan.Expr, error) {
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
		return x.char(n)
	case *ast.MatchExpr:
		return nil, unsupported("MATCH … AGAINST")
	case *ast.ValuesFuncExpr:
		return x.valuesOf(n)
	case *ast.Default:
		return x.defaultOf(n)
	case ast.ListArg:
		return nil, parse.SyntaxError(x.b.src.Text, 0)
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
	}
	if subject != nil {
		if conds, err = x.subjectIs(subject, conds); err != nil {
			return nil, err
		}
	}
	for i, w := range n.Whens {
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

// subjectIs makes the conditions of CASE x WHEN.
func (x *exprs) subjectIs(subject plan.Expr, values []plan.Expr) ([]plan.Expr, error) {
	all, err := x.collated("case", append([]plan.Expr{subject}, values...))
	if err != nil {
		return nil, err
	}
	for i, v := range all[1:] {
		pair, err := x.jsonOperands("case", []plan.Expr{all[0], v}, true)
		if err != nil {
			return nil, err
		}
		if values[i], err = x.comparison("=", pair[0], pair[1]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// cases makes a Case of conditions and values; the last value is the else.
func (x *exprs) cases(what string, conds, thens []plan.Expr) (plan.Expr, error) {
	thens, t, err := x.same(what, thens)
	if err != nil {
		return nil, err
	}
	c := &plan.Case{Typ: t, Else: thens[len(conds)]}
	for i, cond := range conds {
		c.Whens = append(c.Whens, plan.When{Cond: x.to(cond, typeBool), Then: thens[i]})
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
	if err := x.settleAll(out); err != nil {
		return nil, t, err
	}
	if err := x.settleType(&t, strings.ToLower(what), out); err != nil {
		return nil, t, err
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
