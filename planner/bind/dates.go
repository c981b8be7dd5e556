package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/temporal"
	"nanohouse/planner/plan"
)

// numericDate is a flag of functions that read dates, beside temporal.Mode: the
// text is a number.
const numericDate = 1 << 3

// dateFlags are the flags of sql_mode. Policy does not hang on the session's.
func (x *exprs) dateFlags() int64 {
	if x.closed || x.b.env.SQLMode == "" {
		return int64(strictDates)
	}
	flags := temporal.Mode(0)
	for _, name := range strings.Split(strings.ToUpper(x.b.env.SQLMode), ",") {
		switch strings.TrimSpace(name) {
		case "DEFAULT", "TRADITIONAL":
			flags |= strictDates
		case "NO_ZERO_DATE":
			flags |= temporal.NoZeroDate
		case "NO_ZERO_IN_DATE":
			flags |= temporal.NoZeroInDate
		case "ALLOW_INVALID_DATES":
			flags |= temporal.InvalidDates
		}
	}
	return int64(flags)
}

// zoneName is the session's zone; one without a name is said by its offset.
func (x *exprs) zoneName() plan.Expr {
	if name := x.zone().String(); name != "" {
		return constString(name)
	}
	return constString(x.b.env.now().Format("-07:00"))
}

// dateSource is a text or number, with what its reading depends on.
func (x *exprs) dateSource(e plan.Expr, flags int64) []plan.Expr {
	switch t := e.Type(); {
	case t.IsNumeric():
		flags |= numericDate
	case t.Kind == catalog.JSON:
		e = &plan.Call{Func: "json_temporal", List: []plan.Expr{e}, Typ: typeText}
	}
	return []plan.Expr{x.text(x.value(e)), constInt(flags), x.zoneName()}
}

// readTemporal reads a text or a number as a date, a time or both.
func (x *exprs) readTemporal(e plan.Expr, t catalog.Type, flags int64) plan.Expr {
	list := x.dateSource(e, flags)
	switch t.Kind {
	case catalog.Date:
		return &plan.Call{Func: "to_date", List: list, Typ: t}
	case catalog.Time:
		return &plan.Call{Func: "to_time", List: append(list, constInt(int64(t.Precision))), Typ: t}
	}
	stamp := catalog.Type{Kind: catalog.DateTime, Precision: t.Precision}
	out := plan.Expr(&plan.Call{Func: "to_datetime", List: append(list, constInt(int64(t.Precision))), Typ: stamp})
	if t.Kind == catalog.Timestamp {
		return &plan.Cast{Input: out, To: t}
	}
	return out
}

// isDateText reports whether an expression is a text or number, which only its
// reading makes a date.
func isDateText(e plan.Expr) bool {
	t := e.Type()
	return t.IsText() || t.IsNumeric()
}

// onToday is a time on the statement's day.
func (x *exprs) onToday(e plan.Expr) (plan.Expr, error) {
	if x.closed {
		return nil, notInPolicy("a TIME used as a date")
	}
	x.b.volatile = true
	t := catalog.Type{Kind: catalog.DateTime, Precision: e.Type().Precision}
	return &plan.Call{Func: "day_time", List: []plan.Expr{dateConst(x.b.env.now()), e}, Typ: t}, nil
}

// datePart is a part of a date, which may have a month or a day of 0 where it is
// a text. The name of the part is the function's.
func (x *exprs) datePart(name string, e plan.Expr) (plan.Expr, error) {
	if isDateText(e) && !isNull(e) {
		if c, ok := e.(*plan.Const); ok {
			if in, isDate := x.instant(c); isDate {
				return partOf(name, instantConst(in)), nil
			}
		}
		list := append(x.dateSource(e, x.dateFlags()), constString(partNames[name]))
		return &plan.Call{Func: "date_part", List: list, Typ: typeInt}, nil
	}
	e, err := x.dateTime(e)
	if err != nil {
		return nil, err
	}
	return partOf(name, e), nil
}

// partOf is a part of a date.
func partOf(name string, e plan.Expr) plan.Expr {
	list := []plan.Expr{e}
	if name == "year_month" {
		name, list = "extract", []plan.Expr{constString(name), e}
	}
	return &plan.Call{Func: name, List: list, Typ: typeInt}
}

// partNames are the units that functions of one part stand for.
var partNames = map[string]string{"year": "year", "month": "month", "dayofmonth": "day", "quarter": "quarter", "year_month": "year_month"}

// partFunction is YEAR, MONTH, DAY and QUARTER.
func (x *exprs) partFunction(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	if name == "day" {
		name = "dayofmonth"
	}
	return x.datePart(name, args[0])
}

// extractUnit is a part of a date, or the signed part of a time.
func (x *exprs) extractUnit(unit string, e plan.Expr) (plan.Expr, error) {
	if isZeroNumber(e) && unit != "week" {
		return constInt(0), nil // of 0000-00-00 00:00:00, though YEAR(0) is 2000
	}
	switch unit {
	case "year", "quarter", "month":
		return x.datePart(unit, e)
	case "day":
		return x.datePart("dayofmonth", e)
	case "week":
		e, err := x.dateTime(e)
		if err != nil {
			return nil, err
		}
		return x.weekOf(e), nil
	case "year_month":
		return x.datePart(unit, e)
	}
	u, ok := temporal.UnitOf(unit)
	if !ok {
		return nil, unsupported("EXTRACT(%s …)", strings.ToUpper(unit))
	}
	if isDateText(e) && !isNull(e) {
		return &plan.Call{Func: "time_part", List: append(x.dateSource(e, 0), constString(u.Name)), Typ: typeInt}, nil
	}
	e, err := x.anyTemporal(e)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: "extract", List: []plan.Expr{constString(u.Name), e}, Typ: typeInt}, nil
}

// isZeroNumber reports whether an expression is the number 0, or FALSE.
func isZeroNumber(e plan.Expr) bool {
	c, ok := e.(*plan.Const)
	if !ok || !c.Typ.IsNumeric() {
		return false
	}
	switch v := c.Value.(type) {
	case int64:
		return v == 0
	case uint64:
		return v == 0
	case bool:
		return !v
	}
	return false
}
