package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// query binds a query. parent is the scope around a subquery; ctes are the
// common table expressions it may name.
func (b *binder) query(sel ast.SelectStatement, parent *scope, ctes *cte) (*bound, error) {
	if err := b.count(); err != nil {
		return nil, err
	}
	if b.depth++; b.depth > maxExprDepth {
		return nil, unsupported("queries nested deeper than %d", maxExprDepth)
	}
	defer func() { b.depth-- }()
	switch n := sel.(type) {
	case *ast.ParenSelect:
		return b.query(n.Select, parent, ctes)
	case *ast.SetOp:
		return b.setOp(n, parent, ctes)
	case *ast.Select:
		ctes, err := b.with(n.With, parent, ctes)
		if err != nil {
			return nil, err
		}
		s := &selection{b: b, n: n, sc: &scope{parent: parent, ctes: ctes}}
		return s.bind()
	}
	return nil, unsupported("this query (%T)", sel)
}

// item is one column of a SELECT list.
type item struct {
	name string
	// alias is the name after AS; only that hides columns in ORDER BY.
	alias string
	expr  plan.Expr
	// col is set for a plain column, with the alias of its table.
	col   *column
	table string
	// variable takes the item's value: it is @x := e.
	variable string
	// node is the item as parsed; nil for a column of *.
	node ast.Expr
}

// selection is a SELECT being bound.
type selection struct {
	b    *binder
	n    *ast.Select
	sc   *scope
	op   plan.Operator
	aggs *aggregates
	wins *windows

	items  []*item
	having plan.Expr
	order  []orderKey
	keys   []plan.Projection
	groups *groups // nil in a query without groups
	// grouped are the expressions of GROUP BY, as many as keys.
	grouped []plan.Expr
	rollup  bool
}

func (s *selection) bind() (*bound, error) {
	if s.n.QueryOpts.SQLCalcFoundRows {
		return nil, unsupported("SQL_CALC_FOUND_ROWS").WithHint("use a second query with COUNT(*)")
	}
	var err error
	if s.op, err = s.b.from(s.n.From, s.sc); err != nil {
		return nil, err
	}
	if err := s.where(); err != nil {
		return nil, err
	}
	s.aggs = &aggregates{ids: map[string]plan.ColumnID{}, grouped: s.isGrouped()}
	s.wins = &windows{named: s.n.Window}
	for _, step := range []func() error{s.checkWindows, s.selectList, s.countRound, s.groupBy, s.bindHaving, s.orderBy, s.aggregate, s.filterGroups, s.window} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s.output()
}

// exprs is for the expressions of a clause, with aggregates and windows as told.
func (s *selection) exprs(clause string) *exprs {
	return &exprs{b: s.b, scope: s.sc, clause: clause}
}

func (s *selection) where() error {
	if s.n.Where == nil {
		return nil
	}
	p, err := s.exprs("where clause").condition(s.n.Where.Expr)
	if err != nil {
		return err
	}
	s.op = &plan.Filter{Input: s.op, Predicate: p}
	return nil
}

// isGrouped reports whether rows become groups: by GROUP BY or an aggregate.
func (s *selection) isGrouped() bool {
	if len(s.n.GroupBy) > 0 || hasAggregate(s.n.SelectExprs) || hasAggregate(s.n.OrderBy) || hasAggregate(s.n.Window) {
		return true
	}
	return s.n.Having != nil && hasAggregate(s.n.Having.Expr)
}

func (s *selection) selectList() error {
	if err := s.assigns(); err != nil {
		return err
	}
	x := s.exprs("field list")
	x.aggs, x.wins = s.aggs, s.wins
	texts := s.b.src.SelectTexts(s.n)
	for i, e := range s.n.SelectExprs {
		switch n := e.(type) {
		case *ast.StarExpr:
			if err := s.star(n); err != nil {
				return err
			}
		case *ast.AliasedExpr:
			variable, node, assigns := assignment(n.Expr)
			if !assigns {
				node = n.Expr
			}
			expr, err := x.scalar(node)
			if err != nil {
				return err
			}
			it := &item{name: n.As.String(), alias: n.As.String(), expr: expr, node: n.Expr, variable: variable}
			if assigns {
				s.b.assigned[variable] = expr
			}
			if it.name == "" {
				it.name = itemName(n.Expr, texts, i)
			}
			s.plainColumn(it)
			s.items = append(s.items, it)
		default:
			return unsupported("NEXT VALUE")
		}
	}
	return nil
}

// plainColumn notes the column that an item is.
func (s *selection) plainColumn(it *item) {
	ref, ok := it.expr.(*plan.Ref)
	if !ok {
		return
	}
	for _, r := range s.sc.rels {
		for _, c := range r.cols {
			if c.id == ref.ID {
				it.col, it.table = c, r.alias
				return
			}
		}
	}
}

// star adds the columns of * or t.*, those that the principal may read.
func (s *selection) star(n *ast.StarExpr) error {
	if n.TableName.IsEmpty() {
		if len(s.n.From) == 0 {
			return sqlerr.New(sqlerr.NoTables, "No tables used")
		}
		for _, c := range s.sc.stars {
			s.items = append(s.items, starItem(c.column, c.rel))
		}
		return s.readable("*")
	}
	for _, r := range s.sc.rels {
		if !r.is(n.TableName.DbQualifier.String(), n.TableName.Name.String()) {
			continue
		}
		for _, c := range r.cols {
			s.items = append(s.items, starItem(c, r))
		}
		return s.readable(n.TableName.Name.String() + ".*")
	}
	return sqlerr.New(sqlerr.UnknownTableInSel, "Unknown table '%s'", n.TableName.String())
}

func starItem(c *column, r *relation) *item {
	return &item{name: c.name, expr: c.ref(), col: c, table: r.alias}
}

// readable refuses a star over a dataset of which no column may be read: a
// result needs columns.
func (s *selection) readable(what string) error {
	if len(s.items) > 0 {
		return nil
	}
	for _, r := range s.sc.rels {
		if r.ds != nil && len(r.ds.Columns) > 0 {
			return denied(s.b.env.Principal, r.ds, r.grant, 0)
		}
	}
	return sqlerr.New(sqlerr.BadStatement, "%s has no columns", what)
}

// itemName is the name that MySQL gives to an expression without an alias.
func itemName(e ast.Expr, texts []string, i int) string {
	switch n := e.(type) {
	case *ast.ParenExpr:
		if inner, ok := plainName(n.Expr); ok {
			return inner
		}
	default:
		if name, ok := plainName(e); ok {
			return name
		}
	}
	if i < len(texts) && texts[i] != "" {
		return literalText(e, texts[i])
	}
	return ast.String(e)
}

// literalText is the text of an item, without parentheses and plus signs
// around a literal.
func literalText(e ast.Expr, text string) string {
	for p, ok := e.(*ast.ParenExpr); ok; p, ok = e.(*ast.ParenExpr) {
		e = p.Expr
	}
	if v, ok := e.(*ast.SQLVal); !ok || v.Type == ast.StrVal {
		return text
	}
	return strings.Trim(text, "()+ \t\n")
}

// plainName is the name of a column or text literal.
func plainName(e ast.Expr) (string, bool) {
	switch n := e.(type) {
	case *ast.ParenExpr:
		return plainName(n.Expr)
	case *ast.ColName:
		return n.Name.String(), !strings.HasPrefix(n.Name.String(), "@")
	case *ast.SQLVal:
		return string(n.Val), n.Type == ast.StrVal && len(n.Val) > 0
	case *ast.UnaryExpr: // _utf8mb4'…'
		return plainIntroduced(n)
	case *ast.FuncExpr:
		return constName(n)
	}
	return "", false
}

func plainIntroduced(n *ast.UnaryExpr) (string, bool) {
	v, ok := n.Expr.(*ast.SQLVal)
	return plainNameOf(v, ok && strings.HasPrefix(n.Operator, "_"))
}

func plainNameOf(v *ast.SQLVal, ok bool) (string, bool) {
	if !ok || v.Type != ast.StrVal {
		return "", false
	}
	return string(v.Val), len(v.Val) > 0
}

// output projects the SELECT list, and sorts and limits.
func (s *selection) output() (*bound, error) {
	cols, out := s.project()
	if s.n.QueryOpts.Distinct {
		if err := s.distinct(cols, out); err != nil {
			return nil, err
		}
	} else {
		s.sorted(cols, out)
	}
	var err error
	out.op, err = s.b.limit(out.op, s.n.Limit)
	if err == nil && len(out.op.Columns()) > len(cols) {
		// Only ORDER BY needed the others.
		out.op = &plan.Project{Input: out.op, Cols: passOn(out.cols)}
	}
	return out, err
}

// project makes the columns of the SELECT list. A column that comes a second
// time, or from an outer query, gets an ID of its own.
func (s *selection) project() ([]plan.Projection, *bound) {
	x := s.exprs("field list")
	out := &bound{}
	var cols []plan.Projection
	taken, own := map[plan.ColumnID]bool{}, ownColumns(s.op)
	for _, it := range s.items {
		e := x.value(it.expr)
		if p, ok := e.(*plan.Param); ok && p.Typ.Kind == catalog.Null {
			e = x.to(p, typeText)
		}
		ref, isRef := e.(*plan.Ref)
		var c column
		switch {
		case isRef && own[ref.ID] && !taken[ref.ID]:
			c = column{name: it.name, id: ref.ID, typ: ref.Typ, nullable: s.b.nullable[ref.ID]}
		default:
			c = *s.b.newColumn(it.name, e.Type(), s.b.isNullable(e))
		}
		r := result{column: c, variable: it.variable}
		if it.col != nil {
			r.from, r.alias = it.col.from, it.table
		}
		taken[c.id] = true
		s.b.texts[c.id] = s.b.textsOf(e)
		cols = append(cols, plan.Projection{ID: c.id, Name: it.name, Expr: e})
		out.cols = append(out.cols, r)
	}
	return cols, out
}

// ownColumns are the IDs that an operator puts out; others are of outer queries.
func ownColumns(op plan.Operator) map[plan.ColumnID]bool {
	out := map[plan.ColumnID]bool{}
	for _, c := range op.Columns() {
		out[c.ID] = true
	}
	return out
}

func passOn(cols []result) []plan.Projection {
	out := make([]plan.Projection, len(cols))
	for i, c := range cols {
		out[i] = plan.Projection{ID: c.id, Name: c.name, Expr: c.ref()}
	}
	return out
}

// limit binds LIMIT and OFFSET: whole numbers and parameters.
func (b *binder) limit(op plan.Operator, n *ast.Limit) (plan.Operator, error) {
	if n == nil {
		return op, nil
	}
	out := &plan.Limit{Input: op}
	var err error
	if out.Count, err = b.limitValue(n.Rowcount); err != nil {
		return nil, err
	}
	out.Offset, err = b.limitValue(n.Offset)
	return out, err
}

func (b *binder) limitValue(e ast.Expr) (plan.Expr, error) {
	v, ok := e.(*ast.SQLVal)
	if e == nil {
		return nil, nil
	}
	if !ok || v.Type != ast.IntVal && v.Type != ast.ValArg {
		return nil, unsupported("LIMIT by a name")
	}
	x := &exprs{b: b, scope: &scope{}}
	out, err := x.literal(v)
	if err != nil {
		return nil, err
	}
	if p, ok := out.(*plan.Param); ok && !p.Typ.IsInteger() {
		return &plan.Param{Index: p.Index, Typ: typeInt}, nil
	}
	if out.Type().Kind == catalog.Decimal {
		return nil, parse.SyntaxError(b.src.Text, 0)
	}
	return out, nil
}
