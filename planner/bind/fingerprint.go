package bind

import (
	"fmt"
	"strings"

	"nanohouse/planner/plan"
)

// fingerprint is equal for expressions that are the same: GROUP BY a+1 and
// SELECT a+1. Subqueries and volatile calls are equal to nothing.
func fingerprint(e plan.Expr) string {
	var b strings.Builder
	writeFingerprint(&b, e)
	return b.String()
}

func writeFingerprint(b *strings.Builder, e plan.Expr) {
	switch n := e.(type) {
	case *plan.Ref:
		fmt.Fprintf(b, "#%d", n.ID)
		return
	case *plan.Const:
		fmt.Fprintf(b, "%v:%T:%q", n.Typ, n.Value, fmt.Sprint(n.Value))
		return
	case *plan.Param:
		fmt.Fprintf(b, "?%d", n.Index)
		return
	case *plan.Subquery, *plan.WindowCall:
		fmt.Fprintf(b, "%p", n)
		return
	case *plan.Call:
		if n.Func == "rand" || n.Func == "uuid" {
			fmt.Fprintf(b, "%p", n)
			return
		}
		fmt.Fprintf(b, "%s:%v", n.Func, n.Typ)
	case *plan.Case:
		fmt.Fprintf(b, "case:%v", n.Typ)
	case *plan.Cast:
		fmt.Fprintf(b, "cast:%v", n.To)
	case *plan.Interval:
		b.WriteString(n.Unit)
	case *plan.AggCall:
		fmt.Fprintf(b, "%s:%v:%q", n.Func, n.Distinct, n.Separator)
		for _, k := range n.OrderBy {
			fmt.Fprintf(b, ":%v", k.Desc)
		}
	}
	b.WriteByte('(')
	for _, a := range e.Args() {
		writeFingerprint(b, a)
		b.WriteByte(',')
	}
	b.WriteByte(')')
}
