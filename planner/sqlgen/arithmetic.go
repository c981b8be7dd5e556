package sqlgen

import (
	"fmt"
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// arithmetic is + - * %. The plan's type says in which kind MySQL calculates.
func (g *generator) arithmetic(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments(c.Func)
	}
	a, err := g.operand(c.List[0], c.Typ)
	if err != nil {
		return frag{}, err
	}
	b, err := g.operand(c.List[1], c.Typ)
	if err != nil {
		return frag{}, err
	}
	op := c.Func
	if op == "mod" {
		op = "%"
	}
	switch {
	case c.Typ.IsFloating():
		return floatArithmetic(op, a.cast(repDouble), b.cast(repDouble)), nil
	case c.Typ.Kind == catalog.Decimal:
		return g.decimalArithmetic(op, a, b)
	}
	n, constant := constInt(c.List[1])
	return g.wholeArithmetic(op, a, b, c.Typ, !constant || n == -1)
}

// operand is an operand of arithmetic. A whole constant beside decimals is a
// decimal of just its digits, so that DuckDB need not calculate with more than 18.
func (g *generator) operand(e plan.Expr, t catalog.Type) (frag, error) {
	if t.Kind == catalog.Decimal {
		for {
			cast, ok := e.(*plan.Cast)
			if !ok || !cast.To.IsInteger() && cast.To.Kind != catalog.Decimal {
				break
			}
			if _, isConst := cast.Input.(*plan.Const); !isConst || !cast.Input.Type().IsInteger() {
				break
			}
			e = cast.Input
		}
		if c, ok := e.(*plan.Const); ok {
			if n, ok := int64Value(c.Value); ok {
				digits := len(strings.TrimPrefix(strconv.FormatInt(n, 10), "-"))
				return g.bind(c, repDecimal(uint8(digits), 0)), nil
			}
		}
	}
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	if f.rep == repNull {
		r, err := repOf(t)
		return frag{sql: "CAST(NULL AS " + r.String() + ")", rep: r}, err
	}
	if !f.rep.isNumber() {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "arithmetic on a value of type %s", f.rep).WithHint("write CAST(… AS DOUBLE)")
	}
	return f, nil
}

func floatArithmetic(op string, a, b frag) frag {
	right := b.sql
	if op == "%" {
		right = "NULLIF(" + right + ", 0)"
	}
	return frag{"(" + a.sql + " " + op + " " + right + ")", repDouble, anyOnce(a, b)}
}

// wholeArithmetic calculates in BIGINT; where a side is unsigned, in HUGEINT,
// as the result may lie above or below what BIGINT holds.
func (g *generator) wholeArithmetic(op string, a, b frag, t catalog.Type, mayBeMinusOne bool) (frag, error) {
	want, err := repOf(t)
	if err != nil {
		return frag{}, err
	}
	if want.isNumber() && !want.isInteger() {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "arithmetic of type %s", t)
	}
	wide := repInt
	if !a.rep.fits(repInt) || !b.rep.fits(repInt) || want == repUInt || op == "%" && mayBeMinusOne {
		wide = repHuge // of the least BIGINT and -1 the engine finds no rest
	}
	f := frag{"(" + a.cast(wide).sql + " " + op + " " + b.cast(wide).sql + ")", wide, anyOnce(a, b)}
	if wide == repInt {
		if op == "%" {
			return f, nil
		}
		return g.guard(f), nil
	}
	if want != repUInt {
		want = repInt
	}
	return g.fit(g.guard(f), want), nil
}

// decimalArithmetic knows the type that DuckDB gives to each operation.
func (g *generator) decimalArithmetic(op string, a, b frag) (frag, error) {
	a, err := decimalOperand(a)
	if err != nil {
		return frag{}, err
	}
	if b, err = decimalOperand(b); err != nil {
		return frag{}, err
	}
	if s := max(a.rep.scale, b.rep.scale); op == "%" && max(a.rep.precision-a.rep.scale, b.rep.precision-b.rep.scale)+s > 38 {
		// DuckDB would calculate with doubles.
		rest := "(CAST(" + unscaledTo(a, s) + " % NULLIF(" + unscaledTo(b, s) + ", 0) AS DECIMAL(38,0))"
		if s > 0 {
			rest += fmt.Sprintf(" * CAST('%s' AS DECIMAL(%d,%d))", smallest(int(s)), s, s)
		}
		return g.guard(frag{rest + ")", repDecimal(38, s), anyOnce(a, b)}), nil
	}
	r, raises := decimalResult(op, a.rep, b.rep)
	if r.scale > 38 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "a product of more than 38 fractional digits").WithHint("CAST the factors to fewer digits")
	}
	if raises && (g.wide || anyOnce(a, b)) && r.precision == 18 {
		a = a.cast(repDecimal(max(19, a.rep.precision), a.rep.scale))
		r, _ = decimalResult(op, a.rep, b.rep)
	}
	f := frag{"(" + a.sql + " " + op + " " + b.sql + ")", r, anyOnce(a, b)}
	if !raises || !g.total {
		return f, nil
	}
	if r.precision == 18 {
		return totalDecimal(op, f, a, b), nil
	}
	return try(f), nil
}

// totalDecimal computes with 18 digits, and with 38 only for the rows that
// need them: nothing raises, and no row is NULL that has a value.
func totalDecimal(op string, fast, a, b frag) frag {
	a = a.cast(repDecimal(38, a.rep.scale))
	r, _ := decimalResult(op, a.rep, b.rep)
	wide := try(frag{"(" + a.sql + " " + op + " " + b.sql + ")", r, fast.once})
	return frag{"COALESCE(" + try(fast).cast(r).sql + ", " + wide.sql + ")", r, fast.once}
}

// decimalOperand makes a number a decimal. A double beside a decimal is not
// exact, and MySQL's type of the whole is double then.
func decimalOperand(f frag) (frag, error) {
	if f.rep.base == decimalBase {
		return f, nil
	}
	digits, ok := intDigits[f.rep.base]
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "exact arithmetic on a value of type %s", f.rep)
	}
	return f.cast(repDecimal(digits, 0)), nil
}

// decimalResult is the type of a DuckDB operation on decimals, and whether it
// may overflow.
func decimalResult(op string, a, b rep) (rep, bool) {
	p, s := int(a.precision)+int(b.precision), int(a.scale)+int(b.scale)
	if op != "*" {
		s = int(max(a.scale, b.scale))
		p = max(int(a.precision)-int(a.scale), int(b.precision)-int(b.scale)) + s + 1
		if op == "%" {
			p--
		}
	}
	narrow := a.precision <= 18 && b.precision <= 18 && s < 18
	switch {
	case s > 38:
		return rep{decimalBase, 38, 39}, true
	case p > 18 && narrow && op != "%":
		return repDecimal(18, uint8(s)), true
	case p > 38:
		return repDecimal(38, uint8(s)), true
	}
	return repDecimal(uint8(p), uint8(s)), false
}

func (g *generator) negate(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments("-")
	}
	f, err := g.operand(c.List[0], c.Typ)
	if err != nil {
		return frag{}, err
	}
	switch {
	case f.rep.isFloat(), f.rep.base == decimalBase:
		return frag{"(-" + f.sql + ")", f.rep, f.once}, nil
	case !f.rep.fits(repInt):
		return g.fit(frag{"(-" + f.cast(repHuge).sql + ")", repHuge, f.once}, repInt), nil
	}
	return g.guard(frag{"(-" + f.cast(repInt).sql + ")", repInt, f.once}), nil
}

// divide is the exact quotient. MySQL keeps a multiple of 9 fractional digits
// within an expression, cut off, and rounds where the value leaves it.
func (g *generator) divide(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("/")
	}
	if c.Typ.Kind == catalog.Decimal {
		a, b, err := g.quotientOperands(c)
		if err != nil {
			return frag{}, err
		}
		return g.quotient(a, b, c.Typ)
	}
	a, err := g.operand(c.List[0], c.Typ)
	if err != nil {
		return frag{}, err
	}
	b, err := g.operand(c.List[1], c.Typ)
	if err != nil {
		return frag{}, err
	}
	return frag{"(" + a.cast(repDouble).sql + " / NULLIF(" + b.cast(repDouble).sql + ", 0))", repDouble, anyOnce(a, b)}, nil
}

// quotientOperands are the operands of an exact division.
func (g *generator) quotientOperands(c *plan.Call) (a, b frag, err error) {
	if a, err = g.operand(c.List[0], c.Typ); err != nil {
		return a, b, err
	}
	if b, err = g.operand(c.List[1], c.Typ); err != nil {
		return a, b, err
	}
	if a, err = decimalOperand(a); err != nil {
		return a, b, err
	}
	b, err = decimalOperand(b)
	return a, b, err
}

// quotient divides decimals as whole numbers of the smallest unit. What has no
// room for all digits is out of range.
func (g *generator) quotient(a, b frag, t catalog.Type) (frag, error) {
	digits := quotientDigits(a.rep.scale, b.rep.scale, t.Scale)
	if digits > 38 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "a quotient of more than 38 fractional digits").WithHint("CAST the operands to fewer digits")
	}
	switch {
	case quotientShift(a, b, digits) > 37:
		return g.guard(textQuotient(a, b, digits, digits)), nil
	case !roomForQuotient(a.rep, b.rep, digits):
		return g.guard(cutQuotient(a, b, digits)), nil
	}
	return cutQuotient(a, b, digits), nil
}

// keptQuotient is a quotient that leaves the expression at once: rounded to the
// digits of its type. A value with no room for all digits that MySQL keeps
// within an expression is cut after the one digit that rounding looks at.
func (g *generator) keptQuotient(c *plan.Call) (frag, error) {
	a, b, err := g.quotientOperands(c)
	if err != nil {
		return frag{}, err
	}
	f, err := g.quotient(a, b, c.Typ)
	if err != nil {
		return frag{}, err
	}
	digits := int(f.rep.scale)
	out, err := g.kept(f, c.Typ)
	if err != nil || roomForQuotient(a.rep, b.rep, digits) {
		return out, err
	}
	long := g.guard(textQuotient(a, b, digits, int(c.Typ.Scale)))
	if quotientShift(a, b, digits) > 37 || f.once {
		return long, nil
	}
	exact := try(cutQuotient(a, b, digits)).cast(long.rep)
	return frag{"COALESCE(" + exact.sql + ", " + long.sql + ")", long.rep, false}, nil
}

// textQuotient is a / b cut to so many fractional digits and rounded to others,
// where whole numbers of the engine have no room for the dividend.
func textQuotient(a, b frag, digits, rounded int) frag {
	sql := fmt.Sprintf("CAST(mysql_quotient(%s, %s, %d, %d) AS DECIMAL(38,%d))", a.cast(repText).sql, b.cast(repText).sql, digits, rounded, rounded)
	return frag{sql, repDecimal(38, uint8(rounded)), anyOnce(a, b)}
}

// cutQuotient is a / b cut to so many fractional digits.
func cutQuotient(a, b frag, digits int) frag {
	shift := quotientShift(a, b, digits)
	sql := fmt.Sprintf("(CAST(%s * %s // NULLIF(%s, 0) AS DECIMAL(38,0)) * CAST('%s' AS DECIMAL(%d,%d)))",
		unscaled(a), powerOfTen(shift), unscaled(b), smallest(digits), digits, digits)
	return frag{sql, repDecimal(38, uint8(digits)), anyOnce(a, b)}
}

// quotientShift is by how many digits the dividend is shifted to leave so many
// fractional ones.
func quotientShift(a, b frag, digits int) int { return digits - int(a.rep.scale) + int(b.rep.scale) }

// roomForQuotient reports whether no quotient of such decimals can overflow.
func roomForQuotient(a, b rep, digits int) bool {
	return int(a.precision)-int(a.scale)+int(b.scale)+digits < 38
}

// quotientDigits is how many fractional digits MySQL keeps of a quotient.
func quotientDigits(a, b, result uint8) int {
	up := func(n int) int { return (n + 8) / 9 * 9 }
	extra := max(int(result)-int(a), 0) - (up(int(a)) - int(a)) - (up(int(b)) - int(b))
	return max(up(up(int(a))+up(int(b))+max(extra, 0)), 9)
}

// unscaled is a decimal as a whole number of its smallest unit.
func unscaled(f frag) string {
	if f.rep.scale == 0 {
		return f.cast(repHuge).sql
	}
	if f.rep.precision+f.rep.scale > 38 {
		return "CAST(replace(CAST(" + f.sql + " AS VARCHAR), '.', '') AS HUGEINT)"
	}
	wide := f.cast(repDecimal(38, f.rep.scale))
	return "CAST(" + wide.sql + " * CAST('1" + strings.Repeat("0", int(f.rep.scale)) + "' AS DECIMAL(" +
		strconv.Itoa(int(f.rep.scale)+1) + ",0)) AS HUGEINT)"
}

// unscaledTo is a decimal in units of a smaller scale.
func unscaledTo(f frag, scale uint8) string {
	if scale == f.rep.scale {
		return unscaled(f)
	}
	return "(" + unscaled(f) + " * " + powerOfTen(int(scale-f.rep.scale)) + ")"
}

func powerOfTen(n int) string {
	return "CAST('1" + strings.Repeat("0", n) + "' AS HUGEINT)"
}

func smallest(digits int) string { return "0." + strings.Repeat("0", digits-1) + "1" }

// integerDivide is DIV: the quotient cut to a whole number.
func (g *generator) integerDivide(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("DIV")
	}
	fs, err := g.exprs(c.List)
	if err != nil {
		return frag{}, err
	}
	a, b := fs[0], fs[1]
	switch {
	case a.rep.fits(repInt) && b.rep.fits(repInt):
		return g.guard(frag{"(" + a.cast(repInt).sql + " // " + b.cast(repInt).sql + ")", repInt, anyOnce(a, b)}), nil
	case !a.rep.isNumber() || !b.rep.isNumber() || a.rep.isFloat() || b.rep.isFloat():
		return g.textDivide(a, b, c.Typ)
	}
	if a, err = decimalOperand(a); err != nil {
		return frag{}, err
	}
	if b, err = decimalOperand(b); err != nil {
		return frag{}, err
	}
	s := max(a.rep.scale, b.rep.scale)
	if max(a.rep.precision-a.rep.scale, b.rep.precision-b.rep.scale)+s > 38 {
		return g.textDivide(a, b, c.Typ)
	}
	f := frag{"(" + unscaledTo(a, s) + " // NULLIF(" + unscaledTo(b, s) + ", 0))", repHuge, anyOnce(a, b)}
	want := repInt
	if c.Typ.Kind == catalog.UInt64 {
		want = repUInt
	}
	return g.fit(g.guard(f), want), nil
}

// textDivide is DIV where a side is a double or a text, which MySQL divides as
// decimals: 0.3 DIV 0.1 is 3.
func (g *generator) textDivide(a, b frag, t catalog.Type) (frag, error) {
	for _, f := range []*frag{&a, &b} {
		switch {
		case f.rep == repNull:
			*f = frag{sql: "CAST(NULL AS VARCHAR)", rep: repText}
		case f.rep.isFloat():
			*f = frag{"mysql_double_text(" + f.cast(repDouble).sql + ")", repText, f.once}
		case f.rep.isNumber():
			*f = f.cast(repText)
		case f.rep != repText:
			return frag{}, sqlerr.New(sqlerr.Unsupported, "DIV of a value of type %s", f.rep)
		}
	}
	name, r := "mysql_div(", repInt
	if t.Kind == catalog.UInt64 {
		name, r = "mysql_div_unsigned(", repUInt
	}
	return g.guard(frag{name + a.sql + ", " + b.sql + ")", r, anyOnce(a, b)}), nil
}

// kept rounds what MySQL rounds where a value leaves an expression.
func (g *generator) kept(f frag, t catalog.Type) (frag, error) {
	if t.Kind == catalog.Decimal && f.rep.base == decimalBase && f.rep.scale > t.Scale {
		return f.cast(repDecimal(f.rep.precision-f.rep.scale+t.Scale+min(1, 38-(f.rep.precision-f.rep.scale+t.Scale)), t.Scale)), nil
	}
	return f, nil
}
