package sqlgen

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func (g *generator) columns(list []plan.Expr) ([]frag, error) {
	out := make([]frag, len(list))
	for i, e := range list {
		f, err := g.column(e)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

func texts(fs []frag) string {
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = f.sql
	}
	return strings.Join(out, ", ")
}

func (g *generator) coalesce(c *plan.Call) (frag, error) {
	if len(c.List) == 0 {
		return frag{}, wrongArguments("COALESCE")
	}
	fs, err := g.columns(c.List)
	if err != nil {
		return frag{}, err
	}
	if err := g.toType(fs, c.List, c.Typ); err != nil {
		return frag{}, err
	}
	r, once, err := g.unify(fs, c.Typ)
	return frag{"COALESCE(" + texts(fs) + ")", r, once}, err
}

// toType makes values text where the type of the whole is text, as MySQL does.
func (g *generator) toType(fs []frag, list []plan.Expr, t catalog.Type) error {
	for i, f := range fs {
		if f.rep == repNull || t.IsText() == (f.rep == repText) {
			continue
		}
		if !t.IsText() && list[i].Type().IsText() && t.Kind == catalog.Null {
			continue
		}
		to := t
		to.Length = 0
		n, err := g.convert(f, list[i].Type(), to)
		if err != nil {
			return err
		}
		fs[i] = n
	}
	return nil
}

func (g *generator) ifCall(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("IF")
	}
	cond, err := g.predicate(c.List[0])
	if err != nil {
		return frag{}, err
	}
	fs, err := g.columns(c.List[1:])
	if err != nil {
		return frag{}, err
	}
	if err := g.toType(fs, c.List[1:], c.Typ); err != nil {
		return frag{}, err
	}
	r, once, err := g.unify(fs, c.Typ)
	return frag{"CASE WHEN " + cond.sql + " THEN " + fs[0].sql + " ELSE " + fs[1].sql + " END", r, once || cond.once}, err
}

func (g *generator) nullIf(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("NULLIF")
	}
	value, err := g.column(c.List[0])
	if err != nil {
		return frag{}, err
	}
	equal, err := g.compareTwo("=", c.List[0], c.List[1])
	if err != nil {
		return frag{}, err
	}
	if value.once {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "NULLIF of a subquery or of a function that differs from call to call").
			WithHint("compute the value in a derived table first")
	}
	return frag{"CASE WHEN " + equal.sql + " THEN CAST(NULL AS " + value.rep.String() + ") ELSE " + value.sql + " END", value.rep, equal.once}, nil
}

// extreme is GREATEST and LEAST: NULL where any argument is.
func (g *generator) extreme(c *plan.Call) (frag, error) {
	if len(c.List) < 2 {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	fs, err := g.columns(c.List)
	if err != nil {
		return frag{}, err
	}
	if err := g.toType(fs, c.List, c.Typ); err != nil {
		return frag{}, err
	}
	r, once, err := g.unify(fs, c.Typ)
	if err != nil {
		return frag{}, err
	}
	nulls := make([]string, len(fs))
	for i, f := range fs {
		nulls[i] = f.sql + " IS NULL"
	}
	return frag{"CASE WHEN " + strings.Join(nulls, " OR ") + " THEN NULL ELSE " + c.Func + "(" + texts(fs) + ") END", r, once}, nil
}

// field is the place of the first argument among the others; 0 where it is none.
func (g *generator) field(c *plan.Call) (frag, error) {
	if len(c.List) < 2 {
		return frag{}, wrongArguments("FIELD")
	}
	var s strings.Builder
	s.WriteString("CASE")
	once := false
	for i, e := range c.List[1:] {
		f, err := g.compareTwo("=", c.List[0], e)
		if err != nil {
			return frag{}, err
		}
		once = once || f.once
		s.WriteString(" WHEN " + f.sql + " THEN " + itoa(i+1))
	}
	return frag{"CAST(" + s.String() + " ELSE 0 END AS BIGINT)", repInt, once}, nil
}

// elt is the argument at a place; NULL where there is none.
func (g *generator) elt(c *plan.Call) (frag, error) {
	if len(c.List) < 2 {
		return frag{}, wrongArguments("ELT")
	}
	n, err := g.arg('I', c.List[0])
	if err != nil {
		return frag{}, err
	}
	var s strings.Builder
	s.WriteString("CASE " + n.sql)
	once := n.once
	for i, e := range c.List[1:] {
		f, err := g.textArg(e)
		if err != nil {
			return frag{}, err
		}
		once = once || f.once
		s.WriteString(" WHEN " + itoa(i+1) + " THEN " + f.sql)
	}
	return frag{s.String() + " END", repText, once}, nil
}

// conv changes the base of a number in text; only bases that DuckDB reads
// exactly, and written out in bases up to 36.
func (g *generator) conv(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("CONV")
	}
	number, err := g.convNumber(c)
	if err != nil {
		return frag{}, err
	}
	switch to, _ := constInt(c.List[2]); to {
	case 10:
		return frag{"CAST(" + number.sql + " AS VARCHAR)", repText, number.once}, nil
	case 16:
		return frag{"printf('%X', " + number.sql + ")", repText, number.once}, nil
	default:
		// DuckDB writes up to 63 bits; the last digit is written apart.
		base := itoa(int(to))
		rest := "to_base(CAST(" + number.sql + " // " + base + " AS BIGINT), " + base + ")"
		last := "to_base(CAST(" + number.sql + " % " + base + " AS BIGINT), " + base + ")"
		return frag{"CASE WHEN " + number.sql + " < " + base + " THEN " + last + " ELSE " + rest + " || " + last + " END", repText, number.once}, nil
	}
}

// convNumber is the number that CONV reads: its longest prefix of digits.
func (g *generator) convNumber(c *plan.Call) (frag, error) {
	from, ok1 := constInt(c.List[1])
	to, ok2 := constInt(c.List[2])
	forms := map[int64][2]string{2: {"0b", "[01]"}, 10: {"", "[0-9]"}, 16: {"0x", "[0-9A-Fa-f]"}}
	form, ok := forms[from]
	if !ok1 || !ok2 || !ok || to < 2 || to > 36 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "CONV but from the constant bases 2, 10 and 16 to a constant base of 2 to 36")
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	// Of what has no room, the greatest; after a minus, the two's complement.
	digits := frag{"TRY_CAST('" + form[0] + "0' || regexp_extract(" + f.sql + ", '^\\s*[+-]?(" + form[1] + "+)', 1) AS UBIGINT)", repUInt, f.once}
	const most = "CAST('18446744073709551615' AS UBIGINT)"
	sql := "CASE WHEN " + f.sql + " = '' OR " + f.sql + " IS NULL THEN NULL WHEN regexp_matches(" + f.sql + ", '^\\s*-') THEN " +
		"COALESCE(CASE WHEN " + digits.sql + " = 0 THEN " + digits.sql + " ELSE " + most + " - " + digits.sql + " + CAST(1 AS UBIGINT) END, " + most + ") " +
		"ELSE COALESCE(" + digits.sql + ", " + most + ") END"
	return frag{sql, repUInt, f.once}, nil
}
