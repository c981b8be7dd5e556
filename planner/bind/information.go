package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// uuidShort is UUID_SHORT(): the second in which the statement began, and a number
// that no other call gets.
func (x *exprs) uuidShort(name string, nodes []ast.Expr) (plan.Expr, error) {
	if x.closed {
		return nil, notInPolicy("UUID_SHORT()")
	}
	if len(nodes) > 0 {
		return nil, wrongCount(name)
	}
	x.b.volatile = true
	x.b.random++
	const secondBits = 24
	second := &plan.Const{Value: uint64(x.b.env.now().Unix()) << secondBits, Typ: typeUint}
	return &plan.Call{Func: name, List: []plan.Expr{second}, Typ: typeUint}, nil
}

// passwordStrength is 0, as it is in a server without the component that tells.
func (x *exprs) passwordStrength(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	null := isNullCall(x.text(x.value(args[0])))
	return x.cases(strings.ToUpper(name), []plan.Expr{null}, []plan.Expr{constNull(typeInt), constInt(0)})
}

// performanceSchema refuses what reads the Performance Schema, as a server
// without it does.
func (x *exprs) performanceSchema(name string, _ []ast.Expr) (plan.Expr, error) {
	return nil, sqlerr.New(sqlerr.NoPerformanceSchema, "'%s': The Performance Schema is not enabled.", name)
}

// defaultOf is DEFAULT(column): columns of datasets have none, so that it is NULL
// where the column may be.
func (x *exprs) defaultOf(n *ast.Default) (plan.Expr, error) {
	if n.ColName == "" {
		return nil, unsupported("DEFAULT")
	}
	e, err := x.name(&ast.ColName{Name: ast.NewColIdent(n.ColName)})
	if err != nil {
		return nil, err
	}
	if !x.b.isNullable(e) {
		return nil, sqlerr.New(sqlerr.NoDefault, "Field '%s' doesn't have a default value", n.ColName)
	}
	return constNull(e.Type()), nil
}

// valuesOf is VALUES(column), which has a meaning only in INSERT.
func (x *exprs) valuesOf(n *ast.ValuesFuncExpr) (plan.Expr, error) {
	if _, err := x.name(n.Name); err != nil {
		return nil, err
	}
	return constNull(catalog.Type{Kind: catalog.Null}), nil
}
