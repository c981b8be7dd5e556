package plan

import (
	"fmt"
	"strings"
)

// Options say how a plan is printed.
type Options struct {
	// HideConstants prints every constant as ?, for logs and EXPLAIN.
	HideConstants bool
}

// Format prints an operator as an indented tree, constants included.
func Format(op Operator) string { return Options{}.Format(op) }

// FormatQuery prints a whole statement: its result columns and its plan.
func FormatQuery(q *Query) string { return Options{}.FormatQuery(q) }

// FormatExpr prints an expression.
func FormatExpr(e Expr) string { return Options{}.FormatExpr(e) }

// FormatQuery prints a whole statement.
func (o Options) FormatQuery(q *Query) string {
	var b strings.Builder
	for i, c := range q.Output {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s=#%d %s", c.Name, c.ID, c.Type)
		if !c.Nullable {
			b.WriteString(" not null")
		}
	}
	if q.Params > 0 {
		fmt.Fprintf(&b, "; %d params", q.Params)
	}
	if q.Volatile {
		b.WriteString("; volatile")
	}
	b.WriteString("\n" + o.Format(q.Root))
	return b.String()
}

// Format prints an operator as an indented tree.
func (o Options) Format(op Operator) string {
	p := printer{opt: o}
	p.operator(op, 0)
	return p.String()
}

// FormatExpr prints an expression. Subqueries are only named.
func (o Options) FormatExpr(e Expr) string {
	p := printer{opt: o}
	return p.expr(e)
}

type printer struct {
	strings.Builder
	opt Options
	// subqueries met in the expressions of the operator being printed.
	subqueries []*Subquery
}

func (p *printer) line(depth int, format string, args ...any) {
	p.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *printer) operator(op Operator, depth int) {
	outer := p.subqueries
	p.subqueries = nil
	p.line(depth, "%s", p.head(op))
	for i, s := range p.subqueries {
		p.line(depth+1, "[%d]", i+1)
		p.nested(s.Query, depth+2)
	}
	p.subqueries = outer
	for _, in := range op.Inputs() {
		p.operator(in, depth+1)
	}
}

// nested prints the plan of a subquery, whose own subqueries count anew.
func (p *printer) nested(op Operator, depth int) {
	outer := p.subqueries
	p.subqueries = nil
	p.operator(op, depth)
	p.subqueries = outer
}

// head is an operator's own line.
func (p *printer) head(op Operator) string {
	switch o := op.(type) {
	case *Scan:
		s := "Scan " + o.Dataset.Object() + p.columns(o.Cols)
		if o.Lenient {
			s += " lenient"
		}
		return s
	case *Values:
		return p.values(o)
	case *Project:
		return "Project" + p.projections(o.Cols)
	case *Filter:
		return "Filter " + p.expr(o.Predicate)
	case *Join:
		return p.join(o)
	case *Aggregate:
		s := "Aggregate" + p.projections(o.Aggs)
		if o.Rollup {
			s = "Rollup" + p.projections(o.Aggs)
		}
		if len(o.Keys) > 0 {
			s += " by" + p.projections(o.Keys)
		}
		return s
	case *Window:
		return "Window" + p.projections(o.Funcs)
	case *Sort:
		return "Sort " + p.keys(o.Keys)
	case *Limit:
		return p.limit(o)
	case *Distinct:
		return "Distinct"
	case *SetOp:
		return p.setOp(o)
	case *RecursiveCTE:
		all := ""
		if o.All {
			all = " all"
		}
		return fmt.Sprintf("RecursiveCTE %d%s%s", o.CTE, all, p.columns(o.Cols))
	case *RecursiveRef:
		return fmt.Sprintf("RecursiveRef %d%s", o.CTE, p.columns(o.Cols))
	}
	return fmt.Sprintf("%T", op)
}

func (p *printer) columns(cols []Column) string {
	var b strings.Builder
	for _, c := range cols {
		fmt.Fprintf(&b, " %s=#%d", c.Name, c.ID)
	}
	return b.String()
}

func (p *printer) projections(ps []Projection) string {
	var b strings.Builder
	for i, c := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		if r, ok := c.Expr.(*Ref); ok && r.ID == c.ID {
			fmt.Fprintf(&b, " %s=#%d", c.Name, c.ID)
			continue
		}
		fmt.Fprintf(&b, " %s=#%d := %s", c.Name, c.ID, p.expr(c.Expr))
	}
	return b.String()
}

func (p *printer) values(v *Values) string {
	rows := make([]string, len(v.Rows))
	for i, r := range v.Rows {
		rows[i] = "(" + p.list(r) + ")"
	}
	return strings.TrimRight("Values"+p.columns(v.Cols)+" "+strings.Join(rows, " "), " ")
}

func (p *printer) join(j *Join) string {
	s := [...]string{"InnerJoin", "LeftJoin", "RightJoin", "FullJoin", "CrossJoin"}[j.Kind]
	if j.Lateral {
		s += " lateral"
	}
	if j.On != nil {
		s += " on " + p.expr(j.On)
	}
	return s
}

func (p *printer) limit(l *Limit) string {
	s := "Limit"
	if l.Count != nil {
		s += " " + p.expr(l.Count)
	}
	if l.Offset != nil {
		s += " offset " + p.expr(l.Offset)
	}
	return s
}

func (p *printer) setOp(s *SetOp) string {
	name := [...]string{"Union", "Intersect", "Except"}[s.Kind]
	if s.All {
		name += " all"
	}
	return name + p.columns(s.Cols)
}

func (p *printer) keys(keys []SortKey) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = p.expr(k.Expr)
		if k.Desc {
			out[i] += " desc"
		}
	}
	return strings.Join(out, ", ")
}

func (p *printer) list(es []Expr) string {
	out := make([]string, len(es))
	for i, e := range es {
		out[i] = p.expr(e)
	}
	return strings.Join(out, ", ")
}
