package bind

import (
	"slices"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// defaultDepth is MySQL's cte_max_recursion_depth.
const defaultDepth = 1000

// recursion is a recursive common table expression, taken apart.
type recursion struct {
	union *ast.SetOp
	start ast.SelectStatement
	steps []*ast.Select
	all   bool
}

// round is what the SELECT of a step adds: the number of its round.
type round struct {
	node  *ast.Select
	cte   int
	depth plan.Expr // of the round before
	limit int64     // how many rounds there may be
	// enough stops after so many rounds, as each gives a row; 0 is never.
	enough int64
}

// recursive binds a query of the form: start UNION [ALL] step [UNION [ALL] step …].
func (b *binder) recursive(c *cte) (*bound, error) {
	rec, err := takeApart(c)
	if err != nil {
		return nil, err
	}
	ctes, err := b.with(rec.union.With, c.scope, c.parent)
	if err != nil {
		return nil, err
	}
	start, err := b.query(rec.start, c.scope, ctes)
	if err != nil {
		return nil, err
	}
	if len(c.names) > 0 && len(c.names) != len(start.cols) {
		return nil, sqlerr.New(sqlerr.ColumnListCount, "In definition of view, derived table or common table expression, SELECT list and column names list have different column counts")
	}
	b.ctes++
	out := &bound{}
	r := &plan.RecursiveCTE{CTE: b.ctes, All: rec.all}
	for i, s := range start.cols {
		name := s.name
		if len(c.names) > 0 {
			name = c.names[i].String()
		}
		col := b.newColumn(name, s.typ, true)
		out.cols = append(out.cols, result{column: *col})
	}
	if !rec.all && slices.ContainsFunc(out.cols, func(c result) bool { return b.keyed(c.ref()) }) {
		return nil, unsupported("a recursive UNION DISTINCT of text that is not compared bytewise").WithHint("write UNION ALL, or COLLATE utf8mb4_0900_bin")
	}
	cols := slices.Clone(out.cols)
	if rec.all {
		depth := b.newColumn("depth", typeInt, false)
		cols = append(cols, result{column: *depth})
		zero := b.newColumn("depth", typeInt, false)
		start.op = &plan.Project{Input: start.op, Cols: append(passOn(start.cols), plan.Projection{ID: zero.id, Name: zero.name, Expr: constInt(0)})}
		start.cols = append(start.cols, result{column: *zero})
	}
	for _, c := range cols {
		r.Cols = append(r.Cols, plan.Column{ID: c.id, Name: c.name, Type: c.typ})
	}
	r.Init = b.shape(start, cols)
	// The step sees itself before anything else of its name.
	self := *c
	self.parent, self.step, self.number = ctes, out, r.CTE
	if r.Step, err = b.steps(rec, &self, cols); err != nil {
		return nil, err
	}
	out.op = r
	return out, b.limitRecursion(rec, out, cols)
}

// takeApart finds the parts of a recursive query, and what MySQL refuses in them.
func takeApart(c *cte) (*recursion, error) {
	u, ok := c.query.(*ast.SetOp)
	if p, paren := c.query.(*ast.ParenSelect); paren {
		u, ok = p.Select.(*ast.SetOp)
	}
	if !ok || !strings.HasPrefix(u.Type, ast.UnionStr) {
		return nil, sqlerr.New(sqlerr.RecursionUnion, "Recursive Common Table Expression '%s' should contain a UNION", c.name)
	}
	if len(u.OrderBy) > 0 {
		return nil, unsupported("ORDER BY over UNION in recursive Common Table Expression")
	}
	rec := &recursion{union: u, start: u.Left, all: u.Type == ast.UnionAllStr}
	rights := []ast.SelectStatement{u.Right}
	for {
		left, ok := rec.start.(*ast.SetOp)
		if !ok || !names(left.Right, c.name) || !strings.HasPrefix(left.Type, ast.UnionStr) {
			break
		}
		if (left.Type == ast.UnionAllStr) != rec.all {
			return nil, unsupported("UNION ALL and UNION DISTINCT between recursive query blocks")
		}
		rights, rec.start = append(rights, left.Right), left.Left
	}
	if names(rec.start, c.name) || !names(u.Right, c.name) {
		return nil, sqlerr.New(sqlerr.RecursionStart, "Recursive Common Table Expression '%s' should have one or more non-recursive query blocks followed by one or more recursive ones", c.name)
	}
	for _, right := range slices.Backward(rights) {
		s, err := recursiveStep(right, c.name)
		if err != nil {
			return nil, err
		}
		rec.steps = append(rec.steps, s)
	}
	return rec, nil
}

// recursiveStep checks one recursive SELECT.
func recursiveStep(q ast.SelectStatement, name string) (*ast.Select, error) {
	for p, ok := q.(*ast.ParenSelect); ok; p, ok = q.(*ast.ParenSelect) {
		q = p.Select
	}
	s, ok := q.(*ast.Select)
	if !ok {
		return nil, unsupported("a set operation within a recursive query block")
	}
	switch {
	case s.QueryOpts.Distinct, len(s.OrderBy) > 0, s.Limit != nil:
		return nil, unsupported("ORDER BY / LIMIT / SELECT DISTINCT in recursive query block of Common Table Expression")
	case len(s.GroupBy) > 0, hasAggregate(s.SelectExprs), s.Having != nil && hasAggregate(s.Having.Expr), hasWindow(s.SelectExprs):
		return nil, sqlerr.New(sqlerr.RecursionGroups, "Recursive Common Table Expression '%s' can contain neither aggregation nor window functions in recursive query block", name)
	}
	direct, inner := directMentions(s.From, name, false)
	if direct+inner != 1 || mentions(s, name) != 1 {
		return nil, sqlerr.New(sqlerr.RecursiveCTE, "In recursive query block of Recursive Common Table Expression '%s', the recursive table must be referenced only once, and not in any subquery", name)
	}
	if inner > 0 {
		return nil, sqlerr.New(sqlerr.RecursionJoin, "In recursive query block of Recursive Common Table Expression '%s', the recursive table must neither be in the right argument of a LEFT JOIN, nor be forced to be non-first with join order hints", name)
	}
	return s, nil
}

// mentions counts where a query names a table.
func mentions(q any, name string) int {
	n := 0
	parse.Inspect(q, func(node any) bool {
		if isMention(node, name) {
			n++
		}
		return true
	})
	return n
}

func isMention(node any, name string) bool {
	t, ok := node.(*ast.AliasedTableExpr)
	if !ok {
		return false
	}
	tn, ok := t.Expr.(ast.TableName)
	return ok && tn.DbQualifier.IsEmpty() && strings.EqualFold(tn.Name.String(), name)
}

// directMentions counts where FROM itself names a table: where all rows of the
// table come, and where an outer join adds others.
func directMentions(from ast.TableExprs, name string, optional bool) (direct, inner int) {
	for _, item := range from {
		var d, i int
		switch n := item.(type) {
		case *ast.AliasedTableExpr:
			if isMention(n, name) {
				d = 1
			}
		case *ast.ParenTableExpr:
			d, i = directMentions(n.Exprs, name, optional)
		case *ast.JoinTableExpr:
			form := joinForms[n.Join].kind
			ld, li := directMentions(ast.TableExprs{n.LeftExpr}, name, optional || form == plan.RightJoin)
			rd, ri := directMentions(ast.TableExprs{n.RightExpr}, name, optional || form == plan.LeftJoin)
			direct, inner = direct+ld+rd, inner+li+ri
			continue
		}
		if optional {
			d, i = 0, i+d
		}
		direct, inner = direct+d, inner+i
	}
	return direct, inner
}

// steps binds the recursive SELECTs, one after the other.
func (b *binder) steps(rec *recursion, self *cte, cols []result) (plan.Operator, error) {
	outer := b.round
	defer func() { b.round = outer }()
	enough, err := b.enough(rec.union.Limit)
	if err != nil {
		return nil, err
	}
	var out plan.Operator
	for _, s := range rec.steps {
		b.round = nil
		if rec.all {
			b.round = &round{node: s, cte: self.number, limit: b.maxDepth(), enough: enough}
		}
		q, err := b.query(s, self.scope, self)
		if err != nil {
			return nil, err
		}
		if len(q.cols) != len(cols) {
			return nil, columnCounts()
		}
		op := b.shape(b.fitTexts(q, cols), cols)
		if out != nil {
			union := &plan.SetOp{Kind: plan.Union, All: true, Left: out, Right: op}
			for _, c := range cols {
				union.Cols = append(union.Cols, plan.Column{ID: b.newID(), Name: c.name, Type: c.typ})
			}
			op = union
		}
		out = op
	}
	return out, nil
}

// fitTexts refuses texts that are longer than those of the start, as MySQL's
// strict mode does: the columns have the lengths of the start.
func (b *binder) fitTexts(q *bound, cols []result) *bound {
	ps, changed := passOn(q.cols), false
	out := &bound{op: q.op, cols: slices.Clone(q.cols)}
	for i, c := range cols {
		from := q.cols[i].typ
		if c.typ.Kind != catalog.String || c.typ.Length == 0 || from.Kind != catalog.String || from.Length > 0 && from.Length <= c.typ.Length {
			continue
		}
		changed = true
		list := []plan.Expr{q.cols[i].ref(), constInt(int64(c.typ.Length)), constString(c.name)}
		ps[i] = plan.Projection{ID: b.newID(), Name: c.name, Expr: &plan.Call{Func: "recursion_text", List: list, Typ: c.typ}}
		out.cols[i].id, out.cols[i].typ = ps[i].ID, c.typ
		b.nullable[ps[i].ID] = true
	}
	if changed {
		out.op = &plan.Project{Input: q.op, Cols: ps}
	}
	return out
}

// maxDepth is how many rounds the session allows.
func (b *binder) maxDepth() int64 {
	if b.env.SystemVariable == nil {
		return defaultDepth
	}
	b.volatile = true
	v, ok := b.env.SystemVariable("session", "cte_max_recursion_depth")
	if n, isInt := v.Value.(int64); ok && isInt {
		return n
	}
	return defaultDepth
}

// enough is how many rounds a LIMIT of the whole needs, or 0 for all.
func (b *binder) enough(n *ast.Limit) (int64, error) {
	if n == nil {
		return 0, nil
	}
	total := int64(0)
	for _, e := range []ast.Expr{n.Rowcount, n.Offset} {
		v, err := b.limitValue(e)
		if err != nil || v == nil {
			if err != nil {
				return 0, err
			}
			continue
		}
		c, ok := v.(*plan.Const)
		rows, isInt := int64(0), false
		if ok {
			rows, isInt = c.Value.(int64)
		}
		if !isInt || rows > 1<<40 {
			return 0, unsupported("this LIMIT in a recursive common table expression")
		}
		total += rows
	}
	return max(total, 1), nil
}

// limitRecursion cuts the rows in the order of their rounds.
func (b *binder) limitRecursion(rec *recursion, out *bound, cols []result) error {
	if rec.union.Limit == nil {
		return nil
	}
	if !rec.all {
		return unsupported("LIMIT of a recursive UNION DISTINCT")
	}
	var err error
	sorted := &plan.Sort{Input: out.op, Keys: []plan.SortKey{{Expr: cols[len(cols)-1].ref()}}}
	out.op, err = b.limit(sorted, rec.union.Limit)
	return err
}

// countRound adds the round's number to the SELECT of a step, and stops where
// there are rows enough.
func (s *selection) countRound() error {
	r := s.b.round
	if r == nil || r.node != s.n || r.depth == nil {
		return nil
	}
	s.items = append(s.items, &item{name: "depth", expr: &plan.Call{Func: "recursion_depth", List: []plan.Expr{r.depth, constInt(r.limit)}, Typ: typeInt}})
	if r.enough > 0 {
		s.op = &plan.Filter{Input: s.op, Predicate: &plan.Call{Func: "<", List: []plan.Expr{r.depth, constInt(r.enough - 1)}, Typ: typeBool}}
	}
	return nil
}

// recursiveRef reads the rows of the round before.
func (b *binder) recursiveRef(c *cte, alias string) (*fromItem, error) {
	ref := &plan.RecursiveRef{CTE: c.number}
	rel := &relation{alias: alias}
	for _, s := range c.step.cols {
		col := b.newColumn(s.name, s.typ, true)
		rel.cols = append(rel.cols, col)
		ref.Cols = append(ref.Cols, plan.Column{ID: col.id, Name: col.name, Type: col.typ})
	}
	if b.round != nil && b.round.cte == c.number {
		depth := b.newColumn("depth", typeInt, false)
		ref.Cols = append(ref.Cols, plan.Column{ID: depth.id, Name: depth.name, Type: depth.typ})
		b.round.depth = depth.ref()
	}
	f := &fromItem{op: ref}
	f.add(rel)
	return f, nil
}
