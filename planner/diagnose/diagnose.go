// Package diagnose makes a statement count its own warnings.
//
// MySQL warns of each row whose expression divides by zero or takes a text
// for a number that is none. An engine cannot warn, so the plan gets one more column
// for each kind of warning, which says how many a row has: for a/b it is
// CASE WHEN b = 0 THEN 1 ELSE 0 END. The client never sees the column; its sum is the
// statement's warning count. What it can tell is what the same user could have
// asked for in the statement itself, so policy governs it like the rest.
//
// Counted is what a result's rows are computed from: select lists, groups,
// aggregates and derived tables without a set operation or join above them.
// Conditions of WHERE, ON and HAVING are not, since their rows would be counted
// in an order that an engine chooses.
package diagnose

import (
	"slices"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// Kinds says of what to warn.
type Kinds struct {
	// DivisionByZero is ERROR_FOR_DIVISION_BY_ZERO of sql_mode.
	DivisionByZero bool
}

// maxGrowth bounds the expressions that are added, in nodes.
const maxGrowth = 2000

var typeCount = catalog.Type{Kind: catalog.Int64}

// Add gives the query with a column for each kind of warning that it may have.
func Add(q *plan.Query, kinds Kinds) *plan.Query {
	a := &adder{next: q.NextID, kinds: []kind{
		{sqlerr.TruncatedValue, truncated},
		{sqlerr.IncorrectValue, refused(sqlerr.IncorrectValue)},
		{sqlerr.DateOverflow, refused(sqlerr.DateOverflow)},
		{sqlerr.InvalidLogarithm, refused(sqlerr.InvalidLogarithm)},
		{sqlerr.ResultTooLong, refused(sqlerr.ResultTooLong)},
	}}
	if kinds.DivisionByZero {
		a.kinds = append(a.kinds, kind{sqlerr.DivisionByZero, zeroDivisor})
	}
	root, counts := a.operator(q.Root)
	if len(counts) == 0 || a.grown > maxGrowth {
		return q
	}
	out := *q
	out.Root, out.NextID = root, a.next
	for _, c := range counts {
		out.Diagnostics = append(out.Diagnostics, plan.Diagnostic{ID: c.id, Code: a.kinds[c.kind].code})
	}
	return &out
}

// kind is a kind of warning. condition is true where an expression itself, not
// one of its arguments, gives one; nil where it never does.
type kind struct {
	code      sqlerr.Code
	condition func(plan.Expr) plan.Expr
}

// count is a column that counts one kind.
type count struct {
	id   plan.ColumnID
	kind int
}

func (c count) ref() plan.Expr { return &plan.Ref{ID: c.id, Name: "warnings", Typ: typeCount} }

type adder struct {
	kinds []kind
	next  plan.ColumnID
	grown int
}

func (a *adder) projection(e plan.Expr) plan.Projection {
	a.next++
	return plan.Projection{ID: a.next - 1, Name: "warnings", Expr: e}
}

// operator gives an operator that puts the counts of what is below and in it out, too.
func (a *adder) operator(op plan.Operator) (plan.Operator, []count) {
	switch op := op.(type) {
	case *plan.Sort, *plan.Limit, *plan.Filter, *plan.Window:
		in, counts := a.operator(op.Inputs()[0])
		if len(counts) == 0 {
			return op, nil
		}
		return op.With([]plan.Operator{in}, op.Exprs()), counts
	case *plan.Project:
		return a.project(op)
	case *plan.Aggregate:
		return a.aggregate(op)
	}
	return op, nil
}

func (a *adder) project(op *plan.Project) (plan.Operator, []count) {
	in, below := a.operator(op.Input)
	exprs := make([]plan.Expr, len(op.Cols))
	for i, c := range op.Cols {
		exprs[i] = c.Expr
	}
	added, counts := a.columns(exprs, below, func(sum plan.Expr) plan.Expr { return sum })
	if counts == nil {
		return op, nil
	}
	return &plan.Project{Input: in, Cols: slices.Concat(op.Cols, added)}, counts
}

// aggregate sums what is below. Without a row there is no group, or NULL as a sum,
// which counts as nothing.
func (a *adder) aggregate(op *plan.Aggregate) (plan.Operator, []count) {
	in, below := a.operator(op.Input)
	exprs := make([]plan.Expr, 0, len(op.Keys)+len(op.Aggs))
	for _, k := range op.Keys {
		exprs = append(exprs, k.Expr)
	}
	for _, g := range op.Aggs {
		exprs = append(exprs, g.Expr.Args()...)
	}
	added, counts := a.columns(exprs, below, func(sum plan.Expr) plan.Expr {
		return &plan.AggCall{Func: "sum", List: []plan.Expr{sum}, Typ: catalog.Type{Kind: catalog.Decimal, Precision: 38}}
	})
	if counts == nil {
		return op, nil
	}
	out := *op
	out.Input, out.Aggs = in, slices.Concat(op.Aggs, added)
	return &out, counts
}

// columns gives a column for each kind of warning that expressions, or what is
// below them, may give: the sum of their counts, as the operator has it.
func (a *adder) columns(exprs []plan.Expr, below []count, as func(sum plan.Expr) plan.Expr) ([]plan.Projection, []count) {
	var added []plan.Projection
	var counts []count
	for k := range a.kinds {
		terms := a.counted(k, exprs)
		for _, c := range below {
			if c.kind == k {
				terms = append(terms, c.ref())
			}
		}
		if sum := sum(terms); sum != nil {
			p := a.projection(as(sum))
			added = append(added, p)
			counts = append(counts, count{p.ID, k})
		}
	}
	return added, counts
}
