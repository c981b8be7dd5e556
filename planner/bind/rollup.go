package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// groupList gives the items of GROUP BY, and notes WITH ROLLUP, which
// normalize made the last of them.
func (s *selection) groupList() ast.GroupBy {
	list := s.n.GroupBy
	if n := len(list) - 1; n >= 0 {
		if f, ok := list[n].(*ast.FuncExpr); ok && f.Name.Lowered() == parse.WithRollup {
			s.rollup = true
			return list[:n]
		}
	}
	return list
}

// computeKeys computes the keys of a rollup below it: in its groups they are
// NULL where they are left out, which the columns of FROM never become.
func (s *selection) computeKeys() {
	p := &plan.Project{Input: s.op}
	for _, c := range s.op.Columns() {
		p.Cols = append(p.Cols, plan.Projection{ID: c.ID, Name: c.Name, Expr: &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}})
	}
	for i, k := range s.keys {
		in := plan.Projection{ID: s.b.newID(), Name: k.Name, Expr: k.Expr}
		s.b.nullable[in.ID], s.b.texts[in.ID] = s.b.isNullable(k.Expr), s.b.textsOf(k.Expr)
		p.Cols = append(p.Cols, in)
		out := plan.Projection{ID: s.b.newID(), Name: k.Name, Expr: &plan.Ref{ID: in.ID, Name: k.Name, Typ: k.Expr.Type()}}
		s.b.nullable[out.ID], s.b.texts[out.ID] = true, s.b.texts[in.ID]
		s.keys[i] = out
	}
	s.op = s.oneText(p)
}

// oneText gives the keys that are equal, but not in bytes, the text of one of them.
func (s *selection) oneText(in plan.Operator) plan.Operator {
	w := &plan.Window{Input: in}
	for i, k := range s.keys {
		key := s.b.groupKey(k.Expr)
		if key == k.Expr {
			continue
		}
		first := &plan.WindowCall{Func: "first_value", List: []plan.Expr{k.Expr}, PartitionBy: []plan.Expr{key}, Typ: k.Expr.Type()}
		id := s.b.newID()
		w.Funcs = append(w.Funcs, plan.Projection{ID: id, Name: k.Name, Expr: first})
		s.keys[i].Expr = &plan.Ref{ID: id, Name: k.Name, Typ: first.Typ}
		s.b.nullable[id], s.b.texts[id] = true, texts{distinct: true}
	}
	if len(w.Funcs) == 0 {
		return in
	}
	return w
}

// rollupOrder gives a rollup the order that MySQL computes it in: by its keys,
// each group followed by the one that sums it up. ORDER BY goes before it.
func (s *selection) rollupOrder(g *groups) {
	if !s.rollup || s.n.QueryOpts.Distinct || len(s.wins.list) > 0 {
		return
	}
	for i, k := range s.keys {
		s.order = append(s.order, orderKey{expr: g.grouping([]int{i})},
			orderKey{expr: &plan.Ref{ID: k.ID, Name: k.Name, Typ: k.Expr.Type()}})
	}
}

// groupingCall binds GROUPING(key, …). Which keys they are is known when the
// whole SELECT is.
func (x *exprs) groupingCall(name string, nodes []ast.Expr) (plan.Expr, error) {
	if x.aggs == nil || !x.aggs.grouped {
		return nil, invalidGroupFunction()
	}
	if len(nodes) == 0 {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: name, List: args, Typ: typeInt}, nil
}

// overGrouping says of each argument, as a bit, whether its key is left out.
// Without a rollup none is.
func (g *groups) overGrouping(c *plan.Call) (plan.Expr, error) {
	keys := make([]int, len(c.List))
	for i, a := range c.List {
		keys[i] = -1
		for j := len(g.s.grouped) - 1; j >= 0; j-- {
			if fingerprint(g.s.grouped[j]) == fingerprint(a) {
				keys[i] = j
			}
		}
		if keys[i] < 0 {
			return nil, sqlerr.New(sqlerr.GroupingArgument, "Argument #%d of GROUPING function is not in GROUP BY", i+1)
		}
	}
	if !g.s.rollup {
		return &plan.Const{Value: int64(0), Typ: c.Typ}, nil
	}
	return g.grouping(keys), nil
}

func (g *groups) grouping(keys []int) plan.Expr {
	call := &plan.AggCall{Func: "grouping", Typ: typeInt}
	for _, k := range keys {
		call.List = append(call.List, g.s.keys[k].Expr)
	}
	id := g.s.b.newID()
	g.s.aggs.list = append(g.s.aggs.list, plan.Projection{ID: id, Name: call.Func, Expr: call})
	g.s.b.nullable[id] = false
	return &plan.Ref{ID: id, Name: call.Func, Typ: call.Typ}
}
