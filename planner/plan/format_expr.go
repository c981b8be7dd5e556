package plan

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
)

// infix are the functions that are printed between their two operands.
var infix = map[string]bool{
	"+": true, "-": true, "*": true, "/": true, "div": true, "%": true, "=": true, "<=>": true, "<>": true, "<": true,
	"<=": true, ">": true, ">=": true, "and": true, "or": true, "xor": true, "&": true, "|": true, "^": true, "<<": true, ">>": true,
}

func (p *printer) expr(e Expr) string {
	switch n := e.(type) {
	case nil:
		return "<nil>"
	case *Ref:
		return fmt.Sprintf("#%d", n.ID)
	case *Const:
		return p.constant(n)
	case *Param:
		return fmt.Sprintf("?%d:%s", n.Index+1, n.Typ)
	case *Call:
		return p.call(n)
	case *Case:
		return p.cases(n)
	case *Cast:
		return fmt.Sprintf("cast(%s as %s)", p.expr(n.Input), typeName(n.To))
	case *Interval:
		return fmt.Sprintf("interval %s %s", p.expr(n.Amount), n.Unit)
	case *Subquery:
		return p.subquery(n)
	case *AggCall:
		return p.aggregate(n)
	case *WindowCall:
		return p.window(n)
	}
	return fmt.Sprintf("%T", e)
}

func typeName(t catalog.Type) string {
	if t.Kind == catalog.Bool {
		return "bool"
	}
	return t.String()
}

func (p *printer) constant(c *Const) string {
	switch {
	case c.Secret:
		return "<secret>"
	case p.opt.HideConstants:
		return "?"
	case c.Value == nil:
		return "null:" + typeName(c.Typ)
	}
	switch v := c.Value.(type) {
	case string:
		if c.Typ.Kind == catalog.String {
			return "'" + v + "'"
		}
		return "'" + v + "':" + typeName(c.Typ)
	case []byte:
		return fmt.Sprintf("x'%x'", v)
	case bool:
		return fmt.Sprint(v)
	case int64:
		if c.Typ.Kind == catalog.Int64 {
			return fmt.Sprint(v)
		}
	}
	return fmt.Sprintf("%v:%s", c.Value, typeName(c.Typ))
}

func (p *printer) call(c *Call) string {
	switch {
	case len(c.List) == 2 && infix[c.Func]:
		return fmt.Sprintf("(%s %s %s)", p.expr(c.List[0]), c.Func, p.expr(c.List[1]))
	case c.Func == "row":
		return "(" + p.list(c.List) + ")"
	}
	return c.Func + "(" + p.list(c.List) + ")"
}

func (p *printer) cases(c *Case) string {
	var b strings.Builder
	b.WriteString("case")
	for _, w := range c.Whens {
		fmt.Fprintf(&b, " when %s then %s", p.expr(w.Cond), p.expr(w.Then))
	}
	fmt.Fprintf(&b, " else %s end", p.expr(c.Else))
	return b.String()
}

// subquery names the plan that the operator prints below its own line.
func (p *printer) subquery(s *Subquery) string {
	left := ""
	if s.Left != nil {
		left = p.expr(s.Left) + " "
	}
	p.subqueries = append(p.subqueries, s)
	number := fmt.Sprintf("[%d]", len(p.subqueries))
	switch s.Kind {
	case Exists:
		return "exists " + number
	case In:
		return left + "in " + number
	case Any:
		return left + s.Op + " any " + number
	case All:
		return left + s.Op + " all " + number
	}
	return number
}

func (p *printer) aggregate(a *AggCall) string {
	args := p.list(a.List)
	if a.Distinct {
		args = "distinct " + args
	}
	if a.Func == "count" && len(a.List) == 0 {
		args = "*"
	}
	if len(a.OrderBy) > 0 {
		args += " order by " + p.keys(a.OrderBy)
	}
	if a.Func == "group_concat" {
		args += fmt.Sprintf(" separator '%s'", a.Separator)
	}
	return a.Func + "(" + args + ")"
}

func (p *printer) window(w *WindowCall) string {
	var over []string
	if len(w.PartitionBy) > 0 {
		over = append(over, "partition by "+p.list(w.PartitionBy))
	}
	if len(w.OrderBy) > 0 {
		over = append(over, "order by "+p.keys(w.OrderBy))
	}
	if f := w.Frame; f != nil {
		unit := "range"
		if f.Rows {
			unit = "rows"
		}
		over = append(over, fmt.Sprintf("%s between %s and %s", unit, p.bound(f.Start), p.bound(f.End)))
	}
	args := p.list(w.List)
	if w.Func == "count" && len(w.List) == 0 {
		args = "*"
	}
	return fmt.Sprintf("%s(%s) over (%s)", w.Func, args, strings.Join(over, " "))
}

func (p *printer) bound(b Bound) string {
	name := [...]string{"unbounded preceding", "preceding", "current row", "following", "unbounded following"}[b.Kind]
	if b.Offset != nil {
		return p.expr(b.Offset) + " " + name
	}
	return name
}
