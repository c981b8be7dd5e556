package scalar

import (
	"strings"
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar/jsonvalue"
)

// jsonSearchFunctions find values in documents.
var jsonSearchFunctions = []Function{
	{Name: "mysql_json_extract", Args: []Kind{Text, Text}, Variadic: true, Result: Text, Eval: jsonExtract},
	{Name: "mysql_json_extract_text", Args: []Kind{Text, Text}, Result: Text, Eval: jsonExtractText},
	{Name: "mysql_json_contains", Args: []Kind{Text, Text, Text}, Variadic: true, Result: Bool, Eval: jsonContains},
	{Name: "mysql_json_contains_path", Args: []Kind{Text, Text, Text}, Variadic: true, Result: Bool, Nulls: true, Eval: jsonContainsPath},
	{Name: "mysql_json_overlaps", Args: []Kind{Text, Text}, Result: Bool, Eval: jsonOverlaps},
	{Name: "mysql_json_member_of", Args: []Kind{Text, Text}, Result: Bool, Eval: jsonMemberOf},
	{Name: "mysql_json_search", Args: []Kind{Text, Text, Text, Text}, Variadic: true, Result: Text, Nulls: true, Eval: jsonSearch},
}

// extract gives what the paths of a call name: the value that one path names, or
// an array of all values. Nothing found is nil.
func extract(function string, args []Value) (*jsonvalue.Value, error) {
	if v, ok := extractOne(args); ok {
		return v, nil
	}
	doc, err := document(function, args, 0)
	if err != nil {
		return nil, err
	}
	many := len(args) > 2
	var found []*jsonvalue.Value
	for i := range args[1:] {
		p, err := jsonPath(args[i+1].Text)
		if err != nil {
			return nil, err
		}
		many = many || p.Many()
		found = append(found, p.Find(doc)...)
	}
	switch {
	case len(found) == 0:
		return nil, nil
	case many:
		return jsonvalue.OfItems(found), nil
	}
	return found[0], nil
}

// extractOne is extract for what most calls ask: one path to one place, in a
// document that needs no reading beyond that. ok is false for all else.
func extractOne(args []Value) (v *jsonvalue.Value, ok bool) {
	if len(args) != 2 {
		return nil, false
	}
	p, err := jsonvalue.ParsePath(args[1].Text)
	if err != nil {
		return nil, false
	}
	text, ok := p.Lookup(args[0].Text)
	if !ok || text == "" {
		return nil, ok
	}
	if v, err := jsonvalue.Parse(text); err == nil {
		return v, true
	}
	return nil, false
}

func jsonExtract(args []Value) (Value, error) {
	v, err := extract("json_extract", args)
	if err != nil || v == nil {
		return Null, err
	}
	return OfText(v.Encode()), nil
}

// jsonExtractText is ->>.
func jsonExtractText(args []Value) (Value, error) {
	v, err := extract("json_extract", args)
	if err != nil || v == nil {
		return Null, err
	}
	return OfText(v.Unquoted()), nil
}

func jsonContains(args []Value) (Value, error) {
	target, err := document("json_contains", args, 0)
	if err != nil {
		return Null, err
	}
	candidate, err := document("json_contains", args, 1)
	if err != nil {
		return Null, err
	}
	if len(args) > 2 {
		p, err := plainPath(args[2].Text)
		if err != nil {
			return Null, err
		}
		if target = p.First(target); target == nil {
			return Null, nil
		}
	}
	return OfBool(jsonvalue.Contains(target, candidate)), nil
}

func jsonContainsPath(args []Value) (Value, error) {
	if args[0].Null || args[1].Null {
		return Null, nil
	}
	doc, err := document("json_contains_path", args, 0)
	if err != nil {
		return Null, err
	}
	all, err := isAll("json_contains_path", args[1].Text)
	if err != nil {
		return Null, err
	}
	for i := range args[2:] {
		if args[i+2].Null {
			return Null, nil
		}
		p, err := jsonPath(args[i+2].Text)
		if err != nil {
			return Null, err
		}
		// The first path that decides ends the search.
		if found := p.First(doc) != nil; found != all {
			return OfBool(found), nil
		}
	}
	return OfBool(all), nil
}

func jsonOverlaps(args []Value) (Value, error) {
	a, err := document("json_overlaps", args, 0)
	if err != nil {
		return Null, err
	}
	b, err := document("json_overlaps", args, 1)
	if err != nil {
		return Null, err
	}
	return OfBool(jsonvalue.Overlaps(a, b)), nil
}

func jsonMemberOf(args []Value) (Value, error) {
	v, err := document("member of", args, 0)
	if err != nil {
		return Null, err
	}
	list, err := document("member of", args, 1)
	if err != nil {
		return Null, err
	}
	if list.Kind != jsonvalue.Array {
		return OfBool(jsonvalue.Compare(v, list) == 0), nil
	}
	for _, item := range list.Items {
		if jsonvalue.Compare(v, item) == 0 {
			return OfBool(true), nil
		}
	}
	return OfBool(false), nil
}

// jsonSearch is JSON_SEARCH(doc, one or all, pattern, escape, path…).
func jsonSearch(args []Value) (Value, error) {
	if hasNull(args[:3]) || hasNull(args[min(4, len(args)):]) {
		return Null, nil
	}
	doc, err := document("json_search", args, 0)
	if err != nil {
		return Null, err
	}
	all, err := isAll("json_search", args[1].Text)
	if err != nil {
		return Null, err
	}
	escape := '\\'
	if len(args) > 3 && !args[3].Null && args[3].Text != "" {
		r, n := utf8.DecodeRuneInString(args[3].Text)
		if n < len(args[3].Text) {
			return Null, sqlerr.New(badEscape, "Incorrect arguments to ESCAPE")
		}
		escape = r
	}
	paths := []*jsonvalue.Path{nil}
	for i := 4; i < len(args); i++ {
		p, err := jsonPath(args[i].Text)
		if err != nil {
			return Null, err
		}
		paths = append(paths[:i-4], p)
	}
	pattern := jsonPatternOf(args[2].Text, escape)
	found := jsonvalue.Search(doc, paths, all, pattern.matches)
	switch {
	case len(found) == 0:
		return Null, nil
	case len(found) == 1:
		return OfText(found[0].Encode()), nil
	}
	return OfText(jsonvalue.OfItems(found).Encode()), nil
}

// jsonPattern is a pattern of LIKE as its characters: a wildcard is negative.
type jsonPattern []rune

const (
	anyText rune = -1
	anyRune rune = -2
)

func jsonPatternOf(s string, escape rune) jsonPattern {
	var out jsonPattern
	escaped := false
	for _, r := range s {
		switch {
		case escaped:
			out, escaped = append(out, r), false
		case r == escape:
			escaped = true
		case r == '%':
			out = append(out, anyText)
		case r == '_':
			out = append(out, anyRune)
		default:
			out = append(out, r)
		}
	}
	if escaped {
		out = append(out, escape)
	}
	return out
}

// matches goes back to the last % only, which is enough.
func (p jsonPattern) matches(s string) bool {
	runes := []rune(strings.ToValidUTF8(s, ""))
	i, j, star, from := 0, 0, -1, 0
	for i < len(runes) {
		switch {
		case j < len(p) && p[j] == anyText:
			star, from = j, i
			j++
		case j < len(p) && (p[j] == anyRune || p[j] == runes[i]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = from, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == anyText {
		j++
	}
	return j == len(p)
}
