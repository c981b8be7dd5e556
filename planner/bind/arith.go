package bind

import (
	"math/big"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

func (x *exprs) binary(n *ast.BinaryExpr) (plan.Expr, error) {
	if n.Operator == ast.JSONExtractOp || n.Operator == ast.JSONUnquoteExtractOp {
		return x.jsonArrow(n)
	}
	if iv, ok := n.Right.(*ast.IntervalExpr); ok && (n.Operator == "+" || n.Operator == "-") {
		return x.interval(n.Operator == "-", n.Left, iv)
	}
	if iv, ok := n.Left.(*ast.IntervalExpr); ok && n.Operator == "+" {
		return x.interval(false, n.Right, iv)
	}
	args, err := x.scalars(n.Left, n.Right)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case "&", "|", "^":
		return x.bitwise(n.Operator, args[0], args[1]), nil
	case "<<", ">>":
		return x.shift(n.Operator, args[0], args[1]), nil
	}
	return x.arithmetic(n.Operator, args[0], args[1]), nil
}

// arithmetic is a op b with MySQL's result types.
func (x *exprs) arithmetic(op string, a, b plan.Expr) plan.Expr {
	if op == "div" {
		return x.integerDivide(a, b)
	}
	a, b = x.number(a), x.number(b)
	ta, tb := a.Type(), b.Type()
	t := typeDouble
	switch {
	case ta.IsFloating() || tb.IsFloating():
		a, b = x.to(a, typeDouble), x.to(b, typeDouble)
	case op != "/" && ta.IsInteger() && tb.IsInteger():
		t = typeInt
		if ta.IsUnsigned() || op != "%" && tb.IsUnsigned() {
			t = typeUint
		}
	default:
		t = x.decimalResult(op, a, b)
	}
	if c := foldArithmetic(op, a, b, t); c != nil {
		return c
	}
	return &plan.Call{Func: op, List: []plan.Expr{a, b}, Typ: t}
}

// integerDivide is DIV, which reads texts as decimals.
func (x *exprs) integerDivide(a, b plan.Expr) plan.Expr {
	args := []plan.Expr{a, b}
	t := typeInt
	for i, e := range args {
		if e.Type().Kind != catalog.String {
			args[i] = x.number(e)
		}
		if args[i].Type().IsUnsigned() {
			t = typeUint
		}
	}
	return &plan.Call{Func: "div", List: args, Typ: t}
}

// foldArithmetic computes exact sums and products of constants, so that a
// comparison with one can still skip files. An overflow is left to the engine.
func foldArithmetic(op string, a, b plan.Expr, t catalog.Type) plan.Expr {
	c, ok1 := a.(*plan.Const)
	d, ok2 := b.(*plan.Const)
	if !ok1 || !ok2 || c.Value == nil || d.Value == nil || !isExact(t) {
		return nil
	}
	l, ok1 := constRat(c)
	r, ok2 := constRat(d)
	if !ok1 || !ok2 {
		return nil
	}
	n := new(big.Rat)
	switch op {
	case "+":
		n.Add(l, r)
	case "-":
		n.Sub(l, r)
	case "*":
		n.Mul(l, r)
	default:
		return nil
	}
	exact := &plan.Const{Value: n.FloatString(maxScale * 2), Typ: decimal(maxPrecision, maxScale)}
	if t.IsInteger() {
		return foldInteger(exact, t)
	}
	return foldDecimal(exact, t)
}

// decimalResult is the type of exact arithmetic with a decimal in it, and of
// every exact division.
func (x *exprs) decimalResult(op string, a, b plan.Expr) catalog.Type {
	p1, s1 := precisionOf(a)
	p2, s2 := precisionOf(b)
	switch op {
	case "*":
		return decimal(p1+p2, s1+s2)
	case "/":
		return decimal(p1+s2+x.b.env.divScale(), s1+x.b.env.divScale())
	case "%":
		return decimal(max(p1, p2), max(s1, s2))
	}
	s := max(s1, s2)
	return decimal(max(p1-s1, p2-s2)+s+1, s)
}

func (x *exprs) unary(n *ast.UnaryExpr) (plan.Expr, error) {
	if c, ok := n.Expr.(*ast.CollateExpr); ok && strings.HasPrefix(n.Operator, "_") {
		// The parser takes COLLATE for a part of the literal.
		return x.collate(&ast.CollateExpr{Expr: &ast.UnaryExpr{Operator: n.Operator, Expr: c.Expr}, Collation: c.Collation})
	}
	e, err := x.scalar(n.Expr)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case ast.UPlusStr:
		return e, nil
	case ast.UMinusStr:
		return x.negative(e), nil
	case ast.TildaStr:
		return x.bitNot(e), nil
	case ast.BangStr:
		return x.not(e, nil)
	case ast.BinaryStr:
		return x.bytes(x.text(e)), nil
	}
	return x.introduced(strings.TrimSpace(n.Operator), e)
}

// negative is -e. A constant without room in BIGINT becomes a decimal.
func (x *exprs) negative(e plan.Expr) plan.Expr {
	e = x.quantity(e)
	if c, ok := e.(*plan.Const); ok && c.Value != nil {
		switch v := c.Value.(type) {
		case string:
			if text, ok := strings.CutPrefix(v, "-"); ok {
				return &plan.Const{Value: text, Typ: c.Typ}
			}
			return &plan.Const{Value: "-" + v, Typ: c.Typ}
		case float64:
			return &plan.Const{Value: -v, Typ: typeDouble}
		case int64, uint64:
			return negativeInteger(constText(c))
		}
	}
	t := e.Type()
	if t.IsInteger() {
		t = typeInt
	} else if t.IsFloating() {
		t = typeDouble
	}
	return &plan.Call{Func: "neg", List: []plan.Expr{e}, Typ: t}
}

func negativeInteger(text string) plan.Expr {
	text, negative := strings.CutPrefix(text, "-")
	if !negative && text != "0" {
		text = "-" + text
	}
	return integerLiteral(text)
}
