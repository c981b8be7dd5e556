package sqlgen

import (
	"strings"
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// formatPieces are the specifiers of DATE_FORMAT: strftime's own where one
// means the same, else an expression over the date and time.
var formatPieces = map[rune]struct{ native, sql string }{
	'a': {native: "%a"}, 'b': {native: "%b"}, 'c': {native: "%-m"}, 'd': {native: "%d"}, 'e': {native: "%-d"},
	'f': {native: "%f"}, 'H': {native: "%H"}, 'h': {native: "%I"}, 'I': {native: "%I"}, 'i': {native: "%M"},
	'j': {native: "%j"}, 'k': {native: "%-H"}, 'l': {native: "%-I"}, 'M': {native: "%B"}, 'm': {native: "%m"},
	'p': {native: "%p"}, 'r': {native: "%I:%M:%S %p"}, 'S': {native: "%S"}, 's': {native: "%S"}, 'T': {native: "%H:%M:%S"},
	'W': {native: "%A"}, 'Y': {native: "%Y"}, 'y': {native: "%y"}, 'w': {native: "%w"}, '%': {native: "%%"},
	'D': {sql: "(CAST(day({}) AS VARCHAR) || CASE WHEN day({}) IN (11, 12, 13) THEN 'th' WHEN day({}) % 10 = 1 THEN 'st' WHEN day({}) % 10 = 2 THEN 'nd' WHEN day({}) % 10 = 3 THEN 'rd' ELSE 'th' END)"},
	'U': {sql: "printf('%02d', " + weekSQL(0) + ")"},
	'u': {sql: "printf('%02d', " + weekSQL(1) + ")"},
	'V': {sql: "printf('%02d', " + weekSQL(2) + ")"},
	'v': {sql: "printf('%02d', " + weekSQL(3) + ")"},
	'X': {sql: "printf('%04d', " + weekYearSQL(2) + ")"},
	'x': {sql: "printf('%04d', " + weekYearSQL(3) + ")"},
}

// dateFormat takes a constant format in English apart. Formats of only
// strftime's specifiers stay one call, whose format is a bound parameter.
func (g *generator) dateFormat(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("DATE_FORMAT")
	}
	format, ok := constText(c.List[1])
	locale, _ := constText(c.List[2])
	if !ok || locale != "en_US" {
		return g.template(&function{args: "STT", sql: "mysql_format_stamp({*})", rep: repText}, c)
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if f, err = g.stampArg(f, c.List[0].Type()); err != nil {
		return frag{}, err
	}
	parts, err := g.formatParts(format, f)
	if err != nil {
		return frag{}, err
	}
	return frag{"(" + strings.Join(parts, " || ") + ")", repText, f.once}, nil
}

func (g *generator) formatParts(format string, f frag) ([]string, error) {
	var parts []string
	var native strings.Builder
	flush := func() {
		if native.Len() > 0 {
			p := g.bind(&plan.Const{Value: native.String(), Typ: catalog.Type{Kind: catalog.String}}, repText)
			parts = append(parts, "strftime("+f.sql+", "+p.sql+")")
			native.Reset()
		}
	}
	for i := 0; i < len(format); {
		r, n := utf8.DecodeRuneInString(format[i:])
		i += n
		if r != '%' || i >= len(format) {
			if r == '%' {
				native.WriteByte('%')
			}
			native.WriteRune(r)
			continue
		}
		r, n = utf8.DecodeRuneInString(format[i:])
		i += n
		piece, ok := formatPieces[r]
		switch {
		case !ok:
			native.WriteRune(r)
		case piece.native != "":
			native.WriteString(piece.native)
		default:
			flush()
			parts = append(parts, strings.ReplaceAll(piece.sql, "{}", f.sql))
		}
	}
	flush()
	if len(parts) == 0 {
		parts = []string{"CAST(NULL AS VARCHAR)"}
	}
	return parts, nil
}

// strToDate is STR_TO_DATE: a time, or a date with or without one.
func (g *generator) strToDate(c *plan.Call) (frag, error) {
	if len(c.List) != 3 {
		return frag{}, wrongArguments("STR_TO_DATE")
	}
	scan := function{args: "TTI", sql: "mysql_scan_date({*})", rep: repStamp}
	if c.Typ.Kind == catalog.Time {
		scan = function{args: "TTI", sql: "mysql_scan_time({*})", rep: repInt}
	}
	if err := g.calendarOnly(c.List[2]); err != nil {
		return frag{}, err
	}
	out, err := g.template(&scan, c)
	if c.Typ.Kind == catalog.Date {
		return out.cast(repDate), err
	}
	return out, err
}

// readText is a text or number read as a date, or a date and time.
func (g *generator) readText(c *plan.Call) (frag, error) {
	if len(c.List) < 3 {
		return frag{}, wrongArguments(c.Func)
	}
	if err := g.calendarOnly(c.List[1]); err != nil {
		return frag{}, err
	}
	for i := range functions[c.Func] {
		if f := &functions[c.Func][i]; f.matches(c.List) {
			return g.template(f, c)
		}
	}
	return frag{}, wrongArguments(c.Func)
}

// calendarOnly refuses flags that take dates with a month or a day of 0 where
// nothing may raise: the engine has no such date, so that one is an error.
func (g *generator) calendarOnly(flags plan.Expr) error {
	const strict = 3 // of the three bits of sql_mode
	if n, ok := constInt(flags); g.total && (!ok || n&7 != strict) {
		return sqlerr.New(sqlerr.Unsupported, "reading dates from text under a sql_mode without NO_ZERO_DATE and NO_ZERO_IN_DATE, where policy restricts rows").
			WithHint("SET sql_mode = DEFAULT")
	}
	return nil
}
