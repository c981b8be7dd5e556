package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// intervalFunc is INTERVAL(n, a, b, …): how many of a, b, … come before the first
// that is greater than n; -1 where n is NULL. A NULL among them is not greater.
func (x *exprs) intervalFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) < 2 {
		return nil, wrongCount(name)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	exact := true
	for i, e := range args {
		args[i] = x.number(x.value(e))
		exact = exact && isExact(args[i].Type())
	}
	out := &plan.Case{Typ: typeInt, Else: constInt(int64(len(args) - 1))}
	out.Whens = []plan.When{{Cond: isNullCall(args[0]), Then: constInt(-1)}}
	for i, e := range args[1:] {
		n := args[0]
		if !exact {
			n, e = x.to(n, typeDouble), x.to(e, typeDouble)
		}
		if e.Type().Kind == catalog.Null {
			continue
		}
		less := &plan.Call{Func: "<", List: []plan.Expr{n, e}, Typ: typeBool}
		out.Whens = append(out.Whens, plan.When{Cond: less, Then: constInt(int64(i))})
	}
	return out, nil
}
