package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/temporal"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// interval is a date plus or minus INTERVAL n unit.
func (x *exprs) interval(minus bool, date ast.Expr, iv *ast.IntervalExpr) (plan.Expr, error) {
	args, err := x.scalars(date, iv.Expr)
	if err != nil {
		return nil, err
	}
	return x.addInterval(minus, args[0], args[1], strings.ToLower(iv.Unit))
}

// dateAdd is DATE_ADD and its kin: with an interval, or a number of days.
func (x *exprs) dateAdd(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) != 2 {
		return nil, wrongCount(name)
	}
	minus := strings.HasSuffix(name, "sub") || strings.HasPrefix(name, "sub")
	if iv, ok := nodes[1].(*ast.IntervalExpr); ok {
		return x.interval(minus, nodes[0], iv)
	}
	if strings.HasPrefix(name, "date_") {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	return x.addInterval(minus, args[0], args[1], "day")
}

// addInterval adds to a date, a time or both. Text and numbers give text.
func (x *exprs) addInterval(minus bool, date, amount plan.Expr, unit string) (plan.Expr, error) {
	unit = strings.TrimPrefix(unit, "sql_tsi_")
	u, ok := temporal.UnitOf(unit)
	if !ok {
		return nil, unsupported("interval unit %s", strings.ToUpper(unit))
	}
	amount, digits := x.amount(amount, u)
	if p, ok := date.(*plan.Param); ok && p.Typ.Kind == catalog.Null {
		date = &plan.Param{Index: p.Index, Typ: typeText}
	}
	if isNull(date) || isNull(amount) {
		return constNull(x.intervalType(date.Type(), u, digits)), nil
	}
	if date.Type().Kind == catalog.Time && u.HasDays() {
		var err error
		if date, err = x.onToday(date); err != nil {
			return nil, err
		}
	}
	t := x.intervalType(date.Type(), u, digits)
	if out := x.foldInterval(minus, date, amount, u, t); out != nil {
		return out, nil
	}
	sign := int64(1)
	if minus {
		sign = -1
	}
	tail := []plan.Expr{x.text(amount), constString(unit), constInt(sign)}
	switch date.Type().Kind {
	case catalog.Time:
		return &plan.Call{Func: "interval_time", List: append([]plan.Expr{date}, tail...), Typ: t}, nil
	case catalog.Date, catalog.DateTime, catalog.Timestamp:
		if date.Type().Kind == catalog.Timestamp {
			date = x.to(date, catalog.Type{Kind: catalog.DateTime, Precision: date.Type().Precision})
		}
		if u.Compound() && !isConst(amount) {
			return &plan.Call{Func: "interval_stamp", List: append([]plan.Expr{date}, tail...), Typ: t}, nil
		}
		return x.nativeInterval(minus, date, amount, u, t), nil
	}
	return &plan.Call{Func: "interval_text", List: append(x.dateSource(date, x.dateFlags()), tail...), Typ: t}, nil
}

// nativeInterval leaves the sum to the engine.
func (x *exprs) nativeInterval(minus bool, date, amount plan.Expr, u temporal.Unit, t catalog.Type) plan.Expr {
	iv := plainInterval(amount, u)
	if iv == nil {
		return constNull(t)
	}
	op := "interval_add"
	if minus {
		op = "interval_sub"
	}
	return &plan.Call{Func: op, List: []plan.Expr{date, iv}, Typ: t}
}

// plainInterval is an interval of one number; the constant text of several
// becomes months or microseconds. It is nil where the text is no interval.
func plainInterval(amount plan.Expr, u temporal.Unit) *plan.Interval {
	c, ok := amount.(*plan.Const)
	if !u.Compound() || !ok {
		return &plan.Interval{Amount: amount, Unit: u.Name}
	}
	i, ok := u.Interval(constText(c))
	if !ok {
		return nil
	}
	n, unit := int64(0), "microsecond"
	if u.Months() {
		unit = "month"
		n, ok = i.InMonths()
	} else {
		n, ok = i.Micros()
	}
	if !ok {
		return nil
	}
	return &plan.Interval{Amount: constInt(n), Unit: unit}
}

// frameInterval is the interval of a window's frame.
func (x *exprs) frameInterval(e plan.Expr, unit string) (plan.Expr, error) {
	u, ok := temporal.UnitOf(strings.TrimPrefix(unit, "sql_tsi_"))
	if !ok {
		return nil, unsupported("interval unit %s", strings.ToUpper(unit))
	}
	amount, _ := x.amount(e, u)
	iv := plainInterval(amount, u)
	if iv == nil || u.Compound() && !isConst(amount) {
		return nil, unsupported("INTERVAL in unit %s in a frame", strings.ToUpper(unit))
	}
	return iv, nil
}

// intervalType is the type of a date and an interval with so many digits of a second.
func (x *exprs) intervalType(date catalog.Type, u temporal.Unit, digits uint8) catalog.Type {
	if u.Micros() {
		digits = 6
	}
	switch date.Kind {
	case catalog.Date:
		if !u.BelowDay() {
			return typeDate
		}
	case catalog.Time:
		if !u.HasDays() {
			return catalog.Type{Kind: catalog.Time, Precision: max(date.Precision, digits)}
		}
	case catalog.DateTime, catalog.Timestamp:
	default:
		return varchar(29)
	}
	return catalog.Type{Kind: catalog.DateTime, Precision: max(date.Precision, digits)}
}

// amount makes the number of an interval, or the text of a unit of several
// numbers, and tells the digits of a second that it brings.
func (x *exprs) amount(e plan.Expr, u temporal.Unit) (plan.Expr, uint8) {
	e = x.value(e)
	switch {
	case isNull(e):
		return e, 0
	case u.Compound():
		return x.text(e), 0
	case u.Name != "second":
		return x.whole(e), 0
	}
	n := x.number(e)
	digits := uint8(6)
	switch {
	case n.Type().IsInteger():
		return n, 0
	case n.Type().Kind == catalog.Decimal:
		return n, min(n.Type().Scale, 6)
	case isConst(e) && e.Type().Kind == catalog.String:
		if c, err := numberLiteral(numericPrefix(constText(e.(*plan.Const)))); err == nil && isExact(c.Type()) {
			return c, digits
		}
	}
	return x.to(e, decimal(20, 6)), digits
}

// foldInterval computes constant dates, by which files can be skipped.
func (x *exprs) foldInterval(minus bool, date, amount plan.Expr, u temporal.Unit, t catalog.Type) plan.Expr {
	d, ok := date.(*plan.Const)
	n, ok2 := amount.(*plan.Const)
	if !ok || !ok2 || d.Typ.Kind == catalog.Timestamp || d.Typ.Kind == catalog.Time {
		return nil
	}
	i, ok := u.Interval(constText(n))
	if !ok {
		return constNull(t)
	}
	if minus {
		i = i.Negate()
	}
	in, ok := x.instant(d)
	if !ok {
		if d.Typ.IsTemporal() {
			return nil
		}
		return constNull(t)
	}
	v, ok := in.value().Add(i, u)
	if !ok {
		return constNull(t)
	}
	switch t.Kind {
	case catalog.Date:
		return &plan.Const{Value: v.DateOnly().Text(0), Typ: t}
	case catalog.DateTime:
		v.Kind = temporal.DateTime
		return &plan.Const{Value: v.Text(int(t.Precision)), Typ: t}
	}
	digits := 0
	if v.Micro != 0 {
		digits = 6
	}
	return &plan.Const{Value: v.Text(digits), Typ: t}
}
