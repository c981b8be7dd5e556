package sqlgen

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func (g *generator) compare(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments(c.Func)
	}
	if l, ok := rowOf(c.List[0]); ok {
		r, ok := rowOf(c.List[1])
		if !ok || len(l) != len(r) {
			return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain %d column(s)", len(l))
		}
		return g.compareRows(c.Func, l, r)
	}
	return g.compareTwo(c.Func, c.List[0], c.List[1])
}

func (g *generator) compareTwo(op string, l, r plan.Expr) (frag, error) {
	a, err := g.expr(l)
	if err != nil {
		return frag{}, err
	}
	b, err := g.expr(r)
	if err != nil {
		return frag{}, err
	}
	return g.compareFrags(op, a, b)
}

func (g *generator) compareFrags(op string, a, b frag) (frag, error) {
	a, b, err := g.comparable(a, b)
	if err != nil {
		return frag{}, err
	}
	if op == "<=>" {
		op = "IS NOT DISTINCT FROM"
	}
	return frag{"(" + a.sql + " " + op + " " + b.sql + ")", repBool, anyOnce(a, b)}, nil
}

// comparable gives two values types that DuckDB compares as MySQL does.
func (g *generator) comparable(a, b frag) (frag, frag, error) {
	switch {
	case a.rep == b.rep, a.rep == repNull, b.rep == repNull:
		return a, b, nil
	case a.rep.isNumber() && b.rep.isNumber():
		a, b = g.comparableNumbers(a, b)
		return a, b, nil
	case a.rep.base == varchar && b.rep.base == blob:
		return frag{"encode(" + a.sql + ")", repBlob, a.once}, b, nil
	case a.rep.base == blob && b.rep.base == varchar:
		return a, frag{"encode(" + b.sql + ")", repBlob, b.once}, nil
	case a.rep.base >= date && a.rep.base <= timestampTZ && b.rep.base >= date && b.rep.base <= timestampTZ:
		return a, b, nil
	}
	return a, b, sqlerr.New(sqlerr.Unsupported, "comparing %s with %s", a.rep, b.rep).WithHint("write CAST(… AS …)")
}

// comparableNumbers keeps DuckDB from casting a whole number to a decimal that
// has no room for it, which would raise.
func (g *generator) comparableNumbers(a, b frag) (frag, frag) {
	if a.rep.base == boolean {
		a = a.cast(repInt)
	}
	if b.rep.base == boolean {
		b = b.cast(repInt)
	}
	crowded := func(d, n rep) bool {
		if d.base != decimalBase || !(n.isInteger() || n.base == decimalBase) {
			return false
		}
		whole := intDigits[n.base]
		if n.base == decimalBase {
			whole = n.precision - n.scale
		}
		return int(whole)+int(d.scale) > 38
	}
	if crowded(a.rep, b.rep) || crowded(b.rep, a.rep) {
		scale := max(a.rep.scale, b.rep.scale)
		return g.widest(a, scale), g.widest(b, scale)
	}
	return a, b
}

// widest is an exact number as a decimal of 38 digits and a scale. What has no
// room is beyond all values that have this scale by themselves.
func (g *generator) widest(f frag, scale uint8) frag {
	want := repDecimal(38, scale)
	switch {
	case f.rep.base == decimalBase && f.rep.scale == scale, f.once:
		return g.fit(f, want)
	}
	return saturate(f, want)
}

func rowOf(e plan.Expr) ([]plan.Expr, bool) {
	c, ok := e.(*plan.Call)
	if !ok || c.Func != "row" {
		return nil, false
	}
	return c.List, true
}

// compareRows compares tuples element by element: DuckDB's own tuples take
// NULLs as equal.
func (g *generator) compareRows(op string, l, r []plan.Expr) (frag, error) {
	switch op {
	case "=", "<=>", "<>":
	default:
		return g.orderRows(op, l, r)
	}
	part := op
	word := "AND"
	if op == "<>" {
		word = "OR"
	}
	parts := make([]frag, len(l))
	for i := range l {
		f, err := g.compareTwo(part, l[i], r[i])
		if err != nil {
			return frag{}, err
		}
		parts[i] = f
	}
	return combine(parts, word), nil
}

// orderRows is (a, b) < (c, d): a < c OR (a = c AND b < d).
func (g *generator) orderRows(op string, l, r []plan.Expr) (frag, error) {
	if len(l) == 1 {
		return g.compareTwo(op, l[0], r[0])
	}
	first, err := g.compareTwo(strings.TrimSuffix(op, "="), l[0], r[0])
	if err != nil {
		return frag{}, err
	}
	equal, err := g.compareTwo("=", l[0], r[0])
	if err != nil {
		return frag{}, err
	}
	rest, err := g.orderRows(op, l[1:], r[1:])
	if err != nil {
		return frag{}, err
	}
	return combine([]frag{first, combine([]frag{equal, rest}, "AND")}, "OR"), nil
}

func (g *generator) in(c *plan.Call) (frag, error) {
	if len(c.List) < 2 {
		return frag{}, wrongArguments("IN")
	}
	if l, ok := rowOf(c.List[0]); ok {
		parts := make([]frag, len(c.List)-1)
		for i, e := range c.List[1:] {
			r, ok := rowOf(e)
			if !ok || len(r) != len(l) {
				return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain %d column(s)", len(l))
			}
			f, err := g.compareRows("=", l, r)
			if err != nil {
				return frag{}, err
			}
			parts[i] = f
		}
		return combine(parts, "OR"), nil
	}
	needle, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	once := needle.once
	texts := make([]string, len(c.List)-1)
	for i, e := range c.List[1:] {
		f, err := g.expr(e)
		if err != nil {
			return frag{}, err
		}
		a, b, err := g.comparable(needle, f)
		if err != nil {
			return frag{}, err
		}
		if a.sql != needle.sql {
			return g.inByParts(c)
		}
		texts[i], once = b.sql, once || b.once
	}
	return frag{"(" + needle.sql + " IN (" + strings.Join(texts, ", ") + "))", repBool, once}, nil
}

// inByParts compares with each element by itself, where they differ in type.
func (g *generator) inByParts(c *plan.Call) (frag, error) {
	parts := make([]frag, len(c.List)-1)
	for i, e := range c.List[1:] {
		f, err := g.compareTwo("=", c.List[0], e)
		if err != nil {
			return frag{}, err
		}
		parts[i] = f
	}
	return combine(parts, "OR"), nil
}

func (g *generator) logic(c *plan.Call) (frag, error) {
	parts, err := g.exprs(c.List)
	if err != nil {
		return frag{}, err
	}
	for i := range parts {
		if parts[i], err = g.truth(parts[i]); err != nil {
			return frag{}, err
		}
	}
	once := anyOnce(parts...)
	switch {
	case (c.Func == "and" || c.Func == "or") && len(parts) > 0:
		return combine(parts, strings.ToUpper(c.Func)), nil
	case c.Func == "xor" && len(parts) == 2:
		return frag{"(" + parts[0].sql + " <> " + parts[1].sql + ")", repBool, once}, nil
	case len(parts) != 1:
		return frag{}, wrongArguments(c.Func)
	case c.Func == "not":
		return frag{"(NOT " + parts[0].sql + ")", repBool, once}, nil
	case c.Func == "is_true":
		return frag{"(" + parts[0].sql + " IS NOT DISTINCT FROM TRUE)", repBool, once}, nil
	}
	return frag{"(" + parts[0].sql + " IS NOT DISTINCT FROM FALSE)", repBool, once}, nil
}

func (g *generator) isNull(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments("ISNULL")
	}
	f, err := g.expr(c.List[0])
	return frag{"(" + f.sql + " IS NULL)", repBool, f.once}, err
}

// like uses DuckDB's own LIKE without ESCAPE where the pattern has none, as
// DuckDB makes prefixes of such patterns a range of the scan.
func (g *generator) like(c *plan.Call) (frag, error) {
	if len(c.List) == 4 {
		return g.collatedLike(c)
	}
	if len(c.List) != 2 && len(c.List) != 3 {
		return frag{}, wrongArguments("LIKE")
	}
	escape := `\`
	if len(c.List) == 3 {
		if s, ok := constText(c.List[2]); ok {
			escape = s
		} else if k, ok := c.List[2].(*plan.Const); !ok || k.Value != nil {
			return frag{}, sqlerr.New(sqlerr.Unsupported, "LIKE with an ESCAPE that is not a constant")
		}
	}
	if len([]rune(escape)) > 1 {
		return frag{}, wrongArguments("ESCAPE")
	}
	if anyBytes(c.List[:2]) {
		return g.likeBytes(c.List, escape)
	}
	value, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if k, ok := c.List[1].(*plan.Const); ok {
		if s, ok := k.Value.(string); ok {
			return g.likeConst(value, k, s, escape), nil
		}
	}
	pattern, err := g.textArg(c.List[1])
	if err != nil {
		return frag{}, err
	}
	if escape == "" {
		return frag{"(" + value.sql + " LIKE " + pattern.sql + ")", repBool, anyOnce(value, pattern)}, nil
	}
	e := g.bind(&plan.Const{Value: escape, Typ: catalog.Type{Kind: catalog.String}}, repText)
	// A pattern that ends with the escape character means that character.
	closed := pattern.sql + " || CASE WHEN (length(" + pattern.sql + ") - length(rtrim(" + pattern.sql + ", " + e.sql + "))) % 2 = 1 THEN " + e.sql + " ELSE '' END"
	return frag{"like_escape(" + value.sql + ", " + closed + ", " + e.sql + ")", repBool, anyOnce(value, pattern)}, nil
}

func (g *generator) likeConst(value frag, k *plan.Const, s, escape string) frag {
	typ := catalog.Type{Kind: catalog.String}
	if escape == "" || !strings.Contains(s, escape) {
		p := g.bind(&plan.Const{Value: s, Typ: typ, Secret: k.Secret}, repText)
		return frag{"(" + value.sql + " LIKE " + p.sql + ")", repBool, value.once}
	}
	if trimmed := strings.TrimRight(s, escape); (len(s)-len(trimmed))/len(escape)%2 == 1 {
		s += escape
	}
	p := g.bind(&plan.Const{Value: s, Typ: typ, Secret: k.Secret}, repText)
	e := g.bind(&plan.Const{Value: escape, Typ: typ}, repText)
	return frag{"like_escape(" + value.sql + ", " + p.sql + ", " + e.sql + ")", repBool, value.once}
}

// textArg is an expression as text. Bytes that are no text raise, as in MySQL.
func (g *generator) textArg(e plan.Expr) (frag, error) {
	f, err := g.expr(e)
	switch {
	case err != nil || f.rep == repText:
		return f, err
	case f.rep == repBlob:
		return g.guard(frag{"mysql_as_text(" + f.sql + ")", repText, f.once}), nil
	}
	return g.convert(f, e.Type(), catalog.Type{Kind: catalog.String})
}
