package bind

import (
	"nanohouse/catalog"
	"nanohouse/catalog/collation"
	"nanohouse/planner/plan"
)

// collationKey is the sort key of a text, made here for a constant.
func collationKey(e plan.Expr, c catalog.Collation) plan.Expr {
	if k, ok := e.(*plan.Const); ok {
		if k.Value == nil {
			return constNull(typeBytes)
		}
		return &plan.Const{Value: []byte(collation.Key(constText(k), c)), Typ: typeBytes, Secret: k.Secret}
	}
	return &plan.Call{Func: "collation_key", List: []plan.Expr{e, constString(c.String())}, Typ: typeBytes}
}

// sortKey is what sorts bytewise as an expression does by its collation.
func (b *binder) sortKey(e plan.Expr) plan.Expr { return b.key(e, true) }

// groupKey is what is equal bytewise where an expression is by its collation.
func (b *binder) groupKey(e plan.Expr) plan.Expr { return b.key(e, false) }

func (b *binder) key(e plan.Expr, order bool) plan.Expr {
	t := e.Type()
	switch {
	case t.Kind == catalog.JSON && !isNull(e) && (order || !b.textsOf(e).distinct):
		return jsonKey(e, order)
	case t.Kind != catalog.String && t.Kind != catalog.UUID, t.Collation.Bytewise(), isNull(e),
		b.textsOf(e).bytewise(t.Collation, order):
		return e
	}
	return collationKey(e, t.Collation)
}

// keyed reports whether values are told apart by a key of their own.
func (b *binder) keyed(e plan.Expr) bool { return b.groupKey(e) != e }

func anyValueOf(e plan.Expr) *plan.AggCall {
	return &plan.AggCall{Func: "any_value", List: []plan.Expr{e}, Typ: e.Type()}
}

// unique keeps one of the rows that are equal, by the collations of their
// columns. The columns that come out may have other IDs.
func (b *binder) unique(in plan.Operator) (plan.Operator, []plan.Column) {
	cols := in.Columns()
	refs, some := make([]plan.Expr, len(cols)), false
	for i, c := range cols {
		refs[i] = &plan.Ref{ID: c.ID, Name: c.Name, Typ: c.Type}
		some = some || b.keyed(refs[i])
	}
	if !some {
		return &plan.Distinct{Input: in}, cols
	}
	g := &plan.Aggregate{Input: in}
	out := make([]plan.Column, len(cols))
	pass := make([]plan.Projection, len(cols))
	for i, c := range cols {
		out[i] = c
		if key := b.groupKey(refs[i]); key == refs[i] {
			g.Keys = append(g.Keys, plan.Projection{ID: c.ID, Name: c.Name, Expr: key})
		} else {
			out[i].ID = b.newID()
			b.nullable[out[i].ID], b.texts[out[i].ID] = b.nullable[c.ID], b.texts[c.ID]
			g.Keys = append(g.Keys, plan.Projection{ID: b.newID(), Name: "key", Expr: key})
			g.Aggs = append(g.Aggs, plan.Projection{ID: out[i].ID, Name: c.Name, Expr: anyValueOf(refs[i])})
		}
		pass[i] = plan.Projection{ID: out[i].ID, Name: c.Name, Expr: &plan.Ref{ID: out[i].ID, Name: c.Name, Typ: c.Type}}
	}
	return &plan.Project{Input: g, Cols: pass}, out
}
