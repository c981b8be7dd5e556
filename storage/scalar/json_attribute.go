package scalar

import (
	"strings"

	"nanohouse/storage/scalar/jsonvalue"
)

// jsonAttributeFunctions tell what a document is, and print it.
var jsonAttributeFunctions = []Function{
	{Name: "mysql_json_cast", Args: []Kind{Text}, Result: Text, Eval: jsonCast},
	{Name: "mysql_json_text", Args: []Kind{Text}, Result: Text, Eval: ofDocument("cast_as_char", func(v *jsonvalue.Value) Value { return OfText(v.Print()) })},
	{Name: "mysql_json_key", Args: []Kind{Text}, Result: Bytes, Eval: ofDocument("key", func(v *jsonvalue.Value) Value { return OfText(v.Key()) })},
	{Name: "mysql_json_sort_key", Args: []Kind{Text}, Result: Bytes, Eval: ofDocument("key", func(v *jsonvalue.Value) Value { return OfText(v.SortKey()) })},
	{Name: "mysql_json_valid", Args: []Kind{Text}, Result: Bool, Eval: jsonValid},
	{Name: "mysql_json_type", Args: []Kind{Text}, Result: Text, Eval: ofDocument("json_type", func(v *jsonvalue.Value) Value { return OfText(v.TypeName()) })},
	{Name: "mysql_json_depth", Args: []Kind{Text}, Result: Int, Eval: ofDocument("json_depth", func(v *jsonvalue.Value) Value { return OfInt(int64(v.Depth())) })},
	{Name: "mysql_json_length", Args: []Kind{Text, Text}, Variadic: true, Result: Int, Eval: jsonLength},
	{Name: "mysql_json_keys", Args: []Kind{Text, Text}, Variadic: true, Result: Text, Eval: jsonKeys},
	{Name: "mysql_json_pretty", Args: []Kind{Text}, Result: Text, Eval: ofDocument("json_pretty", func(v *jsonvalue.Value) Value { return OfText(v.Pretty()) })},
	{Name: "mysql_json_storage_size", Args: []Kind{Text}, Result: Int, Eval: ofDocument("json_storage_size", func(v *jsonvalue.Value) Value { return OfInt(int64(v.StorageSize())) })},
	{Name: "mysql_json_storage_free", Args: []Kind{Text}, Result: Int, Eval: ofDocument("json_storage_free", func(*jsonvalue.Value) Value { return OfInt(0) })},
	{Name: "mysql_json_unquote", Args: []Kind{Text}, Result: Text, Eval: ofDocument("json_unquote", func(v *jsonvalue.Value) Value { return OfText(v.Unquoted()) })},
	{Name: "mysql_json_unquote_text", Args: []Kind{Text}, Result: Text, Eval: jsonUnquoteText},
	{Name: "mysql_json_quote", Args: []Kind{Text}, Result: Text, Eval: jsonQuote},
}

// ofDocument makes a function of one document.
func ofDocument(name string, f func(*jsonvalue.Value) Value) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		v, err := document(name, args, 0)
		if err != nil {
			return Null, err
		}
		return f(v), nil
	}
}

// jsonCast takes a text for a document.
func jsonCast(args []Value) (Value, error) {
	_, err := document("cast_as_json", args, 0)
	return args[0], err
}

func jsonValid(args []Value) (Value, error) {
	_, err := jsonvalue.Parse(args[0].Text)
	if err != nil && err.TooDeep {
		return Null, tooDeep()
	}
	return OfBool(err == nil), nil
}

// at is the place of a document that an optional path names, or nil.
func at(function string, args []Value) (*jsonvalue.Value, error) {
	doc, err := document(function, args, 0)
	if err != nil || len(args) == 1 {
		return doc, err
	}
	p, err := plainPath(args[1].Text)
	if err != nil {
		return nil, err
	}
	return p.First(doc), nil
}

// jsonLength takes a path that names many places, and counts these.
func jsonLength(args []Value) (Value, error) {
	doc, err := document("json_length", args, 0)
	if err != nil || len(args) == 1 {
		return lengthOf(doc), err
	}
	p, err := jsonPath(args[1].Text)
	if err != nil {
		return Null, err
	}
	found := p.Find(doc)
	if p.Many() && len(found) > 0 {
		return OfInt(int64(len(found))), nil
	}
	if len(found) == 0 {
		return Null, nil
	}
	return lengthOf(found[0]), nil
}

func lengthOf(v *jsonvalue.Value) Value {
	if v == nil {
		return Null
	}
	return OfInt(int64(v.Length()))
}

func jsonKeys(args []Value) (Value, error) {
	v, err := at("json_keys", args)
	if err != nil || v == nil || v.Kind != jsonvalue.Object {
		return Null, err
	}
	out := &jsonvalue.Value{Kind: jsonvalue.Array}
	for _, k := range v.Keys {
		out.Items = append(out.Items, jsonvalue.OfText(k))
	}
	return OfText(out.Encode()), nil
}

// jsonUnquoteText takes the quotes off a text that has them at both ends.
func jsonUnquoteText(args []Value) (Value, error) {
	s := args[0].Text
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return args[0], nil
	}
	v, err := document("json_unquote", args, 0)
	if err != nil {
		return Null, err
	}
	return OfText(strings.Clone(v.Text)), nil
}

func jsonQuote(args []Value) (Value, error) {
	return OfText(string(jsonvalue.AppendQuoted(nil, args[0].Text))), nil
}
