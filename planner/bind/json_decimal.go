package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// jsonArgumentOf binds an argument that becomes part of a document. A decimal
// that is chosen among others keeps the digits that it has by itself:
// JSON_ARRAY(COALESCE(price, 0)) is [0] where there is no price, not [0.00].
func (x *exprs) jsonArgumentOf(node ast.Expr) (plan.Expr, error) {
	e, err := x.scalar(node)
	if err != nil || e.Type().Kind != catalog.Decimal {
		return e, err
	}
	return x.jsonDecimal(node, e)
}

func (x *exprs) jsonDecimal(node ast.Expr, e plan.Expr) (plan.Expr, error) {
	switch n := node.(type) {
	case *ast.ParenExpr:
		return x.jsonDecimal(n.Expr, e)
	case *ast.CaseExpr:
		c, ok := e.(*plan.Case)
		if !ok || len(c.Whens) != len(n.Whens) {
			break
		}
		out := &plan.Case{Typ: typeJSON, Else: constNull(typeJSON)}
		for i, w := range n.Whens {
			then, err := x.jsonChoice(w.Val)
			if err != nil {
				return nil, err
			}
			out.Whens = append(out.Whens, plan.When{Cond: c.Whens[i].Cond, Then: then})
		}
		if n.Else == nil {
			return out, nil
		}
		var err error
		out.Else, err = x.jsonChoice(n.Else)
		return out, err
	case *ast.FuncExpr:
		return x.jsonDecimalCall(n, e)
	}
	return e, nil
}

func (x *exprs) jsonDecimalCall(n *ast.FuncExpr, e plan.Expr) (plan.Expr, error) {
	name := n.Name.Lowered()
	switch name {
	case "coalesce", "ifnull", "if":
	case "greatest", "least":
		return nil, unsupported("%s of decimals in a JSON document", n.Name.String()).WithHint("CAST it AS DECIMAL")
	default:
		return e, nil
	}
	nodes, err := arguments(n)
	if err != nil {
		return nil, err
	}
	if c, ok := e.(*plan.Case); ok && name == "if" && len(nodes) == 3 {
		then, err := x.jsonChoice(nodes[1])
		if err != nil {
			return nil, err
		}
		otherwise, err := x.jsonChoice(nodes[2])
		return &plan.Case{Whens: []plan.When{{Cond: c.Whens[0].Cond, Then: then}}, Else: otherwise, Typ: typeJSON}, err
	}
	out := &plan.Call{Func: "coalesce", Typ: typeJSON}
	for _, node := range nodes {
		choice, err := x.jsonChoice(node)
		if err != nil {
			return nil, err
		}
		out.List = append(out.List, choice)
	}
	return out, nil
}

// jsonChoice is one of the values that a decimal is chosen among, as a document.
func (x *exprs) jsonChoice(node ast.Expr) (plan.Expr, error) {
	e, err := x.jsonArgumentOf(node)
	if err != nil {
		return nil, err
	}
	if e = x.value(e); e.Type().IsInteger() {
		e = x.to(e, decimal(typeDigits(e.Type()), 0))
	}
	return x.jsonValue(e)
}
