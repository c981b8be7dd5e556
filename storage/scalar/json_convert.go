package scalar

import (
	"math"
	"strconv"
	"strings"

	"nanohouse/storage/scalar/jsonvalue"
)

// jsonConvertFunctions make SQL values of documents, as CAST does.
var jsonConvertFunctions = []Function{
	{Name: "mysql_json_double", Args: []Kind{Text}, Result: Double, Eval: ofDocument("cast_as_double", func(v *jsonvalue.Value) Value { return OfFloat(jsonDouble(v)) })},
	{Name: "mysql_json_number", Args: []Kind{Text}, Result: Text, Eval: ofDocument("cast_as_decimal", func(v *jsonvalue.Value) Value { return OfText(jsonNumber(v)) })},
	{Name: "mysql_json_int", Args: []Kind{Text}, Result: Int, Eval: ofDocument("cast_as_signed", func(v *jsonvalue.Value) Value { return OfInt(jsonInt(v)) })},
	{Name: "mysql_json_uint", Args: []Kind{Text}, Result: Uint, Eval: ofDocument("cast_as_unsigned", func(v *jsonvalue.Value) Value { return OfUint(jsonUint(v)) })},
	{Name: "mysql_json_temporal", Args: []Kind{Text}, Result: Text, Eval: ofDocument("cast_as_datetime", jsonTemporal)},
	{Name: "mysql_json_truth", Args: []Kind{Text}, Result: Bool, Eval: ofDocument("cast_as_bool", func(v *jsonvalue.Value) Value { return OfBool(jsonTruth(v)) })},
}

// jsonDouble is the number that a scalar is; 0 for what is none.
func jsonDouble(v *jsonvalue.Value) float64 {
	switch v.Kind {
	case jsonvalue.Int, jsonvalue.Bool:
		return float64(v.Int)
	case jsonvalue.Uint:
		return float64(v.Uint)
	case jsonvalue.Double:
		return v.Float
	case jsonvalue.Decimal:
		f, _ := strconv.ParseFloat(v.Text, 64)
		return f
	case jsonvalue.String:
		f, err := strconv.ParseFloat(jsonNumberPrefix(v.Text), 64)
		if err != nil && math.IsInf(f, 0) {
			return math.Copysign(math.MaxFloat64, f)
		}
		return f
	}
	return 0
}

// jsonNumberPrefix is the longest prefix of a text that is a number, or 0.
func jsonNumberPrefix(s string) string {
	s = strings.TrimLeft(s, " \t\n\r\v\f")
	n, digits, point := 0, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits, n = true, i+1
		case c == '.' && !point:
			point = true
		case (c == '+' || c == '-') && i == 0:
		case c|0x20 == 'e' && digits:
			return s[:i] + exponentPrefix(s[i:])
		default:
			i = len(s)
		}
	}
	if !digits {
		return "0"
	}
	return s[:n]
}

// exponentPrefix is the exponent that a text begins with, or nothing.
func exponentPrefix(s string) string {
	n := 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	start := n
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == start {
		return ""
	}
	return s[:n]
}

// jsonNumber is the decimal text of the number that a scalar is.
func jsonNumber(v *jsonvalue.Value) string {
	switch v.Kind {
	case jsonvalue.Int, jsonvalue.Bool:
		return strconv.FormatInt(v.Int, 10)
	case jsonvalue.Uint:
		return strconv.FormatUint(v.Uint, 10)
	case jsonvalue.Double:
		return strconv.FormatFloat(v.Float, 'g', -1, 64)
	case jsonvalue.Decimal:
		return v.Text
	case jsonvalue.String:
		return jsonNumberPrefix(v.Text)
	}
	return "0"
}

func jsonInt(v *jsonvalue.Value) int64 {
	switch v.Kind {
	case jsonvalue.Int, jsonvalue.Bool:
		return v.Int
	case jsonvalue.Uint:
		return int64(v.Uint)
	case jsonvalue.String:
		return wholePrefix(v.Text)
	case jsonvalue.Double, jsonvalue.Decimal:
		f := math.RoundToEven(jsonDouble(v))
		switch {
		case f >= math.MaxInt64:
			return math.MaxInt64
		case f <= math.MinInt64:
			return math.MinInt64
		}
		return int64(f)
	}
	return 0
}

// wholePrefix is the whole number that a text begins with.
func wholePrefix(s string) int64 {
	s = strings.TrimLeft(s, " \t\n\r\v\f")
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || n == 0 && (s[n] == '-' || s[n] == '+')) {
		n++
	}
	if i, err := strconv.ParseInt(s[:n], 10, 64); err == nil || i != 0 {
		return i
	}
	return 0
}

func jsonUint(v *jsonvalue.Value) uint64 {
	switch v.Kind {
	case jsonvalue.Uint:
		return v.Uint
	case jsonvalue.Double, jsonvalue.Decimal:
		f := math.RoundToEven(jsonDouble(v))
		switch {
		case f >= math.MaxUint64:
			return math.MaxUint64
		case f < 0:
			return uint64(jsonInt(v))
		}
		return uint64(f)
	case jsonvalue.String:
		s := strings.TrimLeft(v.Text, " \t\n\r\v\f")
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if n > 0 {
			u, _ := strconv.ParseUint(s[:n], 10, 64)
			return u
		}
	}
	return uint64(jsonInt(v))
}

// jsonTemporal is the text of a date or time; numbers and documents are none.
func jsonTemporal(v *jsonvalue.Value) Value {
	switch v.Kind {
	case jsonvalue.String, jsonvalue.Date, jsonvalue.Time, jsonvalue.DateTime:
		return OfText(strings.Clone(v.Text))
	}
	return Null
}

// jsonTruth is a document as a condition: all but the number 0 is true.
func jsonTruth(v *jsonvalue.Value) bool {
	return !v.IsNumber() || jsonvalue.Compare(v, jsonvalue.OfInt(0)) != 0
}
