package plan

// Inspect calls visit for op and every operator below, those of subqueries
// included, parents first. It does not descend where visit gives false.
func Inspect(op Operator, visit func(Operator) bool) {
	if !visit(op) {
		return
	}
	for _, e := range op.Exprs() {
		InspectExpr(e, func(e Expr) bool {
			if s, ok := e.(*Subquery); ok {
				Inspect(s.Query, visit)
			}
			return true
		})
	}
	for _, in := range op.Inputs() {
		Inspect(in, visit)
	}
}

// InspectExpr calls visit for e and every expression below, without those
// inside subqueries. It does not descend where visit gives false.
func InspectExpr(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	for _, a := range e.Args() {
		InspectExpr(a, visit)
	}
}

// Rewrite replaces operators from the leaves up, those of subqueries
// included. onOp sees each operator with its inputs and expressions already
// rewritten; onExpr likewise. Either may be nil.
func Rewrite(op Operator, onOp func(Operator) (Operator, error), onExpr func(Expr) (Expr, error)) (Operator, error) {
	inputs := op.Inputs()
	newInputs := make([]Operator, len(inputs))
	for i, in := range inputs {
		n, err := Rewrite(in, onOp, onExpr)
		if err != nil {
			return nil, err
		}
		newInputs[i] = n
	}
	exprs := op.Exprs()
	newExprs := make([]Expr, len(exprs))
	for i, e := range exprs {
		n, err := rewriteExpr(e, onOp, onExpr)
		if err != nil {
			return nil, err
		}
		newExprs[i] = n
	}
	out := op.With(newInputs, newExprs)
	if onOp == nil {
		return out, nil
	}
	return onOp(out)
}

// RewriteExpr replaces expressions from the leaves up, without descending
// into subqueries.
func RewriteExpr(e Expr, on func(Expr) (Expr, error)) (Expr, error) {
	args := e.Args()
	if len(args) > 0 {
		newArgs := make([]Expr, len(args))
		for i, a := range args {
			n, err := RewriteExpr(a, on)
			if err != nil {
				return nil, err
			}
			newArgs[i] = n
		}
		e = e.WithArgs(newArgs)
	}
	return on(e)
}

func rewriteExpr(e Expr, onOp func(Operator) (Operator, error), onExpr func(Expr) (Expr, error)) (Expr, error) {
	return RewriteExpr(e, func(e Expr) (Expr, error) {
		if s, ok := e.(*Subquery); ok {
			q, err := Rewrite(s.Query, onOp, onExpr)
			if err != nil {
				return nil, err
			}
			c := *s
			c.Query = q
			e = &c
		}
		if onExpr == nil {
			return e, nil
		}
		return onExpr(e)
	})
}

// Scans lists the scans of a plan, those of subqueries included.
func Scans(op Operator) []*Scan {
	var out []*Scan
	Inspect(op, func(o Operator) bool {
		if s, ok := o.(*Scan); ok {
			out = append(out, s)
		}
		return true
	})
	return out
}
