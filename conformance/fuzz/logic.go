package fuzz

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// partition is a whole statement and the statements of its parts: what a
// condition makes true, false and NULL. One side's answers must fit together,
// whatever another side says.
type partition struct {
	kind  string
	whole *Node
	parts []*Node
	// merge says how the parts' rows become the whole's.
	merge func(parts []Answer) [][]string
}

// Partition makes the partition of a seed.
func Partition(g grammar, seed uint64) partition {
	gen := &generator{Rand: rand.New(rand.NewPCG(seed, 0x51ed270b)), grammar: g, profile: profiles[0]}
	if gen.chance(30) {
		gen.profile = profiles[len(profiles)-1]
		gen.profile.joins, gen.profile.nesting = 1, 1
	}
	var s selection
	inner := &scope{}
	p := place{scope: inner, depth: gen.profile.depth, nesting: gen.profile.nesting}
	for s.from == nil {
		inner.sources = nil
		s.from = gen.from(inner, p)
	}
	condition := gen.expr(Bool, place{scope: inner, depth: p.depth, nesting: p.nesting - 1})
	switch gen.IntN(5) {
	case 0:
		return gen.aggregates(s, inner, condition)
	case 1:
		return gen.distinct(s, inner, condition)
	case 2:
		return gen.having(s, inner)
	case 3:
		return gen.counted(s, condition)
	}
	gen.items(&s, place{scope: inner, depth: 1}, gen.classes(2), nil)
	return thirds("WHERE", s, condition, bag)
}

// thirds are a query's parts by a condition in WHERE.
func thirds(kind string, s selection, condition *Node, merge func([]Answer) [][]string) partition {
	out := partition{kind: kind, whole: s.node(), merge: merge}
	for _, which := range []string{"true", "false", "NULL"} {
		part := s
		part.where = third(" WHERE ", which, condition)
		out.parts = append(out.parts, part.node())
	}
	return out
}

// third is a clause that takes the rows for which a condition is true, false or NULL.
func third(word, which string, condition *Node) *Node {
	switch which {
	case "false":
		return glue(word+"(NOT (", condition, "))")
	case "NULL":
		return glue(word+"((", condition, ") IS NULL)")
	}
	return glue(word+"(", condition, ")")
}

// aggregates makes COUNT, MIN, MAX and SUM of whole numbers, which add up.
func (g *generator) aggregates(s selection, inner *scope, condition *Node) partition {
	at := place{scope: inner, depth: 1}
	least := g.expr("num", at)
	s.items = list(", ", 4, []*Node{text(Int, "COUNT(*)"), glue("COUNT(", g.expr("any", at), ")"), glue("MIN(", least, ")"), glue("MAX(", least, ")")})
	return thirds("aggregates", s, condition, addUp)
}

// distinct makes SELECT DISTINCT, whose parts may share rows.
func (g *generator) distinct(s selection, inner *scope, condition *Node) partition {
	g.items(&s, place{scope: inner, depth: 1}, g.classes(1+g.IntN(2)), nil)
	s.distinct = glue("DISTINCT ")
	return thirds("DISTINCT", s, condition, set)
}

// having makes a grouped query, cut by a condition on its groups.
func (g *generator) having(s selection, inner *scope) partition {
	shown := &scope{}
	key := g.groupKey(place{scope: inner, depth: 1}, shown)
	s.group = glue(" GROUP BY ", key)
	p := place{scope: shown, depth: 2, inside: inner}
	g.items(&s, p, g.classes(2), []*Node{key})
	condition := g.expr(Bool, p)
	out := partition{kind: "HAVING", whole: s.node(), merge: bag}
	for _, which := range []string{"true", "false", "NULL"} {
		part := s
		part.having = third(" HAVING ", which, condition)
		out.parts = append(out.parts, part.node())
	}
	return out
}

// counted counts rows with a condition in WHERE, which an optimizer may use, and
// the same in the select list, which it cannot.
func (g *generator) counted(s selection, condition *Node) partition {
	one, other := s, s
	one.items, one.where = text(Int, "COUNT(*)"), glue(" WHERE ", condition)
	other.items = glue("COALESCE(SUM((", condition, ") IS TRUE), 0)")
	return partition{kind: "NoREC", whole: one.node(), parts: []*Node{other.node()}, merge: bag}
}

// bag puts the rows of all parts together.
func bag(parts []Answer) [][]string {
	var out [][]string
	for _, p := range parts {
		out = append(out, texts(p)...)
	}
	return out
}

// set is bag without what comes twice.
func set(parts []Answer) [][]string {
	var out [][]string
	seen := map[string]bool{}
	for _, row := range bag(parts) {
		if key := fmt.Sprint(row); !seen[key] {
			seen[key] = true
			out = append(out, row)
		}
	}
	return out
}

// addUp adds the first two columns, and takes the least and the most of the others.
func addUp(parts []Answer) [][]string {
	sums, least, most := [2]int64{}, "NULL", "NULL"
	for _, row := range bag(parts) {
		for i := range sums {
			n, err := strconv.ParseInt(row[i][1:], 10, 64)
			if err != nil {
				return nil
			}
			sums[i] += n
		}
		if row[2] != "NULL" && (least == "NULL" || number(row[2]) < number(least)) {
			least = row[2]
		}
		if row[3] != "NULL" && (most == "NULL" || number(row[3]) > number(most)) {
			most = row[3]
		}
	}
	return [][]string{{fmt.Sprintf("=%d", sums[0]), fmt.Sprintf("=%d", sums[1]), least, most}}
}

// number is the value of a number's text.
func number(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimPrefix(s, "="), 64)
	if err != nil {
		return 0
	}
	return f
}

// Contradicts asks a side for the whole and the parts and tells how they do not
// fit together; asked is false when one of them has no answer.
func (p partition) Contradicts(side Side) (finding string, asked bool) {
	whole := side.Ask(p.whole.String(), p.whole.Params())
	if whole.Lost != nil || whole.Errno != 0 {
		return "", false
	}
	var answers []Answer
	show := p.kind + "\n" + p.whole.String() + "\n   " + whole.Show()
	for _, part := range p.parts {
		a := side.Ask(part.String(), part.Params())
		if a.Lost != nil || a.Errno != 0 {
			return "", false
		}
		answers = append(answers, a)
		show += "\n" + part.String() + "\n   " + a.Show()
	}
	want, got := texts(whole), p.merge(answers)
	sortTexts(want)
	sortTexts(got)
	if sameRows(want, got) {
		return "", true
	}
	return show, true
}
