package bind

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
)

// generator makes queries that hold every way to nest a scope in another.
type generator struct {
	*rand.Rand
	aliases int
	ctes    []string // of two columns, p and q
}

// visible are the columns that a place may name.
type visible []string

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) alias() string {
	g.aliases++
	return fmt.Sprintf("r%d", g.aliases)
}

// query makes a query of two columns. outer are the names of queries around it.
func (g *generator) query(depth int, outer visible) string {
	switch {
	case depth <= 0:
		return g.selection(0, outer)
	case g.IntN(6) == 0:
		op := g.pick("UNION", "UNION ALL", "INTERSECT", "EXCEPT")
		return fmt.Sprintf("(%s) %s (%s) ORDER BY 1, 2 LIMIT 5", g.query(depth-1, outer), op, g.query(depth-1, outer))
	case g.IntN(6) == 0:
		name := g.alias()
		body := g.query(depth-1, outer)
		g.ctes = append(g.ctes, name)
		out := fmt.Sprintf("WITH %s (p, q) AS (%s) %s", name, body, g.selection(depth-1, outer))
		g.ctes = g.ctes[:len(g.ctes)-1]
		return out
	}
	return g.selection(depth, outer)
}

func (g *generator) selection(depth int, outer visible) string {
	from, mine := g.from(depth, outer)
	names := append(append(visible{}, mine...), outer...)
	where := ""
	if g.IntN(2) == 0 {
		where = " WHERE " + g.condition(depth, names)
	}
	switch g.IntN(4) {
	case 0:
		key := g.pick(mine...)
		return fmt.Sprintf("SELECT %s AS p, %s AS q FROM %s%s GROUP BY %s HAVING COUNT(*) > %s ORDER BY %s, SUM(%s) LIMIT 9",
			key, g.aggregate(depth, mine, key), from, where, key, g.aggregate(0, mine, key), key, g.pick(mine...))
	case 1:
		return fmt.Sprintf("SELECT DISTINCT %s AS p, %s AS q FROM %s%s ORDER BY p, q DESC", g.value(depth, names), g.value(0, names), from, where)
	case 2:
		return fmt.Sprintf("SELECT %s AS p, SUM(%s) OVER (PARTITION BY %s ORDER BY %s) AS q FROM %s%s ORDER BY %s",
			g.value(depth, names), g.pick(mine...), g.pick(mine...), g.value(0, mine), from, where, g.pick(mine...))
	}
	return fmt.Sprintf("SELECT %s AS p, %s AS q FROM %s%s", g.value(depth, names), g.value(depth, names), from, where)
}

func (g *generator) aggregate(depth int, mine visible, key string) string {
	agg := fmt.Sprintf("%s(%s)", g.pick("SUM", "MAX", "COUNT", "AVG"), g.value(0, mine))
	if depth > 0 && g.IntN(2) == 0 {
		return agg + " + (SELECT MAX(z.q) FROM (" + g.query(depth-1, visible{key}) + ") AS z)"
	}
	return agg
}

func (g *generator) from(depth int, outer visible) (string, visible) {
	first, names := g.table(depth, outer)
	if depth == 0 || g.IntN(2) == 0 {
		return first, names
	}
	second, more := g.table(depth-1, outer)
	if g.IntN(4) == 0 {
		alias := g.alias()
		second, more = fmt.Sprintf("LATERAL (%s) %s", g.query(depth-1, append(append(visible{}, names...), outer...)), alias), visible{alias + ".p", alias + ".q"}
		return first + ", " + second, append(names, more...)
	}
	join := g.pick("JOIN", "LEFT JOIN", "RIGHT JOIN")
	both := append(append(visible{}, names...), more...)
	return fmt.Sprintf("%s %s %s ON %s", first, join, second, g.condition(0, both)), both
}

func (g *generator) table(depth int, outer visible) (string, visible) {
	alias := g.alias()
	switch n := g.IntN(4); {
	case n == 0 && depth > 0:
		return fmt.Sprintf("(%s) AS %s", g.query(depth-1, outer), alias), visible{alias + ".p", alias + ".q"}
	case n == 1 && len(g.ctes) > 0:
		return g.pick(g.ctes...) + " " + alias, visible{alias + ".p", alias + ".q"}
	case n == 2:
		return "u AS " + alias, visible{alias + ".id", alias + ".a", alias + ".t_id"}
	}
	return "t AS " + alias, visible{alias + ".id", alias + ".a", alias + ".b", alias + ".u"}
}

func (g *generator) value(depth int, names visible) string {
	if depth > 0 && g.IntN(3) == 0 {
		return fmt.Sprintf("(SELECT MAX(z.p) FROM (%s) AS z)", g.query(depth-1, names))
	}
	switch g.IntN(4) {
	case 0:
		return fmt.Sprintf("%s + %s", g.pick(names...), g.pick(names...))
	case 1:
		return fmt.Sprintf("CASE WHEN %s THEN %s ELSE 1 END", g.condition(0, names), g.pick(names...))
	}
	return g.pick(names...)
}

func (g *generator) condition(depth int, names visible) string {
	if depth > 0 {
		q := g.query(depth-1, names)
		switch g.IntN(4) {
		case 0:
			return fmt.Sprintf("EXISTS (%s)", q)
		case 1:
			return fmt.Sprintf("(%s, %s) NOT IN (%s)", g.pick(names...), g.pick(names...), q)
		case 2:
			return fmt.Sprintf("%s > ALL (SELECT z.q FROM (%s) z)", g.pick(names...), q)
		}
	}
	return fmt.Sprintf("%s %s %s", g.pick(names...), g.pick("=", "<", "<>", "<=>"), g.pick(names...))
}

// Whatever nests in whatever, a plan refers only to columns in scope, and each
// column is made once. Most of the queries must bind, or this tests nothing.
func TestRandomQueries(t *testing.T) {
	env := testEnv(t)
	const total = 4000
	bound, reasons := 0, map[string]int{}
	for seed := range uint64(total) {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
		text := g.query(1+int(seed%3), nil)
		q, err := Bind(context.Background(), text, env)
		if err == nil {
			bound++
			if checkPlan(t, q); t.Failed() {
				t.Fatalf("seed %d: %s", seed, text)
			}
			continue
		}
		e, ok := sqlerr.As(err)
		if !ok || e.Code == sqlerr.Internal || e.Code == sqlerr.Syntax || e.Code == sqlerr.UnknownColumn {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		reasons[strings.SplitN(e.Message, "'", 3)[0]]++
	}
	if bound < total/3 {
		t.Errorf("only %d of %d queries bound: %v", bound, total, reasons)
	}
	t.Logf("%d of %d bound; refused: %v", bound, total, reasons)
}
