package bind

import (
	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// strict are the functions that give NULL only for NULL.
var strict = map[string]bool{
	"+": true, "-": true, "*": true, "neg": true, "=": true, "<>": true, "<": true, "<=": true, ">": true, ">=": true,
	"and": true, "or": true, "xor": true, "not": true, "in": true, "like": true, "regexp": true, "&": true, "|": true, "^": true, "~": true, "whole": true,
	"concat": true, "lower": true, "upper": true, "char_length": true, "length": true, "abs": true, "ceil": true, "floor": true,
	"round": true, "trim": true, "ltrim": true, "rtrim": true, "substring": true, "left": true, "right": true, "replace": true,
	"year": true, "month": true, "dayofmonth": true, "quarter": true, "rand": true, "uuid": true, "pi": true, "greatest": true, "least": true,
}

// isNullable reports whether an expression may be NULL. In doubt it may.
func (b *binder) isNullable(e plan.Expr) bool {
	switch n := e.(type) {
	case *plan.Const:
		return n.Value == nil
	case *plan.Ref:
		return b.nullable[n.ID]
	case *plan.Cast:
		return b.isNullable(n.Input) || !safeCast(n.Input.Type(), n.To)
	case *plan.Subquery:
		return n.Kind != plan.Exists
	case *plan.Case:
		for _, w := range n.Whens {
			if b.isNullable(w.Then) {
				return true
			}
		}
		return b.isNullable(n.Else)
	case *plan.Call:
		return b.callNullable(n)
	}
	return true
}

func (b *binder) callNullable(c *plan.Call) bool {
	switch c.Func {
	case "is_null", "is_true", "is_false", "<=>":
		return false
	case "coalesce":
		for _, a := range c.List {
			if !b.isNullable(a) {
				return false
			}
		}
		return true
	}
	if !strict[c.Func] {
		return true
	}
	for _, a := range c.List {
		if b.isNullable(a) {
			return true
		}
	}
	return false
}

// safeCast reports whether a cast keeps every value from becoming NULL.
func safeCast(from, to catalog.Type) bool {
	return to.Kind == catalog.String || to.IsNumeric() || from.IsTemporal() && to.IsTemporal()
}
