package bind

import (
	"context"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// Limits of what one statement may become: common table expressions and views
// are written in where they are named, and expressions are walked recursively.
const (
	maxOperators = 20_000
	maxExprDepth = 5_000
	maxViews     = 32
)

// binder binds one statement.
type binder struct {
	ctx  context.Context
	env  Env
	src  *parse.Source
	mode parse.Mode

	next      plan.ColumnID
	ctes      int
	params    int
	volatile  bool
	random    int // how many calls of rand() and uuid() were bound
	operators int
	views     []*catalog.Dataset
	nullable  map[plan.ColumnID]bool
	depth     int
	growth    growth
	settled   map[plan.Expr]bool      // what has its collation
	texts     map[plan.ColumnID]texts // what is known of columns
	round     *round                  // of the recursive SELECT being bound
	// top is the outermost SELECT, the only one that may assign variables.
	top      *ast.Select
	assigned map[string]plan.Expr
}

// Bind turns a SELECT into a plan.
func Bind(ctx context.Context, text string, env Env) (_ *plan.Query, err error) {
	defer parse.Recovered(&err)
	p, err := parse.Parse(text, env.Syntax())
	if err != nil {
		return nil, err
	}
	sel, ok := p.Stmt.(ast.SelectStatement)
	if !ok {
		if p.Stmt == nil {
			return nil, sqlerr.New(sqlerr.EmptyQuery, "Query was empty")
		}
		return nil, sqlerr.New(sqlerr.BadStatement, "%s is not a query", parse.WriteVerb(p.Source))
	}
	if p.Rest < len(text) {
		return nil, parse.SyntaxError(text, p.Rest)
	}
	if into := sel.GetInto(); into != nil && (into.Outfile != "" || into.Dumpfile != "") {
		return nil, sqlerr.New(sqlerr.ReadOnly, "SELECT INTO OUTFILE is not allowed: the mesh is read-only")
	}
	b := newBinder(ctx, env, p)
	b.top, _ = sel.(*ast.Select)
	out, err := b.query(sel, nil, nil)
	if err != nil {
		return nil, err
	}
	if _, err := planSize(out.op); err != nil {
		return nil, err
	}
	q := &plan.Query{Root: out.op, Params: p.Params(), Volatile: b.volatile}
	for _, c := range out.cols {
		q.Output = append(q.Output, b.output(c))
	}
	q.NextID = b.next
	return plan.Prune(q), nil
}

func newBinder(ctx context.Context, env Env, p *parse.Tree) *binder {
	return &binder{ctx: ctx, env: env, src: p.Source, mode: p.Mode, next: 1, nullable: map[plan.ColumnID]bool{}, texts: map[plan.ColumnID]texts{}}
}

func (b *binder) newID() plan.ColumnID {
	id := b.next
	b.next++
	return id
}

// newColumn makes a column with an ID of its own.
func (b *binder) newColumn(name string, t catalog.Type, nullable bool) *column {
	c := &column{name: name, id: b.newID(), typ: t, nullable: nullable}
	b.nullable[c.id] = nullable
	return c
}

// count keeps a statement from growing without bound.
func (b *binder) count() error {
	if err := b.ctx.Err(); err != nil {
		return sqlerr.New(sqlerr.Interrupted, "Query execution was interrupted").WithCause(err)
	}
	if b.operators++; b.operators > maxOperators {
		return unsupported("a statement that grows beyond %d operators", maxOperators)
	}
	return nil
}

// output is a result column as the client sees it.
func (b *binder) output(c result) plan.Output {
	return plan.Output{
		ID: c.id, Name: c.name, Type: c.typ, Nullable: c.nullable,
		Domain: c.from.domain, Table: c.alias, OrgTable: c.from.table, OrgName: c.from.column, PrimaryKey: c.from.primaryKey,
		Variable: c.variable,
	}
}

// result is a column of a query's result.
type result struct {
	column
	alias string // of the table that it comes from
	// variable takes the value: the item was @x := e.
	variable string
}

// bound is a bound query.
type bound struct {
	op   plan.Operator
	cols []result
}
