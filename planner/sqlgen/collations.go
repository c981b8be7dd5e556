package sqlgen

import (
	"fmt"
	"strconv"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// collationNumber is a collation, named by a constant, as our functions take it.
func (g *generator) collationNumber(e plan.Expr) (frag, error) {
	name, ok := constText(e)
	c, known := catalog.CollationOf(name)
	if !ok || !known {
		return frag{}, fmt.Errorf("sqlgen: no collation")
	}
	return frag{sql: strconv.Itoa(int(c.ID())), rep: repInt}, nil
}

// underCollation is a function whose last argument is a collation, and the others
// texts and whole numbers.
func (g *generator) underCollation(c *plan.Call) (frag, error) {
	last := len(c.List) - 1
	args := make([]frag, len(c.List))
	var err error
	for i, e := range c.List[:last] {
		if e.Type().IsInteger() {
			args[i], err = g.arg('I', e)
		} else {
			args[i], err = g.textArg(e)
		}
		if err != nil {
			return frag{}, err
		}
	}
	if args[last], err = g.collationNumber(c.List[last]); err != nil {
		return frag{}, err
	}
	want, err := repOf(c.Typ)
	if err != nil {
		return frag{}, err
	}
	return frag{"mysql_" + c.Func + "(" + texts(args) + ")", want, anyOnce(args...)}, nil
}

// collatedExtreme is GREATEST and LEAST (collation, texts…).
func (g *generator) collatedExtreme(c *plan.Call) (frag, error) {
	number, err := g.collationNumber(c.List[0])
	if err != nil {
		return frag{}, err
	}
	args := []frag{number}
	for _, e := range c.List[1:] {
		f, err := g.textArg(e)
		if err != nil {
			return frag{}, err
		}
		args = append(args, f)
	}
	return frag{"mysql_" + c.Func + "(" + texts(args) + ")", repText, anyOnce(args...)}, nil
}

// collatedLike is LIKE (value, pattern, escape, collation).
func (g *generator) collatedLike(c *plan.Call) (frag, error) {
	args := make([]frag, 3)
	for i, e := range c.List[:3] {
		f, err := g.textArg(e)
		if err != nil {
			return frag{}, err
		}
		args[i] = f
	}
	number, err := g.collationNumber(c.List[3])
	if err != nil {
		return frag{}, err
	}
	return frag{"mysql_collated_like(" + texts(args) + ", " + number.sql + ")", repBool, anyOnce(args...)}, nil
}

// extremeByKey is MIN and MAX (value, key): the first value whose key is the
// least or the greatest.
func (g *generator) extremeByKey(name string, list []plan.Expr, use aggUse) (frag, error) {
	fs, err := g.exprs(list)
	if err != nil {
		return frag{}, err
	}
	return frag{sql: "arg_" + name + "(" + texts(fs) + ")" + use.over, rep: fs[0].rep}, nil
}

// recode makes bytes of latin1 of a text, or a text of them.
func (g *generator) recode(c *plan.Call) (frag, error) {
	letter, want := byte('T'), repBlob
	if c.Func == "decode_latin1" {
		letter, want = 'X', repText
	}
	f, err := g.arg(letter, c.List[0])
	return frag{"mysql_" + c.Func + "(" + f.sql + ")", want, f.once}, err
}
