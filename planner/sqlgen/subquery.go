package sqlgen

import (
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func (g *generator) subquery(s *plan.Subquery) (frag, error) {
	switch s.Kind {
	case plan.Scalar:
		b, err := g.operator(s.Query)
		if err != nil {
			return frag{}, err
		}
		cols := s.Query.Columns()
		if len(cols) != 1 {
			return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain 1 column(s)")
		}
		return frag{"(" + b.text() + ")", g.reps[cols[0].ID], true}, nil
	case plan.Exists:
		b, err := g.operator(s.Query)
		if err != nil {
			return frag{}, err
		}
		return frag{"EXISTS (" + b.text() + ")", repBool, true}, nil
	case plan.In:
		return g.inSubquery(s, false)
	case plan.Any, plan.All:
		return g.quantified(s)
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "subquery of kind %d", s.Kind)
}

// inSubquery is x IN (SELECT …). For tuples DuckDB gives NULL wherever a NULL is
// among the elements, which matters only where NULL and false differ.
func (g *generator) inSubquery(s *plan.Subquery, onlyTruth bool) (frag, error) {
	left := []plan.Expr{s.Left}
	if l, ok := rowOf(s.Left); ok {
		left = l
	}
	cols := s.Query.Columns()
	if len(cols) != len(left) {
		return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain %d column(s)", len(left))
	}
	b, err := g.operator(s.Query)
	if err != nil {
		return frag{}, err
	}
	fs, err := g.exprs(left)
	if err != nil {
		return frag{}, err
	}
	if len(left) == 1 || onlyTruth {
		if err := g.alignSubquery(b, fs, cols); err != nil {
			return frag{}, err
		}
		tuple := fs[0].sql
		if len(fs) > 1 {
			tuple = "(" + texts(fs) + ")"
		}
		return frag{"(" + tuple + " IN (" + b.text() + "))", repBool, true}, nil
	}
	parts := make([]frag, len(fs))
	for i, c := range cols {
		if parts[i], err = g.compareFrags("=", fs[i], frag{sql: column(c.ID), rep: g.reps[c.ID]}); err != nil {
			return frag{}, err
		}
	}
	match := combine(parts, "AND").sql
	from := " FROM (" + b.text() + ") AS " + g.alias()
	return frag{"(SELECT CASE WHEN bool_or(" + match + ") THEN TRUE WHEN bool_or(" + match + " IS NULL) THEN NULL ELSE FALSE END" + from + ")", repBool, true}, nil
}

// alignSubquery gives both sides types that compare as MySQL does.
func (g *generator) alignSubquery(b *block, fs []frag, cols []plan.Column) error {
	items := make([]item, len(cols))
	changed := false
	for i, c := range cols {
		f, _ := b.lookup(c.ID)
		l, r, err := g.comparable(fs[i], f)
		if err != nil {
			return err
		}
		fs[i], items[i] = l, item{id: c.ID, name: column(c.ID), frag: r}
		changed = changed || r.sql != f.sql
	}
	if !changed && len(items) == len(b.items) {
		return nil
	}
	if b.distinct {
		b.nest(g)
		for i, c := range cols {
			f, _ := b.lookup(c.ID)
			_, items[i].frag, _ = g.comparable(fs[i], f)
		}
	}
	b.items = items
	return nil
}

func (g *generator) quantified(s *plan.Subquery) (frag, error) {
	switch s.Op {
	case "=", "<>", "<", "<=", ">", ">=":
	default:
		return frag{}, sqlerr.New(sqlerr.Unsupported, "operator %s with ANY or ALL", s.Op)
	}
	if _, ok := rowOf(s.Left); ok {
		return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain 1 column(s)")
	}
	b, err := g.operator(s.Query)
	if err != nil {
		return frag{}, err
	}
	cols := s.Query.Columns()
	if len(cols) != 1 {
		return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain 1 column(s)")
	}
	left, err := g.expr(s.Left)
	if err != nil {
		return frag{}, err
	}
	fs := []frag{left}
	if err := g.alignSubquery(b, fs, cols); err != nil {
		return frag{}, err
	}
	word := " ANY ("
	if s.Kind == plan.All {
		word = " ALL ("
	}
	return frag{"(" + strings.Join([]string{fs[0].sql, s.Op}, " ") + word + b.text() + "))", repBool, true}, nil
}
