package plan

import "nanohouse/catalog"

// Type implements Expr.
func (r *Ref) Type() catalog.Type { return r.Typ }

// Args implements Expr.
func (r *Ref) Args() []Expr { return nil }

// WithArgs implements Expr.
func (r *Ref) WithArgs([]Expr) Expr { return r }

// Type implements Expr.
func (c *Const) Type() catalog.Type { return c.Typ }

// Args implements Expr.
func (c *Const) Args() []Expr { return nil }

// WithArgs implements Expr.
func (c *Const) WithArgs([]Expr) Expr { return c }

// Type implements Expr.
func (p *Param) Type() catalog.Type { return p.Typ }

// Args implements Expr.
func (p *Param) Args() []Expr { return nil }

// WithArgs implements Expr.
func (p *Param) WithArgs([]Expr) Expr { return p }

// Type implements Expr.
func (c *Call) Type() catalog.Type { return c.Typ }

// Args implements Expr.
func (c *Call) Args() []Expr { return c.List }

// WithArgs implements Expr.
func (c *Call) WithArgs(args []Expr) Expr { return &Call{c.Func, args, c.Typ} }

// Type implements Expr.
func (c *Case) Type() catalog.Type { return c.Typ }

// Args implements Expr.
func (c *Case) Args() []Expr {
	out := make([]Expr, 0, 2*len(c.Whens)+1)
	for _, w := range c.Whens {
		out = append(out, w.Cond, w.Then)
	}
	return append(out, c.Else)
}

// WithArgs implements Expr.
func (c *Case) WithArgs(args []Expr) Expr {
	n := &Case{Whens: make([]When, len(c.Whens)), Typ: c.Typ}
	for i := range c.Whens {
		n.Whens[i] = When{args[2*i], args[2*i+1]}
	}
	n.Else = args[len(args)-1]
	return n
}

// Type implements Expr.
func (c *Cast) Type() catalog.Type { return c.To }

// Args implements Expr.
func (c *Cast) Args() []Expr { return []Expr{c.Input} }

// WithArgs implements Expr.
func (c *Cast) WithArgs(args []Expr) Expr { return &Cast{args[0], c.To} }

// Type implements Expr; an interval has no type of its own.
func (i *Interval) Type() catalog.Type { return catalog.Type{} }

// Args implements Expr.
func (i *Interval) Args() []Expr { return []Expr{i.Amount} }

// WithArgs implements Expr.
func (i *Interval) WithArgs(args []Expr) Expr { return &Interval{args[0], i.Unit} }

// Type implements Expr.
func (s *Subquery) Type() catalog.Type { return s.Typ }

// Args implements Expr. The query below is not an argument: see Rewrite.
func (s *Subquery) Args() []Expr {
	if s.Left == nil {
		return nil
	}
	return []Expr{s.Left}
}

// WithArgs implements Expr.
func (s *Subquery) WithArgs(args []Expr) Expr {
	c := *s
	if s.Left != nil {
		c.Left = args[0]
	}
	return &c
}

// Type implements Expr.
func (a *AggCall) Type() catalog.Type { return a.Typ }

// Args implements Expr.
func (a *AggCall) Args() []Expr {
	return append(a.List[:len(a.List):len(a.List)], sortExprs(a.OrderBy)...)
}

// WithArgs implements Expr.
func (a *AggCall) WithArgs(args []Expr) Expr {
	c := *a
	c.List, c.OrderBy = args[:len(a.List):len(a.List)], withSortExprs(a.OrderBy, args[len(a.List):])
	return &c
}

// Type implements Expr.
func (w *WindowCall) Type() catalog.Type { return w.Typ }

// Args implements Expr. Bounds of frames are constants and not among them.
func (w *WindowCall) Args() []Expr {
	out := append(w.List[:len(w.List):len(w.List)], w.PartitionBy...)
	return append(out, sortExprs(w.OrderBy)...)
}

// WithArgs implements Expr.
func (w *WindowCall) WithArgs(args []Expr) Expr {
	c := *w
	n, m := len(w.List), len(w.List)+len(w.PartitionBy)
	c.List, c.PartitionBy, c.OrderBy = args[:n:n], args[n:m:m], withSortExprs(w.OrderBy, args[m:])
	return &c
}
