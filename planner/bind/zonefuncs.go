package bind

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// convertZone is CONVERT_TZ(date, from, to).
func (x *exprs) convertZone(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 3, 3)
	if err != nil {
		return nil, err
	}
	e, err := x.dateTime(args[0])
	if err != nil {
		return nil, err
	}
	t := catalog.Type{Kind: catalog.DateTime, Precision: fractionalDigits(e)}
	list := []plan.Expr{x.to(e, t), x.text(x.value(args[1])), x.text(x.value(args[2]))}
	return &plan.Call{Func: name, List: list, Typ: t}, nil
}

// unixTimestamp is the statement's second, or that of a date and time in the
// session's zone.
func (x *exprs) unixTimestamp(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) == 0 {
		if x.closed {
			return nil, notInPolicy("UNIX_TIMESTAMP()")
		}
		x.b.volatile = true
		return constInt(x.b.env.now().Unix()), nil
	}
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	e := args[0]
	if isNull(e) {
		return constNull(typeInt), nil
	}
	digits := fractionalDigits(e)
	t := typeInt
	if digits > 0 {
		t = decimal(11+int(digits), int(digits))
	}
	if e.Type().Kind == catalog.Timestamp {
		return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: t}, nil
	}
	text := isDateText(e)
	if e, err = x.dateTime(e); err != nil {
		return nil, err
	}
	out := plan.Expr(&plan.Call{Func: name, List: []plan.Expr{e, x.zoneName()}, Typ: t})
	if !text {
		return out, nil
	}
	// A text that is no date is the second 0.
	zero := &plan.Case{Whens: []plan.When{{Cond: isNullCall(args[0]), Then: constNull(t)}}, Else: x.to(constInt(0), t), Typ: t}
	return &plan.Call{Func: "coalesce", List: []plan.Expr{out, zero}, Typ: t}, nil
}

// fromUnixtime is FROM_UNIXTIME(seconds) and FROM_UNIXTIME(seconds, format).
func (x *exprs) fromUnixtime(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 2)
	if err != nil {
		return nil, err
	}
	digits := fractionalDigits(args[0])
	n := x.number(args[0])
	if args[0].Type().IsText() {
		digits = 6
	}
	t := catalog.Type{Kind: catalog.DateTime, Precision: digits}
	if !n.Type().IsInteger() {
		n = x.to(n, decimal(24, 6))
	}
	out := plan.Expr(&plan.Call{Func: name, List: []plan.Expr{n, x.zoneName()}, Typ: t})
	if len(args) == 2 {
		format := x.text(args[1])
		out = &plan.Call{Func: "date_format", List: []plan.Expr{out, format, x.locale()}, Typ: formatText(format)}
	}
	return out, nil
}
