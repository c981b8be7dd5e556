package scalar

import (
	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar/jsonvalue"
)

// jsonEditFunctions make documents of others.
var jsonEditFunctions = []Function{
	{Name: "mysql_json_key_text", Args: []Kind{Text}, Result: Text, Nulls: true, Eval: jsonKeyText},
	editor("json_set", func(p *jsonvalue.Path, doc, item *jsonvalue.Value) { p.Set(doc, item, true, true) }, plainPath),
	editor("json_insert", func(p *jsonvalue.Path, doc, item *jsonvalue.Value) { p.Set(doc, item, false, true) }, plainPath),
	editor("json_replace", func(p *jsonvalue.Path, doc, item *jsonvalue.Value) { p.Set(doc, item, true, false) }, plainPath),
	editor("json_array_append", func(p *jsonvalue.Path, doc, item *jsonvalue.Value) { p.Append(doc, item) }, plainPath),
	editor("json_array_insert", func(p *jsonvalue.Path, doc, item *jsonvalue.Value) { p.Insert(doc, item) }, cellPath),
	{Name: "mysql_json_remove", Args: []Kind{Text, Text}, Variadic: true, Result: Text, Eval: jsonRemove},
	{Name: "mysql_json_merge_preserve", Args: []Kind{Text}, Variadic: true, Result: Text, Eval: jsonMergePreserve},
	{Name: "mysql_json_merge_patch", Args: []Kind{Text}, Variadic: true, Result: Text, Nulls: true, Eval: jsonMergePatch},
}

// jsonKeyText is the name of a member in quotes; there is none for NULL.
func jsonKeyText(args []Value) (Value, error) {
	if args[0].Null {
		return Null, sqlerr.New(jsonNullKey, "JSON documents may not contain NULL member names.")
	}
	return jsonQuote(args)
}

// editor makes a function of a document and pairs of a path and a value.
func editor(name string, edit func(p *jsonvalue.Path, doc, item *jsonvalue.Value), read func(string) (*jsonvalue.Path, error)) Function {
	eval := func(args []Value) (Value, error) {
		if args[0].Null {
			return Null, nil
		}
		doc, err := document(name, args, 0)
		if err != nil {
			return Null, err
		}
		for i := 1; i+1 < len(args); i += 2 {
			if args[i].Null {
				return Null, nil
			}
			p, err := read(args[i].Text)
			if err != nil {
				return Null, err
			}
			item, err := jsonArgument(&args[i+1])
			if err != nil {
				return Null, err
			}
			edit(p, doc, item)
		}
		return ofJSON(doc)
	}
	return Function{Name: Prefix + name, Args: []Kind{Text, Text}, Variadic: true, Result: Text, Nulls: true, Eval: eval}
}

// cellPath reads a path to an element of an array.
func cellPath(text string) (*jsonvalue.Path, error) {
	p, err := plainPath(text)
	if err == nil && !p.EndsInCell() {
		err = sqlerr.New(jsonNotCell, "A path expression is not a path to a cell in an array.")
	}
	return p, err
}

func jsonRemove(args []Value) (Value, error) {
	doc, err := document("json_remove", args, 0)
	if err != nil {
		return Null, err
	}
	for i := range args[1:] {
		p, err := plainPath(args[i+1].Text)
		if err != nil {
			return Null, err
		}
		if p.IsRoot() {
			return Null, sqlerr.New(jsonVacuousPath, "The path expression '$' is not allowed in this context.")
		}
		p.Remove(doc)
	}
	return ofJSON(doc)
}

func jsonMergePreserve(args []Value) (Value, error) {
	out, err := document("json_merge_preserve", args, 0)
	for i := 1; i < len(args) && err == nil; i++ {
		var next *jsonvalue.Value
		if next, err = document("json_merge_preserve", args, i); err == nil {
			out = jsonvalue.MergePreserve(out, next)
		}
	}
	if err != nil {
		return Null, err
	}
	return ofJSON(out)
}

// jsonMergePatch is NULL where a patch is, until a later one replaces everything.
func jsonMergePatch(args []Value) (Value, error) {
	var out *jsonvalue.Value
	for i := range args {
		if args[i].Null {
			out = nil
			continue
		}
		patch, err := document("json_merge_patch", args, i)
		if err != nil {
			return Null, err
		}
		switch {
		case i == 0 || patch.Kind != jsonvalue.Object:
			out = patch
		case out != nil:
			out = jsonvalue.MergePatch(out, patch)
		}
	}
	if out == nil {
		return Null, nil
	}
	return ofJSON(out)
}
