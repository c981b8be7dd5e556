package sqlgen

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// Types of MySQL's bytes, as documents tell them.
const (
	jsonVarchar  = "'B15\"'"
	jsonLongBlob = "'B251\"'"
)

// jsonValueOf is a SQL value as a document.
func (g *generator) jsonValueOf(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments(c.Func)
	}
	e := c.List[0]
	t := e.Type()
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	if f, err = g.kept(f, t); err != nil {
		return frag{}, err
	}
	text := func(sql string) (frag, error) { return frag{sql, repText, f.once}, nil }
	switch {
	case f.rep == repNull:
		return text("CAST(NULL AS VARCHAR)")
	case t.IsTemporal():
		return g.jsonTemporal(f, t)
	case f.rep == repText:
		return text("CAST(to_json(" + f.sql + ") AS VARCHAR)")
	case f.rep == repBlob:
		mark := jsonVarchar
		if _, ok := e.(*plan.Ref); ok && t.Length == 0 {
			mark = jsonLongBlob
		}
		return text("(" + mark + " || to_base64(" + f.sql + ") || '\"')")
	case t.Kind == catalog.Decimal:
		number, _, err := g.asText(f, t)
		return frag{"('d' || " + number.sql + ")", repText, f.once}, err
	case t.IsUnsigned():
		return text("('u' || CAST(" + f.sql + " AS VARCHAR))")
	case f.rep == repBool && t.Kind != catalog.Bool:
		return text("CAST(CAST(" + f.sql + " AS TINYINT) AS VARCHAR)")
	case f.rep.isFloat():
		return text("CAST(" + f.cast(repDouble).sql + " AS VARCHAR)")
	case f.rep == repBool, f.rep.isNumber():
		return text("CAST(" + f.sql + " AS VARCHAR)")
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "a value of type %s in a JSON document", t)
}

func (g *generator) jsonTemporal(f frag, t catalog.Type) (frag, error) {
	mark := map[catalog.Kind]string{catalog.Date: "'D\"'", catalog.Time: "'T\"'"}[t.Kind]
	if mark == "" {
		mark = "'S\"'"
	}
	if t.Kind != catalog.Date {
		t.Precision = 6
	}
	s, _, err := g.asText(f, t)
	return frag{"(" + mark + " || " + s.sql + " || '\"')", repText, f.once}, err
}

// jsonBuild is JSON_ARRAY and JSON_OBJECT, whose parts are documents and names in
// quotes. What is NULL is JSON's null.
func (g *generator) jsonBuild(c *plan.Call) (frag, error) {
	object := c.Func == "json_object"
	open, end := "'['", "']'"
	if object {
		open, end = "'{'", "'}'"
	}
	sql, once := open, false
	for i, e := range c.List {
		f, err := g.expr(e)
		if err != nil {
			return frag{}, err
		}
		once = once || f.once
		if i > 0 && (!object || i%2 == 0) {
			sql += " || ', '"
		}
		if object && i%2 == 0 {
			sql += " || " + f.sql + " || ': '"
			continue
		}
		sql += " || COALESCE(" + f.sql + ", 'null')"
	}
	return frag{"(" + sql + " || " + end + ")", repText, once}, nil
}

// jsonUnquote takes the quotes off; what is extracted needs no document between.
func (g *generator) jsonUnquote(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments(c.Func)
	}
	name, args := "mysql_json_unquote", c.List
	if inner, ok := c.List[0].(*plan.Call); ok && inner.Func == "json_extract" && len(inner.List) == 2 {
		name, args = "mysql_json_extract_text", inner.List
	} else if c.List[0].Type().Kind != catalog.JSON {
		name = "mysql_json_unquote_text"
	}
	f := function{args: "TT*", sql: name + "({*})", rep: repText, errs: true}
	if len(args) == 1 {
		f.args = "T"
	}
	return g.template(&f, &plan.Call{Func: c.Func, List: args, Typ: c.Typ})
}

// jsonAggregate is JSON_ARRAYAGG and JSON_OBJECTAGG, whose arguments are like
// those of jsonBuild. For no rows they are NULL.
func (g *generator) jsonAggregate(name string, list []plan.Expr, use aggUse) (frag, error) {
	want := map[string]int{"json_arrayagg": 1, "json_objectagg": 2}[name]
	if len(list) != want {
		return frag{}, wrongArguments(strings.ToUpper(name))
	}
	value, err := g.expr(list[want-1])
	if err != nil {
		return frag{}, err
	}
	part, open, end := "COALESCE("+value.sql+", 'null')", "'['", "']'"
	if want == 2 {
		key, err := g.expr(list[0])
		if err != nil {
			return frag{}, err
		}
		part, open, end = key.sql+" || ': ' || "+part, "'{'", "'}'"
	}
	return frag{sql: "(" + open + " || string_agg(" + part + ", ', ')" + use.over + " || " + end + ")", rep: repText}, nil
}

// jsonExtreme is MIN and MAX over documents.
func (g *generator) jsonExtreme(name string, e plan.Expr, use aggUse) (frag, error) {
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	pick := map[string]string{"min": "arg_min", "max": "arg_max"}[name]
	return frag{sql: pick + "(" + f.sql + ", mysql_json_key(" + f.sql + "))" + use.over, rep: repText, once: f.once}, nil
}

// fromJSON is CAST of a document as another type.
func (g *generator) fromJSON(f frag, to catalog.Type, want rep) (frag, error) {
	call := func(name string, r rep) frag {
		return g.guard(frag{name + "(" + f.sql + ")", r, f.once})
	}
	text := catalog.Type{Kind: catalog.String}
	switch {
	case to.Kind == catalog.Bool:
		return frag{"(" + call("mysql_json_double", repDouble).sql + " <> 0)", repBool, f.once}, nil
	case to.IsFloating():
		return call("mysql_json_double", repDouble).cast(want), nil
	case to.Kind == catalog.Decimal:
		return g.decimal(call("mysql_json_number", repText), to, want), nil
	case to.Kind == catalog.UInt64:
		return call("mysql_json_uint", repUInt), nil
	case to.IsInteger():
		return call("mysql_json_int", repInt).tryCast(want), nil
	case to.IsTemporal():
		return g.convert(call("mysql_json_temporal", repText), text, to)
	case to.Kind == catalog.JSON:
		return f, nil
	}
	return g.convert(call("mysql_json_text", repText), text, to)
}
