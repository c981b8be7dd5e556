package fuzz

import (
	"fmt"
	"strings"
)

// selection is a SELECT by its clauses, each of which may be nil.
type selection struct {
	distinct, items, from, where, group, having, order *Node
	// names are the columns' names, classes what they hold.
	names   []string
	classes []Class
	// ids tell the rows of the result apart, where the columns of FROM do that and are among them.
	keys []string
}

func (s selection) node() *Node {
	return piece(Query, "", "SELECT ", s.distinct, s.items, s.from, s.where, s.group, s.having, s.order)
}

// outputs are the columns that a query shows, under an alias.
func (s selection) source(alias string) *source {
	src := &source{alias: alias, keys: s.keys}
	for i, n := range s.names {
		src.fields = append(src.fields, field{name: n, class: s.classes[i]})
	}
	return src
}

// statement makes a whole statement.
func (g *generator) statement() *Node {
	p := place{scope: &scope{}, depth: g.profile.depth, nesting: g.profile.nesting}
	with := optional()
	if p.nesting > 0 && g.chance(15) {
		with = g.with(p)
	}
	var n *Node
	if p.nesting > 0 && g.chance(12) {
		s := g.setOperation(p, g.classes(1+g.IntN(3)))
		n = piece(Query, "", s.items, s.order)
	} else {
		s := g.selection(p, nil)
		if s.order == nil && g.chance(60) {
			s.order = g.order(s, true)
		}
		n = s.node()
	}
	return glue(with, n)
}

func (g *generator) classes(n int) []Class {
	var out []Class
	for range n {
		out = append(out, pick(g, g.profile.classes))
	}
	return out
}

// query makes what may stand in parentheses: a SELECT or a set operation. Its
// columns have the classes that are wanted.
func (g *generator) query(p place, want []Class) (*Node, selection) {
	if p.nesting > 0 && g.chance(15) {
		s := g.setOperation(p, want)
		return piece(Query, "", s.items, s.order), s
	}
	s := g.selection(p, want)
	if g.chance(15) {
		s.order = g.order(s, false)
	}
	return s.node(), s
}

// selection makes a SELECT. What is wanted may be nil: anything.
func (g *generator) selection(p place, want []Class) selection {
	var s selection
	outer := p.scope
	inner := &scope{outer: outer}
	s.from = g.from(inner, p)
	if s.from == nil && len(outer.sources) == 0 {
		s.from = optional(" FROM DUAL")
	}
	at := place{scope: inner, depth: p.depth, nesting: p.nesting - 1}
	if g.chance(60) && s.from != nil {
		s.where = optional(" WHERE ", g.expr(Bool, at))
	}
	if want == nil {
		want = g.classes(1 + g.IntN(4))
	}
	switch {
	case len(inner.sources) > 0 && g.chance(g.profile.grouped):
		g.grouped(&s, at, want)
	default:
		at.windows, at.keys = g.profile.weight["windows"] > 0 && inner.keys() != nil, inner.keys()
		g.items(&s, at, want, nil)
		if g.chance(12) {
			s.distinct = optional("DISTINCT ")
		}
	}
	return s
}

// items makes the select list; ready are expressions that stand for themselves.
func (g *generator) items(s *selection, p place, want []Class, ready []*Node) {
	var kids []*Node
	for _, c := range want {
		var e *Node
		for _, r := range ready {
			if r.Class == c && g.chance(50) {
				e = r
			}
		}
		if e == nil {
			e = g.expr(c, p)
		}
		name := g.alias("c")
		kids = append(kids, glue(e, " AS "+name))
		s.names, s.classes = append(s.names, name), append(s.classes, e.Class)
	}
	s.items = list(", ", 1, kids)
}

// order orders the rows wholly, by all columns, so that LIMIT may follow; at the
// top also partly, by some expression, without LIMIT.
func (g *generator) order(s selection, top bool) *Node {
	// With LIMIT all are numbers, so that none of them stays when an item goes.
	whole := top && g.chance(65)
	positions := make([]string, len(s.names))
	for i := range positions {
		positions[i] = fmt.Sprint(i + 1)
		if whole && g.chance(20) {
			positions[i] = s.names[i]
		}
		if s.classes[i] == JSON {
			return nil // its order leaves ties that show
		}
		if g.chance(25) {
			positions[i] += " DESC"
		}
	}
	by := " ORDER BY " + strings.Join(positions, ", ")
	if whole {
		return optional(by)
	}
	return optional(by, pick(g, []string{" LIMIT 1", " LIMIT 2", " LIMIT 3", " LIMIT 2 OFFSET 1", " LIMIT 1, 3", " LIMIT 0"}))
}

// grouped makes the clauses of a query that groups, or aggregates all rows.
func (g *generator) grouped(s *selection, at place, want []Class) {
	shown := &scope{outer: at.scope.outer}
	var by, ready []*Node
	var keys []string
	for range g.IntN(3) {
		e := g.groupKey(at, shown)
		by, keys = append(by, e), append(keys, e.String())
		ready = append(ready, e)
	}
	if by != nil {
		rollup := optional()
		if g.chance(15) {
			rollup, keys = optional(" WITH ROLLUP"), nil
		}
		s.group = optional(" GROUP BY ", list(", ", 1, by), rollup)
	}
	p := place{scope: shown, depth: at.depth, inside: at.scope, keys: keys, nesting: at.nesting}
	p.windows = g.profile.weight["windows"] > 0 && keys != nil
	g.items(s, p, want, ready)
	if g.chance(30) {
		p.windows = false
		s.having = optional(" HAVING ", g.expr(Bool, p))
	}
}

// groupKey makes what is grouped by: a column, which is then to be seen, or an expression.
func (g *generator) groupKey(at place, shown *scope) *Node {
	c := pick(g, g.profile.classes)
	fields := at.scope.of(c)
	if len(fields) == 0 || g.chance(25) {
		return g.expr(c, place{scope: at.scope, depth: 1})
	}
	f := pick(g, fields)
	for _, src := range shown.sources {
		if src.alias == f.source.alias {
			src.fields = append(src.fields, f.field)
			return g.qualified(f)
		}
	}
	shown.sources = append(shown.sources, &source{alias: f.source.alias, fields: []field{f.field}})
	return g.qualified(f)
}

func (g *generator) qualified(f found) *Node {
	n := text(f.field.class, f.source.alias+"."+f.field.name)
	n.Op = "column/" + f.field.kind
	return n
}

// setOperation joins two queries. Its text is in items.
func (g *generator) setOperation(p place, want []Class) selection {
	p.nesting--
	left, s := g.query(p, want)
	other := append([]Class(nil), want...)
	if g.chance(10) {
		other[g.IntN(len(other))] = pick(g, g.profile.classes)
	}
	right, _ := g.query(p, other)
	op := pick(g, []string{"UNION", "UNION ALL", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"})
	out := selection{names: s.names, classes: s.classes}
	out.items = piece(Query, "set/"+op, "(", left, ") "+op+" (", right, ")")
	if g.chance(30) {
		out.order = g.order(out, false)
	}
	return out
}

// with makes common table expressions, one of which may be recursive.
func (g *generator) with(p place) *Node {
	var defs []*Node
	word := "WITH "
	for range 1 + g.IntN(2) {
		name := g.alias("w")
		if g.chance(25) {
			word = "WITH RECURSIVE "
			defs = append(defs, g.recursion(name))
			continue
		}
		in := p
		in.nesting--
		n, s := g.query(in, g.classes(1+g.IntN(3)))
		defs = append(defs, glue(name+" AS (", n, ")"))
		src := s.source(name)
		src.keys = nil
		g.ctes = append(g.ctes, src)
	}
	return optional(word, list(", ", 1, defs), " ")
}

// recursion makes a recursive common table expression, of numbers or along a tree.
func (g *generator) recursion(name string) *Node {
	all := pick(g, []string{"UNION ALL", "UNION"})
	if g.chance(50) {
		g.ctes = append(g.ctes, &source{alias: name, fields: []field{{name: "n", class: Int}}, keys: []string{"n"}})
		return piece(Glue, "recursive", fmt.Sprintf("%s (n) AS (SELECT 1 %s SELECT n + %s FROM %s WHERE n < %s)", name, all, pick(g, []string{"1", "2"}), name, pick(g, literals["pos"])))
	}
	g.ctes = append(g.ctes, &source{alias: name, fields: []field{{name: "id", class: Int}, {name: "k", class: Int}, {name: "depth", class: Int}}})
	return piece(Glue, "recursive", fmt.Sprintf("%s (id, k, depth) AS (SELECT id, k, 0 FROM %s.a WHERE id %s SELECT x.id, x.k, %s.depth + 1 FROM %s JOIN %s.a x ON x.k = %s.id WHERE %s.depth < %s)",
		name, domain, pick(g, []string{"< 3", "= 9", "< 0"})+" "+all, name, name, domain, name, name, pick(g, []string{"2", "3"})))
}
