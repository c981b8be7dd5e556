package bind

import (
	"slices"

	"nanohouse/planner/plan"
)

// concatOnce makes GROUP_CONCAT(DISTINCT x), where equal texts may differ, one
// over the first of the rows of a group that are equal: the others give NULL,
// which counts for nothing. Rows keep the order in which they come.
func (s *selection) concatOnce() error {
	if !slices.ContainsFunc(s.aggs.list, s.concatsEqual) {
		return nil
	}
	if s.rollup {
		return unsupported("GROUP_CONCAT(DISTINCT …) of text that is not compared bytewise, WITH ROLLUP")
	}
	places := &plan.Window{Input: s.op}
	place := s.rowNumber(places, &plan.WindowCall{})
	w := &plan.Window{Input: places}
	for i, p := range s.aggs.list {
		if !s.concatsEqual(p) {
			continue
		}
		call := *p.Expr.(*plan.AggCall)
		text := call.List[0]
		row := &plan.WindowCall{OrderBy: []plan.SortKey{{Expr: place}}}
		for _, k := range s.keys {
			row.PartitionBy = append(row.PartitionBy, s.b.groupKey(k.Expr))
		}
		row.PartitionBy = append(row.PartitionBy, s.b.groupKey(text))
		first := &plan.Call{Func: "=", List: []plan.Expr{s.rowNumber(w, row), constInt(1)}, Typ: typeBool}
		call.Distinct = false
		call.List = slices.Clone(call.List)
		call.List[0] = &plan.Case{Whens: []plan.When{{Cond: first, Then: text}}, Else: constNull(text.Type()), Typ: text.Type()}
		call.OrderBy = append(slices.Clone(call.OrderBy), plan.SortKey{Expr: place})
		s.aggs.list[i].Expr = &call
	}
	s.op = w
	return nil
}

// concatsEqual reports whether an aggregate is a GROUP_CONCAT(DISTINCT x) of
// texts that may be equal and differ.
func (s *selection) concatsEqual(p plan.Projection) bool {
	call, ok := p.Expr.(*plan.AggCall)
	return ok && call.Func == "group_concat" && call.Distinct && s.b.keyed(call.List[0])
}

// rowNumber adds the number of a row to what a window computes.
func (s *selection) rowNumber(w *plan.Window, call *plan.WindowCall) *plan.Ref {
	call.Func, call.Typ = "row_number", typeInt
	id := s.b.newID()
	w.Funcs = append(w.Funcs, plan.Projection{ID: id, Name: call.Func, Expr: call})
	return &plan.Ref{ID: id, Name: call.Func, Typ: call.Typ}
}
