package scalar

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar/jsonvalue"
)

// The errors of JSON_VALUE.
var (
	jsonNoValue    = sqlerr.Code{ID: "J0011", Errno: 3966, SQLState: "22035"}
	jsonManyValues = sqlerr.Code{ID: "J0012", Errno: 3967, SQLState: "22034"}
	jsonOutOfRange = sqlerr.Code{ID: "J0013", Errno: 1690, SQLState: "22003"}
)

// jsonValueFunctions make SQL values of places in documents.
var jsonValueFunctions = []Function{
	// The document, the path, the name and the limit of a type, what happens
	// where nothing is found, and on an error; and for both a default.
	{Name: "mysql_json_value", Args: []Kind{Text, Text, Text, Int, Text, Text, Text, Text}, Result: Text, Nulls: true, Eval: jsonValue},
}

// jsonValue is JSON_VALUE, as the text of a value of the type.
func jsonValue(args []Value) (Value, error) {
	if args[0].Null || args[1].Null {
		return Null, nil
	}
	p, err := jsonPath(args[1].Text)
	if err != nil {
		return Null, err
	}
	doc, err := document("json_value", args, 0)
	if err != nil {
		return instead(args[6:8], err)
	}
	found := p.Find(doc)
	switch {
	case len(found) == 0:
		return instead(args[4:6], sqlerr.New(jsonNoValue, "No value was found by 'json_value' on the specified path."))
	case len(found) > 1:
		return instead(args[6:8], sqlerr.New(jsonManyValues, "More than one value was found by 'json_value' on the specified path."))
	case found[0].Kind == jsonvalue.Null:
		return Null, nil
	}
	kind := args[2].Text
	if text, ok := jsonAs(found[0], kind, args[3].Int); ok {
		return OfText(text), nil
	}
	return instead(args[6:8], sqlerr.New(jsonOutOfRange, "%s value is out of range in 'json_value'", strings.ToUpper(kind)))
}

// instead is what a clause says: an error, a default or NULL.
func instead(clause []Value, err error) (Value, error) {
	switch clause[0].Text {
	case "error":
		return Null, err
	case "default":
		return clause[1], nil
	}
	return Null, nil
}

// jsonAs gives the text of a value as a type, if it is one. The limit is the
// characters of a string, or the digits before the point of a decimal.
func jsonAs(v *jsonvalue.Value, kind string, limit int64) (string, bool) {
	switch kind {
	case "json":
		return v.Encode(), true
	case "string":
		s := v.Unquoted()
		return s, limit == 0 || int64(utf8.RuneCountInString(s)) <= limit
	case "signed":
		return jsonAsWhole(v, false)
	case "unsigned":
		return jsonAsWhole(v, true)
	case "double", "decimal":
		s, ok := jsonAsNumber(v)
		if f, err := strconv.ParseFloat(s, 64); !ok || err != nil || kind == "decimal" && !fitsDigits(f, limit) {
			return "", false
		}
		return s, true
	case "date":
		return jsonAsDate(v)
	case "datetime":
		return jsonAsDateTime(v)
	case "time":
		return jsonAsTime(v)
	}
	return "", false
}

// fitsDigits reports whether a number has no more digits before its point.
func fitsDigits(f float64, digits int64) bool {
	limit := 1.0
	for range digits {
		limit *= 10
	}
	return f < limit && f > -limit
}

func jsonAsNumber(v *jsonvalue.Value) (string, bool) {
	if v.Kind == jsonvalue.String {
		return v.Text, v.Text != "" && jsonNumberPrefix(v.Text) == v.Text
	}
	return jsonNumber(v), v.IsNumber() || v.Kind == jsonvalue.Bool
}

func jsonAsWhole(v *jsonvalue.Value, unsigned bool) (string, bool) {
	s := v.Text
	switch {
	case v.Kind == jsonvalue.Double || v.Kind == jsonvalue.Decimal:
		if f := jsonDouble(v); f >= 1<<64 || f <= -1<<63 || !unsigned && f >= 1<<63 || unsigned && f < 0 {
			return "", false
		}
		if s = strconv.FormatUint(jsonUint(v), 10); !unsigned {
			s = strconv.FormatInt(jsonInt(v), 10)
		}
	case v.IsNumber() || v.Kind == jsonvalue.Bool:
		s = jsonNumber(v)
	case v.Kind != jsonvalue.String:
		return "", false
	}
	if unsigned {
		n, err := strconv.ParseUint(s, 10, 64)
		return strconv.FormatUint(n, 10), err == nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return strconv.FormatInt(n, 10), err == nil
}
