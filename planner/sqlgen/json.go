package sqlgen

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// document is a value as a JSON document; text that is none is NULL.
func (g *generator) document(f frag, t catalog.Type) (frag, error) {
	switch {
	case t.Kind == catalog.JSON || f.rep == repNull:
		return f, nil
	case f.rep == repText:
		return frag{"CASE WHEN json_valid(" + f.sql + ") THEN " + f.sql + " END", repText, f.once}, nil
	}
	return g.convert(f, t, catalog.Type{Kind: catalog.JSON})
}

// jsonValue is a value that becomes part of a document.
func (g *generator) jsonValue(e plan.Expr) (frag, error) {
	f, err := g.column(e)
	if err != nil {
		return frag{}, err
	}
	switch {
	case e.Type().Kind == catalog.JSON:
		return frag{"CAST(" + f.sql + " AS JSON)", repText, f.once}, nil
	case f.rep == repBool, f.rep == repNull, f.rep == repText, f.rep.isNumber() && e.Type().Kind != catalog.Time:
		return f, nil
	case e.Type().IsTemporal():
		t := e.Type()
		if t.Kind != catalog.Date {
			t.Precision = 6
		}
		f, _, err = g.asText(f, t)
		return f, err
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "a value of type %s in a JSON document", e.Type())
}

func (g *generator) jsonBuild(c *plan.Call) (frag, error) {
	if c.Func == "json_object" && len(c.List)%2 != 0 {
		return frag{}, wrongArguments("JSON_OBJECT")
	}
	args := make([]string, len(c.List))
	once := false
	for i, e := range c.List {
		f, err := g.jsonValue(e)
		if err == nil && c.Func == "json_object" && i%2 == 0 {
			f, err = g.textArg(e)
		}
		if err != nil {
			return frag{}, err
		}
		args[i], once = f.sql, once || f.once
	}
	return frag{"CAST(" + c.Func + "(" + strings.Join(args, ", ") + ") AS VARCHAR)", repText, once}, nil
}

// jsonExtract is JSON_EXTRACT, -> and ->> with one constant path that names
// one place: $, members and elements.
func (g *generator) jsonExtract(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "%s with several paths", strings.ToUpper(c.Func)).WithHint("call it once for each path")
	}
	path, ok := constText(c.List[1])
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "%s with a path that is not a constant", strings.ToUpper(c.Func))
	}
	if err := plainPath(path); err != nil {
		return frag{}, err
	}
	doc, err := g.arg('J', c.List[0])
	if err != nil {
		return frag{}, err
	}
	p := g.bind(&plan.Const{Value: path, Typ: catalog.Type{Kind: catalog.String}}, repText)
	if c.Func == "->>" || c.Func == "json_value" {
		// A JSON null is the text null for ->>, and NULL for JSON_VALUE.
		text := "json_extract_string(" + doc.sql + ", " + p.sql + ")"
		if c.Func == "->>" {
			text = "COALESCE(" + text + ", CAST(json_extract(" + doc.sql + ", " + p.sql + ") AS VARCHAR))"
		}
		return try(frag{text, repText, doc.once}), nil
	}
	return try(frag{"CAST(json_extract(" + doc.sql + ", " + p.sql + ") AS VARCHAR)", repText, doc.once}), nil
}

// plainPath refuses paths that may match several places, or that DuckDB
// reads otherwise.
func plainPath(path string) error {
	refuse := sqlerr.New(sqlerr.Unsupported, "a JSON path with anything but members ($.name) and elements ($[0])")
	if !strings.HasPrefix(path, "$") {
		return refuse
	}
	for rest := path[1:]; rest != ""; {
		end := 0
		switch {
		case strings.HasPrefix(rest, `."`):
			end = strings.IndexByte(rest[2:], '"') + 3
			if end < 4 || strings.ContainsAny(rest[2:end-1], `\*`) {
				return refuse
			}
		case rest[0] == '.':
			end = 1
			for end < len(rest) && rest[end] != '.' && rest[end] != '[' {
				if !isNameByte(rest[end]) {
					return refuse
				}
				end++
			}
			if end == 1 {
				return refuse
			}
		case rest[0] == '[':
			end = strings.IndexByte(rest, ']') + 1
			if end < 3 || strings.Trim(rest[1:end-1], "0123456789") != "" {
				return refuse
			}
		default:
			return refuse
		}
		rest = rest[end:]
	}
	return nil
}

func isNameByte(b byte) bool {
	return b == '_' || b == '$' || b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
