package bind

import "nanohouse/planner/plan"

// Limits of the expressions of one statement. BETWEEN, CASE x WHEN and others
// use an operand several times, so that nested ones would grow without bound.
const (
	// maxNodes bounds one expression, and the whole plan.
	maxNodes = 1_000_000
	// maxBound bounds all expressions that were bound on the way, counting each
	// again in those around it, but none below manyNodes.
	maxBound  = 20_000_000
	manyNodes = 1_000
)

// growth is how large the expressions of a statement have become.
type growth struct {
	sizes map[plan.Expr]int // of expressions with arguments
	bound int
}

// measure refuses an expression that has become too large. What is used in
// several places counts in each, as whoever walks the plan meets it there.
func (b *binder) measure(e plan.Expr) error {
	n := b.growth.size(e)
	if n < manyNodes {
		return nil
	}
	if b.growth.bound += n; n > maxNodes || b.growth.bound > maxBound {
		return tooLarge()
	}
	return nil
}

func (g *growth) size(e plan.Expr) int {
	if e == nil {
		return 0
	}
	args := e.Args()
	sub, isSubquery := e.(*plan.Subquery)
	if len(args) == 0 && !isSubquery {
		return 1
	}
	if n, ok := g.sizes[e]; ok {
		return n
	}
	n := 1
	for _, a := range args {
		n = min(n+g.size(a), maxNodes+1)
	}
	if isSubquery {
		inner, _ := planSize(sub.Query)
		n = min(n+inner, maxNodes+1)
	}
	if g.sizes == nil {
		g.sizes = map[plan.Expr]int{}
	}
	g.sizes[e] = n
	return n
}

// planSize counts the operators and expressions of a plan, to no more than is allowed.
func planSize(op plan.Operator) (int, error) {
	n := 0
	counts := func() bool { n++; return n <= maxNodes }
	plan.Inspect(op, func(o plan.Operator) bool {
		for _, e := range o.Exprs() {
			plan.InspectExpr(e, func(plan.Expr) bool { return counts() })
		}
		return counts()
	})
	if n > maxNodes {
		return n, tooLarge()
	}
	return n, nil
}

func tooLarge() error {
	return unsupported("a statement that grows beyond %d expressions", maxNodes)
}
