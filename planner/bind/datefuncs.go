package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/temporal"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// dateFunction finds a function of dates with rules of its own.
func dateFunction(name string) special {
	switch name {
	case "year", "month", "day", "dayofmonth", "quarter":
		return (*exprs).partFunction
	case "dayname", "monthname":
		return (*exprs).nameFunc
	case "last_day":
		return (*exprs).lastDay
	case "week", "yearweek":
		return (*exprs).weekFunc
	case "date":
		return (*exprs).dateFunc
	case "time":
		return (*exprs).timeFunc
	case "timestamp":
		return (*exprs).timestamp
	case "date_add", "adddate", "date_sub", "subdate":
		return (*exprs).dateAdd
	case "addtime", "subtime":
		return (*exprs).addTime
	case "timediff":
		return (*exprs).timeDiff
	case "date_format":
		return (*exprs).dateFormat
	case "time_format":
		return (*exprs).timeFormat
	case "get_format":
		return (*exprs).getFormat
	case "str_to_date":
		return (*exprs).strToDate
	case "convert_tz":
		return (*exprs).convertZone
	case "unix_timestamp":
		return (*exprs).unixTimestamp
	case "from_unixtime":
		return (*exprs).fromUnixtime
	case parse.DateLiteral, parse.TimeLiteral, parse.TimestampLiteral:
		return (*exprs).temporalLiteral
	}
	return nil
}

// weekFunc is WEEK and YEARWEEK; WEEK without a mode has the session's.
func (x *exprs) weekFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 2)
	if err != nil {
		return nil, err
	}
	e, err := x.dateTime(args[0])
	if err != nil {
		return nil, err
	}
	switch {
	case len(args) == 2:
		return &plan.Call{Func: name, List: []plan.Expr{e, x.whole(args[1])}, Typ: typeInt}, nil
	case name == "week":
		return x.weekOf(e), nil
	}
	return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: typeInt}, nil
}

// weekOf is the week of a date in the session's mode.
func (x *exprs) weekOf(e plan.Expr) plan.Expr {
	list := []plan.Expr{e}
	if mode := x.weekMode(); mode != 0 {
		list = append(list, constInt(mode))
	}
	return &plan.Call{Func: "week", List: list, Typ: typeInt}
}

func (x *exprs) dateFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	return x.date(args[0])
}

func (x *exprs) timeFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	e, err := x.anyTemporal(args[0])
	if err != nil {
		return nil, err
	}
	return x.to(e, catalog.Type{Kind: catalog.Time, Precision: e.Type().Precision}), nil
}

// timestamp is TIMESTAMP(date) and TIMESTAMP(date, time).
func (x *exprs) timestamp(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 2)
	if err != nil {
		return nil, err
	}
	e, err := x.dateTime(args[0])
	if err != nil {
		return nil, err
	}
	t := catalog.Type{Kind: catalog.DateTime, Precision: fractionalDigits(e)}
	if e = x.to(e, t); len(args) == 1 {
		return e, nil
	}
	clock, err := x.timeOperand(args[1])
	if err != nil {
		return nil, err
	}
	t.Precision = max(t.Precision, clock.Type().Precision)
	return &plan.Call{Func: "stamp_add_time", List: []plan.Expr{e, clock}, Typ: t}, nil
}

// timeOperand is an argument as a time, of which a date has none.
func (x *exprs) timeOperand(e plan.Expr) (plan.Expr, error) {
	e, err := x.anyTemporal(e)
	if err != nil {
		return nil, err
	}
	return x.to(e, catalog.Type{Kind: catalog.Time, Precision: fractionalDigits(e)}), nil
}

// addTime is ADDTIME and SUBTIME: a date and time, a time, or text, which stays text.
func (x *exprs) addTime(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	if isNull(args[0]) || isNull(args[1]) {
		return constNull(varchar(29)), nil
	}
	clock, err := x.timeOperand(args[1])
	if err != nil {
		return nil, err
	}
	if t := args[1].Type(); t.Kind == catalog.Date || t.Kind == catalog.DateTime || t.Kind == catalog.Timestamp {
		clock = constNull(typeTime6) // a date is no time to add
	}
	e := args[0]
	t := e.Type()
	switch {
	case t.Kind == catalog.Time:
		t.Precision = max(t.Precision, clock.Type().Precision)
		return &plan.Call{Func: name, List: []plan.Expr{e, clock}, Typ: t}, nil
	case t.IsTemporal():
		if e, err = x.dateTime(e); err != nil {
			return nil, err
		}
		typ := catalog.Type{Kind: catalog.DateTime, Precision: max(t.Precision, clock.Type().Precision)}
		e = x.to(e, catalog.Type{Kind: catalog.DateTime, Precision: e.Type().Precision})
		return &plan.Call{Func: name, List: []plan.Expr{e, clock}, Typ: typ}, nil
	}
	sign := int64(1)
	if name == "subtime" {
		sign = -1
	}
	list := append(x.dateSource(e, 0), x.to(clock, typeTime6), constInt(sign))
	return &plan.Call{Func: "addtime_text", List: list, Typ: varchar(29)}, nil
}

// timeDiff is TIMEDIFF, whose arguments must be of one kind. A text is of the
// kind that it is written as.
func (x *exprs) timeDiff(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	a, b := args[0], args[1]
	t := catalog.Type{Kind: catalog.Time, Precision: max(fractionalDigits(a), fractionalDigits(b))}
	if isNull(a) || isNull(b) {
		return constNull(t), nil
	}
	dated := func(e plan.Expr) bool { return e.Type().IsTemporal() && e.Type().Kind != catalog.Time }
	timed := func(e plan.Expr) bool { return e.Type().Kind == catalog.Time }
	switch {
	case dated(a) && timed(b), timed(a) && dated(b):
		return constNull(t), nil
	case dated(a) || dated(b):
		for i := range args {
			if args[i], err = x.dateTime(args[i]); err != nil {
				return nil, err
			}
		}
	case timed(a) && timed(b):
	default:
		list := []plan.Expr{}
		for _, e := range args {
			list = append(list, x.dateSource(e, 0)[:2]...)
		}
		return &plan.Call{Func: "timediff_text", List: append(list, x.zoneName()), Typ: t}, nil
	}
	return &plan.Call{Func: name, List: args, Typ: t}, nil
}

// locale is the session's language of months and days.
func (x *exprs) locale() plan.Expr {
	name := x.b.env.Locale
	if x.closed || name == "" {
		name = temporal.DefaultLocale
	}
	return constString(name)
}

// weekMode is the session's default_week_format.
func (x *exprs) weekMode() int64 {
	if x.closed {
		return 0
	}
	return int64(x.b.env.WeekMode)
}

func (x *exprs) dateFormat(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	format := x.text(args[1])
	t := formatText(format)
	if e := args[0]; isDateText(e) && !isNull(e) {
		return &plan.Call{Func: "format_text", List: append(x.dateSource(e, x.dateFlags()), format, x.locale()), Typ: t}, nil
	}
	e, err := x.dateTime(args[0])
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: name, List: []plan.Expr{e, format, x.locale()}, Typ: t}, nil
}

// nameFunc is DAYNAME and MONTHNAME, in the session's language.
func (x *exprs) nameFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	format := constString(map[string]string{"dayname": "%W", "monthname": "%M"}[name])
	e, t := args[0], varchar(9)
	if isDateText(e) && !isNull(e) && name == "monthname" {
		return &plan.Call{Func: "format_text", List: append(x.dateSource(e, x.dateFlags()), format, x.locale()), Typ: t}, nil
	}
	if e, err = x.dateTime(e); err != nil {
		return nil, err
	}
	return &plan.Call{Func: "date_format", List: []plan.Expr{e, format, x.locale()}, Typ: t}, nil
}

// lastDay is LAST_DAY, which needs no day of a date.
func (x *exprs) lastDay(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	if e := args[0]; isDateText(e) && !isNull(e) {
		return &plan.Call{Func: "last_day_text", List: x.dateSource(e, x.dateFlags()), Typ: typeDate}, nil
	}
	e, err := x.dateTime(args[0])
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: name, List: []plan.Expr{e}, Typ: typeDate}, nil
}

// formatText is the type of a formatted date.
func formatText(format plan.Expr) catalog.Type {
	c, ok := format.(*plan.Const)
	if !ok || c.Value == nil {
		return typeText
	}
	return varchar(formatLength(constText(c)))
}

// formatLength is how long a format's result may get, as MySQL reckons it.
func formatLength(format string) int {
	n := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			n++
			continue
		}
		i++
		switch format[i] {
		case 'M', 'W':
			n += 64
		case 'D', 'Y', 'x', 'X':
			n += 4
		case 'a', 'b':
			n += 32
		case 'j':
			n += 3
		case 'u', 'U', 'v', 'V', 'y', 'm', 'd', 'h', 'i', 'I', 'l', 'p', 'S', 's', 'c', 'e':
			n += 2
		case 'k', 'H':
			n += 7
		case 'r':
			n += 11
		case 'T':
			n += 8
		case 'f':
			n += 6
		default:
			n++
		}
	}
	return n
}

func (x *exprs) timeFormat(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	format := x.text(args[1])
	t := formatText(format)
	if e := args[0]; isDateText(e) && !isNull(e) {
		return &plan.Call{Func: "format_time_text", List: append(x.dateSource(e, 0), format, x.locale()), Typ: t}, nil
	}
	e, err := x.anyTemporal(args[0])
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: "format_time", List: []plan.Expr{e, format, x.locale()}, Typ: t}, nil
}

// strToDate has the type that its format speaks of.
func (x *exprs) strToDate(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	t := typeDT6
	if c, ok := args[1].(*plan.Const); ok && c.Value != nil {
		t = scannedType(constText(c))
	}
	list := []plan.Expr{x.text(x.value(args[0])), x.text(x.value(args[1])), constInt(x.dateFlags())}
	return &plan.Call{Func: name, List: list, Typ: t}, nil
}

func scannedType(format string) catalog.Type {
	kind, digits := temporal.FormatKind(format)
	t := catalog.Type{Kind: catalog.DateTime, Precision: uint8(digits)}
	switch kind {
	case temporal.Date:
		return typeDate
	case temporal.Time:
		t.Kind = catalog.Time
	}
	return t
}

// temporalLiteral is DATE '…', TIME '…' and TIMESTAMP '…'.
func (x *exprs) temporalLiteral(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	c, ok := args[0].(*plan.Const)
	if !ok {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	text := constText(c)
	if name == parse.TimeLiteral {
		if c, cut, ok := parseTime(text, x.zone()); ok && !cut && !temporal.OutOfTime(text) {
			return c, nil
		}
		return nil, incorrectTemporal("TIME", text)
	}
	in, ok := parseInstant(text, x.zone())
	ok = ok && !in.cut
	switch {
	case ok && name == parse.DateLiteral && !in.hasTime:
		return dateConst(in.Time), nil
	case ok && name == parse.TimestampLiteral && in.hasTime:
		return dateTimeConst(in.Time, in.digits), nil
	case name == parse.DateLiteral:
		return nil, incorrectTemporal("DATE", text)
	}
	return nil, incorrectTemporal("DATETIME", text)
}

// getFormat is GET_FORMAT(type, region).
func (x *exprs) getFormat(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) != 2 {
		return nil, wrongCount(name)
	}
	col, ok := nodes[0].(*ast.ColName)
	if !ok {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	formats := regionFormats[strings.ToLower(col.Name.String())]
	if formats == nil {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	region, err := x.scalar(nodes[1])
	if err != nil {
		return nil, err
	}
	region = &plan.Call{Func: "upper", List: []plan.Expr{x.text(region)}, Typ: typeText}
	out := &plan.Case{Else: constNull(varchar(17)), Typ: varchar(17)}
	for _, f := range formats {
		is := &plan.Call{Func: "=", List: []plan.Expr{region, constString(f[0])}, Typ: typeBool}
		out.Whens = append(out.Whens, plan.When{Cond: is, Then: &plan.Const{Value: f[1], Typ: varchar(17)}})
	}
	return out, nil
}

// regionFormats are the formats that regions write dates, times and both in.
var regionFormats = map[string][][2]string{
	"date":      {{"USA", "%m.%d.%Y"}, {"JIS", "%Y-%m-%d"}, {"ISO", "%Y-%m-%d"}, {"EUR", "%d.%m.%Y"}, {"INTERNAL", "%Y%m%d"}},
	"time":      {{"USA", "%h:%i:%s %p"}, {"JIS", "%H:%i:%s"}, {"ISO", "%H:%i:%s"}, {"EUR", "%H.%i.%s"}, {"INTERNAL", "%H%i%s"}},
	"datetime":  stampFormats,
	"timestamp": stampFormats,
}

var stampFormats = [][2]string{{"USA", "%Y-%m-%d %H.%i.%s"}, {"JIS", "%Y-%m-%d %H:%i:%s"}, {"ISO", "%Y-%m-%d %H:%i:%s"},
	{"EUR", "%Y-%m-%d %H.%i.%s"}, {"INTERNAL", "%Y%m%d%H%i%s"}}
