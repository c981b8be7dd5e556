package bind

import (
	"fmt"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// dual is the one row of no columns that SELECT without FROM reads.
func dual() plan.Operator { return &plan.Values{Rows: [][]plan.Expr{{}}} }

// from binds FROM and puts its names into the scope.
func (b *binder) from(items ast.TableExprs, sc *scope) (plan.Operator, error) {
	if len(items) == 0 {
		return dual(), nil
	}
	var out plan.Operator
	for i, item := range items {
		right, err := b.fromItem(item, sc, sc)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			out = right.op
		} else {
			out = &plan.Join{Kind: plan.CrossJoin, Left: out, Right: right.op, Lateral: refersTo(right.op, sc)}
		}
		sc.rels, sc.stars = append(sc.rels, right.rels...), append(sc.stars, right.stars...)
	}
	return out, sc.unique()
}

// fromItem is a bound item of FROM.
type fromItem struct {
	op plan.Operator
	scope
}

// refersTo reports whether a plan refers to columns of a scope: only what is
// LATERAL can.
func refersTo(op plan.Operator, sc *scope) bool {
	base, found := sc.base(), false
	plan.Inspect(op, func(o plan.Operator) bool {
		for _, e := range o.Exprs() {
			plan.InspectExpr(e, func(e plan.Expr) bool {
				if r, ok := e.(*plan.Ref); ok && base[r.ID] != nil {
					found = true
				}
				return !found
			})
		}
		return !found
	})
	return found
}

// fromItem binds one item of FROM. left holds what a LATERAL item may see.
func (b *binder) fromItem(item ast.TableExpr, sc, left *scope) (*fromItem, error) {
	if err := b.count(); err != nil {
		return nil, err
	}
	switch n := item.(type) {
	case *ast.AliasedTableExpr:
		return b.aliased(n, sc, left)
	case *ast.JoinTableExpr:
		return b.join(n, sc, left)
	case *ast.ParenTableExpr:
		return b.parens(n, sc)
	case *ast.JSONTableExpr:
		return nil, unsupported("JSON_TABLE")
	case *ast.TableFuncExpr:
		return nil, unsupported("table function %s", n.Name)
	case ast.TableFuncExpr:
		return nil, unsupported("table function %s", n.Name)
	}
	return nil, unsupported("this item of FROM")
}

func (b *binder) parens(n *ast.ParenTableExpr, sc *scope) (*fromItem, error) {
	in := scope{parent: sc.parent, ctes: sc.ctes}
	op, err := b.from(n.Exprs, &in)
	if err != nil {
		return nil, err
	}
	return &fromItem{op, in}, nil
}

func (b *binder) aliased(n *ast.AliasedTableExpr, sc, left *scope) (*fromItem, error) {
	switch {
	case n.AsOf != nil:
		return nil, unsupported("AS OF")
	case len(n.Partitions) > 0:
		return nil, sqlerr.New(sqlerr.NoPartitions, "PARTITION () clause on non partitioned table")
	case n.Hints != nil && len(n.Hints.Indexes) > 0:
		return nil, noIndex(n)
	}
	switch e := n.Expr.(type) {
	case ast.TableName:
		return b.table(e, n.As.String(), sc)
	case *ast.Subquery:
		parent := sc.parent
		if n.Lateral {
			// What stands to the left, and then what the query itself sees.
			parent = left
		}
		q, err := b.query(e.Select, parent, sc.ctes)
		if err != nil {
			return nil, err
		}
		return b.derived(q, n.As.String(), e.Columns)
	case *ast.ValuesStatement:
		q, err := b.values(e, sc)
		if err != nil {
			return nil, err
		}
		return b.derived(q, n.As.String(), e.Columns)
	}
	return nil, unsupported("this item of FROM")
}

// noIndex is the error for a hint of an index: a dataset has none.
func noIndex(n *ast.AliasedTableExpr) error {
	table := n.As.String()
	if t, ok := n.Expr.(ast.TableName); ok && table == "" {
		table = t.Name.String()
	}
	return sqlerr.New(sqlerr.NoIndex, "Key '%s' doesn't exist in table '%s'", n.Hints.Indexes[0].String(), table)
}

// derived names the columns of a subquery, CTE or view.
func (b *binder) derived(q *bound, alias string, names ast.Columns) (*fromItem, error) {
	if len(names) > 0 && len(names) != len(q.cols) {
		return nil, sqlerr.New(sqlerr.ColumnListCount, "In definition of view, derived table or common table expression, SELECT list and column names list have different column counts")
	}
	if alias == parse.ValuesList {
		alias = ""
	}
	rel := &relation{alias: alias}
	seen := map[string]bool{}
	for i := range q.cols {
		c := q.cols[i].column
		if len(names) > 0 {
			c.name = names[i].String()
		}
		if key := strings.ToLower(c.name); seen[key] {
			return nil, sqlerr.New(sqlerr.DuplicateColumn, "Duplicate column name '%s'", c.name)
		} else {
			seen[key] = true
		}
		rel.cols = append(rel.cols, &c)
	}
	f := &fromItem{op: q.op}
	f.add(rel)
	return f, nil
}

// table binds a name: a common table expression, a view or a dataset.
func (b *binder) table(n ast.TableName, alias string, sc *scope) (*fromItem, error) {
	domain, name := n.DbQualifier.String(), n.Name.String()
	if alias == "" {
		alias = name
	}
	if domain == "" {
		if c := sc.ctes.find(name); c != nil {
			return b.cteRef(c, alias)
		}
		if strings.EqualFold(name, "dual") {
			return &fromItem{op: dual()}, nil
		}
		domain = b.env.Database
	}
	if domain == "" {
		return nil, sqlerr.New(sqlerr.NoDatabase, "No database selected")
	}
	if parse.SystemSchema(domain) {
		return nil, unsupported("%s together with datasets", strings.ToLower(domain))
	}
	ds, grant, ok := b.env.Catalog.Table(domain, name)
	if !ok || !grant.Visible {
		return nil, b.noTable(domain, name)
	}
	if ds.View != "" {
		return b.view(ds, grant, alias)
	}
	rel := &relation{domain: ds.Domain, alias: alias, ds: ds, grant: grant}
	scan := &plan.Scan{Dataset: ds}
	for i, c := range ds.Columns {
		if !grant.Readable(i) {
			continue
		}
		col := b.newColumn(c.Name, c.Type, !c.Required || grant.Columns[i].Effect != auth.Allow)
		col.from = origin{ds.Domain, strings.ToLower(name), c.Name, c.PrimaryKey}
		rel.cols = append(rel.cols, col)
		scan.Cols = append(scan.Cols, plan.Column{ID: col.id, Name: c.Name, Type: c.Type})
		scan.Ordinals = append(scan.Ordinals, i)
	}
	f := &fromItem{op: scan}
	f.add(rel)
	return f, nil
}

// noTable is the error for a table that does not exist, or not for this
// principal: nobody can tell the two apart.
func (b *binder) noTable(domain, name string) error {
	for _, d := range b.env.Catalog.Domains() {
		if strings.EqualFold(d, domain) {
			return sqlerr.New(sqlerr.UnknownTable, "Table '%s.%s' doesn't exist", domain, name)
		}
	}
	return sqlerr.New(sqlerr.UnknownDatabase, "Unknown database '%s'", domain)
}

// values binds VALUES ROW(…), ROW(…).
func (b *binder) values(n *ast.ValuesStatement, sc *scope) (*bound, error) {
	x := &exprs{b: b, scope: &scope{parent: sc.parent, ctes: sc.ctes}, clause: "field list"}
	width := len(n.Rows[0])
	rows := make([][]plan.Expr, len(n.Rows))
	for i, r := range n.Rows {
		if len(r) != width {
			return nil, sqlerr.New(sqlerr.ValuesCount, "Column count doesn't match value count at row %d", i+1)
		}
		var err error
		if rows[i], err = x.scalars(r...); err != nil {
			return nil, err
		}
	}
	v := &plan.Values{Rows: rows}
	out := &bound{op: v}
	for i := range width {
		col, err := b.valuesColumn(x, rows, i)
		if err != nil {
			return nil, err
		}
		v.Cols = append(v.Cols, plan.Column{ID: col.id, Name: col.name, Type: col.typ})
		out.cols = append(out.cols, result{column: *col})
	}
	return out, nil
}

// valuesColumn gives the i-th column its common type.
func (b *binder) valuesColumn(x *exprs, rows [][]plan.Expr, i int) (*column, error) {
	column := make([]plan.Expr, len(rows))
	for j, r := range rows {
		column[j] = r[i]
	}
	column, t, err := x.same("VALUES", column)
	if err != nil {
		return nil, err
	}
	nullable := false
	for j := range rows {
		rows[j][i] = column[j]
		nullable = nullable || b.isNullable(column[j])
	}
	return b.newColumn(fmt.Sprintf("column_%d", i), t, nullable), nil
}

// view binds a view's text as the principal who asks. Policy is applied where
// the view reads datasets; a policy on the view itself would be passed over,
// so such a view is closed.
func (b *binder) view(ds *catalog.Dataset, grant auth.Grant, alias string) (*fromItem, error) {
	if len(grant.Filters) > 0 || masked(grant) {
		return nil, unsupported("a mask or row filter on the view %s.%s", ds.Domain, ds.Name).WithHint("put the rule on the datasets that the view reads")
	}
	if len(b.views) >= maxViews {
		return nil, sqlerr.New(sqlerr.InvalidView, "View '%s.%s' is nested too deep", ds.Domain, ds.Name)
	}
	q, err := b.viewQuery(ds)
	if err != nil {
		return nil, err
	}
	if len(q.cols) != len(ds.Columns) {
		return nil, sqlerr.New(sqlerr.InvalidView, "View '%s.%s' has other columns than its contract", ds.Domain, ds.Name)
	}
	x := &exprs{b: b}
	rel := &relation{domain: ds.Domain, alias: alias, ds: ds, grant: grant}
	p := &plan.Project{Input: q.op}
	for i, c := range ds.Columns {
		if !grant.Readable(i) {
			continue
		}
		col := b.newColumn(c.Name, c.Type, q.cols[i].nullable)
		col.from = origin{ds.Domain, strings.ToLower(ds.Name), c.Name, c.PrimaryKey}
		rel.cols = append(rel.cols, col)
		p.Cols = append(p.Cols, plan.Projection{ID: col.id, Name: c.Name, Expr: x.to(q.cols[i].ref(), c.Type)})
	}
	f := &fromItem{op: p}
	f.add(rel)
	return f, nil
}

func (b *binder) viewQuery(ds *catalog.Dataset) (*bound, error) {
	for _, v := range b.views {
		if v == ds {
			return nil, sqlerr.New(sqlerr.InvalidView, "View '%s.%s' reads itself", ds.Domain, ds.Name)
		}
	}
	invalid := sqlerr.New(sqlerr.InvalidView, "View '%s.%s' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them", ds.Domain, ds.Name)
	env := Env{Version: b.env.Version}
	p, err := parse.Parse(ds.View, env.Syntax())
	if err != nil {
		return nil, invalid.WithCause(err)
	}
	sel, ok := p.Stmt.(ast.SelectStatement)
	if !ok || p.Params() > 0 || sel.GetInto() != nil {
		return nil, invalid
	}
	src, m, outer := b.src, b.mode, b.env
	b.src, b.mode = p.Source, p.Mode
	b.env.Database, b.env.Prepared, b.env.Collation = ds.Domain, false, catalog.UTF8MB4Bin0900
	b.views = append(b.views, ds)
	q, err := b.query(sel, nil, nil)
	b.views = b.views[:len(b.views)-1]
	b.src, b.mode, b.env = src, m, outer
	if err != nil {
		return nil, invalid.WithCause(err)
	}
	return q, nil
}

func masked(g auth.Grant) bool {
	for _, c := range g.Columns {
		if c.Effect == auth.Masked {
			return true
		}
	}
	return false
}
