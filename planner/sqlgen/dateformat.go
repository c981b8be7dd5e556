package sqlgen

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
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

// dateFormat takes a constant format apart. Formats of only strftime's
// specifiers stay one call, whose format is a bound parameter.
func (g *generator) dateFormat(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("DATE_FORMAT")
	}
	format, ok := constText(c.List[1])
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "DATE_FORMAT with a format that is not a constant")
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if c.List[0].Type().Kind == catalog.Time {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "DATE_FORMAT of a TIME").WithHint("use TIME_FORMAT or CAST(… AS CHAR)")
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

// parsePieces are the specifiers of STR_TO_DATE that we read: the part that each
// gives, and how many digits it takes at most; 0 for words.
var parsePieces = map[rune]struct {
	part   string
	digits int
}{
	'Y': {"year", 4}, 'y': {"year", 2}, 'm': {"month", 2}, 'c': {"month", 2}, 'd': {"day", 2}, 'e': {"day", 2},
	'H': {"hour", 2}, 'k': {"hour", 2}, 'h': {"hour12", 2}, 'I': {"hour12", 2}, 'l': {"hour12", 2},
	'i': {"minute", 2}, 's': {"second", 2}, 'S': {"second", 2}, 'f': {"fraction", 6},
	'p': {"half", 0}, 'b': {"short", 0}, 'M': {"long", 0},
}

const (
	shortMonths = "'jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec'"
	longMonths  = "'january,february,march,april,may,june,july,august,september,october,november,december'"
)

// strToDate reads a date by a constant format that names at least year, month and day.
func (g *generator) strToDate(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("STR_TO_DATE")
	}
	format, ok := constText(c.List[1])
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "STR_TO_DATE with a format that is not a constant")
	}
	pattern, groups, err := parsePattern(format)
	if err != nil {
		return frag{}, err
	}
	_, short := groups["short"]
	_, long := groups["long"]
	if !short && !long && groups["month"] == 0 || groups["year"] == 0 || groups["day"] == 0 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "STR_TO_DATE with a format without year, month and day")
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	p := g.bind(&plan.Const{Value: pattern, Typ: catalog.Type{Kind: catalog.String}}, repText)
	text := func(part string) string {
		return "regexp_extract(" + f.sql + ", " + p.sql + ", " + itoa(groups[part]) + ")"
	}
	number := func(part string) string { return "TRY_CAST(rtrim(" + text(part) + ") AS BIGINT)" }
	orZero := func(part string) string {
		if groups[part] == 0 {
			return "0"
		}
		return "COALESCE(" + number(part) + ", 0)"
	}
	year := "CASE WHEN length(rtrim(" + text("year") + ")) <= 2 THEN " + fullYear(number("year")) + " ELSE " + number("year") + " END"
	month := number("month")
	if short {
		month = "list_position(string_split(" + shortMonths + ", ','), lower(" + text("short") + "))"
	} else if long {
		month = "list_position(string_split(" + longMonths + ", ','), lower(" + text("long") + "))"
	}
	hour := orZero("hour")
	if groups["hour12"] > 0 {
		half := "0"
		if groups["half"] > 0 {
			half = "CASE WHEN lower(" + text("half") + ") = 'pm' THEN 12 ELSE 0 END"
		}
		hour = "CASE WHEN " + number("hour12") + " BETWEEN 1 AND 12 THEN " + number("hour12") + " % 12 + " + half + " WHEN " + text("hour12") + " = '' THEN 0 END"
	}
	micros := "0"
	if groups["fraction"] > 0 {
		micros = "COALESCE(TRY_CAST(left(rtrim(" + text("fraction") + ") || '000000', 6) AS BIGINT), 0)"
	}
	stamp := "make_timestamp(" + year + ", " + month + ", " + number("day") + ", " + hour + ", " + orZero("minute") + ", " + orZero("second") + ") + to_microseconds(" + micros + ")"
	out := try(frag{"(" + stamp + ")", repStamp, f.once})
	if c.Typ.Kind == catalog.Date {
		return out.cast(repDate), nil
	}
	return out, nil
}

// parsePattern makes a regular expression of a format, and tells the group of each
// part. As in MySQL, blanks count nowhere, a text may end after any part, and
// what follows all parts does not matter.
func parsePattern(format string) (string, map[string]int, error) {
	format = strings.ReplaceAll(strings.ReplaceAll(format, "%T", "%H:%i:%s"), "%r", "%I:%i:%s %p")
	groups := map[string]int{}
	var s strings.Builder
	s.WriteString("^")
	depth, n := 0, 0
	for rest := []rune(format); len(rest) > 0; {
		r := rest[0]
		rest = rest[1:]
		if unicode.IsSpace(r) {
			continue
		}
		if depth > 0 {
			s.WriteString(`(?:\s*$|`)
		}
		s.WriteString(`\s*`)
		depth++
		if r != '%' || len(rest) == 0 || rest[0] == '%' {
			if r == '%' && len(rest) > 0 {
				rest = rest[1:]
			}
			s.WriteString(regexp.QuoteMeta(string(r)))
			continue
		}
		piece, ok := parsePieces[rest[0]]
		if !ok {
			return "", nil, sqlerr.New(sqlerr.Unsupported, "STR_TO_DATE with the specifier %%%c", rest[0])
		}
		rest = rest[1:]
		n++
		groups[piece.part] = n
		group, err := partPattern(piece.part, piece.digits, strings.TrimLeft(string(rest), " \t\n\r\v\f"))
		if err != nil {
			return "", nil, err
		}
		s.WriteString(group)
	}
	s.WriteString(strings.Repeat(")", max(depth-1, 0)))
	return s.String(), groups, nil
}

// partPattern takes as many digits as there are, which the expression must not
// give back: before other digits fewer count only where a blank follows.
func partPattern(part string, digits int, next string) (string, error) {
	switch {
	case part == "half":
		return `([AaPp][Mm])`, nil
	case digits == 0:
		return `([A-Za-z]+)`, nil
	case next == "":
	case unicode.IsDigit(rune(next[0])):
		return "", sqlerr.New(sqlerr.Unsupported, "STR_TO_DATE with digits in the format")
	case next[0] == '%' && len(next) > 1 && parsePieces[rune(next[1])].digits > 0:
		return fmt.Sprintf(`(\d{%d}|\d{1,%d}(?:\s|$))`, digits, digits-1), nil
	}
	return fmt.Sprintf(`(\d{1,%d})`, digits), nil
}
