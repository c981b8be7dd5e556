package bind

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// to converts an expression to a type as MySQL does silently. Constants are
// converted here, where that is exact.
func (x *exprs) to(e plan.Expr, t catalog.Type) plan.Expr {
	from := e.Type()
	if from.Shape() == t.Shape() || t.Kind == catalog.Null || sameText(from, t) {
		return e
	}
	if t.Kind == catalog.Bytes && isLatin1(e) {
		return encoded(e, t)
	}
	if t = t.Shape(); t.Kind == catalog.String {
		t = x.attributeOf(e).on(t)
	}
	switch v := e.(type) {
	case *plan.Const:
		if v.Value == nil {
			return constNull(t)
		}
		if c := x.foldTo(v, t); c != nil {
			return c
		}
	case *plan.Param:
		if from.Kind == catalog.Null {
			return &plan.Param{Index: v.Index, Typ: t}
		}
	}
	if from.Kind == catalog.Null {
		return constNull(t)
	}
	return x.castTo(e, t)
}

// sameText reports whether both types are text that needs no conversion.
func sameText(a, b catalog.Type) bool {
	return a.Kind == catalog.String && b.Kind == catalog.String || a.Kind == catalog.Bytes && b.Kind == catalog.Bytes
}

// castTo writes a conversion out, through a type in between where there is
// no direct way.
func (x *exprs) castTo(e plan.Expr, t catalog.Type) plan.Expr {
	from := e.Type()
	if from.Kind == catalog.Time && t.IsTemporal() && t.Kind != catalog.Time {
		if day, err := x.onToday(e); err == nil {
			return x.to(day, t)
		}
	}
	if from.IsTemporal() && t.IsInteger() && from.Precision > 0 {
		e = x.to(e, catalog.Type{Kind: from.Kind})
		from = e.Type()
	}
	if t.IsTemporal() && !from.IsTemporal() {
		return x.readTemporal(e, t, x.dateFlags())
	}
	switch {
	case t.Kind == catalog.Bool && !from.IsNumeric():
		e = x.to(e, typeDouble)
	case from.Kind == catalog.Bool && !t.IsInteger():
		e = x.to(e, typeInt)
	case from.IsTemporal() && t.IsInteger() && from.Precision > 0:
		e = &plan.Cast{Input: e, To: catalog.Type{Kind: from.Kind}} // rounded as a time, not as a number
	case from.IsTemporal() && (t.IsFloating() || t.IsNumeric() && t.Kind != catalog.Decimal && from.Precision > 0):
		e = x.to(e, temporalNumber(from))
	}
	return &plan.Cast{Input: e, To: t}
}

// temporalNumber is the number that MySQL makes of a temporal value: 20060102.
func temporalNumber(t catalog.Type) catalog.Type {
	if t.Precision > 0 {
		return decimal(20, int(t.Precision))
	}
	return typeInt
}

// foldTo converts a constant; nil means that the engine must.
func (x *exprs) foldTo(c *plan.Const, t catalog.Type) plan.Expr {
	if v, ok := c.Value.(string); ok && c.Typ.Kind == catalog.String && t.IsNumeric() && numericPrefix(v) != v {
		return nil // MySQL warns; see package diagnose
	}
	switch {
	case t.Kind == catalog.Bool:
		if f, ok := constFloat(c); ok {
			return constBool(f != 0)
		}
	case t.IsInteger():
		return foldInteger(c, t)
	case t.Kind == catalog.Decimal:
		return foldDecimal(c, t)
	case t.IsFloating():
		if f, ok := constFloat(c); ok {
			if t.Kind == catalog.Float {
				f = float64(float32(f))
			}
			return &plan.Const{Value: f, Typ: t}
		}
	case t.Kind == catalog.String:
		if c.Typ.Kind != catalog.Double && c.Typ.Kind != catalog.Float && c.Typ.Kind != catalog.Timestamp && c.Typ.Kind != catalog.Bytes {
			return &plan.Const{Value: constText(c), Typ: t}
		}
	case t.Kind == catalog.Bytes && c.Typ.Kind == catalog.String && !utf8.ValidString(constText(c)):
		// A client may write bytes in quotes, which no engine takes for a text.
		return &plan.Const{Value: []byte(constText(c)), Typ: t}
	case t.IsTemporal() && c.Typ.Kind != catalog.Timestamp:
		return x.foldTemporal(c, t)
	}
	return nil
}

// constFloat is the number that a constant stands for: text by its longest
// numeric prefix.
func constFloat(c *plan.Const) (float64, bool) {
	switch v := c.Value.(type) {
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case []byte:
		if n, ok := foldInteger(c, typeUint).(*plan.Const); ok {
			return constFloat(n)
		}
	case string:
		if c.Typ.IsTemporal() {
			return 0, false
		}
		f, err := strconv.ParseFloat(numericPrefix(v), 64)
		return f, err == nil && !math.IsInf(f, 0)
	}
	return 0, false
}

// wholePrefix is the longest prefix that is a whole number, or 0.
func wholePrefix(s string) string {
	s = strings.TrimLeft(s, " \t\n\r\v\f")
	n := 0
	for n < len(s) && (isDigit(s[n]) || n == 0 && (s[0] == '+' || s[0] == '-')) {
		n++
	}
	if n == 0 || !isDigit(s[n-1]) {
		return "0"
	}
	return s[:n]
}

// numericPrefix is the longest prefix that is a number, or 0.
func numericPrefix(s string) string {
	s = strings.TrimLeft(s, " \t\n\r\v\f")
	n, digits, point := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isDigit(c):
			digits++
			n = i + 1
		case c == '.' && !point:
			point = true
		case (c == '+' || c == '-') && i == 0:
		default:
			i = len(s)
		}
	}
	if digits == 0 {
		return "0"
	}
	return s[:n+exponentLength(s[n:])]
}

func exponentLength(s string) int {
	s = strings.TrimPrefix(s, ".")
	n := 1
	if len(s) < 2 || s[0]|0x20 != 'e' {
		return 0
	}
	if s[1] == '+' || s[1] == '-' {
		n = 2
	}
	start := n
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n == start {
		return 0
	}
	return n
}

var intRange = map[catalog.Kind][2]string{
	catalog.Int8: {"-128", "127"}, catalog.Int16: {"-32768", "32767"},
	catalog.Int32: {"-2147483648", "2147483647"}, catalog.Int64: {"-9223372036854775808", "9223372036854775807"},
	catalog.UInt8: {"0", "255"}, catalog.UInt16: {"0", "65535"},
	catalog.UInt32: {"0", "4294967295"}, catalog.UInt64: {"0", "18446744073709551615"},
}

// foldInteger converts a constant that is exactly a whole number within t.
func foldInteger(c *plan.Const, t catalog.Type) plan.Expr {
	r, ok := constRat(c)
	if !ok || !r.IsInt() {
		return nil
	}
	limits, ok := intRange[t.Kind]
	if !ok {
		return nil
	}
	low, _ := new(big.Int).SetString(limits[0], 10)
	high, _ := new(big.Int).SetString(limits[1], 10)
	if r.Num().Cmp(low) < 0 || r.Num().Cmp(high) > 0 {
		return nil
	}
	if t.IsUnsigned() {
		return &plan.Const{Value: r.Num().Uint64(), Typ: t}
	}
	return &plan.Const{Value: r.Num().Int64(), Typ: t}
}

// foldDecimal converts a constant that fits t without rounding.
func foldDecimal(c *plan.Const, t catalog.Type) plan.Expr {
	r, ok := constRat(c)
	if !ok {
		return nil
	}
	text := r.FloatString(int(t.Scale))
	back, _ := new(big.Rat).SetString(text)
	digits := len(strings.TrimLeft(strings.TrimPrefix(strings.Split(text, ".")[0], "-"), "0"))
	if back == nil || back.Cmp(r) != 0 || digits > int(t.Precision-t.Scale) {
		return nil
	}
	return &plan.Const{Value: text, Typ: t}
}

// constRat is the exact number that a constant is; text counts only when all
// of it is a number.
func constRat(c *plan.Const) (*big.Rat, bool) {
	switch v := c.Value.(type) {
	case float64:
		r := new(big.Rat)
		return r, r.SetFloat64(v) != nil
	case []byte:
		if len(v) > 8 {
			return nil, false
		}
		return new(big.Rat).SetInt(new(big.Int).SetBytes(v)), true
	case string:
		s := strings.TrimSpace(v)
		if c.Typ.IsTemporal() || s == "" || numericPrefix(s) != s || len(s) > 80 || strings.ContainsAny(s, "eE") {
			return nil, false
		}
		return new(big.Rat).SetString(s)
	}
	return new(big.Rat).SetString(constText(c))
}

// foldTemporal converts a constant to a date, time or both.
func (x *exprs) foldTemporal(c *plan.Const, t catalog.Type) plan.Expr {
	if c.Typ.IsFloating() || c.Typ.Kind == catalog.Bytes || c.Typ.Kind == catalog.Bool {
		return nil
	}
	if t.Kind == catalog.Time {
		if c.Typ.Kind == catalog.Date || c.Typ.Kind == catalog.DateTime {
			return nil
		}
		if f, ok := x.timeConst(c); ok && f.Typ.Precision <= t.Precision {
			return f
		}
		return nil
	}
	if c.Typ.Kind == catalog.Time {
		return nil
	}
	in, ok := x.instant(c)
	if !ok || in.digits > int(t.Precision) && t.Kind != catalog.Date {
		return nil
	}
	switch t.Kind {
	case catalog.Date:
		return dateConst(in.Time)
	case catalog.Timestamp:
		return timestampConst(in.Time, in.digits, x.zone())
	}
	return dateTimeConst(in.Time, in.digits)
}

// number makes an operand of arithmetic.
func (x *exprs) number(e plan.Expr) plan.Expr {
	t := e.Type()
	switch {
	case t.Kind == catalog.Null:
		if _, ok := e.(*plan.Param); ok {
			return x.to(e, typeInt)
		}
		return x.to(e, typeDouble) // NULL counts as text does
	case t.Kind == catalog.Bool:
		return x.to(e, typeInt)
	case t.IsNumeric():
		return e
	case t.IsTemporal():
		return x.to(e, temporalNumber(t))
	case t.Kind == catalog.Bytes:
		if c, ok := e.(*plan.Const); ok {
			if n := foldInteger(c, typeUint); n != nil {
				return n
			}
		}
	}
	return x.to(e, typeDouble)
}

// quantity makes an argument of ABS, ROUND and their kin, to which dates and
// bytes are doubles.
func (x *exprs) quantity(e plan.Expr) plan.Expr {
	if k := e.Type().Kind; e.Type().IsTemporal() || k == catalog.Bytes || k == catalog.Null {
		return x.to(x.number(e), typeDouble)
	}
	return x.number(e)
}

// predicate makes an operand of AND, or a condition.
func (x *exprs) predicate(e plan.Expr) plan.Expr {
	if e.Type().Kind == catalog.JSON && !isNull(e) {
		return x.jsonTruth(e)
	}
	return x.to(e, typeBool)
}

// value makes a number of what is true or false, for a result or an argument.
func (x *exprs) value(e plan.Expr) plan.Expr {
	if e.Type().Kind != catalog.Bool {
		return e
	}
	if _, ok := e.(*plan.Ref); ok {
		return e
	}
	return x.to(e, typeInt)
}

// text makes an argument of a text function. Bytes stay bytes.
func (x *exprs) text(e plan.Expr) plan.Expr {
	switch t := e.Type(); t.Kind {
	case catalog.String, catalog.Bytes:
		return e
	case catalog.Null:
		if _, ok := e.(*plan.Param); ok {
			return x.to(e, typeText)
		}
		return x.to(e, varchar(1))
	default:
		return x.to(e, catalog.Type{Kind: catalog.String, Length: textLength(t)})
	}
}
