package sqlgen

import "nanohouse/planner/plan"

// numberText is a condition of package diagnose: whether a text is a number all through.
func (g *generator) numberText(c *plan.Call) (frag, error) {
	f, err := g.arg('T', c.List[0])
	if err != nil {
		return frag{}, err
	}
	name := "mysql_is_number("
	if c.Func == "is_integer_text" {
		name = "mysql_is_integer("
	}
	return frag{name + f.sql + ")", repBool, f.once}, nil
}
