package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// nameConst is NAME_CONST(name, literal), the literal under that name.
func (x *exprs) nameConst(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	for _, a := range args {
		if _, ok := a.(*plan.Const); !ok {
			return nil, sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to NAME_CONST")
		}
	}
	return args[1], nil
}

// constName is the name that NAME_CONST gives to a column.
func constName(n *ast.FuncExpr) (string, bool) {
	args, err := arguments(n)
	if err != nil || len(args) != 2 || !strings.EqualFold(n.Name.String(), "name_const") {
		return "", false
	}
	v, ok := args[0].(*ast.SQLVal)
	if !ok {
		return "", false
	}
	return string(v.Val), true
}
