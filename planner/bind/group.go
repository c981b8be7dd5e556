package bind

import (
	"fmt"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// groups is what an expression over groups may refer to.
type groups struct {
	s *selection
	// keys maps the fingerprint of each GROUP BY expression to its column.
	keys map[string]*plan.Ref
	// base are the columns of FROM, which only keys and aggregates may read,
	// and determined those that the keys determine.
	base       map[plan.ColumnID]*column
	determined map[plan.ColumnID]bool
	// clause and number say where an error is.
	clause string
	number int
}

// groupBy binds the GROUP BY list.
func (s *selection) groupBy() error {
	own := ownColumns(s.op)
	for _, e := range s.groupList() {
		key, name, err := s.groupKey(e)
		if err != nil {
			return err
		}
		if s.isAggregate(key) {
			return sqlerr.New(sqlerr.GroupOnAggregate, "Can't group on '%s'", name)
		}
		id, taken := plan.ColumnID(0), false
		if r, ok := key.(*plan.Ref); ok && own[r.ID] && !s.b.keyed(key) {
			id = r.ID
		} else {
			id = s.b.newID()
			s.b.nullable[id], s.b.texts[id] = s.b.isNullable(key), s.b.textsOf(key)
		}
		for _, k := range s.keys {
			taken = taken || !s.rollup && fingerprint(k.Expr) == fingerprint(key)
		}
		if !taken {
			s.keys = append(s.keys, plan.Projection{ID: id, Name: name, Expr: key})
			s.grouped = append(s.grouped, key)
		}
	}
	if s.rollup {
		s.computeKeys()
	}
	return nil
}

// groupKey resolves an item: a position, a column of FROM, an alias, or an
// expression, in which columns of FROM come before aliases too.
func (s *selection) groupKey(e ast.Expr) (plan.Expr, string, error) {
	if n, ok := positionOf(e); ok {
		it, err := s.position(n, "group statement")
		if err != nil {
			return nil, "", err
		}
		return it.expr, it.name, nil
	}
	x := s.exprs("group statement")
	x.last = s.aliased
	key, err := x.scalar(e)
	name := ast.String(e)
	if n, ok := plainName(e); ok {
		name = n
	}
	return key, name, err
}

// aliased finds an item of the SELECT list by its alias.
func (s *selection) aliased(n *ast.ColName) (plan.Expr, error) {
	if !n.Qualifier.IsEmpty() {
		return nil, nil
	}
	for _, it := range s.items {
		if it.alias != "" && n.Name.EqualString(it.alias) {
			return it.expr, nil
		}
	}
	return nil, nil
}

// positionOf reads a number that stands for an item of the SELECT list. One with
// a sign is a constant.
func positionOf(e ast.Expr) (string, bool) {
	if p, ok := e.(*ast.ParenExpr); ok {
		return positionOf(p.Expr)
	}
	v, ok := e.(*ast.SQLVal)
	if !ok || v.Type != ast.IntVal || !isDigits(string(v.Val)) {
		return "", false
	}
	return string(v.Val), true
}

// position finds an item of the SELECT list by its number, from 1.
func (s *selection) position(text, clause string) (*item, error) {
	n := 0
	if isDigits(text) && len(text) < 6 {
		n = atoi(text)
	}
	if n < 1 || n > len(s.items) {
		return nil, unknownColumn(text, clause)
	}
	return s.items[n-1], nil
}

// isAggregate reports whether an expression holds an aggregate or a window
// function of this query.
func (s *selection) isAggregate(e plan.Expr) bool {
	ids := map[plan.ColumnID]bool{}
	for _, a := range s.aggs.list {
		ids[a.ID] = true
	}
	for _, w := range s.wins.list {
		ids[w.ID] = true
	}
	found := false
	plan.InspectExpr(e, func(e plan.Expr) bool {
		if r, ok := e.(*plan.Ref); ok && ids[r.ID] {
			found = true
		}
		return !found
	})
	return found
}

// bindHaving binds HAVING: its names are those of the SELECT list and of
// GROUP BY; within aggregates those of FROM.
func (s *selection) bindHaving() error {
	if s.n.Having == nil {
		return nil
	}
	x := s.exprs("having clause")
	x.aggs, x.only, x.first = s.aggs, true, s.havingName
	var err error
	s.having, err = x.condition(s.n.Having.Expr)
	return err
}

func (s *selection) havingName(n *ast.ColName) (plan.Expr, error) {
	for i, e := range s.n.GroupBy {
		c, ok := e.(*ast.ColName)
		if ok && c.Name.Equal(n.Name) && (n.Qualifier.IsEmpty() || c.Qualifier.IsEmpty() || nameText(n) == nameText(c)) && i < len(s.keys) {
			key, _, err := s.groupKey(c)
			return key, err
		}
	}
	var found plan.Expr
	for _, it := range s.items {
		if !it.answers(n) {
			continue
		}
		if found != nil && fingerprint(found) != fingerprint(it.expr) {
			return nil, sqlerr.New(sqlerr.AmbiguousColumn, "Column '%s' in having clause is ambiguous", nameText(n))
		}
		found = it.expr
	}
	if found != nil && s.holdsWindow(found) {
		return nil, sqlerr.New(sqlerr.WindowAlias, "You cannot use the alias '%s' of an expression containing a window function in this context.'", nameText(n))
	}
	return found, nil
}

// answers reports whether an item of the SELECT list goes by this name.
func (it *item) answers(n *ast.ColName) bool {
	if n.Qualifier.IsEmpty() {
		return n.Name.EqualString(it.name) || it.alias == "" && it.col != nil && n.Name.EqualString(it.col.name)
	}
	return it.col != nil && n.Name.EqualString(it.col.name) && equalNames(n.Qualifier.Name.String(), it.table)
}

func (s *selection) holdsWindow(e plan.Expr) bool {
	found := false
	plan.InspectExpr(e, func(e plan.Expr) bool {
		if r, ok := e.(*plan.Ref); ok {
			for _, w := range s.wins.list {
				found = found || w.ID == r.ID
			}
		}
		return !found
	})
	return found
}

// aggregate puts the groups between what was bound and the rows: everything
// above may read only keys and aggregates.
func (s *selection) aggregate() error {
	if !s.aggs.grouped {
		return nil
	}
	g := &groups{s: s, keys: map[string]*plan.Ref{}, base: s.sc.base()}
	for i, k := range s.keys {
		if key := fingerprint(s.grouped[i]); g.keys[key] == nil {
			g.keys[key] = &plan.Ref{ID: k.ID, Name: k.Name, Typ: k.Expr.Type()}
		}
	}
	if !s.rollup {
		g.determined = s.determined()
	}
	s.groups = g
	var err error
	g.clause = "SELECT list"
	for i, it := range s.items {
		g.number = i + 1
		if it.expr, err = g.over(it.expr); err != nil {
			return err
		}
	}
	g.clause = "ORDER BY clause"
	for i := range s.order {
		g.number = i + 1
		if s.order[i].expr, err = g.over(s.order[i].expr); err != nil {
			return err
		}
	}
	if s.having != nil {
		g.clause, g.number = "HAVING clause", 1
		if s.having, err = g.over(s.having); err != nil {
			return err
		}
	}
	g.clause = "SELECT list"
	for i, w := range s.wins.list {
		if s.wins.list[i].Expr, err = g.over(w.Expr); err != nil {
			return err
		}
	}
	s.rollupOrder(g)
	if err := s.concatOnce(); err != nil {
		return err
	}
	s.op = s.groupRows()
	return nil
}

// groupRows makes the groups. Of texts that are equal but not the same, any stands
// for its group.
func (s *selection) groupRows() plan.Operator {
	out := &plan.Aggregate{Input: s.op, Aggs: s.aggs.list, Rollup: s.rollup}
	for _, k := range s.keys {
		key := s.b.groupKey(k.Expr)
		if key == k.Expr {
			out.Keys = append(out.Keys, k)
			continue
		}
		out.Keys = append(out.Keys, plan.Projection{ID: s.b.newID(), Name: "key", Expr: key})
		out.Aggs = append(out.Aggs, plan.Projection{ID: k.ID, Name: k.Name, Expr: anyValueOf(k.Expr)})
	}
	return out
}

// over rewrites an expression to read keys instead of rows.
func (g *groups) over(e plan.Expr) (plan.Expr, error) {
	if ref, ok := g.keys[fingerprint(e)]; ok {
		return ref, nil
	}
	switch n := e.(type) {
	case *plan.Ref:
		return g.column(n)
	case *plan.Call:
		if n.Func == "grouping" {
			return g.overGrouping(n)
		}
	}
	args := e.Args()
	newArgs := make([]plan.Expr, len(args))
	for i, a := range args {
		n, err := g.within(a)
		if err != nil {
			return nil, err
		}
		newArgs[i] = n
	}
	out := e
	if len(args) > 0 {
		out = e.WithArgs(newArgs)
	}
	if sub, ok := out.(*plan.Subquery); ok {
		return g.overSubquery(sub)
	}
	return out, nil
}

// within rewrites a part of an expression. In a rollup, as in MySQL, a key
// that is no column is not known there.
func (g *groups) within(e plan.Expr) (plan.Expr, error) {
	if _, ok := e.(*plan.Ref); g.s.rollup && g.clause == "SELECT list" && !ok && len(e.Args()) > 0 {
		known := g.keys
		defer func() { g.keys = known }()
		g.keys = map[string]*plan.Ref{}
		for key, ref := range known {
			if strings.HasPrefix(key, "#") {
				g.keys[key] = ref
			}
		}
	}
	return g.over(e)
}

// overSubquery rewrites what a correlated subquery reads of the rows.
func (g *groups) overSubquery(sub *plan.Subquery) (plan.Expr, error) {
	q, err := plan.Rewrite(sub.Query, nil, func(e plan.Expr) (plan.Expr, error) {
		if r, ok := e.(*plan.Ref); ok {
			return g.column(r)
		}
		return e, nil
	})
	if err != nil {
		return nil, err
	}
	c := *sub
	c.Query = q
	return &c, nil
}

// column allows a key, or what keys determine; other columns of the rows
// have no one value in a group.
func (g *groups) column(r *plan.Ref) (plan.Expr, error) {
	if ref, ok := g.keys[fingerprint(r)]; ok {
		return ref, nil
	}
	c, ok := g.base[r.ID]
	if !ok {
		return r, nil
	}
	if g.determined[r.ID] || !g.s.b.mode.FullGroupBy {
		x := g.s.exprs("")
		x.aggs = g.s.aggs
		return x.addAggregate(&plan.AggCall{Func: "any_value", List: []plan.Expr{r}, Typ: r.Typ})
	}
	name := g.s.columnName(c)
	if len(g.s.n.GroupBy) == 0 {
		return nil, sqlerr.New(sqlerr.MixedAggregate, "In aggregated query without GROUP BY, expression #%d of %s contains nonaggregated column '%s'; this is incompatible with sql_mode=only_full_group_by", g.number, g.clause, name)
	}
	return nil, sqlerr.New(sqlerr.GroupBy, "Expression #%d of %s is not in GROUP BY clause and contains nonaggregated column '%s' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by", g.number, g.clause, name)
}

// columnName is a column as MySQL's messages name it: db.table.column.
func (s *selection) columnName(c *column) string {
	for _, r := range s.sc.rels {
		for _, o := range r.cols {
			if o.id == c.id {
				if r.domain != "" {
					return fmt.Sprintf("%s.%s.%s", r.domain, r.alias, c.name)
				}
				return r.alias + "." + c.name
			}
		}
	}
	return c.name
}

// filterGroups applies HAVING.
func (s *selection) filterGroups() error {
	if s.having != nil {
		s.op = &plan.Filter{Input: s.op, Predicate: s.having}
	}
	return nil
}

// window computes the window functions.
func (s *selection) window() error {
	if len(s.wins.list) > 0 {
		w := &plan.Window{Input: s.op, Funcs: s.wins.list}
		s.b.settleWindow(w)
		s.op = w
	}
	return nil
}
