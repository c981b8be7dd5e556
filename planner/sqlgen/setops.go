package sqlgen

import (
	"fmt"
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

var setWords = map[plan.SetKind]string{
	plan.Union: "UNION", plan.Intersect: "INTERSECT", plan.Except: "EXCEPT",
}

func (g *generator) setOp(s *plan.SetOp) (*block, error) {
	word, ok := setWords[s.Kind]
	if !ok {
		return nil, sqlerr.New(sqlerr.Unsupported, "set operation of kind %d", s.Kind)
	}
	if s.All {
		word += " ALL"
	}
	reps, err := g.declare(s.Cols)
	if err != nil {
		return nil, err
	}
	l, err := g.side(s.Left, reps)
	if err != nil {
		return nil, err
	}
	r, err := g.side(s.Right, reps)
	if err != nil {
		return nil, err
	}
	from := fmt.Sprintf("((%s) %s (%s)) AS %s(%s)", l, word, r, g.alias(), names(s.Cols))
	return &block{items: pass(s.Cols, g.reps), plain: true, from: from}, nil
}

// declare notes that columns have the representation of their type.
func (g *generator) declare(cols []plan.Column) ([]rep, error) {
	reps := make([]rep, len(cols))
	for i, c := range cols {
		r, err := repOf(c.Type)
		if err != nil {
			return nil, err
		}
		reps[i], g.reps[c.ID] = r, r
	}
	return reps, nil
}

func names(cols []plan.Column) string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = column(c.ID)
	}
	return strings.Join(out, ", ")
}

// side is one input of a set operation, with the common representations.
func (g *generator) side(op plan.Operator, reps []rep) (string, error) {
	b, err := g.operator(op)
	if err != nil {
		return "", err
	}
	cols := op.Columns()
	if len(cols) != len(reps) {
		return "", sqlerr.New(sqlerr.WrongColumnCount, "The used SELECT statements have a different number of columns")
	}
	items := make([]item, len(cols))
	for i, c := range cols {
		f, ok := b.lookup(c.ID)
		if !ok {
			return "", fmt.Errorf("sqlgen: column c%d is not in the plan", c.ID)
		}
		items[i] = item{id: c.ID, name: fmt.Sprintf("s%d", i+1), frag: g.fit(f, reps[i])}
	}
	if b.distinct && !sameItems(b.items, items) {
		b.nest(g)
		for i, c := range cols {
			f, _ := b.lookup(c.ID)
			items[i].frag = g.fit(f, reps[i])
		}
	}
	b.items = items
	return b.text(), nil
}

func (g *generator) recursive(r *plan.RecursiveCTE) (*block, error) {
	reps, err := g.declare(r.Cols)
	if err != nil {
		return nil, err
	}
	start, err := g.side(r.Init, reps)
	if err != nil {
		return nil, err
	}
	step, err := g.side(r.Step, reps)
	if err != nil {
		return nil, err
	}
	word := "UNION"
	if r.All {
		word = "UNION ALL"
	}
	cols := names(r.Cols)
	from := fmt.Sprintf("(WITH RECURSIVE r%d(%s) AS ((%s) %s (%s)) SELECT %s FROM r%d) AS %s",
		r.CTE, cols, start, word, step, cols, r.CTE, g.alias())
	return &block{items: pass(r.Cols, g.reps), plain: true, from: from}, nil
}

func (g *generator) recursiveRef(r *plan.RecursiveRef) (*block, error) {
	if _, err := g.declare(r.Cols); err != nil {
		return nil, err
	}
	from := fmt.Sprintf("r%d AS %s(%s)", r.CTE, g.alias(), names(r.Cols))
	return &block{items: pass(r.Cols, g.reps), plain: true, from: from}, nil
}
