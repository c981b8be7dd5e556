package bind

import (
	"nanohouse/auth"
	"nanohouse/planner/plan"
)

// determined finds the columns that the keys determine: those that WHERE
// makes equal to a constant or to a determined column, and all of a dataset
// whose whole primary key is determined.
func (s *selection) determined() map[plan.ColumnID]bool {
	known := map[plan.ColumnID]bool{}
	for _, k := range s.keys {
		if r, ok := k.Expr.(*plan.Ref); ok {
			known[r.ID] = true
		}
	}
	equals := equalities(s.op)
	for changed := true; changed; {
		changed = false
		mark := func(id plan.ColumnID) {
			if !known[id] {
				known[id], changed = true, true
			}
		}
		for _, e := range equals {
			if e[0] == 0 || known[e[0]] {
				mark(e[1])
			}
			if e[0] != 0 && known[e[1]] {
				mark(e[0])
			}
		}
		for _, r := range s.sc.rels {
			if r.keyKnown(known) {
				for _, c := range r.cols {
					mark(c.id)
				}
			}
		}
	}
	return known
}

// keyKnown reports whether the relation's primary key is among the known
// columns. A masked key identifies nothing.
func (r *relation) keyKnown(known map[plan.ColumnID]bool) bool {
	if r.ds == nil || r.ds.View != "" {
		return false
	}
	found := false
	for i, c := range r.ds.Columns {
		if !c.PrimaryKey {
			continue
		}
		if i >= len(r.grant.Columns) || r.grant.Columns[i].Effect != auth.Allow || !r.knows(c.Name, known) {
			return false
		}
		found = true
	}
	return found
}

func (r *relation) knows(name string, known map[plan.ColumnID]bool) bool {
	for _, c := range r.cols {
		if equalNames(c.name, name) {
			return known[c.id]
		}
	}
	return false
}

// equalities lists the pairs of columns that every row has equal; a zero
// stands for a constant.
func equalities(op plan.Operator) [][2]plan.ColumnID {
	var out [][2]plan.ColumnID
	switch o := op.(type) {
	case *plan.Filter:
		return append(conjuncts(o.Predicate), equalities(o.Input)...)
	case *plan.Join:
		if o.Kind != plan.InnerJoin && o.Kind != plan.CrossJoin {
			return nil
		}
		out = append(equalities(o.Left), equalities(o.Right)...)
		if o.On != nil {
			out = append(out, conjuncts(o.On)...)
		}
	}
	return out
}

func conjuncts(e plan.Expr) [][2]plan.ColumnID {
	c, ok := e.(*plan.Call)
	if !ok || len(c.List) != 2 {
		return nil
	}
	if c.Func == "and" {
		return append(conjuncts(c.List[0]), conjuncts(c.List[1])...)
	}
	if c.Func != "=" {
		return nil
	}
	a, okA := c.List[0].(*plan.Ref)
	b, okB := c.List[1].(*plan.Ref)
	switch {
	case okA && okB:
		return [][2]plan.ColumnID{{a.ID, b.ID}}
	case okA && isConst(c.List[1]):
		return [][2]plan.ColumnID{{0, a.ID}}
	case okB && isConst(c.List[0]):
		return [][2]plan.ColumnID{{0, b.ID}}
	}
	return nil
}
