package bind

import (
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// comparison is a op b, after both have been brought to one kind.
func (x *exprs) comparison(op string, a, b plan.Expr) (plan.Expr, error) {
	if ra, ok := isRow(a); ok {
		return x.rowComparison(op, ra, b)
	}
	if _, ok := isRow(b); ok {
		return nil, operandColumns(1)
	}
	a, b, err := x.comparableBy(op, a, b)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: op, List: []plan.Expr{a, b}, Typ: typeBool}, nil
}

func isRow(e plan.Expr) (*plan.Call, bool) {
	c, ok := e.(*plan.Call)
	return c, ok && c.Func == "row"
}

func operandColumns(n int) error {
	return sqlerr.New(sqlerr.OperandColumns, "Operand should contain %d column(s)", n)
}

// rowComparison writes a comparison of tuples out by their parts.
func (x *exprs) rowComparison(op string, a *plan.Call, e plan.Expr) (plan.Expr, error) {
	b, ok := isRow(e)
	if !ok || len(b.List) != len(a.List) {
		return nil, operandColumns(len(a.List))
	}
	if op != "=" && op != "<>" && op != "<=>" {
		return x.rowOrder(op, a.List, b.List)
	}
	join, each := "and", op
	if op == "<>" {
		join = "or"
	}
	var out plan.Expr
	for i := range a.List {
		c, err := x.comparison(each, a.List[i], b.List[i])
		if err != nil {
			return nil, err
		}
		out = both(join, out, c)
	}
	return out, nil
}

func both(op string, a, b plan.Expr) plan.Expr {
	if a == nil {
		return b
	}
	return &plan.Call{Func: op, List: []plan.Expr{a, b}, Typ: typeBool}
}

// rowOrder is (a, b) < (c, d): a < c OR a = c AND b < d.
func (x *exprs) rowOrder(op string, a, b []plan.Expr) (plan.Expr, error) {
	if len(a) == 1 {
		return x.comparison(op, a[0], b[0])
	}
	strict := op[:1]
	less, err := x.comparison(strict, a[0], b[0])
	if err != nil {
		return nil, err
	}
	equal, err := x.comparison("=", a[0], b[0])
	if err != nil {
		return nil, err
	}
	rest, err := x.rowOrder(op, a[1:], b[1:])
	if err != nil {
		return nil, err
	}
	return both("or", less, both("and", equal, rest)), nil
}

// comparable brings two operands to the kind in which MySQL compares them.
func (x *exprs) comparable(a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	ta, tb := a.Type(), b.Type()
	switch {
	case ta.Kind == catalog.Null && tb.Kind == catalog.Null:
		return x.to(a, typeInt), x.to(b, typeInt), nil
	case ta.Kind == catalog.Null:
		return x.to(a, tb), b, nil
	case tb.Kind == catalog.Null:
		return a, x.to(b, ta), nil
	case ta.Kind == catalog.JSON || tb.Kind == catalog.JSON:
		return x.comparableJSON(a, b)
	case ta.IsTemporal() || tb.IsTemporal():
		return x.comparableTemporal(a, b)
	case ta.IsNumeric() && tb.IsNumeric():
		a, b = x.comparableNumbers(a, b)
		return a, b, nil
	case ta.IsNumeric() || tb.IsNumeric():
		a, b = x.comparableMixed(a, b)
		return a, b, nil
	}
	return a, b, nil
}

// comparableBy is comparable, and brings texts under one collation.
func (x *exprs) comparableBy(op string, a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	a, b, err := x.comparable(a, b)
	if err != nil || !isTextual(a.Type()) || !isTextual(b.Type()) {
		return a, b, err
	}
	return x.comparableTexts(op, a, b)
}

// comparableNumbers leaves exact numbers as they are; a constant takes the
// other's type where it fits, so that files can be skipped by it.
func (x *exprs) comparableNumbers(a, b plan.Expr) (plan.Expr, plan.Expr) {
	ta, tb := a.Type(), b.Type()
	if ta.IsFloating() || tb.IsFloating() {
		return x.to(a, typeDouble), x.to(b, typeDouble)
	}
	if isConst(a) && !isConst(b) {
		b, a = x.comparableNumbers(b, a)
		return a, b
	}
	if c, ok := b.(*plan.Const); ok && !isConst(a) {
		if ta.Kind == catalog.Bool {
			if r, ok := constRat(c); ok && r.IsInt() && (r.Num().Sign() == 0 || r.Num().IsInt64() && r.Num().Int64() == 1) {
				return a, constBool(r.Num().Sign() != 0)
			}
			return x.to(a, typeInt), x.number(b)
		}
		if f := x.foldTo(c, ta); f != nil && ta.Kind != catalog.Bool {
			return a, f
		}
	}
	if ta.Kind == catalog.Bool && tb.Kind == catalog.Bool {
		return a, b
	}
	return x.number(a), x.number(b)
}

func isConst(e plan.Expr) bool { _, ok := e.(*plan.Const); return ok }

// comparableMixed compares text with a number: as doubles, but a constant
// that is exactly a number of the column's type becomes one.
func (x *exprs) comparableMixed(a, b plan.Expr) (plan.Expr, plan.Expr) {
	if !a.Type().IsNumeric() {
		b, a = x.comparableMixed(b, a)
		return a, b
	}
	if c, ok := b.(*plan.Const); ok && !isConst(a) && isExact(a.Type()) {
		if _, exact := constRat(c); exact {
			if f := x.foldTo(c, a.Type()); f != nil {
				return x.comparableNumbers(a, f)
			}
		}
	}
	return x.to(a, typeDouble), x.number2(b)
}

// number2 makes a double of text or bytes.
func (x *exprs) number2(e plan.Expr) plan.Expr { return x.to(x.number(e), typeDouble) }

// comparableTemporal compares dates and times. Text beside them is read as a
// date; a constant that is none is an error, as in MySQL.
func (x *exprs) comparableTemporal(a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	if !a.Type().IsTemporal() {
		b, a, err := x.comparableTemporal(b, a)
		return a, b, err
	}
	ta, tb := a.Type(), b.Type()
	switch {
	case tb.IsTemporal():
		return x.oneTemporal(a, b)
	case tb.Kind == catalog.String:
		return x.temporalText(a, b)
	case tb.IsNumeric():
		if c, ok := b.(*plan.Const); ok && !isConst(a) && ta.Kind != catalog.Time && isExact(c.Typ) {
			in, ok := x.instant(c)
			if _, isColumn := a.(*plan.Ref); ok && isColumn && ta.Kind == catalog.Date && c.Typ.IsInteger() {
				return a, dateConst(in.Time), nil // stored into the column's type, without its time
			}
			if ok {
				return x.oneTemporal(a, instantConst(in))
			}
		}
		a, b = x.comparableNumbers(x.number(a), b)
		return a, b, nil
	}
	return nil, nil, unsupported("comparison of %s with %s", ta, tb)
}

func instantConst(in instant) *plan.Const {
	if in.hasTime && !in.isMidnight() {
		return dateTimeConst(in.Time, in.digits)
	}
	return dateConst(in.Time)
}

// oneTemporal brings two temporal operands to one kind.
func (x *exprs) oneTemporal(a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	ka, kb := a.Type().Kind, b.Type().Kind
	if ka == kb {
		return a, b, nil
	}
	if ka == catalog.Time || kb == catalog.Time {
		dt := catalog.Type{Kind: catalog.DateTime, Precision: max(a.Type().Precision, b.Type().Precision)}
		return x.to(a, dt), x.to(b, dt), nil
	}
	if isConst(a) && !isConst(b) {
		b, a, err := x.oneTemporal(b, a)
		return a, b, err
	}
	if c, ok := b.(*plan.Const); ok && kb != catalog.Timestamp {
		in, ok := parseInstant(constText(c), x.zone())
		if ok && (ka == catalog.Timestamp || ka == catalog.DateTime || in.isMidnight()) {
			return a, x.foldTemporal(c, withPrecision(a.Type(), in.digits)), nil
		}
	}
	p := max(a.Type().Precision, b.Type().Precision)
	dt := catalog.Type{Kind: catalog.DateTime, Precision: p}
	if ka != catalog.DateTime {
		a = x.to(a, dt)
	}
	if kb != catalog.DateTime {
		b = x.to(b, dt)
	}
	return a, b, nil
}

func withPrecision(t catalog.Type, digits int) catalog.Type {
	if t.Kind != catalog.Date {
		t.Precision = uint8(digits)
	}
	return t
}

func (x *exprs) temporalText(a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	if a.Type().Kind == catalog.Time {
		a, b = x.timeText(a, b)
		return a, b, nil
	}
	c, ok := b.(*plan.Const)
	if !ok {
		return x.oneTemporal(a, dateOrZero(b, x.to(b, typeDT6)))
	}
	text := constText(c)
	in, ok := parseInstant(text, x.zone())
	if !ok && x.loose {
		return a, constNull(a.Type()), nil
	}
	if !ok {
		name := "DATETIME"
		switch a.Type().Kind {
		case catalog.Date:
			name = "DATE"
		case catalog.Timestamp:
			name = "TIMESTAMP"
		}
		return nil, nil, incorrectTemporal(name, text)
	}
	return x.oneTemporal(a, instantConst(in))
}

// timeText compares a TIME with a text: as texts, but for a column with a
// constant that is a time, or with a parameter.
func (x *exprs) timeText(a, b plan.Expr) (plan.Expr, plan.Expr) {
	switch t := b.(type) {
	case *plan.Param:
		return a, x.to(b, typeTime6)
	case *plan.Const:
		c, cut, ok := parseTime(constText(t), x.zone())
		if _, isColumn := a.(*plan.Ref); ok && !cut && isColumn {
			return a, c
		}
	}
	return x.text(a), b
}

// dateOrZero is a text as a date and time: what is none compares as MySQL's zero
// date, which lies before all dates. The year 0 stands for it.
func dateOrZero(text, date plan.Expr) plan.Expr {
	if _, ok := text.(*plan.Param); ok {
		return date
	}
	zero := &plan.Const{Value: "0000-01-01 00:00:00", Typ: typeDT6}
	orNull := &plan.Case{Whens: []plan.When{{Cond: isNullCall(text), Then: constNull(typeDT6)}}, Else: zero, Typ: typeDT6}
	return &plan.Call{Func: "coalesce", List: []plan.Expr{date, orNull}, Typ: typeDT6}
}

// incorrectTemporal quotes a constant of the client's own text.
func incorrectTemporal(kind, text string) error {
	if len(text) > 64 {
		text = text[:64]
	}
	return sqlerr.New(sqlerr.IncorrectTemporal, "Incorrect %s value: '%s'", kind, text)
}
