package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// assignment takes @x := e apart, where it is a whole item of a SELECT list.
func assignment(e ast.Expr) (name string, value ast.Expr, ok bool) {
	for p, paren := e.(*ast.ParenExpr); paren; p, paren = e.(*ast.ParenExpr) {
		e = p.Expr
	}
	f, ok := e.(*ast.FuncExpr)
	if !ok || f.Name.Lowered() != parse.Assignment {
		return "", nil, false
	}
	args, err := arguments(f)
	if err != nil || len(args) != 2 {
		return "", nil, false
	}
	target, ok := args[0].(*ast.ColName)
	if !ok {
		return "", nil, false
	}
	return parse.VariableName(target.Name.String()), args[1], true
}

// assigns notes the variables that the SELECT list assigns. A variable has
// the value of the last row, which is MySQL's where rows leave in the order in
// which they are computed.
func (s *selection) assigns() error {
	for _, e := range s.n.SelectExprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			continue
		}
		name, _, ok := assignment(a.Expr)
		if !ok {
			continue
		}
		if s.n != s.b.top || s.n.QueryOpts.Distinct || len(s.n.GroupBy) > 0 {
			return unsupported("@%s := … in a subquery, or beside DISTINCT, GROUP BY or a set operation", name)
		}
		if s.b.assigned == nil {
			s.b.assigned = map[string]plan.Expr{}
		}
		s.b.assigned[name] = nil
	}
	return nil
}

// assignedValue is what @x stands for in a statement that assigns it: what an
// item before assigned, in a SELECT of one row.
func (x *exprs) assignedValue(name string) (plan.Expr, error) {
	value, ok := x.b.assigned[name]
	if !ok {
		return nil, nil
	}
	if len(x.b.top.From) > 0 || x.clause != "field list" {
		return nil, unsupported("@%s both read and assigned in one statement", strings.ToLower(name))
	}
	return value, nil
}
