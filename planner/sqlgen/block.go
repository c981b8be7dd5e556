package sqlgen

import (
	"fmt"
	"strings"

	"nanohouse/planner/plan"
)

// item is one column of a SELECT list.
type item struct {
	id   plan.ColumnID
	name string
	frag frag
}

func column(id plan.ColumnID) string { return fmt.Sprintf("c%d", id) }

// block is one SELECT that is being put together. A block is plain while its
// list only passes on the columns of its FROM: then filters, projections and
// orders still go into it; later it is nested into another.
type block struct {
	items    []item
	plain    bool
	from     string
	joined   bool // the FROM is a join
	where    []string
	grouped  bool
	groupBy  []string
	distinct bool
	orderBy  []string
	limit    string
	offset   string
}

// lookup gives the expression of a column, in terms of the block's FROM.
func (b *block) lookup(id plan.ColumnID) (frag, bool) {
	for _, it := range b.items {
		if it.id == id {
			return it.frag, true
		}
	}
	return frag{}, false
}

// open reports whether the block still is FROM and WHERE with a plain list.
func (b *block) open() bool {
	return b.plain && !b.grouped && !b.distinct && b.orderBy == nil && b.limit == "" && b.offset == ""
}

// bare reports whether the block is nothing but its FROM.
func (b *block) bare() bool { return b.open() && b.where == nil }

func (g *generator) alias() string {
	g.aliases++
	return fmt.Sprintf("t%d", g.aliases)
}

// nest makes the block a plain one over what it was.
func (b *block) nest(g *generator) {
	text := b.text()
	items := make([]item, len(b.items))
	for i, it := range b.items {
		items[i] = item{id: it.id, name: it.name, frag: frag{sql: it.name, rep: it.frag.rep}}
	}
	*b = block{items: items, plain: true, from: "(" + text + ") AS " + g.alias()}
}

// source gives the block as an item of a FROM.
func (b *block) source(g *generator) string {
	if b.bare() && b.from != "" {
		return b.from
	}
	return "(" + b.text() + ") AS " + g.alias()
}

// pass replaces the list by columns that the FROM has.
func pass(cols []plan.Column, reps map[plan.ColumnID]rep) []item {
	items := make([]item, len(cols))
	for i, c := range cols {
		items[i] = item{id: c.ID, name: column(c.ID), frag: frag{sql: column(c.ID), rep: reps[c.ID]}}
	}
	return items
}

func (b *block) text() string {
	var s strings.Builder
	s.WriteString("SELECT ")
	if b.distinct {
		s.WriteString("DISTINCT ")
	}
	if len(b.items) == 0 {
		s.WriteString("1 AS c0")
	}
	for i, it := range b.items {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString(it.frag.sql)
		if it.frag.sql != it.name {
			s.WriteString(" AS ")
			s.WriteString(it.name)
		}
	}
	clause(&s, " FROM ", b.from)
	clause(&s, " WHERE ", strings.Join(b.where, " AND "))
	clause(&s, " GROUP BY ", strings.Join(b.groupBy, ", "))
	clause(&s, " ORDER BY ", strings.Join(b.orderBy, ", "))
	clause(&s, " LIMIT ", b.limit)
	clause(&s, " OFFSET ", b.offset)
	return s.String()
}

func clause(s *strings.Builder, word, text string) {
	if text != "" {
		s.WriteString(word)
		s.WriteString(text)
	}
}
