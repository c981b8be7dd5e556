package fuzz

import "strings"

// from makes a FROM clause and fills the scope; nil is none.
func (g *generator) from(s *scope, p place) *Node {
	if g.chance(4) {
		return nil
	}
	left := g.factor(s, p, false)
	n := g.IntN(g.profile.joins + 1)
	if p.nesting < g.profile.nesting-1 {
		n = min(n, 1)
	}
	commas := g.chance(15)
	for range n {
		if commas {
			left = piece(TableRef, "join/comma", left, ", ", g.factor(s, p, true))
			continue
		}
		left = g.join(s, left, p)
	}
	return optional(" FROM ", left)
}

// factor makes a table reference and adds it to the scope. lateral says that it
// may speak of the tables before it.
func (g *generator) factor(s *scope, p place, lateral bool) *Node {
	alias := g.alias("t")
	as := pick(g, []string{" ", " AS "})
	switch {
	case len(g.ctes) > 0 && g.chance(40):
		cte := pick(g, g.ctes)
		s.sources = append(s.sources, &source{alias: alias, fields: cte.fields})
		return piece(TableRef, "cte", cte.alias+as+alias)
	case p.nesting > 0 && g.chance(18):
		in := place{scope: &scope{}, depth: p.depth - 1, nesting: p.nesting - 1}
		word, op := "", "derived"
		if lateral && g.chance(30) {
			word, op = "LATERAL ", "lateral"
			in.scope = s
		}
		n, q := g.query(in, g.classes(1+g.IntN(3)))
		src := q.source(alias)
		src.keys = nil
		s.sources = append(s.sources, src)
		return piece(TableRef, op, word+"(", n, ")"+as+alias)
	}
	t := g.table()
	src := &source{alias: alias, keys: []string{"id"}}
	for _, c := range t.columns {
		src.fields = append(src.fields, field{c.name, c.class, c.mysql})
	}
	s.sources = append(s.sources, src)
	base := text(BaseTable, domain+"."+t.name)
	base.Table = t.name
	return piece(TableRef, "", base, as+alias)
}

// table chooses a table: mostly one that has what the profile speaks of.
func (g *generator) table() table {
	if g.profile.joins > 1 && g.chance(75) {
		return pick(g, []table{tables[0], tables[0], tables[0], tables[1], tables[1], tables[1], tables[2], tables[2], tables[3]})
	}
	for range 20 {
		t := pick(g, tables)
		for _, c := range t.columns {
			if c.class == g.profile.classes[0] {
				return t
			}
		}
	}
	return pick(g, tables)
}

var joinWords = []string{"JOIN", "JOIN", "INNER JOIN", "LEFT JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "CROSS JOIN"}

// join joins one more table to what is left of it.
func (g *generator) join(s *scope, left *Node, p place) *Node {
	word := pick(g, joinWords)
	before := append([]*source(nil), s.sources...)
	right := g.factor(s, p, word != "RIGHT JOIN")
	op := "join/" + word
	if word == "CROSS JOIN" {
		return piece(TableRef, op, left, " "+word+" ", right)
	}
	if shared := g.shared(before, s.sources[len(s.sources)-1]); len(shared) > 0 && g.chance(15) {
		if g.chance(25) {
			word = strings.TrimPrefix(word, "INNER ")
			return piece(TableRef, "join/NATURAL "+word, left, " NATURAL "+word+" ", right)
		}
		return piece(TableRef, op+" USING", left, " "+word+" ", right, " USING ("+strings.Join(shared, ", ")+")")
	}
	return piece(TableRef, op, left, " "+word+" ", right, " ON ", g.condition(before, s, p))
}

// shared are some of the columns that a source has in common with exactly one before it.
func (g *generator) shared(before []*source, last *source) []string {
	var out []string
	for _, f := range last.fields {
		n := 0
		for _, src := range before {
			for _, other := range src.fields {
				if f.name == other.name && f.class == other.class {
					n++
				}
			}
		}
		if n == 1 && g.chance(50) {
			out = append(out, f.name)
		}
	}
	return out
}

// condition is what a join is made on: mostly that columns of both sides are equal.
func (g *generator) condition(before []*source, s *scope, p place) *Node {
	at := place{scope: s, depth: min(p.depth, 2), nesting: min(p.nesting-1, 1)}
	left, right := &scope{sources: before}, &scope{sources: s.sources[len(before):]}
	for _, c := range []Class{Int, Text, Date} {
		l, r := left.of(c), right.of(c)
		if len(l) == 0 || len(r) == 0 || g.chance(30) {
			continue
		}
		equal := piece(Bool, "join/equal", g.qualified(pick(g, l)), pick(g, []string{" = ", " = ", " = ", " <=> ", " < "}), g.qualified(pick(g, r)))
		if g.chance(25) {
			return piece(Bool, "join/and", equal, " AND ", g.expr(Bool, at))
		}
		return equal
	}
	return g.expr(Bool, at)
}
