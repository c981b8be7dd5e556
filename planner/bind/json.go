package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// jsonFunction is how a JSON function takes its arguments. Beside the letters
// of function there are:
//
//	j a document, or text that is one
//	k the name of a member
//	v a value that becomes part of a document
type jsonFunction struct {
	args string // the first arguments
	rest string // what may follow any number of times
	// more is what may follow once, where nothing may follow more often.
	more   string
	result catalog.Type
}

var jsonFunctions = map[string]jsonFunction{
	"json_array": {rest: "v", result: typeJSON}, "json_object": {rest: "kv", result: typeJSON},
	"json_array_append": {args: "jtv", rest: "tv", result: typeJSON}, "json_array_insert": {args: "jtv", rest: "tv", result: typeJSON},
	"json_insert": {args: "jtv", rest: "tv", result: typeJSON}, "json_replace": {args: "jtv", rest: "tv", result: typeJSON},
	"json_set": {args: "jtv", rest: "tv", result: typeJSON}, "json_remove": {args: "jt", rest: "t", result: typeJSON},
	"json_merge_patch": {args: "jj", rest: "j", result: typeJSON}, "json_merge_preserve": {args: "jj", rest: "j", result: typeJSON},
	"json_merge":    {args: "jj", rest: "j", result: typeJSON},
	"json_contains": {args: "jj", more: "t", result: typeBool}, "json_contains_path": {args: "jtt", rest: "t", result: typeBool},
	"json_overlaps": {args: "jj", result: typeBool}, "json_search": {args: "jtt", more: "t", rest: "t", result: typeJSON},
	"json_extract": {args: "jt", rest: "t", result: typeJSON}, "json_keys": {args: "j", more: "t", result: typeJSON},
	"json_length": {args: "j", more: "t", result: typeInt}, "json_depth": {args: "j", result: typeInt},
	"json_type": {args: "j", result: varchar(17)}, "json_pretty": {args: "j", result: typeText},
	"json_storage_size": {args: "j", result: typeInt}, "json_storage_free": {args: "j", result: typeInt},
}

// jsonSynonyms are other names of the same functions.
var jsonSynonyms = map[string]string{"json_merge": "json_merge_preserve"}

// letters gives one letter for each of n arguments.
func (f jsonFunction) letters(n int) (string, bool) {
	out := f.args
	if len(out) < n {
		out += f.more
	}
	for len(out) < n && f.rest != "" {
		out += f.rest
	}
	return out, len(out) == n
}

// jsonSpecial gives the JSON function of a name, or nil.
func jsonSpecial(name string) special {
	switch name {
	case "json_quote", "json_unquote":
		return (*exprs).jsonText
	case "json_valid":
		return (*exprs).jsonValid
	case parse.JSONValue:
		return (*exprs).jsonPlace
	case "member of":
		return (*exprs).memberOf
	}
	if _, ok := jsonFunctions[name]; ok {
		return (*exprs).jsonFunction
	}
	return nil
}

func (x *exprs) jsonFunction(name string, nodes []ast.Expr) (plan.Expr, error) {
	f := jsonFunctions[name]
	letters, ok := f.letters(len(nodes))
	if !ok {
		return nil, wrongCount(name)
	}
	args := make([]plan.Expr, len(nodes))
	for i, node := range nodes {
		bind := x.scalar
		if letters[i] == 'v' {
			bind = x.jsonArgumentOf
		}
		e, err := bind(node)
		if err != nil {
			return nil, err
		}
		if args[i], err = x.jsonArgument(e, letters[i], i+1, name); err != nil {
			return nil, err
		}
	}
	if s := jsonSynonyms[name]; s != "" {
		name = s
	}
	return &plan.Call{Func: name, List: args, Typ: f.result}, nil
}

// jsonArgument converts the i-th argument, counted from 1, to what its letter asks for.
func (x *exprs) jsonArgument(e plan.Expr, letter byte, i int, function string) (plan.Expr, error) {
	switch letter {
	case 'j':
		return x.document(e, i, function)
	case 'v':
		return x.jsonValue(e)
	case 'k':
		key := x.text(x.value(e))
		if key.Type().Kind == catalog.Bytes {
			return nil, binaryJSON()
		}
		return &plan.Call{Func: "json_key_text", List: []plan.Expr{key}, Typ: typeText}, nil
	}
	return x.text(x.value(e)), nil
}

// document takes a document, or a text that the function reads as one.
func (x *exprs) document(e plan.Expr, i int, function string) (plan.Expr, error) {
	switch t := e.Type(); t.Kind {
	case catalog.JSON, catalog.String, catalog.UUID:
		return e, nil
	case catalog.Null:
		return x.to(e, typeText), nil
	case catalog.Bytes:
		if isNull(e) {
			return constNull(typeText), nil
		}
		return nil, binaryJSON()
	}
	if isNull(e) {
		return constNull(typeText), nil
	}
	return nil, sqlerr.New(sqlerr.JSONType, "Invalid data type for JSON data in argument %d to function %s; a JSON string or JSON type is required.", i, function)
}

func binaryJSON() error {
	return sqlerr.New(sqlerr.JSONCharset, "Cannot create a JSON value from a string with CHARACTER SET 'binary'.")
}

// jsonValue makes a document of a SQL value: text becomes a string, and what is
// true or false stays so, where a column of such values has numbers.
func (x *exprs) jsonValue(e plan.Expr) (plan.Expr, error) {
	t := e.Type()
	switch {
	case t.Kind == catalog.JSON:
		return e, nil
	case t.Kind == catalog.Null:
		return x.to(e, typeJSON), nil
	}
	if _, ok := e.(*plan.Ref); ok && t.Kind == catalog.Bool {
		e = x.to(e, typeInt)
	}
	return &plan.Call{Func: "json_value_of", List: []plan.Expr{e}, Typ: typeJSON}, nil
}

// castJSON is CAST(x AS JSON), which reads a text as a document.
func (x *exprs) castJSON(e plan.Expr) (plan.Expr, error) {
	if t := e.Type(); t.IsText() {
		return x.to(e, typeJSON), nil
	}
	return x.jsonValue(e)
}

// jsonKey is what compares bytewise as documents do, or as ORDER BY does.
func jsonKey(e plan.Expr, order bool) plan.Expr {
	name := "json_compare_key"
	if order {
		name = "json_sort_key"
	}
	return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: typeBytes}
}

// comparableJSON compares documents; a SQL value beside one becomes one.
func (x *exprs) comparableJSON(a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	a, err := x.jsonValue(a)
	if err != nil {
		return nil, nil, err
	}
	if b, err = x.jsonValue(b); err != nil {
		return nil, nil, err
	}
	return jsonKey(a, false), jsonKey(b, false), nil
}

// jsonOperands is what MySQL makes of documents in BETWEEN, CASE x WHEN, GREATEST
// and LEAST, which it does not compare as such: numbers beside numbers, else texts.
func (x *exprs) jsonOperands(name string, args []plan.Expr, numbers bool) ([]plan.Expr, error) {
	documents, number, other := false, false, false
	for _, a := range args {
		t := a.Type()
		documents = documents || t.Kind == catalog.JSON
		number = number || t.IsNumeric()
		other = other || t.IsTemporal() || t.Kind == catalog.Bytes
	}
	switch {
	case !documents:
		return args, nil
	case other:
		return nil, unsupported("%s over a mix of JSON and dates or bytes", strings.ToUpper(name)).WithHint("CAST the document")
	}
	out := make([]plan.Expr, len(args))
	for i, a := range args {
		if number && numbers {
			out[i] = x.to(x.number(a), typeDouble)
		} else {
			out[i] = x.text(x.value(a))
		}
	}
	return out, nil
}

// jsonTruth is a document as an operand of AND, OR and NOT: all but 0 is true.
func (x *exprs) jsonTruth(e plan.Expr) plan.Expr {
	return &plan.Call{Func: "json_truth", List: []plan.Expr{e}, Typ: typeBool}
}

func (x *exprs) jsonArrow(n *ast.BinaryExpr) (plan.Expr, error) {
	out, err := x.jsonFunction("json_extract", []ast.Expr{n.Left, n.Right})
	if err == nil && n.Operator == ast.JSONUnquoteExtractOp {
		out = &plan.Call{Func: "json_unquote", List: []plan.Expr{out}, Typ: typeText}
	}
	return out, err
}

// jsonText is JSON_QUOTE and JSON_UNQUOTE: of texts, and of documents the latter.
func (x *exprs) jsonText(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	e := args[0]
	switch t := e.Type(); {
	case isNull(e), t.Kind == catalog.Null:
		e = x.to(e, typeText)
	case t.Kind == catalog.Bytes:
		return nil, binaryJSON()
	case t.Kind == catalog.JSON && name == "json_unquote":
	case t.Kind == catalog.JSON || !t.IsText():
		return nil, sqlerr.New(sqlerr.ArgumentType, "Incorrect type for argument 1 in function %s.", name)
	}
	out := typeText
	if t := e.Type(); t.Kind != catalog.JSON && t.Length > 0 {
		out = t
		if name == "json_quote" {
			out = varchar(6*int(t.Length) + 2)
		}
	}
	return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: out}, nil
}

// jsonValid is JSON_VALID: only text may be valid beside documents, which are.
func (x *exprs) jsonValid(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	e := args[0]
	switch t := e.Type(); {
	case isNull(e), t.Kind == catalog.Null:
		return x.to(e, typeBool), nil
	case t.Kind == catalog.String, t.Kind == catalog.UUID:
		return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: typeBool}, nil
	default:
		valid := constBool(t.Kind == catalog.JSON)
		return &plan.Case{Whens: []plan.When{{Cond: isNullCall(e), Then: constNull(typeBool)}}, Else: valid, Typ: typeBool}, nil
	}
}

// memberOf is value MEMBER OF (list).
func (x *exprs) memberOf(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	if args[0], err = x.jsonValue(args[0]); err != nil {
		return nil, err
	}
	if args[1], err = x.document(args[1], 2, "member of"); err != nil {
		return nil, err
	}
	return &plan.Call{Func: "json_member_of", List: args, Typ: typeBool}, nil
}
