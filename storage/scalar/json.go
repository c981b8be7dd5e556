package scalar

import (
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar/jsonvalue"
)

// The errors of JSON functions.
var (
	invalidJSONText = sqlerr.Code{ID: "J0001", Errno: 3141, SQLState: "22032"}
	jsonTooDeep     = sqlerr.Code{ID: "J0002", Errno: 3157, SQLState: "22032"}
	invalidJSONPath = sqlerr.Code{ID: "J0003", Errno: 3143, SQLState: "42000"}
	jsonPathWild    = sqlerr.Code{ID: "J0004", Errno: 3149, SQLState: "42000"}
	jsonPathDeep    = sqlerr.Code{ID: "J0005", Errno: 3144, SQLState: "42000"}
	jsonNullKey     = sqlerr.Code{ID: "J0006", Errno: 3158, SQLState: "22032"}
	jsonOneOrAll    = sqlerr.Code{ID: "J0007", Errno: 3154, SQLState: "42000"}
	jsonVacuousPath = sqlerr.Code{ID: "J0008", Errno: 3153, SQLState: "42000"}
	jsonNotCell     = sqlerr.Code{ID: "J0009", Errno: 3165, SQLState: "42000"}
	badEscape       = sqlerr.Code{ID: "J0010", Errno: 1210, SQLState: "HY000"}
)

// document reads the i-th argument of a function, counted from 0. The error
// tells what is wrong and where, as MySQL's does, but none of the text.
func document(function string, args []Value, i int) (*jsonvalue.Value, error) {
	v, err := jsonvalue.Parse(args[i].Text)
	if err != nil {
		return nil, documentError(function, i, err)
	}
	return v, nil
}

func documentError(function string, i int, err *jsonvalue.SyntaxError) error {
	if err.TooDeep {
		return tooDeep()
	}
	return sqlerr.New(invalidJSONText, "Invalid JSON text in argument %d to function %s: \"%s\" at position %d.", i+1, function, err.Reason, err.Offset)
}

func tooDeep() error {
	return sqlerr.New(jsonTooDeep, "The JSON document exceeds the maximum depth.")
}

// jsonPath reads a path that may name many places.
func jsonPath(text string) (*jsonvalue.Path, error) {
	p, err := jsonvalue.ParsePath(text)
	switch {
	case err == nil:
		return p, nil
	case err.TooDeep:
		return nil, sqlerr.New(jsonPathDeep, "The path expression has too many parts.")
	}
	return nil, sqlerr.New(invalidJSONPath, "Invalid JSON path expression. The error is around character position %d.", err.Offset)
}

// plainPath reads a path that names one place.
func plainPath(text string) (*jsonvalue.Path, error) {
	p, err := jsonPath(text)
	if err == nil && p.Many() {
		err = sqlerr.New(jsonPathWild, "In this situation, path expressions may not contain the * and ** tokens or an array range.")
	}
	return p, err
}

// jsonArgument reads a value that becomes part of a document: NULL is JSON's null.
func jsonArgument(v *Value) (*jsonvalue.Value, error) {
	if v.Null {
		return jsonvalue.NullValue, nil
	}
	parsed, err := jsonvalue.Parse(strings.Clone(v.Text))
	if err != nil {
		return nil, documentError("json", 0, err)
	}
	return parsed, nil
}

// ofJSON gives a document that a function made.
func ofJSON(v *jsonvalue.Value) (Value, error) {
	if v.Depth() > jsonvalue.MaxDepth {
		return Null, tooDeep()
	}
	return OfText(v.Encode()), nil
}

// hasNull reports whether an argument is NULL.
func hasNull(args []Value) bool {
	for i := range args {
		if args[i].Null {
			return true
		}
	}
	return false
}

// isAll reads 'one' or 'all'.
func isAll(function, s string) (bool, error) {
	switch {
	case strings.EqualFold(s, "all"):
		return true, nil
	case strings.EqualFold(s, "one"):
		return false, nil
	}
	return false, sqlerr.New(jsonOneOrAll, "The oneOrAll argument to %s may take these values: 'one' or 'all'.", function)
}
