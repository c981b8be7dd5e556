package sqlgen

import (
	"strings"
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// concat is NULL where any argument is.
func (g *generator) concat(c *plan.Call) (frag, error) {
	if len(c.List) == 0 {
		return frag{}, wrongArguments("CONCAT")
	}
	parts := make([]string, len(c.List))
	once := false
	for i, e := range c.List {
		f, err := g.textArg(e)
		if err != nil {
			return frag{}, err
		}
		parts[i], once = f.sql, once || f.once
	}
	if len(parts) == 1 {
		return frag{parts[0], repText, once}, nil
	}
	return frag{"(" + strings.Join(parts, " || ") + ")", repText, once}, nil
}

// trim strips a text, blanks where none is given, from the ends. One character
// is what DuckDB strips itself; of longer texts it would strip each character.
func (g *generator) trim(c *plan.Call) (frag, error) {
	if len(c.List) < 1 || len(c.List) > 2 {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if len(c.List) == 1 {
		return frag{c.Func + "(" + f.sql + ", ' ')", repText, f.once}, nil
	}
	what, err := g.textArg(c.List[1])
	if err != nil {
		return frag{}, err
	}
	once := anyOnce(f, what)
	if s, ok := constText(c.List[1]); ok && utf8.RuneCountInString(s) == 1 {
		return frag{c.Func + "(" + f.sql + ", " + what.sql + ")", repText, once}, nil
	}
	sql := f.sql
	if c.Func != "rtrim" {
		sql = "regexp_replace(" + sql + ", '^(?:' || regexp_escape(" + what.sql + ") || ')+', '')"
	}
	if c.Func != "ltrim" {
		sql = "regexp_replace(" + sql + ", '(?:' || regexp_escape(" + what.sql + ") || ')+$', '')"
	}
	return frag{"CASE WHEN " + what.sql + " = '' THEN " + f.sql + " ELSE " + sql + " END", repText, once}, nil
}

// substringIndex is the text before, or after, the n-th of a constant delimiter.
func (g *generator) substringIndex(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("SUBSTRING_INDEX")
	}
	delimiter, ok := constText(c.List[1])
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "SUBSTRING_INDEX with a delimiter that is not a constant")
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	n, err := g.arg('I', c.List[2])
	if err != nil {
		return frag{}, err
	}
	d, err := g.textArg(c.List[1])
	if err != nil {
		return frag{}, err
	}
	once := anyOnce(f, n)
	if k, ok := constInt(c.List[2]); ok && (k == 1 || k == -1) && delimiter != "" {
		return frag{"split_part(" + f.sql + ", " + d.sql + ", " + n.sql + ")", repText, once}, nil
	}
	parts := "string_split(" + f.sql + ", " + d.sql + ")"
	sql := "CASE WHEN " + f.sql + " IS NULL OR " + n.sql + " IS NULL THEN NULL WHEN " + n.sql + " = 0 OR " + d.sql + " = '' THEN '' " +
		"WHEN " + n.sql + " > 0 THEN array_to_string(list_slice(" + parts + ", 1, " + n.sql + "), " + d.sql + ") " +
		"ELSE array_to_string(list_slice(" + parts + ", greatest(len(" + parts + ") + " + n.sql + " + 1, 1), len(" + parts + ")), " + d.sql + ") END"
	return frag{sql, repText, once}, nil
}

// substring counts from 1, or from the end. A position of 0, or before the
// start, gives no characters; so does a length below 1.
func (g *generator) substring(c *plan.Call) (frag, error) {
	if len(c.List) != 2 && len(c.List) != 3 {
		return frag{}, wrongArguments("SUBSTRING")
	}
	args := make([]frag, len(c.List))
	var err error
	if args[0], err = g.textArg(c.List[0]); err != nil {
		return frag{}, err
	}
	plain := true
	for i, e := range c.List[1:] {
		if args[i+1], err = g.arg('I', e); err != nil {
			return frag{}, err
		}
		n, ok := constInt(e)
		plain = plain && ok && n > 0 && n < 1<<31
	}
	out := frag{"substring(" + texts(args) + ")", repText, anyOnce(args...)}
	if plain {
		return out, nil
	}
	null := args[0].sql + " IS NULL OR " + args[1].sql + " IS NULL"
	none := args[1].sql + " = 0 OR -" + args[1].sql + " > length(" + args[0].sql + ")"
	if len(args) == 3 {
		null += " OR " + args[2].sql + " IS NULL"
		none += " OR " + args[2].sql + " <= 0"
	}
	out.sql = "CASE WHEN " + null + " THEN NULL WHEN " + none + " THEN '' ELSE " + out.sql + " END"
	return try(out), nil
}

// end is LEFT and RIGHT: no characters where the number is below 1.
func (g *generator) end(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	n, err := g.arg('I', c.List[1])
	if err != nil {
		return frag{}, err
	}
	once := anyOnce(f, n)
	if k, ok := constInt(c.List[1]); ok && k >= 0 && k < 1<<31 {
		return frag{c.Func + "(" + f.sql + ", " + n.sql + ")", repText, once}, nil
	}
	return try(frag{c.Func + "(" + f.sql + ", CASE WHEN " + n.sql + " < 0 THEN 0 ELSE " + n.sql + " END)", repText, once}), nil
}
