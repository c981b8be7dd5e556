package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// jsonPlace is JSON_VALUE, as the parser writes it: see parse.JSONValue.
func (x *exprs) jsonPlace(_ string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some("json_value", nodes, 7, 7)
	if err != nil {
		return nil, err
	}
	doc, err := x.document(args[0], 1, "json_value")
	if err != nil {
		return nil, err
	}
	path, ok := args[1].(*plan.Const)
	if !ok || path.Typ.Kind != catalog.String {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	t := args[2].Type()
	if t.Kind == catalog.Null {
		t = varchar(512)
	}
	name, limit, ok := jsonResult(t)
	if !ok {
		return nil, unsupported("JSON_VALUE … RETURNING %s", t)
	}
	list := []plan.Expr{doc, path, constString(name), constInt(limit)}
	for i := 3; i < len(args); i += 2 {
		otherwise, err := x.jsonDefault(args[i+1], t)
		if err != nil {
			return nil, err
		}
		list = append(list, args[i], otherwise)
	}
	value := &plan.Call{Func: "json_value", List: list, Typ: typeText}
	switch t.Kind {
	case catalog.JSON:
		value.Typ = typeJSON
		return value, nil
	case catalog.String:
		value.Typ = t
		return value, nil
	case catalog.DateTime, catalog.Time:
		// What is beyond the digits is cut off, not rounded.
		return x.to(&plan.Call{Func: "left", List: []plan.Expr{value, constInt(fractionStart(t))}, Typ: typeText}, t), nil
	}
	return x.to(value, t), nil
}

// fractionStart is how many characters a DATETIME or TIME of a document has.
func fractionStart(t catalog.Type) int64 {
	n := int64(len("hh:mm:ss"))
	if t.Kind == catalog.DateTime {
		n = int64(len("yyyy-mm-dd hh:mm:ss"))
	}
	if t.Precision > 0 {
		n += 1 + int64(t.Precision)
	}
	return n
}

// jsonResult is the name of a type for the function, and its limit.
func jsonResult(t catalog.Type) (name string, limit int64, ok bool) {
	switch t.Kind {
	case catalog.String:
		return "string", int64(t.Length), true
	case catalog.Int64:
		return "signed", 0, true
	case catalog.UInt64:
		return "unsigned", 0, true
	case catalog.Double, catalog.Float:
		return "double", 0, true
	case catalog.Decimal:
		return "decimal", int64(t.Precision - t.Scale), true
	case catalog.Date:
		return "date", 0, true
	case catalog.DateTime:
		return "datetime", 0, true
	case catalog.Time:
		return "time", 0, true
	case catalog.JSON:
		return "json", 0, true
	}
	return "", 0, false
}

// jsonDefault is the text of a default, which must be a value of the type.
func (x *exprs) jsonDefault(e plan.Expr, t catalog.Type) (plan.Expr, error) {
	if isNull(e) {
		return constNull(typeText), nil
	}
	c, ok := e.(*plan.Const)
	if !ok {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	if t.Kind != catalog.JSON {
		if f, ok := x.foldTo(c, t).(*plan.Const); ok {
			return constString(constText(f)), nil
		}
		if t.Kind != catalog.String {
			return nil, sqlerr.New(sqlerr.TruncatedValue, "Truncated incorrect %s value", t)
		}
	}
	return x.text(c), nil
}
