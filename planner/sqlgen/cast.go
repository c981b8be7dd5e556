package sqlgen

import (
	"fmt"
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func (g *generator) castExpr(c *plan.Cast) (frag, error) {
	if k, ok := c.Input.(*plan.Const); ok && k.Value == nil {
		return g.constant(&plan.Const{Typ: c.To})
	}
	if f, ok, err := g.convAsNumber(c); ok || err != nil {
		return f, err
	}
	f, err := g.expr(c.Input)
	if err != nil {
		return frag{}, err
	}
	return g.convert(f, c.Input.Type(), c.To)
}

// convAsNumber is a cast of CONV(x, from, 10) to a whole number, which needs no
// text between: hashed keys are made so.
func (g *generator) convAsNumber(c *plan.Cast) (frag, bool, error) {
	call, ok := c.Input.(*plan.Call)
	if !ok || call.Func != "conv" || len(call.List) != 3 || !c.To.IsInteger() || c.To.Kind == catalog.Bool {
		return frag{}, false, nil
	}
	if to, ok := constInt(call.List[2]); !ok || to != 10 {
		return frag{}, false, nil
	}
	f, err := g.convNumber(call)
	if err != nil {
		return frag{}, false, err
	}
	f, err = g.convert(f, catalog.Type{Kind: catalog.UInt64}, c.To)
	return f, true, err
}

// convert is MySQL's CAST. It never raises: a bad value is NULL, 0 or the
// nearest value of the type, as MySQL has it.
func (g *generator) convert(f frag, from, to catalog.Type) (frag, error) {
	want, err := repOf(to)
	if err != nil {
		return frag{}, err
	}
	if f.rep == repNull {
		return frag{sql: "CAST(NULL AS " + want.String() + ")", rep: want}, nil
	}
	if to.Kind == catalog.Null {
		return f, nil
	}
	switch {
	case from.Kind != catalog.Bytes || f.rep != repBlob:
	case to.IsFloating():
		return frag{"mysql_number_bytes(" + f.sql + ")", repDouble, f.once}.cast(want), nil
	case to.IsNumeric():
		f, from = frag{"mysql_number_text(" + f.sql + ")", repText, f.once}, catalog.Type{Kind: catalog.String}
	}
	if from.Kind == catalog.Bytes && to.Kind != catalog.Bytes {
		f = frag{"TRY(decode(" + f.sql + "))", repText, f.once}
		from = catalog.Type{Kind: catalog.String}
	}
	if f, err = g.kept(f, from); err != nil {
		return frag{}, err
	}
	switch {
	case from.Kind == catalog.JSON:
		return g.fromJSON(f, to, want)
	case to.IsText():
		return g.toText(f, from, to)
	case to.Kind == catalog.Bytes:
		t, err := g.toText(f, from, catalog.Type{Kind: catalog.String})
		if f.rep == repBlob {
			t, err = f, nil
		} else {
			t = frag{"encode(" + t.sql + ")", repBlob, t.once}
		}
		return t, err
	case to.IsTemporal():
		return g.toTemporal(f, from, to)
	case from.IsText():
		return g.textToNumber(f, from, to, want)
	case from.IsTemporal():
		return g.temporalToNumber(f, from, to)
	}
	return g.numberToNumber(f, to, want)
}

// numericPrefix finds the longest number that a text begins with. The 0 that the
// replacement puts before its digits makes it a number even where there is none.
const (
	numericPrefix = `'^\s*([+-]?)((?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)?(?s:.*)$', '\10\2'`
	wholePrefix   = `'^\s*([+-]?)([0-9]+)?(?s:.*)$', '\10\2'`
)

func (g *generator) textToNumber(f frag, from, to catalog.Type, want rep) (frag, error) {
	number := frag{"regexp_replace(" + f.sql + ", " + numericPrefix + ")", repText, f.once}
	switch {
	case to.Kind == catalog.Bool:
		return frag{"(mysql_number(" + f.sql + ") <> 0)", repBool, f.once}, nil
	case to.IsFloating():
		return frag{"mysql_number(" + f.sql + ")", repDouble, f.once}.cast(want), nil
	case to.Kind == catalog.Decimal:
		return g.decimal(number, to, want), nil
	}
	whole := frag{"regexp_replace(" + f.sql + ", " + wholePrefix + ")", repText, f.once}
	if to.Kind != catalog.Int64 && to.Kind != catalog.UInt64 {
		return whole.tryCast(want), nil
	}
	return wrapWhole(whole, to.Kind == catalog.UInt64), nil
}

// wrapWhole reads digits as MySQL's CAST AS SIGNED and UNSIGNED do: of what both
// cannot hold, the nearest; what the other holds is taken bit by bit.
func wrapWhole(digits frag, unsigned bool) frag {
	negative := "starts_with(" + digits.sql + ", '-')"
	if unsigned {
		huge := "COALESCE(TRY_CAST(" + digits.sql + " AS HUGEINT), CASE WHEN " + negative + " THEN -9223372036854775808 WHEN " + digits.sql + " IS NOT NULL THEN 18446744073709551615 END)"
		clamped := "CASE WHEN " + digits.sql + " IS NOT NULL THEN greatest(least(" + huge + ", CAST('18446744073709551615' AS HUGEINT)), CAST('-9223372036854775808' AS HUGEINT)) END"
		return frag{"CAST((" + clamped + " + CAST('18446744073709551616' AS HUGEINT)) % CAST('18446744073709551616' AS HUGEINT) AS UBIGINT)", repUInt, digits.once}
	}
	return frag{"COALESCE(TRY_CAST(" + digits.sql + " AS BIGINT), CASE WHEN " + negative + " THEN CAST('-9223372036854775808' AS BIGINT) WHEN TRY_CAST(" +
		digits.sql + " AS UBIGINT) IS NOT NULL THEN CAST(CAST(TRY_CAST(" + digits.sql + " AS UBIGINT) AS HUGEINT) - CAST('18446744073709551616' AS HUGEINT) AS BIGINT) WHEN " +
		digits.sql + " IS NOT NULL THEN CAST('-1' AS BIGINT) END)", repInt, digits.once}
}

// decimal casts to a decimal. A type of more digits than DuckDB has would hold
// what has no room here, so that this is out of range and not the greatest value.
func (g *generator) decimal(f frag, to catalog.Type, want rep) frag {
	if to.Precision > want.precision {
		return g.fit(f, want)
	}
	return saturate(f, want)
}

// saturate casts to a decimal; what has no room becomes the greatest or least.
func saturate(f frag, want rep) frag {
	whole, fraction := int(want.precision-want.scale), int(want.scale)
	limit := strings.Repeat("9", max(whole, 1))
	if whole == 0 {
		limit = "0"
	}
	if fraction > 0 {
		limit += "." + strings.Repeat("9", fraction)
	}
	sign := func(minus bool) string {
		s := limit
		if minus {
			s = "-" + s
		}
		return "CAST('" + s + "' AS " + want.String() + ")"
	}
	negative := f.sql + " < 0"
	if f.rep == repText {
		negative = "starts_with(" + f.sql + ", '-')"
	}
	return frag{"COALESCE(" + f.tryCast(want).sql + ", CASE WHEN " + negative + " THEN " + sign(true) +
		" WHEN " + f.sql + " IS NOT NULL THEN " + sign(false) + " END)", want, f.once}
}

func (g *generator) numberToNumber(f frag, to catalog.Type, want rep) (frag, error) {
	if !f.rep.isNumber() {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "CAST of %s as %s", f.rep, to)
	}
	switch {
	case to.Kind == catalog.Bool:
		return g.truth(f)
	case f.rep.fits(want), want.isFloat():
		return f.cast(want), nil
	case want.base == decimalBase && f.rep.isFloat():
		return g.decimal(frag{"CAST(" + f.cast(repDouble).sql + " AS VARCHAR)", repText, f.once}, to, want), nil
	case want.base == decimalBase:
		return g.decimal(f, to, want), nil
	case to.Kind == catalog.Int64:
		return toSigned(f), nil
	case to.Kind == catalog.UInt64:
		return toUnsigned(f), nil
	}
	return f.tryCast(want), nil
}

// toSigned is CAST AS SIGNED: an unsigned value is taken bit by bit, others
// become the nearest value.
func toSigned(f frag) frag {
	if f.rep == repUInt {
		return frag{"CASE WHEN " + f.sql + " > 9223372036854775807 THEN CAST(CAST(" + f.sql +
			" AS HUGEINT) - CAST('18446744073709551616' AS HUGEINT) AS BIGINT) ELSE CAST(" + f.sql + " AS BIGINT) END", repInt, f.once}
	}
	if f.rep.base == decimalBase && f.rep.precision-f.rep.scale <= 17 {
		return f.cast(repInt)
	}
	return frag{"COALESCE(" + f.tryCast(repInt).sql + ", CASE WHEN " + f.sql + " < 0 THEN CAST('-9223372036854775808' AS BIGINT) WHEN " +
		f.sql + " IS NOT NULL THEN CAST('9223372036854775807' AS BIGINT) END)", repInt, f.once}
}

func toUnsigned(f frag) frag {
	if f.rep.base == decimalBase || f.rep == repHuge {
		negative := "CAST((CAST(" + toSigned(f).sql + " AS HUGEINT) + CAST('18446744073709551616' AS HUGEINT)) % CAST('18446744073709551616' AS HUGEINT) AS UBIGINT)"
		return frag{"CASE WHEN " + f.sql + " < 0 THEN " + negative + " ELSE COALESCE(" + f.tryCast(repUInt).sql + ", CASE WHEN " +
			f.sql + " IS NOT NULL THEN CAST('18446744073709551615' AS UBIGINT) END) END", repUInt, f.once}
	}
	wrapped := toSigned(f)
	if !f.rep.isFloat() {
		wrapped = f.cast(repInt)
	}
	return frag{"CASE WHEN " + f.sql + " < 0 THEN CAST((CAST(" + wrapped.sql + " AS HUGEINT) + CAST('18446744073709551616' AS HUGEINT)) % CAST('18446744073709551616' AS HUGEINT) AS UBIGINT) ELSE COALESCE(TRY_CAST(" +
		f.sql + " AS UBIGINT), CASE WHEN " + f.sql + " IS NOT NULL THEN CAST('9223372036854775807' AS UBIGINT) END) END", repUInt, f.once}
}

func (g *generator) toText(f frag, from, to catalog.Type) (frag, error) {
	if to.Kind == catalog.JSON && from.Kind == catalog.String {
		// Text is a document, or an error.
		return g.guard(frag{"mysql_json_cast(" + f.sql + ")", repText, f.once}), nil
	}
	t, most, err := g.asText(f, from)
	if err != nil {
		return frag{}, err
	}
	if to.Kind == catalog.String && to.Length > 0 && (most == 0 || to.Length < most) {
		t = frag{"left(" + t.sql + ", " + strconv.Itoa(int(to.Length)) + ")", repText, t.once}
	}
	return t, nil
}

// asText prints a value as MySQL does, and tells how long it can get (0: any length).
func (g *generator) asText(f frag, from catalog.Type) (frag, uint32, error) {
	text := func(sql string) frag { return frag{sql, repText, f.once} }
	switch {
	case f.rep == repText:
		return f, from.Length, nil
	case from.Kind == catalog.Time:
		return text(timeText(f.sql, from.Precision)), 17, nil
	case f.rep == repBool:
		return text("CAST(CAST(" + f.sql + " AS TINYINT) AS VARCHAR)"), 1, nil
	case f.rep == repDouble:
		return text("mysql_double_text(" + f.sql + ")"), 25, nil
	case f.rep.base == floatBase:
		return text("mysql_float_text(CAST(" + f.sql + " AS DOUBLE))"), 13, nil
	case f.rep.base == decimalBase && f.rep.precision == f.rep.scale && f.rep.precision < 38:
		// DuckDB prints no 0 before the point where the type has no room for one.
		return text("CAST(" + f.cast(repDecimal(f.rep.precision+1, f.rep.scale)).sql + " AS VARCHAR)"), 41, nil
	case f.rep.isNumber():
		return text("CAST(" + f.sql + " AS VARCHAR)"), 41, nil
	case f.rep == repDate:
		return text("strftime(" + f.sql + ", '%Y-%m-%d')"), 10, nil
	case f.rep == repStamp, f.rep == repZoned:
		return text(stampText(f.cast(repStamp).sql, from.Precision)), 26, nil
	}
	return frag{}, 0, sqlerr.New(sqlerr.Unsupported, "CAST of %s as text", f.rep)
}

func stampText(sql string, precision uint8) string {
	if precision == 0 {
		return "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S')"
	}
	s := "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%f')"
	if precision < 6 {
		s = fmt.Sprintf("left(%s, %d)", s, 20+int(precision))
	}
	return s
}

// timeText prints microseconds as [-]hh:mm:ss[.ffffff].
func timeText(us string, precision uint8) string {
	abs := "abs(" + us + ")"
	s := "printf('%02d:%02d:%02d', " + abs + " // 3600000000, " + abs + " // 60000000 % 60, " + abs + " // 1000000 % 60)"
	if precision > 0 {
		s += fmt.Sprintf(" || left(printf('.%%06d', %s %% 1000000), %d)", abs, 1+min(int(precision), 6))
	}
	return "(CASE WHEN " + us + " < 0 THEN '-' ELSE '' END || " + s + ")"
}

func (g *generator) temporalToNumber(f frag, from, to catalog.Type) (frag, error) {
	var number frag
	switch from.Kind {
	case catalog.Date:
		number = frag{"(year(" + f.sql + ") * 10000 + month(" + f.sql + ") * 100 + day(" + f.sql + "))", repInt, f.once}
	case catalog.Time:
		abs := "abs(" + f.sql + ")"
		number = frag{"(sign(" + f.sql + ") * (" + abs + " // 3600000000 * 10000 + " + abs + " // 60000000 % 60 * 100 + " + abs + " // 1000000 % 60))", repInt, f.once}
		number = g.withMicros(number, "sign("+f.sql+") * ("+abs+" % 1000000)", from)
	default:
		s := f.cast(repStamp).sql
		number = frag{"(year(" + s + ") * 10000000000 + month(" + s + ") * 100000000 + day(" + s + ") * 1000000 + hour(" + s + ") * 10000 + minute(" + s + ") * 100 + second(" + s + "))", repInt, f.once}
		number = g.withMicros(number, "microsecond("+s+") % 1000000", from)
	}
	want, err := repOf(to)
	if err != nil {
		return frag{}, err
	}
	return g.numberToNumber(number, to, want)
}

// withMicros adds the fraction to a time as a number.
func (g *generator) withMicros(whole frag, micros string, from catalog.Type) frag {
	if from.Precision == 0 {
		return whole
	}
	return frag{"(CAST(" + whole.sql + " AS DECIMAL(20,0)) + CAST(" + micros + " AS DECIMAL(7,0)) * CAST('0.000001' AS DECIMAL(6,6)))", repDecimal(21, 6), whole.once}
}
