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
	letter, r := byte('T'), repText
	if anyBytes(c.List[1:]) {
		letter, r = 'X', repBlob
	}
	var s strings.Builder
	s.WriteString("CASE " + n.sql)
	once := n.once
	for i, e := range c.List[1:] {
		f, err := g.arg(letter, e)
		if err != nil {
			return frag{}, err
		}
		once = once || f.once
		s.WriteString(" WHEN " + itoa(i+1) + " THEN " + f.sql)
	}
	return frag{s.String() + " END", r, once}, nil
}

// conv changes the base of a number in text.
func (g *generator) conv(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("CONV")
	}
	args, err := g.lettered("XII", c.List)
	if err != nil {
		return frag{}, err
	}
	return frag{"mysql_conv(" + texts(args) + ")", repText, anyOnce(args...)}, nil
}

// convNumber is the number that CONV reads before it writes it with base 10.
func (g *generator) convNumber(c *plan.Call) (frag, error) {
	args, err := g.lettered("XI", c.List[:2])
	if err != nil {
		return frag{}, err
	}
	return frag{"mysql_conv_number(" + texts(args) + ")", repUInt, anyOnce(args...)}, nil
}

// lettered converts arguments, each to what its letter stands for.
func (g *generator) lettered(letters string, list []plan.Expr) ([]frag, error) {
	out := make([]frag, len(list))
	for i, e := range list {
		f, err := g.arg(letters[i], e)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

func anyBytes(list []plan.Expr) bool {
	for _, e := range list {
		if e.Type().Kind == catalog.Bytes {
			return true
		}
	}
	return false
}
