package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// joinForm is what a JOIN's keywords mean.
type joinForm struct {
	kind    plan.JoinKind
	natural bool
}

var joinForms = map[string]joinForm{
	ast.JoinStr: {kind: plan.InnerJoin}, ast.StraightJoinStr: {kind: plan.InnerJoin},
	ast.LeftJoinStr: {kind: plan.LeftJoin}, ast.RightJoinStr: {kind: plan.RightJoin},
	ast.FullOuterJoinStr: {kind: plan.FullJoin}, ast.NaturalJoinStr: {plan.InnerJoin, true},
	ast.NaturalLeftJoinStr: {plan.LeftJoin, true}, ast.NaturalRightJoinStr: {plan.RightJoin, true},
	ast.NaturalFullJoinStr: {plan.FullJoin, true},
}

// join binds a JOIN and its condition.
func (b *binder) join(n *ast.JoinTableExpr, sc, before *scope) (*fromItem, error) {
	form, ok := joinForms[n.Join]
	if !ok {
		return nil, unsupported("%s", strings.ToUpper(n.Join))
	}
	l, err := b.fromItem(n.LeftExpr, sc, before)
	if err != nil {
		return nil, err
	}
	visible := &scope{
		parent: sc.parent, ctes: sc.ctes,
		rels:  append(before.rels[:len(before.rels):len(before.rels)], l.rels...),
		stars: append(before.stars[:len(before.stars):len(before.stars)], l.stars...),
	}
	r, err := b.fromItem(n.RightExpr, sc, visible)
	if err != nil {
		return nil, err
	}
	lateral := refersTo(r.op, &l.scope)
	if lateral && form.kind != plan.InnerJoin && form.kind != plan.LeftJoin {
		return nil, unsupported("LATERAL to the right of %s", strings.ToUpper(n.Join))
	}
	out := &fromItem{scope: scope{parent: sc.parent, ctes: sc.ctes}}
	out.rels = append(append(out.rels, l.rels...), r.rels...)
	j := &plan.Join{Kind: form.kind, Left: l.op, Right: r.op, Lateral: lateral}
	out.op = j
	if form.natural || n.Condition.Using != nil {
		err = b.using(n, form, j, l, r, out)
	} else {
		out.stars = append(append(out.stars, l.stars...), r.stars...)
		err = b.on(n.Condition.On, j, out)
	}
	if err != nil {
		return nil, err
	}
	b.settleOn(j)
	if form.kind == plan.RightJoin || form.kind == plan.FullJoin {
		l.setNullable(b)
	}
	if form.kind == plan.LeftJoin || form.kind == plan.FullJoin {
		r.setNullable(b)
	}
	return out, out.unique()
}

// on binds the condition. Without one, a join is a cross join.
func (b *binder) on(cond ast.Expr, j *plan.Join, out *fromItem) error {
	if cond == nil {
		if j.Kind != plan.InnerJoin {
			return sqlerr.New(sqlerr.Syntax, "an outer join needs ON or USING")
		}
		j.Kind = plan.CrossJoin
		return nil
	}
	x := &exprs{b: b, scope: &out.scope, clause: "on clause"}
	var err error
	j.On, err = x.condition(cond)
	return err
}

// using binds USING and NATURAL: the columns of one name become one, which
// stands first in SELECT *.
func (b *binder) using(n *ast.JoinTableExpr, form joinForm, j *plan.Join, l, r, out *fromItem) error {
	names := n.Condition.Using
	if form.natural {
		names = commonNames(l, r)
	}
	if form.kind == plan.FullJoin {
		return unsupported("FULL JOIN with USING or NATURAL").WithHint("write ON and COALESCE()")
	}
	first, second := l, r
	if form.kind == plan.RightJoin {
		first, second = r, l
	}
	merged := map[*column]bool{}
	x := &exprs{b: b, clause: "from clause"}
	for _, name := range names {
		x.scope = &first.scope
		a, err := b.usingColumn(x, name)
		if err != nil {
			return err
		}
		x.scope = &second.scope
		c, err := b.usingColumn(x, name)
		if err != nil {
			return err
		}
		equal, err := x.comparison("=", a.ref(), c.ref())
		if err != nil {
			return err
		}
		j.On = both("and", j.On, equal)
		out.stars = append(out.stars, a)
		merged[a.column], merged[c.column] = true, true
	}
	if j.On == nil {
		j.On = constBool(true)
		if form.kind == plan.InnerJoin {
			j.Kind, j.On = plan.CrossJoin, nil
		}
	}
	for _, side := range []*fromItem{first, second} {
		for _, s := range side.stars {
			if !merged[s.column] {
				out.stars = append(out.stars, s)
			}
		}
	}
	return nil
}

// usingColumn finds the one column of a name on a side of the join.
func (b *binder) usingColumn(x *exprs, name ast.ColIdent) (star, error) {
	c, err := x.scope.find(x, &ast.ColName{Name: name})
	if err != nil {
		return star{}, err
	}
	for _, s := range x.scope.stars {
		if s.column == c && c != nil {
			return s, nil
		}
	}
	return star{}, unknownColumn(name.String(), x.clause)
}

// commonNames lists the names that both sides have, in the order of the first.
func commonNames(l, r *fromItem) ast.Columns {
	var out ast.Columns
	for _, a := range l.stars {
		for _, c := range r.stars {
			if strings.EqualFold(a.name, c.name) {
				out = append(out, ast.NewColIdent(a.name))
				break
			}
		}
	}
	return out
}
