package parse

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
)

// Expression parses the SQL of a mask or row filter, as SELECT <expression>.
func Expression(text string, set Settings) (*Tree, ast.Expr, error) {
	p, err := Parse("SELECT "+text, set)
	if err != nil {
		return nil, nil, err
	}
	e, err := onlyExpression(p)
	return p, e, err
}

// onlyExpression takes the one expression out of SELECT <expression>, which
// must hold nothing else.
func onlyExpression(p *Tree) (ast.Expr, error) {
	invalid := sqlerr.New(sqlerr.BadStatement, "a mask or row filter is one SQL expression")
	n, ok := p.Stmt.(*ast.Select)
	if !ok || p.Rest < len(p.Source.Text) || len(n.SelectExprs) != 1 || p.Params() > 0 {
		return nil, invalid
	}
	if n.From != nil || n.Where != nil || n.GroupBy != nil || n.Having != nil || n.OrderBy != nil || n.Limit != nil ||
		n.Into != nil || n.With != nil || n.Window != nil || n.Lock != nil && n.Lock.Type != "" || n.QueryOpts.Distinct || n.QueryOpts.All {
		return nil, invalid
	}
	a, ok := n.SelectExprs[0].(*ast.AliasedExpr)
	if !ok || !a.As.IsEmpty() {
		return nil, invalid
	}
	return a.Expr, nil
}
