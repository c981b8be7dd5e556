package bind

import (
	"nanohouse/catalog"
	"nanohouse/internal/temporal"
	"nanohouse/planner/plan"
)

// function is how a scalar function takes its arguments and what it gives.
type function struct {
	// args has a letter an argument:
	//
	//	t text or bytes   i whole number   n number   d double
	//	m number, of dates and bytes a double
	//	A date or datetime   D date   T time   U any of these
	//	b condition   * as it is
	//
	// What follows ? may be left out; + repeats the last letter.
	args   string
	result func(args []plan.Expr) catalog.Type
	// name is the name in plans, where it is not the function's own.
	name string
}

func fixed(t catalog.Type) func([]plan.Expr) catalog.Type {
	return func([]plan.Expr) catalog.Type { return t }
}

// likeFirst gives the text type of the first argument.
func likeFirst(args []plan.Expr) catalog.Type { return args[0].Type() }

// sameNumber keeps the kind of a number: whole, decimal or double.
func sameNumber(args []plan.Expr) catalog.Type {
	switch t := args[0].Type(); {
	case t.IsUnsigned():
		return typeUint
	case t.IsInteger():
		return typeInt
	case t.Kind == catalog.Decimal:
		return t
	}
	return typeDouble
}

// wholeNumber is the type of CEIL and FLOOR.
func wholeNumber(args []plan.Expr) catalog.Type {
	t := sameNumber(args)
	if t.Kind != catalog.Decimal {
		return t
	}
	if digits := int(t.Precision - t.Scale); digits >= 18 {
		return decimal(digits+1, 0)
	}
	return typeInt
}

// rounded is the type of ROUND and TRUNCATE.
func rounded(args []plan.Expr) catalog.Type {
	t := sameNumber(args)
	if t.Kind != catalog.Decimal {
		return t
	}
	digits := 0
	if len(args) > 1 {
		c, ok := args[1].(*plan.Const)
		n, isInt := int64(0), false
		if ok {
			n, isInt = c.Value.(int64)
		}
		if !isInt {
			return t
		}
		digits = int(max(0, min(n, maxScale)))
	}
	if s := int(t.Scale); digits < s {
		return decimal(int(t.Precision)-s+digits+1, digits)
	}
	return t
}

var (
	resultInt    = fixed(typeInt)
	resultUint   = fixed(typeUint)
	resultDouble = fixed(typeDouble)
	resultBool   = fixed(typeBool)
	resultDate   = fixed(typeDate)
	resultBytes  = fixed(typeBytes)
)

// timeOf is a TIME with as many fractional digits as an argument has.
func timeOf(args []plan.Expr) catalog.Type {
	t := catalog.Type{Kind: catalog.Time}
	for _, a := range args {
		t.Precision = max(t.Precision, fractionalDigits(a))
	}
	return t
}

// fractionalDigits is how many digits of a second an argument brings: 6 where
// only its value can tell.
func fractionalDigits(e plan.Expr) uint8 {
	t := e.Type()
	switch {
	case t.IsInteger(), t.Kind == catalog.Null, t.Kind == catalog.Date:
		return 0
	case t.Kind == catalog.Decimal:
		return min(t.Scale, 6)
	case t.IsTemporal():
		return t.Precision
	}
	if c, ok := e.(*plan.Const); ok && c.Value != nil {
		return temporal.Digits(constText(c))
	}
	return 6
}

func resultVarchar(n int) func([]plan.Expr) catalog.Type { return fixed(varchar(n)) }

// functions are the scalar functions that are bound by their signature alone.
// Those with rules of their own are in specialFunctions.
var functions = map[string]function{
	// numbers
	"abs": {args: "m", result: sameNumber}, "acos": {args: "d", result: resultDouble},
	"asin": {args: "d", result: resultDouble}, "atan": {args: "d?d", result: resultDouble},
	"atan2":   {args: "dd", result: resultDouble, name: "atan"},
	"ceil":    {args: "m", result: wholeNumber},
	"ceiling": {args: "m", result: wholeNumber, name: "ceil"},
	"cos":     {args: "d", result: resultDouble}, "cot": {args: "d", result: resultDouble},
	"degrees": {args: "d", result: resultDouble},
	"exp":     {args: "d", result: resultDouble}, "floor": {args: "m", result: wholeNumber},
	"ln": {args: "d", result: resultDouble}, "log": {args: "d?d", result: resultDouble},
	"log10": {args: "d", result: resultDouble}, "log2": {args: "d", result: resultDouble},
	"pi":  {args: "", result: resultDouble},
	"pow": {args: "dd", result: resultDouble}, "power": {args: "dd", result: resultDouble, name: "pow"},
	"radians": {args: "d", result: resultDouble}, "round": {args: "m?i", result: rounded},
	"sign": {args: "m", result: resultInt}, "sin": {args: "d", result: resultDouble},
	"sqrt": {args: "d", result: resultDouble}, "tan": {args: "d", result: resultDouble},
	"truncate": {args: "mi", result: rounded},

	// dates and times; those with rules of their own are in datefuncs.go
	"datediff":  {args: "DD", result: resultInt},
	"dayofweek": {args: "A", result: resultInt},
	"dayofyear": {args: "A", result: resultInt}, "from_days": {args: "i", result: resultDate},
	"hour":     {args: "U", result: resultInt},
	"makedate": {args: "ii", result: resultDate}, "maketime": {args: "iin", result: timeOf},
	"microsecond": {args: "U", result: resultInt}, "minute": {args: "U", result: resultInt},
	"period_add":  {args: "ii", result: resultInt},
	"period_diff": {args: "ii", result: resultInt}, "sec_to_time": {args: "n", result: timeOf},
	"second": {args: "U", result: resultInt}, "time_to_sec": {args: "U", result: resultInt},
	"to_days": {args: "A", result: resultInt}, "to_seconds": {args: "A", result: resultInt},
	"weekday": {args: "A", result: resultInt}, "weekofyear": {args: "A", result: resultInt},
}

// refused are functions of MySQL that are known and not supported, so that
// the error says so and not that they do not exist.
var refused = map[string]bool{
	"json_schema_valid": true, "json_schema_validation_report": true,
	"roles_graphml": true, "statement_digest": true,
	"asymmetric_decrypt": true, "asymmetric_encrypt": true, "asymmetric_sign": true, "asymmetric_verify": true,
	"create_asymmetric_priv_key": true, "create_asymmetric_pub_key": true, "create_digest": true,
	"distance": true, "gtid_subset": true, "gtid_subtract": true, "statement_digest_text": true,
	"string_to_vector": true, "vector_dim": true, "vector_to_string": true,
	"geomcollection": true, "geometrycollection": true, "linestring": true, "multilinestring": true, "multipoint": true,
	"multipolygon": true, "point": true, "polygon": true,
}
