package sqlgen

import (
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// intervalUnit is how a unit of MySQL's is said in DuckDB.
type intervalUnit struct {
	function string // makes an interval of a number
	factor   int64
	time     bool // the unit is below a day
}

var intervalUnits = map[string]intervalUnit{
	"microsecond": {"to_microseconds", 1, true},
	"second":      {"to_microseconds", 1_000_000, true},
	"minute":      {"to_microseconds", 60_000_000, true},
	"hour":        {"to_microseconds", 3_600_000_000, true},
	"day":         {"to_days", 1, false},
	"week":        {"to_days", 7, false},
	"month":       {"to_months", 1, false},
	"quarter":     {"to_months", 3, false},
	"year":        {"to_months", 12, false},
}

// intervalPart is a DuckDB interval, and whether it is below a day.
type intervalPart struct {
	sql  string
	time bool
	once bool
}

func (g *generator) intervalParts(i *plan.Interval, minus bool) ([]intervalPart, error) {
	u, ok := intervalUnits[i.Unit]
	if !ok {
		return nil, sqlerr.New(sqlerr.Unsupported, "INTERVAL … %s", strings.ToUpper(i.Unit))
	}
	f, err := g.expr(i.Amount)
	if err != nil {
		return nil, err
	}
	if i.Amount.Type().IsText() {
		if f, err = g.convert(f, i.Amount.Type(), catalog.Type{Kind: catalog.Decimal, Precision: 24, Scale: 6}); err != nil {
			return nil, err
		}
	}
	return []intervalPart{unitPart(u, f, minus, i.Unit == "second")}, nil
}

// unitPart makes an interval of a number; only seconds may have a fraction.
func unitPart(u intervalUnit, f frag, minus, fraction bool) intervalPart {
	var amount string
	if fraction && (f.rep.base == decimalBase && f.rep.scale > 0 || f.rep.isFloat()) {
		amount = "TRY_CAST(" + f.sql + " * " + strconv.FormatInt(u.factor, 10) + " AS BIGINT)"
	} else {
		amount = frag{sql: f.sql, rep: f.rep}.tryCast(repInt).sql
		if u.factor != 1 {
			amount = amount + " * " + strconv.FormatInt(u.factor, 10)
		}
	}
	if minus {
		amount = "-(" + amount + ")"
	}
	return intervalPart{u.function + "(" + amount + ")", u.time, f.once}
}

// interval is date + INTERVAL and date - INTERVAL. What leaves the years 0 to
// 9999 is NULL, as in MySQL.
func (g *generator) interval(c *plan.Call, minus bool) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("DATE_ADD")
	}
	i, ok := c.List[1].(*plan.Interval)
	if !ok {
		i = &plan.Interval{Amount: c.List[1], Unit: "day"}
	}
	parts, err := g.intervalParts(i, minus)
	if err != nil {
		return frag{}, err
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	from := c.List[0].Type()
	if from.Kind != catalog.Date && from.Kind != catalog.DateTime && from.Kind != catalog.Null {
		return frag{}, wrongArguments("DATE_ADD")
	}
	below := false
	for _, p := range parts {
		below = below || p.time
		f.once = f.once || p.once
	}
	day := f.rep == repDate && !below
	start, err := g.stampArg(f, from)
	if err != nil {
		return frag{}, err
	}
	out := addParts(start, parts)
	if day {
		return inYears(out.cast(repDate)), nil
	}
	out = inYears(out)
	return out, nil
}

// addParts adds one after the other; arithmetic on dates raises only far
// outside of the years that are left in.
func addParts(f frag, parts []intervalPart) frag {
	sql := f.sql
	for _, p := range parts {
		sql += " + " + p.sql
	}
	return try(frag{"(" + sql + ")", repStamp, f.once})
}

// inYears makes a date outside of the years 0 to 9999 NULL.
func inYears(f frag) frag {
	if f.once {
		return f
	}
	return frag{"CASE WHEN year(" + f.sql + ") BETWEEN 0 AND 9999 THEN " + f.sql + " END", f.rep, f.once}
}

// extractUnits are the parts of EXTRACT, as templates over a date and time.
var extractUnits = map[string]string{
	"year": "year({})", "quarter": "quarter({})", "month": "month({})", "day": "day({})", "hour": "hour({})",
	"minute": "minute({})", "second": "second({})", "microsecond": "(microsecond({}) % 1000000)",
	"year_month":         "(year({}) * 100 + month({}))",
	"day_hour":           "(day({}) * 100 + hour({}))",
	"day_minute":         "(day({}) * 10000 + hour({}) * 100 + minute({}))",
	"day_second":         "(day({}) * 1000000 + hour({}) * 10000 + minute({}) * 100 + second({}))",
	"hour_minute":        "(hour({}) * 100 + minute({}))",
	"hour_second":        "(hour({}) * 10000 + minute({}) * 100 + second({}))",
	"minute_second":      "(minute({}) * 100 + second({}))",
	"second_microsecond": "microsecond({})",
	"minute_microsecond": "(minute({}) * 100000000 + microsecond({}))",
	"hour_microsecond":   "(hour({}) * 10000000000 + minute({}) * 100000000 + microsecond({}))",
	"day_microsecond":    "(day({}) * 1000000000000 + hour({}) * 10000000000 + minute({}) * 100000000 + microsecond({}))",
}

// extract is EXTRACT(unit FROM x); its first argument is the unit as text.
func (g *generator) extract(c *plan.Call) (frag, error) {
	unit, rest, err := unitFirst(c)
	if err != nil || len(rest) != 1 {
		return frag{}, wrongArguments("EXTRACT")
	}
	template, ok := extractUnits[unit]
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "EXTRACT(%s …)", strings.ToUpper(unit))
	}
	if rest[0].Type().Kind == catalog.Time {
		return g.template(&function{args: "MT", sql: "mysql_clock_part({*})", rep: repInt}, &plan.Call{Func: c.Func, List: []plan.Expr{rest[0], c.List[0]}, Typ: c.Typ})
	}
	f, err := g.expr(rest[0])
	if err != nil {
		return frag{}, err
	}
	if f, err = g.stampArg(f, rest[0].Type()); err != nil {
		return frag{}, err
	}
	return frag{strings.ReplaceAll(template, "{}", f.sql), repInt, f.once}, nil
}

// unitFirst takes the unit from a call's arguments.
func unitFirst(c *plan.Call) (string, []plan.Expr, error) {
	if len(c.List) < 2 {
		return "", nil, wrongArguments(strings.ToUpper(c.Func))
	}
	if i, ok := c.List[0].(*plan.Interval); ok {
		return i.Unit, c.List[1:], nil
	}
	unit, ok := constText(c.List[0])
	if !ok {
		return "", nil, wrongArguments(strings.ToUpper(c.Func))
	}
	return strings.TrimPrefix(strings.ToLower(unit), "sql_tsi_"), c.List[1:], nil
}

// timestampDiff counts whole units from the first to the second time, cut
// towards zero.
func (g *generator) timestampDiff(c *plan.Call) (frag, error) {
	unit, rest, err := unitFirst(c)
	if err != nil || len(rest) != 2 {
		return frag{}, wrongArguments("TIMESTAMPDIFF")
	}
	var fs [2]frag
	for i, e := range rest {
		f, err := g.expr(e)
		if err != nil {
			return frag{}, err
		}
		if fs[i], err = g.stampArg(f, e.Type()); err != nil {
			return frag{}, err
		}
	}
	u, ok := intervalUnits[unit]
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "TIMESTAMPDIFF(%s …)", strings.ToUpper(unit))
	}
	a, b, once := fs[0].sql, fs[1].sql, anyOnce(fs[:]...)
	if u.function != "to_months" {
		size := u.factor
		if u.function == "to_days" {
			size *= 86_400_000_000
		}
		return frag{"((epoch_us(" + b + ") - epoch_us(" + a + ")) // " + strconv.FormatInt(size, 10) + ")", repInt, once}, nil
	}
	// A month is whole when the later day and time of day are not before the
	// earlier ones; the day of a short month is not clamped.
	months := "((year({b}) * 12 + month({b})) - (year({a}) * 12 + month({a})))"
	within := func(x string) string {
		return "(day(" + x + ") * 86400000000 + epoch_us(CAST(" + x + " AS TIME)))"
	}
	whole := "CASE WHEN {b} >= {a} THEN " + months + " - CASE WHEN " + within("{b}") + " < " + within("{a}") + " THEN 1 ELSE 0 END ELSE " +
		months + " + CASE WHEN " + within("{b}") + " > " + within("{a}") + " THEN 1 ELSE 0 END END"
	sql := strings.NewReplacer("{a}", a, "{b}", b).Replace(whole)
	return frag{"((" + sql + ") // " + strconv.FormatInt(u.factor, 10) + ")", repInt, once}, nil
}

func (g *generator) dateOf(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments("DATE")
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	return g.convert(f, c.List[0].Type(), catalog.Type{Kind: catalog.Date})
}

func (g *generator) timeOf(c *plan.Call) (frag, error) {
	if len(c.List) != 1 {
		return frag{}, wrongArguments("TIME")
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	return g.convert(f, c.List[0].Type(), catalog.Type{Kind: catalog.Time, Precision: 6})
}
