package fuzz

// subqueryExpr makes an expression that holds a query.
func (g *generator) subqueryExpr(c Class, p place) *Node {
	in := p.plain()
	in.depth, in.nesting = p.depth-1, p.nesting-1
	if c == Bool {
		switch g.IntN(5) {
		case 0, 1:
			n, _ := g.query(in, g.classes(1))
			return piece(Bool, "EXISTS", pick(g, []string{"", "", "NOT "})+"EXISTS (", n, ")")
		case 2, 3:
			return g.in(in)
		}
		t := g.class("any")
		n, _ := g.query(in, []Class{t})
		op := pick(g, []string{"=", "<>", "<", ">=", ">", "<="}) + " " + pick(g, []string{"ANY", "ALL", "SOME"})
		return piece(Bool, "quantified/"+op, "(", g.expr(t, in), " "+op+" (", n, "))")
	}
	return g.scalar(c, in)
}

// in makes [NOT] IN (SELECT …), also of rows.
func (g *generator) in(p place) *Node {
	t := g.class("any")
	word := pick(g, []string{" IN (", " IN (", " NOT IN ("})
	if g.chance(20) {
		u := g.class("any")
		n, _ := g.query(p, []Class{t, u})
		return piece(Bool, "IN rows", "((", g.expr(t, p), ", ", g.expr(u, p), ")"+word, n, "))")
	}
	n, _ := g.query(p, []Class{t})
	return piece(Bool, "IN query", "(", g.expr(t, p), word, n, "))")
}

// scalar makes a query of one row and column at most: an aggregate, or LIMIT 1.
func (g *generator) scalar(c Class, p place) *Node {
	var s selection
	inner := &scope{outer: p.scope}
	if s.from = g.from(inner, p); s.from != nil && g.chance(65) {
		s.where = optional(" WHERE ", g.expr(Bool, place{scope: inner, depth: p.depth, nesting: p.nesting - 1}))
	}
	at := place{scope: inner, depth: p.depth, nesting: p.nesting - 1}
	if s.from != nil && g.chance(60) {
		for _, prod := range g.grammar[c] {
			if prod.needs == "aggregates" && g.chance(30) {
				return piece(c, "scalar", "(SELECT ", g.fill(prod, place{scope: inner, inside: inner, depth: 2}), s.from, s.where, ")")
			}
		}
	}
	e := g.expr(c, at)
	return piece(e.Class, "scalar limit", "(SELECT ", e, " AS "+g.alias("c"), s.from, s.where, " ORDER BY 1 LIMIT 1)")
}
