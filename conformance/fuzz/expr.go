package fuzz

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// generator makes one statement.
type generator struct {
	*rand.Rand
	grammar grammar
	profile profile
	aliases int
	ctes    []*source
}

// place is where an expression stands.
type place struct {
	scope *scope
	depth int
	// inside is the scope within an aggregate's parentheses; nil where none may stand.
	inside *scope
	// windows says that window functions may stand here, keys what orders the rows wholly.
	windows bool
	keys    []string
	// nesting is how deep queries may still nest.
	nesting int
}

func (p place) deeper() place { p.depth--; return p }

// plain is the place without aggregates and windows.
func (p place) plain() place { p.inside, p.windows = nil, false; return p }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, of []T) T { return of[g.IntN(len(of))] }

func (g *generator) alias(prefix string) string {
	g.aliases++
	return prefix + strconv.Itoa(g.aliases)
}

// class chooses one class of a group.
func (g *generator) class(c Class) Class {
	of := groups[c]
	if g.profile.plain && (c == "any" || c == "temporal") {
		of = []Class{Int, Int, Text, Text, Dec, Date}
	}
	if of != nil {
		return pick(g, of)
	}
	return c
}

// expr makes a value of a class, or rarely of another, which MySQL converts.
func (g *generator) expr(c Class, p place) *Node {
	c = g.class(c)
	if !g.profile.plain && g.chance(4) && c != JSON && c != Bin {
		c = g.class("any")
	}
	if p.depth <= 0 || g.chance(15) {
		return g.leaf(c, p)
	}
	if p.nesting > 0 && g.chance(12) {
		return g.subqueryExpr(c, p)
	}
	prod := g.production(c, p)
	if prod == nil {
		return g.leaf(c, p)
	}
	return g.fill(prod, p)
}

// production chooses a way to make a value where it stands; nil if there is none.
func (g *generator) production(c Class, p place) *production {
	total := 0
	weigh := func(prod *production) int {
		if prod.needs == "aggregates" && p.inside == nil || prod.needs == "windows" && !p.windows {
			return 0
		}
		return prod.weight * g.profile.weight[prod.area]
	}
	for _, prod := range g.grammar[c] {
		total += weigh(prod)
	}
	if total == 0 {
		return nil
	}
	n := g.IntN(total)
	for _, prod := range g.grammar[c] {
		if n -= weigh(prod); n < 0 {
			return prod
		}
	}
	return nil
}

// fill makes a production's holes. Outer parentheses are sometimes left out, for
// precedence is part of the language.
func (g *generator) fill(prod *production, p place) *Node {
	in := p.deeper()
	switch prod.needs {
	case "aggregates":
		in = place{scope: p.inside, depth: p.depth - 1, nesting: min(p.nesting, 1)}
	case "windows":
		in.windows = false
	}
	n := &Node{Class: prod.class, Op: prod.op, Text: append([]string(nil), prod.text...)}
	any := g.class("any")
	for _, h := range prod.holes {
		if g.profile.plain && h == "any" {
			h = string(any)
		}
		n.Kids = append(n.Kids, g.hole(h, in, n.Kids))
	}
	last := len(n.Text) - 1
	if strings.HasPrefix(n.Text[0], "(") && strings.HasSuffix(n.Text[last], ")") && strings.Count(strings.Join(n.Text, ""), "(") == 1 && g.chance(6) {
		n.Text[0], n.Text[last] = strings.TrimPrefix(n.Text[0], "("), strings.TrimSuffix(n.Text[last], ")")
	}
	return n
}

func (g *generator) hole(name string, p place, earlier []*Node) *Node {
	if i, err := strconv.Atoi(name); err == nil {
		return earlier[i-1]
	}
	if specialHoles[name] {
		return g.window(name, p)
	}
	if c := Class(name); c.IsValue() || groups[c] != nil {
		return g.expr(c, p)
	}
	return text(Glue, pick(g, literals[name]))
}

// leaf is a column of the class, or a constant.
func (g *generator) leaf(c Class, p place) *Node {
	if !g.chance(25) {
		s := p.scope
		for s != nil && (len(s.of(c)) == 0 || s.outer != nil && g.chance(15)) {
			s = s.outer
		}
		if s != nil {
			return g.column(p.scope, pick(g, s.of(c)))
		}
	}
	return g.constant(c)
}

// column names a column, with its source or, where that is clear, without.
func (g *generator) column(s *scope, f found) *Node {
	name := f.source.alias + "." + f.field.name
	if s.unique(f.field.name) && g.chance(15) {
		name = f.field.name
	}
	n := text(f.field.class, name)
	n.Op = "column/" + f.field.kind
	return n
}

func (g *generator) constant(c Class) *Node {
	all, op := literals[string(c)], "constant/"+string(c)
	// The first ones are ordinary; the others would end most statements with an error.
	if g.profile.plain || g.chance(60) {
		all = all[:min(len(all), 5)]
	} else {
		op += " odd"
	}
	s := pick(g, all)
	n := text(c, s)
	n.Op = op
	if g.chance(g.profile.params) {
		if v, ok := parameter(c, s); ok {
			n.Text, n.Param, n.Op = []string{"?"}, &v, "parameter/"+string(c)
		}
	}
	return n
}

// parameter is what a program would bind instead of a constant.
func parameter(c Class, s string) (any, bool) {
	if s == "NULL" {
		return nil, true
	}
	switch c {
	case Int:
		v, err := strconv.ParseInt(s, 10, 64)
		return v, err == nil
	case Real:
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil
	case Text:
		return strings.ReplaceAll(strings.Trim(s, "'"), "''", "'"), true
	case Date, DateTime:
		_, v, _ := strings.Cut(s, "'")
		return strings.TrimSuffix(v, "'"), true
	}
	return nil, false
}

// specialHoles are those of windows.
var specialHoles = map[string]bool{"total": true, "order": true, "over": true, "rows": true, "range": true}

// window makes what stands within OVER ( ).
func (g *generator) window(name string, p place) *Node {
	partition := optional()
	if g.chance(50) {
		partition = optional("PARTITION BY ", g.exprs(1, "any", p), " ")
	}
	keys := strings.Join(p.keys, ", ")
	direction := pick(g, []string{"", " DESC"})
	switch name {
	case "order":
		return glue(partition, "ORDER BY ", g.expr("any", p), direction)
	case "range":
		return glue(partition, "ORDER BY ", g.expr(pick(g, []Class{Int, Dec}), place{scope: p.scope, depth: 0}), direction, " RANGE BETWEEN ", pick(g, []string{"1 PRECEDING", "UNBOUNDED PRECEDING", "CURRENT ROW", "2.5 PRECEDING"}),
			" AND ", pick(g, []string{"CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING", "10 FOLLOWING"}))
	case "over":
		switch g.IntN(4) {
		case 0:
			return partition
		case 1:
			return glue(partition, "ORDER BY ", g.expr("any", p), direction)
		}
	}
	// The rows are ordered wholly: by expressions, then by what tells them apart.
	lead := optional()
	if g.chance(50) {
		lead = optional(g.expr("any", p), direction, ", ")
	}
	frame := optional()
	if name != "total" && g.chance(60) {
		frame = optional(fmt.Sprintf(" ROWS BETWEEN %s AND %s", pick(g, []string{"UNBOUNDED PRECEDING", "1 PRECEDING", "2 PRECEDING", "CURRENT ROW"}),
			pick(g, []string{"CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING"})))
	}
	return glue(partition, "ORDER BY ", lead, keys, frame)
}

func (g *generator) exprs(n int, c Class, p place) *Node {
	var kids []*Node
	for range n {
		kids = append(kids, g.expr(c, p))
	}
	return list(", ", 1, kids)
}
