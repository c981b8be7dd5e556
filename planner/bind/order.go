package bind

import (
	"slices"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func equalNames(a, b string) bool { return strings.EqualFold(a, b) }

// orderKey is an item of ORDER BY.
type orderKey struct {
	expr plan.Expr
	desc bool
}

// orderBy binds ORDER BY. A bare name is an alias before it is a column; in an
// expression it is the other way round.
func (s *selection) orderBy() error {
	for _, o := range s.n.OrderBy {
		e, err := s.orderExpr(o.Expr)
		if err != nil {
			return err
		}
		if _, ok := e.(*plan.Const); ok {
			continue
		}
		s.order = append(s.order, orderKey{e, o.Direction == ast.DescScr})
	}
	return nil
}

func (s *selection) orderExpr(e ast.Expr) (plan.Expr, error) {
	if n, ok := positionOf(e); ok {
		it, err := s.position(n, "order clause")
		if err != nil {
			return nil, err
		}
		return it.expr, nil
	}
	x := s.exprs("order clause")
	x.aggs, x.wins, x.last = s.aggs, s.wins, s.aliased
	if name, ok := e.(*ast.ColName); ok {
		it, err := s.selected(name)
		if err != nil {
			return nil, err
		}
		if it != nil {
			return it.expr, nil
		}
		return x.name(name)
	}
	return x.scalar(e)
}

// selected finds the item of the SELECT list that a bare name means.
func (s *selection) selected(n *ast.ColName) (*item, error) {
	var found *item
	for _, it := range s.items {
		if !it.answers(n) {
			continue
		}
		if found != nil && fingerprint(found.expr) != fingerprint(it.expr) {
			return nil, sqlerr.New(sqlerr.AmbiguousColumn, "Column '%s' in order clause is ambiguous", nameText(n))
		}
		found = it
	}
	return found, nil
}

// sorted projects, sorts by columns of the SELECT list and by hidden ones.
func (s *selection) sorted(cols []plan.Projection, out *bound) {
	var keys []plan.SortKey
	own := ownColumns(s.op)
	for _, o := range s.order {
		ref := s.selectedAs(o.expr, cols)
		if ref == nil {
			p := plan.Projection{ID: s.b.newID(), Name: "order", Expr: o.expr}
			if r, ok := o.expr.(*plan.Ref); ok && own[r.ID] {
				p.ID, p.Name = r.ID, r.Name
			}
			cols = append(cols, p)
			ref = &plan.Ref{ID: p.ID, Name: p.Name, Typ: o.expr.Type()}
		}
		s.b.texts[ref.ID] = s.b.textsOf(o.expr)
		keys = append(keys, plan.SortKey{Expr: s.b.sortKey(ref), Desc: o.desc})
	}
	out.op = &plan.Project{Input: s.op, Cols: cols}
	if len(keys) > 0 {
		out.op = &plan.Sort{Input: out.op, Keys: keys}
	}
}

// selectedAs finds the output column that an expression is.
func (s *selection) selectedAs(e plan.Expr, cols []plan.Projection) *plan.Ref {
	want := fingerprint(e)
	for i, it := range s.items {
		if fingerprint(it.expr) == want {
			return &plan.Ref{ID: cols[i].ID, Name: cols[i].Name, Typ: cols[i].Expr.Type()}
		}
	}
	for _, c := range cols[len(s.items):] {
		if fingerprint(c.Expr) == want {
			return &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Expr.Type()}
		}
	}
	return nil
}

// distinct projects, removes equal rows, and sorts by what is left of them.
func (s *selection) distinct(cols []plan.Projection, out *bound) error {
	op, unique := s.b.unique(&plan.Project{Input: s.op, Cols: slices.Clone(cols)})
	out.op = op
	for i, c := range unique {
		cols[i].ID, out.cols[i].id = c.ID, c.ID
	}
	var keys []plan.SortKey
	for i, o := range s.order {
		e, err := s.overDistinct(o.expr, cols, i+1)
		if err != nil {
			return err
		}
		keys = append(keys, plan.SortKey{Expr: s.b.sortKey(e), Desc: o.desc})
	}
	if len(keys) > 0 {
		out.op = &plan.Sort{Input: out.op, Keys: keys}
	}
	return nil
}

func (s *selection) overDistinct(e plan.Expr, cols []plan.Projection, number int) (plan.Expr, error) {
	if ref := s.selectedAs(e, cols); ref != nil {
		return ref, nil
	}
	if r, ok := e.(*plan.Ref); ok {
		if c, ok := s.sc.base()[r.ID]; ok {
			return nil, sqlerr.New(sqlerr.DistinctOrder, "Expression #%d of ORDER BY clause is not in SELECT list, references column '%s' which is not in SELECT list; this is incompatible with DISTINCT", number, s.columnName(c))
		}
		if _, outer := s.b.nullable[r.ID]; !outer || s.isAggregate(r) {
			return nil, sqlerr.New(sqlerr.DistinctOrder, "Expression #%d of ORDER BY clause is not in SELECT list, contains aggregate function; this is incompatible with DISTINCT", number)
		}
		return r, nil
	}
	if _, ok := e.(*plan.Subquery); ok {
		return nil, unsupported("a subquery in ORDER BY that is not in the SELECT DISTINCT list")
	}
	args := e.Args()
	for i, a := range args {
		n, err := s.overDistinct(a, cols, number)
		if err != nil {
			return nil, err
		}
		args[i] = n
	}
	if len(args) == 0 {
		return e, nil
	}
	return e.WithArgs(args), nil
}
