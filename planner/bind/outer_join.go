package bind

import "nanohouse/planner/plan"

// settleOn puts an outer join into a form that an engine can run beside queries
// around it and within its ON: what a condition takes from a query within or an
// outer one becomes a column of a side. `a LEFT JOIN b ON a.x = b.x AND EXISTS
// (SELECT … WHERE t.y = a.y)` has the EXISTS as a column of a. A query that
// speaks of both sides stays where it is, and is refused by the engine.
func (b *binder) settleOn(j *plan.Join) {
	if j.Kind == plan.InnerJoin || j.Kind == plan.CrossJoin {
		return
	}
	if j.Lateral {
		if c, ok := j.On.(*plan.Const); !ok || c.Value != true {
			j.Right = &plan.Filter{Input: j.Right, Predicate: j.On}
		}
		j.On = nil // every row that the right side gives for a row of the left
		return
	}
	h := &hoist{b: b, join: j, left: columnIDs(j.Left), right: columnIDs(j.Right), outer: map[plan.ColumnID]*plan.Ref{}}
	j.On = h.expr(j.On)
	j.Left, j.Right = h.project(j.Left, h.onLeft), h.project(j.Right, h.onRight)
}

// hoist moves parts of a join's condition to its sides.
type hoist struct {
	b               *binder
	join            *plan.Join
	left, right     map[plan.ColumnID]bool
	onLeft, onRight []plan.Projection
	// outer are the columns of outer queries that are columns of a side by now.
	outer map[plan.ColumnID]*plan.Ref
}

func columnIDs(op plan.Operator) map[plan.ColumnID]bool {
	ids := map[plan.ColumnID]bool{}
	for _, c := range op.Columns() {
		ids[c.ID] = true
	}
	return ids
}

func (h *hoist) expr(e plan.Expr) plan.Expr {
	switch n := e.(type) {
	case *plan.Subquery:
		return h.subquery(n)
	case *plan.Ref:
		if h.left[n.ID] || h.right[n.ID] || h.join.Kind == plan.FullJoin {
			return n
		}
		if h.outer[n.ID] == nil {
			h.outer[n.ID] = h.column(n, n.Name, h.join.Kind == plan.RightJoin)
		}
		return h.outer[n.ID]
	}
	args := e.Args()
	if len(args) == 0 {
		return e
	}
	out := make([]plan.Expr, len(args))
	for i, a := range args {
		out[i] = h.expr(a)
	}
	return e.WithArgs(out)
}

// subquery becomes a column of the side that it speaks of; one that speaks of
// neither, of the side whose rows all come out.
func (h *hoist) subquery(s *plan.Subquery) plan.Expr {
	usesLeft, usesRight := false, false
	for id := range idsWithin(s) {
		usesLeft, usesRight = usesLeft || h.left[id], usesRight || h.right[id]
	}
	if usesLeft && usesRight {
		return s
	}
	return h.column(s, "subquery", usesRight || !usesLeft && h.join.Kind == plan.RightJoin)
}

// column computes an expression beside the rows of a side.
func (h *hoist) column(e plan.Expr, name string, right bool) *plan.Ref {
	p := plan.Projection{ID: h.b.newID(), Name: name, Expr: e}
	h.b.nullable[p.ID] = true
	if right {
		h.onRight = append(h.onRight, p)
	} else {
		h.onLeft = append(h.onLeft, p)
	}
	return &plan.Ref{ID: p.ID, Name: name, Typ: e.Type()}
}

func (h *hoist) project(op plan.Operator, more []plan.Projection) plan.Operator {
	if len(more) == 0 {
		return op
	}
	return &plan.Project{Input: op, Cols: append(passedOn(op), more...)}
}

// passedOn are projections that pass all columns of an operator on.
func passedOn(op plan.Operator) []plan.Projection {
	var out []plan.Projection
	for _, c := range op.Columns() {
		out = append(out, plan.Projection{ID: c.ID, Name: c.Name, Expr: &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}})
	}
	return out
}

// idsWithin are all columns that an expression names, also within its queries.
func idsWithin(e plan.Expr) map[plan.ColumnID]bool {
	ids := map[plan.ColumnID]bool{}
	visit := func(e plan.Expr) bool {
		switch n := e.(type) {
		case *plan.Ref:
			ids[n.ID] = true
		case *plan.Subquery:
			plan.Inspect(n.Query, func(o plan.Operator) bool {
				for _, e := range o.Exprs() {
					plan.InspectExpr(e, func(e plan.Expr) bool {
						if r, ok := e.(*plan.Ref); ok {
							ids[r.ID] = true
						}
						return true
					})
				}
				return true
			})
		}
		return true
	}
	plan.InspectExpr(e, visit)
	return ids
}

// settleWindow gives window functions the columns of outer queries as columns of
// their input: an engine computes no window over what is not there.
func (b *binder) settleWindow(w *plan.Window) {
	mine, outer := columnIDs(w.Input), map[plan.ColumnID]*plan.Ref{}
	var more []plan.Projection
	take := func(e plan.Expr) (plan.Expr, error) {
		r, ok := e.(*plan.Ref)
		if !ok || mine[r.ID] {
			return e, nil
		}
		if outer[r.ID] == nil {
			p := plan.Projection{ID: b.newID(), Name: r.Name, Expr: r}
			b.nullable[p.ID] = true
			more = append(more, p)
			outer[r.ID] = &plan.Ref{ID: p.ID, Name: r.Name, Typ: r.Typ}
		}
		return outer[r.ID], nil
	}
	exprs := w.Exprs()
	for i, e := range exprs {
		exprs[i], _ = plan.RewriteExpr(e, take)
	}
	if len(more) == 0 {
		return
	}
	input := &plan.Project{Input: w.Input, Cols: append(passedOn(w.Input), more...)}
	*w = *w.With([]plan.Operator{input}, exprs).(*plan.Window)
}
