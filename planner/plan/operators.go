package plan

// Columns implements Operator.
func (s *Scan) Columns() []Column { return s.Cols }

// Inputs implements Operator.
func (s *Scan) Inputs() []Operator { return nil }

// Exprs implements Operator.
func (s *Scan) Exprs() []Expr { return nil }

// With implements Operator.
func (s *Scan) With([]Operator, []Expr) Operator { c := *s; return &c }

// Columns implements Operator.
func (v *Values) Columns() []Column { return v.Cols }

// Inputs implements Operator.
func (v *Values) Inputs() []Operator { return nil }

// Exprs implements Operator.
func (v *Values) Exprs() []Expr {
	var out []Expr
	for _, r := range v.Rows {
		out = append(out, r...)
	}
	return out
}

// With implements Operator.
func (v *Values) With(_ []Operator, exprs []Expr) Operator {
	c := &Values{Cols: v.Cols, Rows: make([][]Expr, len(v.Rows))}
	for i, r := range v.Rows {
		c.Rows[i], exprs = exprs[:len(r):len(r)], exprs[len(r):]
	}
	return c
}

// Columns implements Operator.
func (p *Project) Columns() []Column { return columnsOf(p.Cols) }

// Inputs implements Operator.
func (p *Project) Inputs() []Operator { return []Operator{p.Input} }

// Exprs implements Operator.
func (p *Project) Exprs() []Expr { return exprsOf(p.Cols) }

// With implements Operator.
func (p *Project) With(in []Operator, exprs []Expr) Operator {
	return &Project{Input: in[0], Cols: withExprs(p.Cols, exprs)}
}

// Columns implements Operator.
func (f *Filter) Columns() []Column { return f.Input.Columns() }

// Inputs implements Operator.
func (f *Filter) Inputs() []Operator { return []Operator{f.Input} }

// Exprs implements Operator.
func (f *Filter) Exprs() []Expr { return []Expr{f.Predicate} }

// With implements Operator.
func (f *Filter) With(in []Operator, exprs []Expr) Operator {
	return &Filter{Input: in[0], Predicate: exprs[0]}
}

// Columns implements Operator.
func (j *Join) Columns() []Column {
	l, r := j.Left.Columns(), j.Right.Columns()
	out := make([]Column, 0, len(l)+len(r))
	return append(append(out, l...), r...)
}

// Inputs implements Operator.
func (j *Join) Inputs() []Operator { return []Operator{j.Left, j.Right} }

// Exprs implements Operator.
func (j *Join) Exprs() []Expr {
	if j.On == nil {
		return nil
	}
	return []Expr{j.On}
}

// With implements Operator.
func (j *Join) With(in []Operator, exprs []Expr) Operator {
	c := *j
	c.Left, c.Right = in[0], in[1]
	if j.On != nil {
		c.On = exprs[0]
	}
	return &c
}

// Columns implements Operator.
func (a *Aggregate) Columns() []Column {
	return append(columnsOf(a.Keys), columnsOf(a.Aggs)...)
}

// Inputs implements Operator.
func (a *Aggregate) Inputs() []Operator { return []Operator{a.Input} }

// Exprs implements Operator.
func (a *Aggregate) Exprs() []Expr { return append(exprsOf(a.Keys), exprsOf(a.Aggs)...) }

// With implements Operator.
func (a *Aggregate) With(in []Operator, exprs []Expr) Operator {
	n := len(a.Keys)
	return &Aggregate{Input: in[0], Keys: withExprs(a.Keys, exprs[:n]), Aggs: withExprs(a.Aggs, exprs[n:]), Rollup: a.Rollup}
}

// Columns implements Operator.
func (w *Window) Columns() []Column {
	in := w.Input.Columns()
	return append(in[:len(in):len(in)], columnsOf(w.Funcs)...)
}

// Inputs implements Operator.
func (w *Window) Inputs() []Operator { return []Operator{w.Input} }

// Exprs implements Operator.
func (w *Window) Exprs() []Expr { return exprsOf(w.Funcs) }

// With implements Operator.
func (w *Window) With(in []Operator, exprs []Expr) Operator {
	return &Window{Input: in[0], Funcs: withExprs(w.Funcs, exprs)}
}

// Columns implements Operator.
func (s *Sort) Columns() []Column { return s.Input.Columns() }

// Inputs implements Operator.
func (s *Sort) Inputs() []Operator { return []Operator{s.Input} }

// Exprs implements Operator.
func (s *Sort) Exprs() []Expr { return sortExprs(s.Keys) }

// With implements Operator.
func (s *Sort) With(in []Operator, exprs []Expr) Operator {
	return &Sort{Input: in[0], Keys: withSortExprs(s.Keys, exprs)}
}

// Columns implements Operator.
func (l *Limit) Columns() []Column { return l.Input.Columns() }

// Inputs implements Operator.
func (l *Limit) Inputs() []Operator { return []Operator{l.Input} }

// Exprs implements Operator.
func (l *Limit) Exprs() []Expr {
	var out []Expr
	if l.Count != nil {
		out = append(out, l.Count)
	}
	if l.Offset != nil {
		out = append(out, l.Offset)
	}
	return out
}

// With implements Operator.
func (l *Limit) With(in []Operator, exprs []Expr) Operator {
	c := &Limit{Input: in[0]}
	if l.Count != nil {
		c.Count, exprs = exprs[0], exprs[1:]
	}
	if l.Offset != nil {
		c.Offset = exprs[0]
	}
	return c
}

// Columns implements Operator.
func (d *Distinct) Columns() []Column { return d.Input.Columns() }

// Inputs implements Operator.
func (d *Distinct) Inputs() []Operator { return []Operator{d.Input} }

// Exprs implements Operator.
func (d *Distinct) Exprs() []Expr { return nil }

// With implements Operator.
func (d *Distinct) With(in []Operator, _ []Expr) Operator { return &Distinct{Input: in[0]} }

// Columns implements Operator.
func (s *SetOp) Columns() []Column { return s.Cols }

// Inputs implements Operator.
func (s *SetOp) Inputs() []Operator { return []Operator{s.Left, s.Right} }

// Exprs implements Operator.
func (s *SetOp) Exprs() []Expr { return nil }

// With implements Operator.
func (s *SetOp) With(in []Operator, _ []Expr) Operator {
	c := *s
	c.Left, c.Right = in[0], in[1]
	return &c
}

// Columns implements Operator.
func (r *RecursiveCTE) Columns() []Column { return r.Cols }

// Inputs implements Operator.
func (r *RecursiveCTE) Inputs() []Operator { return []Operator{r.Init, r.Step} }

// Exprs implements Operator.
func (r *RecursiveCTE) Exprs() []Expr { return nil }

// With implements Operator.
func (r *RecursiveCTE) With(in []Operator, _ []Expr) Operator {
	c := *r
	c.Init, c.Step = in[0], in[1]
	return &c
}

// Columns implements Operator.
func (r *RecursiveRef) Columns() []Column { return r.Cols }

// Inputs implements Operator.
func (r *RecursiveRef) Inputs() []Operator { return nil }

// Exprs implements Operator.
func (r *RecursiveRef) Exprs() []Expr { return nil }

// With implements Operator.
func (r *RecursiveRef) With([]Operator, []Expr) Operator { c := *r; return &c }

func columnsOf(ps []Projection) []Column {
	out := make([]Column, len(ps))
	for i, p := range ps {
		out[i] = p.column()
	}
	return out
}

func exprsOf(ps []Projection) []Expr {
	out := make([]Expr, len(ps))
	for i, p := range ps {
		out[i] = p.Expr
	}
	return out
}

func withExprs(ps []Projection, exprs []Expr) []Projection {
	out := make([]Projection, len(ps))
	for i, p := range ps {
		out[i] = Projection{p.ID, p.Name, exprs[i]}
	}
	return out
}

func sortExprs(keys []SortKey) []Expr {
	out := make([]Expr, len(keys))
	for i, k := range keys {
		out[i] = k.Expr
	}
	return out
}

func withSortExprs(keys []SortKey, exprs []Expr) []SortKey {
	out := make([]SortKey, len(keys))
	for i, k := range keys {
		out[i] = SortKey{exprs[i], k.Desc}
	}
	return out
}
