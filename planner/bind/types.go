package bind

import (
	"strings"
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// MySQL's limits.
const (
	maxPrecision    = 65
	maxScale        = 30
	maxVarcharChars = 16383
)

var (
	typeNull   = catalog.Type{Kind: catalog.Null}
	typeBool   = catalog.Type{Kind: catalog.Bool}
	typeInt    = catalog.Type{Kind: catalog.Int64}
	typeUint   = catalog.Type{Kind: catalog.UInt64}
	typeDouble = catalog.Type{Kind: catalog.Double}
	typeText   = catalog.Type{Kind: catalog.String}
	typeBytes  = catalog.Type{Kind: catalog.Bytes}
	typeDate   = catalog.Type{Kind: catalog.Date}
	typeTime6  = catalog.Type{Kind: catalog.Time, Precision: 6}
	typeDT6    = catalog.Type{Kind: catalog.DateTime, Precision: 6}
	typeDT     = catalog.Type{Kind: catalog.DateTime}
	typeJSON   = catalog.Type{Kind: catalog.JSON}
)

func varchar(n int) catalog.Type {
	if n > maxVarcharChars {
		return typeText
	}
	return catalog.Type{Kind: catalog.String, Length: uint32(max(1, n))}
}

// decimal is DECIMAL(p,s) within MySQL's limits; digits before the point go
// before those after it.
func decimal(p, s int) catalog.Type {
	s = min(s, maxScale)
	p = min(max(p, s, 1), maxPrecision)
	return catalog.Type{Kind: catalog.Decimal, Precision: uint8(p), Scale: uint8(s)}
}

// intDigits is the number of digits that MySQL reckons for a whole number type.
var intDigits = map[catalog.Kind]int{
	catalog.Bool: 1, catalog.Int8: 3, catalog.UInt8: 3, catalog.Int16: 5, catalog.UInt16: 5,
	catalog.Int32: 10, catalog.UInt32: 10, catalog.Int64: 19, catalog.UInt64: 20,
}

// precisionOf gives the digits and the scale of an exact number, as MySQL
// reckons them for decimal arithmetic.
func precisionOf(e plan.Expr) (p, s int) {
	t := e.Type()
	if t.Kind == catalog.Decimal {
		return int(t.Precision), int(t.Scale)
	}
	if c, ok := e.(*plan.Const); ok && t.IsInteger() {
		return constDigits(c), 0
	}
	return typeDigits(t), 0
}

func typeDigits(t catalog.Type) int {
	if t.Kind == catalog.Decimal {
		return int(t.Precision)
	}
	if d := intDigits[t.Kind]; d > 0 {
		return d
	}
	return 19
}

func constDigits(c *plan.Const) int {
	s := strings.TrimPrefix(constText(c), "-")
	return max(1, len(s))
}

// isExact reports whether t is a whole number or a decimal.
func isExact(t catalog.Type) bool { return t.IsInteger() || t.Kind == catalog.Decimal }

// textLength is the number of characters that a value of t may have as text;
// 0 means no limit.
func textLength(t catalog.Type) uint32 {
	fraction := func(base uint32) uint32 {
		if t.Precision > 0 {
			return base + 1 + uint32(t.Precision)
		}
		return base
	}
	switch t.Kind {
	case catalog.Null:
		return 1
	case catalog.Bool:
		return 1
	case catalog.Decimal:
		return uint32(t.Precision) + 2
	case catalog.Float, catalog.Double:
		return 23
	case catalog.Date:
		return 10
	case catalog.DateTime, catalog.Timestamp:
		return fraction(19)
	case catalog.Time:
		return fraction(10)
	case catalog.UUID:
		return 36
	case catalog.String, catalog.Bytes:
		return t.Length
	case catalog.JSON:
		return 0
	}
	return uint32(intDigits[t.Kind]) + 1
}

// common is the type that MySQL gives to CASE, COALESCE and UNION over values
// of these types. It is not found for mixes that MySQL itself has no good
// type for.
func common(types ...catalog.Type) (catalog.Type, bool) {
	out := typeNull
	for _, t := range types {
		var ok bool
		if out, ok = common2(out, t); !ok {
			return out, false
		}
	}
	return out, true
}

func common2(a, b catalog.Type) (catalog.Type, bool) {
	switch {
	case a.Shape() == b.Shape() || b.Kind == catalog.Null:
		return a, true
	case a.Kind == catalog.Null:
		return b, true
	case a.IsNumeric() && b.IsNumeric():
		return commonNumber(a, b), true
	case a.IsTemporal() && b.IsTemporal():
		return commonTemporal(a, b)
	case a.Kind == catalog.Bytes || b.Kind == catalog.Bytes:
		return catalog.Type{Kind: catalog.Bytes, Length: commonLength(a, b)}, true
	}
	return catalog.Type{Kind: catalog.String, Length: commonLength(a, b)}, true
}

func commonLength(a, b catalog.Type) uint32 {
	la, lb := textLength(a), textLength(b)
	if la == 0 || lb == 0 {
		return 0
	}
	return max(la, lb)
}

func commonNumber(a, b catalog.Type) catalog.Type {
	switch {
	case a.Kind == catalog.Float && (b.Kind == catalog.Float || b.IsInteger()):
		return a
	case b.Kind == catalog.Float && a.IsInteger():
		return b
	case a.IsFloating() || b.IsFloating():
		return typeDouble
	case a.Kind == catalog.Decimal || b.Kind == catalog.Decimal:
		s := max(int(a.Scale), int(b.Scale))
		return decimal(max(typeDigits(a)-int(a.Scale), typeDigits(b)-int(b.Scale))+s, s)
	}
	return commonInteger(a, b)
}

// intWidth orders the whole numbers by size.
var intWidth = map[catalog.Kind]int{
	catalog.Bool: 0, catalog.Int8: 1, catalog.UInt8: 1, catalog.Int16: 2, catalog.UInt16: 2,
	catalog.Int32: 3, catalog.UInt32: 3, catalog.Int64: 4, catalog.UInt64: 4,
}

func commonInteger(a, b catalog.Type) catalog.Type {
	wide := a
	if intWidth[b.Kind] > intWidth[a.Kind] {
		wide = b
	}
	if a.IsUnsigned() == b.IsUnsigned() || a.Kind == catalog.Bool || b.Kind == catalog.Bool {
		return wide
	}
	unsigned, signed := a, b
	if b.IsUnsigned() {
		unsigned, signed = b, a
	}
	switch {
	case unsigned.Kind == catalog.UInt64:
		return decimal(20, 0)
	case intWidth[signed.Kind] > intWidth[unsigned.Kind]:
		return signed
	}
	next := map[catalog.Kind]catalog.Kind{catalog.UInt8: catalog.Int16, catalog.UInt16: catalog.Int32, catalog.UInt32: catalog.Int64}
	return catalog.Type{Kind: next[unsigned.Kind]}
}

func commonTemporal(a, b catalog.Type) (catalog.Type, bool) {
	if a.Kind == b.Kind {
		return catalog.Type{Kind: a.Kind, Precision: max(a.Precision, b.Precision)}, true
	}
	return catalog.Type{Kind: catalog.DateTime, Precision: max(a.Precision, b.Precision)}, true
}

func stringType(s string) catalog.Type { return varchar(utf8.RuneCountInString(s)) }
