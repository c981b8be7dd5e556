package sqlgen

import (
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// number is an argument as a number: text is a double, as in MySQL.
func (g *generator) number(e plan.Expr) (frag, error) {
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	switch {
	case f.rep == repNull:
		return frag{sql: "CAST(NULL AS DOUBLE)", rep: repDouble}, nil
	case f.rep.base == floatBase:
		return f.cast(repDouble), nil
	case f.rep.isNumber() && e.Type().Kind != catalog.Time:
		if f.rep == repBool {
			f = f.cast(repInt)
		}
		return g.kept(f, e.Type())
	}
	return g.convert(f, e.Type(), catalog.Type{Kind: catalog.Double})
}

// unary is a function of one number whose result depends on its kind.
func (g *generator) unary(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	f, err := g.number(c.List[0])
	if err != nil {
		return frag{}, err
	}
	switch c.Func {
	case "abs":
		if f.rep.isInteger() && f.rep.fits(repInt) && !f.rep.isUnsigned() {
			return g.guard(frag{"abs(" + f.cast(repInt).sql + ")", repInt, f.once}), nil
		}
		return frag{"abs(" + f.sql + ")", f.rep, f.once}, nil
	case "sign":
		return frag{"sign(" + f.sql + ")", rep{base: int8Base}, f.once}, nil
	case "ceiling":
		c = &plan.Call{Func: "ceil", List: c.List, Typ: c.Typ}
	}
	switch {
	case f.rep.isInteger():
		return f, nil
	case f.rep.base == decimalBase && f.rep.scale == 0:
		return f, nil
	case f.rep.base == decimalBase:
		f = frag{c.Func + "(" + f.sql + ")", repDecimal(f.rep.precision, 0), f.once}
		if c.Typ.IsInteger() && f.rep.precision <= 18 {
			return f.cast(repInt), nil
		}
		return f, nil
	}
	return frag{c.Func + "(" + f.sql + ")", repDouble, f.once}, nil
}

// roundTo is ROUND and TRUNCATE. Decimals round half away from zero, doubles to
// even, as MySQL's do.
func (g *generator) roundTo(c *plan.Call) (frag, error) {
	if len(c.List) < 1 || len(c.List) > 2 || c.Func == "truncate" && len(c.List) == 1 {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	digits, constant := int64(0), true
	if len(c.List) == 2 {
		if k, ok := c.List[1].(*plan.Const); ok && k.Value == nil {
			return g.constant(&plan.Const{Typ: c.Typ})
		}
		digits, constant = constInt(c.List[1])
		digits = max(min(digits, 400), -400)
		constant = constant && !c.List[1].Type().IsUnsigned()
	}
	f, err := g.number(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if !constant {
		return g.roundByColumn(c, f)
	}
	switch {
	case f.rep.isFloat():
		return roundDouble(c.Func, f, strconv.FormatInt(digits, 10)), nil
	case f.rep.isInteger() && digits >= 0:
		return f, nil
	}
	if f.rep.isInteger() {
		d, err := decimalOperand(f)
		if err != nil {
			return frag{}, err
		}
		r := roundDecimal(c.Func, d, digits)
		if f.rep.fits(repInt) {
			return g.fit(r, repInt), nil
		}
		return g.fit(r, f.rep), nil
	}
	return roundDecimal(c.Func, f, digits), nil
}

// roundDouble rounds or cuts a double to so many digits.
func roundDouble(name string, f frag, digits string) frag {
	switch {
	case digits != "0":
		return frag{"mysql_" + name + "(" + f.sql + ", " + digits + ")", repDouble, f.once}
	case name == "round":
		return frag{"round_even(" + f.sql + ", 0)", repDouble, f.once}
	}
	return frag{"trunc(" + f.sql + ")", repDouble, f.once}
}

// roundDecimal rounds or cuts to a constant number of digits.
func roundDecimal(name string, f frag, digits int64) frag {
	switch {
	case digits >= int64(f.rep.scale):
		return f
	case -digits >= int64(f.rep.precision-f.rep.scale)+1:
		return frag{"(" + f.sql + " * CAST(0 AS DECIMAL(1,0)))", repDecimal(min(f.rep.precision+1, 38), f.rep.scale), f.once}
	}
	if digits >= 0 {
		r := repDecimal(min(f.rep.precision-f.rep.scale+uint8(digits)+1, 38), uint8(digits))
		if name == "round" {
			return f.cast(r)
		}
		if digits == 0 {
			return frag{"trunc(" + f.sql + ")", repDecimal(f.rep.precision, 0), f.once}
		}
		rest := "(" + f.sql + " % CAST('" + smallest(int(digits)) + "' AS DECIMAL(" + itoa(int(digits)) + "," + itoa(int(digits)) + ")))"
		cut := frag{"(" + f.cast(repDecimal(38, f.rep.scale)).sql + " - " + rest + ")", repDecimal(38, f.rep.scale), f.once}
		return cut.cast(r)
	}
	if name == "round" {
		return roundBeforePoint(f, digits)
	}
	// Digits before the point: in units of a power of ten.
	whole := frag{"trunc(" + f.sql + ")", repDecimal(f.rep.precision, 0), f.once}
	if f.rep.scale == 0 {
		whole = f
	}
	unit := powerOfTen(int(-digits))
	sql := "(" + whole.cast(repHuge).sql + " // " + unit + " * " + unit + ")"
	return frag{sql, repHuge, f.once}.cast(repDecimal(min(38, f.rep.precision-f.rep.scale+1), 0))
}

// roundBeforePoint rounds to a power of ten, as DuckDB does with decimals: half
// away from zero. The result keeps the width, so rounding 5.64 up to 10 needs a digit
// more: from behind the point, where nothing decides, or beside it.
func roundBeforePoint(f frag, digits int64) frag {
	switch {
	case f.rep.scale == 0:
		f = f.cast(repDecimal(min(38, f.rep.precision+1), 0))
	case -digits >= int64(f.rep.precision-f.rep.scale):
		f = frag{"trunc(" + f.sql + ")", repDecimal(f.rep.precision, 0), f.once}
	}
	return frag{"round(" + f.sql + ", " + itoa(int(digits)) + ")", repDecimal(f.rep.precision, 0), f.once}
}

// roundByColumn is ROUND(x, y) with digits that differ by row. The result has the
// digits of x.
func (g *generator) roundByColumn(c *plan.Call, f frag) (frag, error) {
	d, err := g.arg('I', c.List[1])
	if c.List[1].Type().IsUnsigned() {
		d, err = g.expr(c.List[1])
		d = frag{"CAST(least(" + d.sql + ", 400) AS BIGINT)", repInt, d.once}
	}
	if err != nil {
		return frag{}, err
	}
	if d.once {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "%s to digits from a subquery", strings.ToUpper(c.Func))
	}
	if f.rep.isFloat() {
		return roundDouble(c.Func, f, d.sql), nil
	}
	text := frag{"mysql_" + c.Func + "_decimal(CAST(" + f.sql + " AS VARCHAR), " + d.sql + ")", repText, f.once}
	want := repInt
	switch {
	case f.rep.base == decimalBase:
		want = repDecimal(min(38, f.rep.precision+1), f.rep.scale)
	case f.rep.isUnsigned():
		want = repUInt
	}
	if want.isInteger() {
		text = text.cast(repDecimal(38, 0))
	}
	return g.fit(text, want), nil
}

// formatNumber is FORMAT(x, digits): whole digits in groups of three.
func (g *generator) formatNumber(c *plan.Call) (frag, error) {
	if len(c.List) != 2 && len(c.List) != 3 {
		return frag{}, wrongArguments("FORMAT")
	}
	f, err := g.number(c.List[0])
	if err != nil {
		return frag{}, err
	}
	digits, err := g.howMany(c.List[1])
	if err != nil {
		return frag{}, err
	}
	locale := frag{sql: "''", rep: repText}
	if len(c.List) == 3 {
		if locale, err = g.textArg(c.List[2]); err != nil {
			return frag{}, err
		}
		locale.sql = "COALESCE(" + locale.sql + ", '')"
	}
	name := "mysql_format_double"
	if f.rep.isFloat() {
		f = f.cast(repDouble)
	} else {
		name = "mysql_format_decimal"
		if f, _, err = g.asText(f, c.List[0].Type()); err != nil {
			return frag{}, err
		}
	}
	return frag{name + "(" + texts([]frag{f, digits, locale}) + ")", repText, anyOnce(f, digits, locale)}, nil
}
