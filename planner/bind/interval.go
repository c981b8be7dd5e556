package bind

import (
	"strconv"
	"strings"
	"time"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// simpleUnits are the units of one number. The value says whether adding one
// to a DATE makes it a DATETIME.
var simpleUnits = map[string]bool{
	"microsecond": true, "second": true, "minute": true, "hour": true,
	"day": false, "week": false, "month": false, "quarter": false, "year": false,
}

// compoundUnits are the units of several numbers: what each counts in the
// smallest, and which that is.
var compoundUnits = map[string]struct {
	smallest string
	factors  []int64
}{
	"year_month":         {"month", []int64{12, 1}},
	"day_hour":           {"hour", []int64{24, 1}},
	"day_minute":         {"minute", []int64{1440, 60, 1}},
	"day_second":         {"second", []int64{86400, 3600, 60, 1}},
	"hour_minute":        {"minute", []int64{60, 1}},
	"hour_second":        {"second", []int64{3600, 60, 1}},
	"minute_second":      {"second", []int64{60, 1}},
	"day_microsecond":    {"microsecond", []int64{86400e6, 3600e6, 60e6, 1e6, 1}},
	"hour_microsecond":   {"microsecond", []int64{3600e6, 60e6, 1e6, 1}},
	"minute_microsecond": {"microsecond", []int64{60e6, 1e6, 1}},
	"second_microsecond": {"microsecond", []int64{1e6, 1}},
}

// interval is a date plus or minus INTERVAL n unit.
func (x *exprs) interval(minus bool, date ast.Expr, iv *ast.IntervalExpr) (plan.Expr, error) {
	args, err := x.scalars(date, iv.Expr)
	if err != nil {
		return nil, err
	}
	return x.addInterval(minus, args[0], args[1], strings.ToLower(iv.Unit))
}

func (x *exprs) addInterval(minus bool, date, amount plan.Expr, unit string) (plan.Expr, error) {
	unit = strings.TrimPrefix(unit, "sql_tsi_")
	text := amount.Type().Kind == catalog.String && unit == "second"
	amount, unit, err := x.amount(amount, unit)
	if err != nil {
		return nil, err
	}
	if text && date.Type().IsTemporal() && !isNull(amount) {
		amount = x.to(amount, decimal(20, 6)) // a text may have a fraction
	}
	if isNull(date) || isNull(amount) {
		return constNull(typeDT), nil
	}
	if out := x.foldInterval(minus, date, amount, unit); out != nil {
		return out, nil
	}
	date, t, err := x.intervalDate(date, amount, unit)
	if err != nil {
		return nil, err
	}
	op := "interval_add"
	if minus {
		op = "interval_sub"
	}
	return &plan.Call{Func: op, List: []plan.Expr{date, &plan.Interval{Amount: amount, Unit: unit}}, Typ: t}, nil
}

// amount makes the number of an interval; compound units become their smallest.
func (x *exprs) amount(e plan.Expr, unit string) (plan.Expr, string, error) {
	if compound, ok := compoundUnits[unit]; ok {
		c, ok := e.(*plan.Const)
		if !ok {
			return nil, "", unsupported("INTERVAL of a column in unit %s", strings.ToUpper(unit))
		}
		n, ok := compoundAmount(constText(c), compound.factors, compound.smallest == "microsecond")
		if !ok {
			return constNull(typeInt), compound.smallest, nil
		}
		return constInt(n), compound.smallest, nil
	}
	if _, ok := simpleUnits[unit]; !ok {
		return nil, "", unsupported("interval unit %s", strings.ToUpper(unit))
	}
	if e.Type().Kind == catalog.String && unit != "second" {
		return x.whole(e), unit, nil
	}
	if c, ok := e.(*plan.Const); ok && c.Typ.Kind == catalog.String {
		n, err := numberLiteral(numericPrefix(constText(c)))
		if err != nil {
			return nil, "", err
		}
		e = n
	}
	e = x.number(e)
	if e.Type().IsInteger() || unit == "second" && e.Type().Kind == catalog.Decimal {
		return e, unit, nil
	}
	if unit == "second" {
		return x.to(e, decimal(20, 6)), unit, nil
	}
	return x.to(e, typeInt), unit, nil
}

// compoundAmount reads '1:30' or '-1 2:3:4.5' in the smallest unit. Missing
// numbers are the left ones.
func compoundAmount(text string, factors []int64, micros bool) (int64, bool) {
	text = strings.TrimSpace(text)
	negative := strings.HasPrefix(text, "-")
	parts := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) == 0 || len(parts) > len(factors) {
		return 0, false
	}
	var total int64
	for i, p := range parts {
		if micros && i == len(parts)-1 && len(parts) > 1 {
			p = (p + "000000")[:6]
		}
		n, err := strconv.ParseInt(p, 10, 32)
		if err != nil {
			return 0, false
		}
		total += n * factors[len(factors)-len(parts)+i]
	}
	if negative {
		total = -total
	}
	return total, true
}

// intervalDate makes the date that an interval is added to, and the type of
// the result.
func (x *exprs) intervalDate(date, amount plan.Expr, unit string) (plan.Expr, catalog.Type, error) {
	hasTime := simpleUnits[unit]
	t := date.Type()
	if p, ok := date.(*plan.Param); ok && !t.IsTemporal() {
		date, t = x.castTo(p, typeDT6), typeDT6
		if p.Typ.Kind == catalog.Null {
			date = &plan.Param{Index: p.Index, Typ: typeDT6}
		}
	}
	precision := t.Precision
	if unit == "microsecond" {
		precision = 6
	} else if unit == "second" && !amount.Type().IsInteger() {
		precision = max(precision, fractionalDigits(amount))
	}
	switch t.Kind {
	case catalog.Date:
		if hasTime {
			return date, catalog.Type{Kind: catalog.DateTime, Precision: precision}, nil
		}
		return date, typeDate, nil
	case catalog.DateTime:
		return date, catalog.Type{Kind: catalog.DateTime, Precision: precision}, nil
	case catalog.Timestamp:
		t = catalog.Type{Kind: catalog.DateTime, Precision: precision}
		return x.to(date, catalog.Type{Kind: catalog.DateTime, Precision: date.Type().Precision}), t, nil
	case catalog.Time:
		if hasTime {
			return date, catalog.Type{Kind: catalog.Time, Precision: precision}, nil
		}
	}
	return nil, t, unsupported("INTERVAL added to %s", t).WithHint("CAST it AS DATE or DATETIME")
}

// foldInterval computes constant dates. Text gives text, as in MySQL.
func (x *exprs) foldInterval(minus bool, date, amount plan.Expr, unit string) plan.Expr {
	d, ok := date.(*plan.Const)
	n, ok2 := amount.(*plan.Const)
	if !ok || !ok2 || d.Typ.Kind == catalog.Timestamp || d.Typ.Kind == catalog.Time {
		return nil
	}
	count, ok := n.Value.(int64)
	in, ok2 := parseInstant(constText(d), x.zone())
	if !ok2 && d.Typ.Kind == catalog.String {
		return constNull(typeText)
	}
	if !ok || !ok2 || count > 1e9 || count < -1e9 {
		return nil
	}
	if minus {
		count = -count
	}
	t := addUnit(in.Time, count, unit)
	if t.Year() < 1 || t.Year() > 9999 {
		return constNull(d.Typ)
	}
	digits := in.digits
	if unit == "microsecond" {
		digits = 6
	}
	var out *plan.Const
	if d.Typ.Kind == catalog.Date || d.Typ.Kind != catalog.DateTime && !in.hasTime {
		out = dateConst(t)
		if simpleUnits[unit] {
			out = dateTimeConst(t, digits)
		}
	} else {
		out = dateTimeConst(t, digits)
	}
	if d.Typ.Kind == catalog.String {
		return constString(constText(out))
	}
	return out
}

func addUnit(t time.Time, n int64, unit string) time.Time {
	switch unit {
	case "year":
		return addMonths(t, 12*n)
	case "quarter":
		return addMonths(t, 3*n)
	case "month":
		return addMonths(t, n)
	case "week":
		return t.AddDate(0, 0, int(7*n))
	case "day":
		return t.AddDate(0, 0, int(n))
	case "hour":
		return addSeconds(t, 3600*n)
	case "minute":
		return addSeconds(t, 60*n)
	case "second":
		return addSeconds(t, n)
	}
	return t.Add(time.Duration(n) * time.Microsecond)
}

// addSeconds goes by days, as a Duration holds only 292 years.
func addSeconds(t time.Time, n int64) time.Time {
	return t.AddDate(0, 0, int(n/86400)).Add(time.Duration(n%86400) * time.Second)
}

// addMonths keeps the day, or takes the month's last.
func addMonths(t time.Time, n int64) time.Time {
	months := int64(t.Year())*12 + int64(t.Month()) - 1 + n
	if months < 12 || months >= 12*10000 {
		return time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	year, month := int(months/12), int(months%12)+1
	day := min(t.Day(), daysIn(year, month))
	return time.Date(year, time.Month(month), day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
