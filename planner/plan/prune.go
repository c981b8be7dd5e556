package plan

// Prune removes what nobody reads: columns of scans, computed columns,
// aggregates and window functions. A scan may be left without columns, as
// under COUNT(*).
func Prune(q *Query) *Query {
	need := idSet{}
	for _, o := range q.Output {
		need[o.ID] = true
	}
	for _, d := range q.Diagnostics {
		need[d.ID] = true
	}
	out := *q
	out.Root = prune(q.Root, need)
	return &out
}

type idSet map[ColumnID]bool

func (s idSet) with(exprs []Expr) idSet {
	out := make(idSet, len(s)+len(exprs))
	for id := range s {
		out[id] = true
	}
	for _, e := range exprs {
		addRefs(out, e)
	}
	return out
}

func (s idSet) all(op Operator) idSet {
	out := s.with(nil)
	for _, c := range op.Columns() {
		out[c.ID] = true
	}
	return out
}

// addRefs adds what an expression refers to, from within subqueries too.
func addRefs(to idSet, e Expr) {
	InspectExpr(e, func(e Expr) bool {
		switch e := e.(type) {
		case *Ref:
			to[e.ID] = true
		case *Subquery:
			addOperatorRefs(to, e.Query)
		}
		return true
	})
}

func addOperatorRefs(to idSet, op Operator) {
	Inspect(op, func(o Operator) bool {
		for _, e := range o.Exprs() {
			InspectExpr(e, func(e Expr) bool {
				if r, ok := e.(*Ref); ok {
					to[r.ID] = true
				}
				return true
			})
		}
		return true
	})
}

func prune(op Operator, need idSet) Operator {
	switch o := op.(type) {
	case *Scan:
		return pruneScan(o, need)
	case *Project:
		return pruneProject(o, need)
	case *Aggregate:
		return pruneAggregate(o, need)
	case *Window:
		return pruneWindow(o, need)
	case *SetOp:
		return pruneSetOp(o, need)
	case *RecursiveCTE:
		c := *o
		c.Init, c.Step = prune(o.Init, idSet{}.all(o.Init)), prune(o.Step, idSet{}.all(o.Step))
		return &c
	case *Distinct:
		need = need.all(o.Input)
	case *Join:
		return pruneJoin(o, need)
	}
	inputs := op.Inputs()
	below := need.with(op.Exprs())
	for i, in := range inputs {
		inputs[i] = prune(in, below)
	}
	return op.With(inputs, pruneExprs(op.Exprs()))
}

// pruneExprs prunes the subqueries within expressions.
func pruneExprs(exprs []Expr) []Expr {
	out := make([]Expr, len(exprs))
	for i, e := range exprs {
		// The function gives no error, so there is none to handle.
		out[i], _ = RewriteExpr(e, func(e Expr) (Expr, error) {
			s, ok := e.(*Subquery)
			if !ok {
				return e, nil
			}
			need := idSet{}
			if s.Kind != Exists {
				need = need.all(s.Query)
			}
			c := *s
			c.Query = prune(s.Query, need)
			return &c, nil
		})
	}
	return out
}

func pruneScan(s *Scan, need idSet) Operator {
	c := *s
	c.Cols, c.Ordinals = nil, nil
	for i, col := range s.Cols {
		if need[col.ID] {
			c.Cols, c.Ordinals = append(c.Cols, col), append(c.Ordinals, s.Ordinals[i])
		}
	}
	return &c
}

// pruneProject drops a projection that is left without columns, as the rows
// below are as many, and one that changes nothing.
func pruneProject(p *Project, need idSet) Operator {
	kept := keep(p.Cols, need)
	if len(kept) == 0 {
		return prune(p.Input, idSet{})
	}
	exprs := exprsOf(kept)
	input := prune(p.Input, idSet{}.with(exprs))
	if passesAll(kept, input.Columns()) {
		return input
	}
	return &Project{Input: input, Cols: withExprs(kept, pruneExprs(exprs))}
}

// passesAll reports whether a projection only passes all columns on.
func passesAll(ps []Projection, cols []Column) bool {
	if len(ps) != len(cols) {
		return false
	}
	for i, p := range ps {
		if r, ok := p.Expr.(*Ref); !ok || r.ID != p.ID || p.ID != cols[i].ID {
			return false
		}
	}
	return true
}

func keep(ps []Projection, need idSet) []Projection {
	var out []Projection
	for _, p := range ps {
		if need[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

func pruneAggregate(a *Aggregate, need idSet) Operator {
	aggs := keep(a.Aggs, need)
	if len(aggs) == 0 && len(a.Keys) == 0 && len(a.Aggs) > 0 {
		aggs = a.Aggs[:1] // one row must stay one row
	}
	keys, values := exprsOf(a.Keys), exprsOf(aggs)
	return &Aggregate{
		Input: prune(a.Input, idSet{}.with(keys).with(values)),
		Keys:  withExprs(a.Keys, pruneExprs(keys)),
		Aggs:  withExprs(aggs, pruneExprs(values)), Rollup: a.Rollup,
	}
}

func pruneWindow(w *Window, need idSet) Operator {
	funcs := keep(w.Funcs, need)
	if len(funcs) == 0 {
		return prune(w.Input, need)
	}
	exprs := exprsOf(funcs)
	return &Window{Input: prune(w.Input, need.with(exprs)), Funcs: withExprs(funcs, pruneExprs(exprs))}
}

func pruneJoin(j *Join, need idSet) Operator {
	c := *j
	below := need.with(j.Exprs())
	c.Right = prune(j.Right, below)
	if j.Lateral {
		addOperatorRefs(below, c.Right)
	}
	c.Left = prune(j.Left, below)
	if j.On != nil {
		c.On = pruneExprs([]Expr{j.On})[0]
	}
	return &c
}

// pruneSetOp keeps every column: rows are compared by all of them, and
// positions must stay.
func pruneSetOp(s *SetOp, need idSet) Operator {
	if s.Kind == Union && s.All {
		return pruneUnionAll(s, need)
	}
	c := *s
	c.Left, c.Right = prune(s.Left, idSet{}.all(s.Left)), prune(s.Right, idSet{}.all(s.Right))
	return &c
}

// pruneUnionAll drops columns by position, where both sides can be cut to
// the columns that stay.
func pruneUnionAll(s *SetOp, need idSet) Operator {
	c := *s
	c.Cols = nil
	var left, right []Projection
	l, r := s.Left.Columns(), s.Right.Columns()
	for i, col := range s.Cols {
		if need[col.ID] || len(need) == 0 && i == 0 {
			c.Cols = append(c.Cols, col)
			left, right = append(left, passes(l[i])), append(right, passes(r[i]))
		}
	}
	if len(c.Cols) == len(s.Cols) || len(c.Cols) == 0 {
		c.Cols = s.Cols
		c.Left, c.Right = prune(s.Left, idSet{}.all(s.Left)), prune(s.Right, idSet{}.all(s.Right))
		return &c
	}
	c.Left, c.Right = cut(s.Left, left), cut(s.Right, right)
	return &c
}

// cut leaves only some columns of an operator.
func cut(op Operator, cols []Projection) Operator {
	op = prune(op, idSet{}.with(exprsOf(cols)))
	if passesAll(cols, op.Columns()) {
		return op
	}
	return &Project{Input: op, Cols: cols}
}

func passes(c Column) Projection {
	return Projection{ID: c.ID, Name: c.Name, Expr: &Ref{ID: c.ID, Name: c.Name, Typ: c.Type}}
}
