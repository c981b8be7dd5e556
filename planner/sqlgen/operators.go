package sqlgen

import (
	"fmt"
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

func (g *generator) operator(op plan.Operator) (*block, error) {
	switch o := op.(type) {
	case *plan.Scan:
		return g.scan(o)
	case *plan.Values:
		return g.values(o)
	case *plan.Project:
		return g.project(o)
	case *plan.Filter:
		return g.filter(o)
	case *plan.Join:
		return g.join(o)
	case *plan.Aggregate:
		return g.aggregate(o)
	case *plan.Window:
		return g.window(o)
	case *plan.Sort:
		return g.sort(o)
	case *plan.Limit:
		return g.limit(o)
	case *plan.Distinct:
		return g.distinct(o)
	case *plan.SetOp:
		return g.setOp(o)
	case *plan.RecursiveCTE:
		return g.recursive(o)
	case *plan.RecursiveRef:
		return g.recursiveRef(o)
	}
	return nil, sqlerr.New(sqlerr.Unsupported, "operator %T", op)
}

func (g *generator) values(v *plan.Values) (*block, error) {
	if len(v.Cols) == 0 {
		return g.dual(v)
	}
	reps := make([]rep, len(v.Cols))
	names := make([]string, len(v.Cols))
	for i, c := range v.Cols {
		r, err := repOf(c.Type)
		if err != nil {
			return nil, err
		}
		reps[i], names[i], g.reps[c.ID] = r, column(c.ID), r
	}
	rows := make([]string, len(v.Rows))
	for i, row := range v.Rows {
		texts := make([]string, len(row))
		for j, e := range row {
			f, err := g.expr(e)
			if err != nil {
				return nil, err
			}
			texts[j] = g.fit(f, reps[j]).sql
		}
		rows[i] = "(" + strings.Join(texts, ", ") + ")"
	}
	if len(rows) == 0 {
		nulls := make([]string, len(reps))
		for i, r := range reps {
			nulls[i] = "CAST(NULL AS " + r.String() + ") AS " + names[i]
		}
		from := "(SELECT " + strings.Join(nulls, ", ") + ") AS " + g.alias()
		return &block{items: pass(v.Cols, g.reps), plain: true, from: from, where: []string{"FALSE"}}, nil
	}
	from := fmt.Sprintf("(VALUES %s) AS %s(%s)", strings.Join(rows, ", "), g.alias(), strings.Join(names, ", "))
	return &block{items: pass(v.Cols, g.reps), plain: true, from: from}, nil
}

// dual gives rows of no columns: one for SELECT without FROM.
func (g *generator) dual(v *plan.Values) (*block, error) {
	switch len(v.Rows) {
	case 0:
		return &block{plain: true, where: []string{"FALSE"}}, nil
	case 1:
		return &block{plain: true}, nil
	}
	return nil, sqlerr.New(sqlerr.Unsupported, "VALUES without columns")
}

func (g *generator) project(p *plan.Project) (*block, error) {
	b, err := g.operator(p.Input)
	if err != nil {
		return nil, err
	}
	renames := onlyRefs(p.Cols)
	if !b.plain && !(renames && !b.distinct) || b.plain && b.distinct && !renames {
		b.nest(g)
	}
	if b.distinct && len(p.Cols) != len(b.items) {
		b.nest(g)
	}
	items := make([]item, len(p.Cols))
	plain := b.plain
	for i, c := range p.Cols {
		f, err := g.projected(b, c.Expr)
		if err != nil {
			return nil, err
		}
		g.reps[c.ID] = f.rep
		items[i] = item{id: c.ID, name: column(c.ID), frag: f}
		plain = plain && f.sql == column(c.ID)
	}
	if b.limit != "" && holdsOnce(items) {
		b.nest(g)
		return g.projectOver(b, p)
	}
	b.items, b.plain = items, plain
	return b, nil
}

// projectOver computes a projection over a block that was nested just now.
func (g *generator) projectOver(b *block, p *plan.Project) (*block, error) {
	items := make([]item, len(p.Cols))
	for i, c := range p.Cols {
		f, err := g.column(c.Expr)
		if err != nil {
			return nil, err
		}
		items[i] = item{id: c.ID, name: column(c.ID), frag: f}
	}
	b.items, b.plain = items, false
	return b, nil
}

// projected is an expression as a column, in terms of the block's FROM.
func (g *generator) projected(b *block, e plan.Expr) (frag, error) {
	if r, ok := e.(*plan.Ref); ok {
		if f, ok := b.lookup(r.ID); ok {
			return f, nil
		}
	}
	return g.column(e)
}

// column is an expression whose value is kept: quotients are rounded to the
// digits of their type, as MySQL does where a value leaves an expression.
func (g *generator) column(e plan.Expr) (frag, error) {
	if c, ok := e.(*plan.Call); ok && c.Func == "/" && c.Typ.Kind == catalog.Decimal && len(c.List) == 2 {
		f, err := g.keptQuotient(c)
		if err == nil {
			err = g.grow(f)
		}
		return f, err
	}
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	return g.kept(f, e.Type())
}

func onlyRefs(cols []plan.Projection) bool {
	for _, c := range cols {
		if _, ok := c.Expr.(*plan.Ref); !ok {
			return false
		}
	}
	return true
}

func holdsOnce(items []item) bool {
	for _, it := range items {
		if it.frag.once {
			return true
		}
	}
	return false
}

func (g *generator) filter(f *plan.Filter) (*block, error) {
	b, err := g.operator(f.Input)
	if err != nil {
		return nil, err
	}
	if !b.open() {
		b.nest(g)
	}
	texts, err := g.conjuncts(f.Predicate)
	if err != nil {
		return nil, err
	}
	b.where = append(b.where, texts...)
	return b, nil
}

// conjuncts gives the texts of a predicate's AND-ed parts, of which only rows
// where all are true are kept.
func (g *generator) conjuncts(e plan.Expr) ([]string, error) {
	if c, ok := e.(*plan.Call); ok && c.Func == "and" {
		var out []string
		for _, a := range c.List {
			texts, err := g.conjuncts(a)
			if err != nil {
				return nil, err
			}
			out = append(out, texts...)
		}
		return out, nil
	}
	f, err := g.predicate(e)
	if err != nil {
		return nil, err
	}
	return []string{f.sql}, nil
}

var joinWords = map[plan.JoinKind]string{
	plan.InnerJoin: " JOIN ", plan.LeftJoin: " LEFT JOIN ", plan.RightJoin: " RIGHT JOIN ",
	plan.FullJoin: " FULL JOIN ", plan.CrossJoin: " CROSS JOIN ",
}

func (g *generator) join(j *plan.Join) (*block, error) {
	word, ok := joinWords[j.Kind]
	if !ok {
		return nil, sqlerr.New(sqlerr.Unsupported, "join of kind %d", j.Kind)
	}
	l, err := g.operator(j.Left)
	if err != nil {
		return nil, err
	}
	r, err := g.operator(j.Right)
	if err != nil {
		return nil, err
	}
	from := l.source(g) + word
	switch {
	case j.Lateral:
		from += "LATERAL (" + r.text() + ") AS " + g.alias()
	case r.joined && r.bare():
		from += "(" + r.from + ")"
	default:
		from += r.source(g)
	}
	if j.On != nil && j.Kind != plan.CrossJoin {
		on, err := g.conjuncts(j.On)
		if err != nil {
			return nil, err
		}
		from += " ON " + strings.Join(on, " AND ")
	} else if j.Kind != plan.CrossJoin {
		from += " ON TRUE"
	}
	return &block{items: pass(j.Columns(), g.reps), plain: true, from: from, joined: true}, nil
}

func (g *generator) aggregate(a *plan.Aggregate) (*block, error) {
	b, err := g.operator(a.Input)
	if err != nil {
		return nil, err
	}
	if !b.open() {
		b.nest(g)
	}
	items := make([]item, 0, len(a.Keys)+len(a.Aggs))
	for _, k := range a.Keys {
		f, err := g.column(k.Expr)
		if err != nil {
			return nil, err
		}
		b.groupBy = append(b.groupBy, f.sql)
		items = append(items, item{id: k.ID, name: column(k.ID), frag: f})
	}
	for _, p := range a.Aggs {
		call, ok := p.Expr.(*plan.AggCall)
		if !ok {
			return nil, fmt.Errorf("sqlgen: aggregate column c%d is a %T", p.ID, p.Expr)
		}
		f, err := g.aggCall(call)
		if err != nil {
			return nil, err
		}
		items = append(items, item{id: p.ID, name: column(p.ID), frag: f})
	}
	for _, it := range items {
		g.reps[it.id] = it.frag.rep
	}
	if a.Rollup {
		b.groupBy = []string{"ROLLUP (" + strings.Join(b.groupBy, ", ") + ")"}
	}
	b.items, b.plain, b.grouped = items, false, true
	if len(a.Aggs) == 0 && len(a.Keys) == 0 {
		return nil, sqlerr.New(sqlerr.Unsupported, "grouping without keys and aggregates")
	}
	return b, nil
}

func (g *generator) window(w *plan.Window) (*block, error) {
	b, err := g.operator(w.Input)
	if err != nil {
		return nil, err
	}
	if !b.open() {
		b.nest(g)
	}
	for _, p := range w.Funcs {
		call, ok := p.Expr.(*plan.WindowCall)
		if !ok {
			return nil, fmt.Errorf("sqlgen: window column c%d is a %T", p.ID, p.Expr)
		}
		f, err := g.windowCall(call)
		if err != nil {
			return nil, err
		}
		g.reps[p.ID] = f.rep
		b.items = append(b.items, item{id: p.ID, name: column(p.ID), frag: f})
	}
	b.plain = false
	return b, nil
}

func (g *generator) sort(s *plan.Sort) (*block, error) {
	b, err := g.operator(s.Input)
	if err != nil {
		return nil, err
	}
	if !b.open() {
		b.nest(g)
	}
	b.orderBy, err = g.sortKeys(s.Keys)
	return b, err
}

func (g *generator) sortKeys(keys []plan.SortKey) ([]string, error) {
	out := make([]string, len(keys))
	for i, k := range keys {
		f, err := g.column(k.Expr)
		if err != nil {
			return nil, err
		}
		out[i] = sortKey(f.sql, k.Desc)
	}
	return out, nil
}

func sortKey(sql string, desc bool) string {
	if desc {
		return sql + " DESC NULLS LAST"
	}
	return sql + " ASC NULLS FIRST"
}

func (g *generator) limit(l *plan.Limit) (*block, error) {
	b, err := g.operator(l.Input)
	if err != nil {
		return nil, err
	}
	if b.limit != "" || b.offset != "" {
		b.nest(g)
	}
	if l.Count != nil {
		if b.limit, err = g.rowCount(l.Count); err != nil {
			return nil, err
		}
	}
	if l.Offset != nil {
		b.offset, err = g.rowCount(l.Offset)
	}
	return b, err
}

// rowCount is a number of rows. Drivers write 18446744073709551615 for "all".
// A constant is written in digits: within a correlated subquery DuckDB takes
// no parameter here.
func (g *generator) rowCount(e plan.Expr) (string, error) {
	if c, ok := e.(*plan.Const); ok {
		switch v := c.Value.(type) {
		case uint64:
			return strconv.FormatUint(min(v, 1<<62), 10), nil
		case int64:
			return strconv.FormatInt(max(v, 0), 10), nil
		}
	}
	f, err := g.expr(e)
	if err != nil {
		return "", err
	}
	return f.cast(repInt).sql, nil
}

func (g *generator) distinct(d *plan.Distinct) (*block, error) {
	b, err := g.operator(d.Input)
	if err != nil {
		return nil, err
	}
	if b.distinct || b.orderBy != nil || b.limit != "" || b.offset != "" {
		b.nest(g)
	}
	b.distinct = true
	return b, nil
}
