package parse

import (
	"sort"
	"strings"

	"nanohouse/internal/sqlerr"
)

// The parser reads some things otherwise than MySQL does, or not at all.
// normalize writes them in a way that the parser reads with MySQL's meaning.
// The names below cannot be written by chance: they hold a space.
const (
	DateLiteral      = "date literal"
	TimeLiteral      = "time literal"
	TimestampLiteral = "timestamp literal"
	AllSubquery      = "all subquery"
	AnySubquery      = "any subquery"
	WithRollup       = "with rollup"
	// NestedQuery is the right side of a set operation that only stands for
	// the parentheses around its left; ValuesList names the rows of VALUES.
	NestedQuery = "nested query"
	ValuesList  = "values list"
	MemberOf    = "member of"
	// Assignment is @x := e.
	Assignment = "assign variable"
)

// compoundUnits are the units of several numbers, which the parser knows as
// keywords only.
var compoundUnits = map[string]bool{
	"year_month": true, "day_hour": true, "day_minute": true, "day_second": true, "day_microsecond": true,
	"hour_minute": true, "hour_second": true, "hour_microsecond": true, "minute_second": true,
	"minute_microsecond": true, "second_microsecond": true,
}

// edit replaces text[start:end] by with.
type edit struct {
	start, end int
	with       string
}

// Source is a text as the client wrote it and as the parser gets it.
type Source struct {
	Text    string
	mode    Mode
	lexemes []lexeme     // of Text, without comments
	pairs   []int32      // the other parenthesis of each, or -1
	rows    map[int]bool // the ROWs of VALUES
	edits   []edit
	parsed  string
	// Assigns says that the text holds @x := e.
	Assigns bool
	// targets are the variables of a SET that was made a SELECT.
	targets []string
	// failure is what MySQL says of a form that is not to be parsed.
	failure *sqlerr.Error
	// bad is the place of the first thing that MySQL's lexer refuses, or -1.
	bad int
}

// normalize prepares a text for the parser.
func normalize(text string, m Mode, version int) *Source {
	s := &Source{Text: text, mode: m, bad: -1}
	for _, l := range lex(text, m, version) {
		if l.kind == lexComment {
			s.blank(l)
			continue
		}
		s.lexemes = append(s.lexemes, l)
	}
	if s.checkDepth() == nil {
		s.findPairs()
		s.queries()
		for i, l := range s.lexemes {
			s.lexeme(i, l)
		}
	}
	s.apply()
	return s
}

func (s *Source) add(start, end int, with string) {
	s.edits = append(s.edits, edit{start, end, with})
}

// blank replaces a comment by spaces, which keeps every position.
func (s *Source) blank(l lexeme) {
	b := []byte(s.Text[l.start:l.end])
	for i := range b {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
	s.add(l.start, l.end, string(b))
}

func (s *Source) refuse(at int) {
	if s.bad < 0 || at < s.bad {
		s.bad = at
	}
}

func (s *Source) fail(e *sqlerr.Error) {
	if s.failure == nil {
		s.failure = e
	}
}

func (s *Source) of(l lexeme) string { return s.Text[l.start:l.end] }

// is reports whether the i-th lexeme is this word or punctuation.
func (s *Source) is(i int, words ...string) bool {
	if i < 0 || i >= len(s.lexemes) {
		return false
	}
	l := s.lexemes[i]
	if l.kind != lexWord && l.kind != lexPunct {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(s.of(l), w) {
			return true
		}
	}
	return false
}

func (s *Source) lexeme(i int, l lexeme) {
	switch l.kind {
	case lexBad:
		s.refuse(l.start)
	case lexString:
		s.escapes(l)
	case lexNumber:
		s.binaryNumber(l)
	case lexWord:
		s.word(i, l)
	case lexPunct:
		s.punct(i, l)
	}
}

// escapes keeps the backslash of \% and \_, which the parser drops.
func (s *Source) escapes(l lexeme) {
	t := s.of(l)
	if s.mode.NoBackslash {
		for i := range t {
			if t[i] == '\\' {
				s.add(l.start+i, l.start+i, `\`)
			}
		}
		return
	}
	for i := 0; i+1 < len(t); i++ {
		if t[i] != '\\' {
			continue
		}
		if t[i+1] == '%' || t[i+1] == '_' {
			s.add(l.start+i, l.start+i, `\`)
		}
		i++
	}
}

func (s *Source) punct(i int, l lexeme) {
	switch t := s.of(l); {
	case t == ":=":
		s.assignment(i)
	case t == ":": // :name is no parameter in MySQL
		s.refuse(l.start)
	case t == "-" && i+1 < len(s.lexemes) && s.lexemes[i+1].start == l.end && s.is(i+1, "-"):
		s.add(l.end, l.end, " ") // -- begins a comment only before a space
	case t == "*" && s.is(i-1, ","): // SELECT a, *
		s.refuse(l.start)
	case t == "/" && s.is(i+1, "/"):
		s.refuse(s.lexemes[i+1].start)
	case t == "{":
		s.odbc(i, l)
	case t == "}":
		s.add(l.start, l.end, " ")
	}
}

// odbc takes the braces off {d '…'}, {fn …} and {oj …}.
func (s *Source) odbc(i int, l lexeme) {
	if i+1 >= len(s.lexemes) || s.lexemes[i+1].kind != lexWord {
		s.refuse(l.start)
		return
	}
	s.add(l.start, l.end, " ")
	w := s.lexemes[i+1]
	literal := map[string]string{"d": DateLiteral, "t": TimeLiteral, "ts": TimestampLiteral}[strings.ToLower(s.of(w))]
	switch {
	case literal != "" && i+2 < len(s.lexemes) && s.lexemes[i+2].kind == lexString:
		s.literal(w, s.lexemes[i+2], literal)
	default: // {fn …} and {oj …}, and any other word
		s.add(w.start, w.end, strings.Repeat(" ", w.end-w.start))
	}
}

// literal makes DATE '…' a call, so that it is not taken for a plain string.
func (s *Source) literal(word, str lexeme, name string) {
	s.add(word.start, word.end, "`"+name+"`(")
	s.add(str.end, str.end, ")")
}

func (s *Source) word(i int, l lexeme) {
	if s.is(i-1, ".") {
		s.quoteName(l)
		return
	}
	if s.of(l) == "@" {
		s.quotedVariable(i)
		return
	}
	if s.national(i, l) || s.freeWord(i, l) {
		return
	}
	if s.form(i, l) {
		return
	}
	switch strings.ToLower(s.of(l)) {
	case "date", "time", "timestamp":
		if i+1 < len(s.lexemes) && s.lexemes[i+1].kind == lexString && s.Text[s.lexemes[i+1].start]|0x20 != 'x' {
			s.literal(l, s.lexemes[i+1], strings.ToLower(s.of(l))+" literal")
		}
	case "all", "any", "some":
		s.quantified(i, l)
	case "with":
		if s.is(i+1, "rollup") {
			s.add(l.start, s.lexemes[i+1].end, ", `"+WithRollup+"`()")
		}
	case "rollup":
		s.rollup(i, l)
	case "unknown":
		if s.is(i-1, "is") || s.is(i-1, "not") && s.is(i-2, "is") {
			s.add(l.start, l.end, "null   ")
		}
	case "interval":
		if s.hasComma(i + 1) {
			s.add(l.start, l.end, "`"+s.of(l)+"`") // a function, and no INTERVAL n unit
		}
	case "substr", "substring", "mid":
		s.substring(i)
	case "json_value":
		s.jsonValue(i)
	case "json":
		if s.is(i-1, "=") && s.is(i-2, "format") {
			s.add(l.start, l.end, "`"+s.of(l)+"`") // EXPLAIN FORMAT=JSON
		}
	case "get_format":
		if s.is(i+1, "(") && s.is(i+2, "date", "time", "datetime", "timestamp") {
			t := s.lexemes[i+2]
			s.add(l.start, l.end, "`get_format`")
			s.add(t.start, t.end, "`"+strings.ToLower(s.of(t))+"`")
		}
	default:
		if unit, ok := strings.CutPrefix(strings.ToLower(s.of(l)), "sql_tsi_"); ok && s.is(i-1, "(") && s.is(i-2, "timestampadd", "timestampdiff") {
			s.add(l.start, l.end, unit+strings.Repeat(" ", len("sql_tsi_")))
			return
		}
		if compoundUnits[strings.ToLower(s.of(l))] && !s.is(i-1, "(") && !s.is(i+1, "preceding", "following") {
			s.add(l.start, l.end, "`"+s.of(l)+"`")
			return
		}
		s.quoteName(l)
	}
}

// form knows the words that begin a form of their own, and reports whether
// there is nothing more to do about this one.
func (s *Source) form(i int, l lexeme) bool {
	switch strings.ToLower(s.of(l)) {
	case "select":
		s.selectModifiers(i)
	case "use", "force", "ignore":
		s.indexHint(i)
		s.nullTreatment(i)
	case "for":
		s.lockClause(i)
	case "preceding", "following":
		s.frameOffset(i)
	case "respect", "from":
		s.nullTreatment(i)
	case "groups", "exclude":
		s.frameWord(i)
	case "not":
		s.highNot(i, l)
	case "natural":
		s.naturalInner(i)
	case "as", "convert":
		s.castType(i)
	case "trim":
		s.trim(i)
	case "timestampadd", "timestampdiff":
		s.unit(i)
	case "interval":
		s.intervalCall(i, l)
	case "row":
		s.rowCall(i, l)
	case "member":
		s.memberOf(i)
	case "sounds":
		s.soundsLike(i)
	default:
		return false
	}
	return true
}

// highNot writes NOT as ! where the mode says that it binds so.
func (s *Source) highNot(i int, l lexeme) {
	if s.mode.HighNot && !s.is(i-1, "is") && !s.is(i+1, "in", "like", "between", "regexp", "rlike", "null") {
		s.add(l.start, l.end, "!  ")
	}
}

// rollup writes GROUP BY ROLLUP (a, b) as GROUP BY a, b WITH ROLLUP.
func (s *Source) rollup(i int, l lexeme) {
	if !s.is(i-1, "by") || !s.is(i-2, "group") || !s.is(i+1, "(") {
		return
	}
	end := s.closing(i + 1)
	if end < 0 {
		return
	}
	open, last := s.lexemes[i+1], s.lexemes[end]
	s.add(l.start, open.end, strings.Repeat(" ", open.end-l.start))
	s.add(last.start, last.end, ", `"+WithRollup+"`()")
}

// quoteName quotes a name with characters that the parser knows only in quotes.
func (s *Source) quoteName(l lexeme) {
	t := s.of(l)
	for i := 0; i < len(t); i++ {
		if t[0] != '@' && (t[i] >= 0x80 || t[i] == '$') {
			s.add(l.start, l.end, "`"+t+"`")
			return
		}
	}
}

// quantified makes > ALL (SELECT …) a call.
func (s *Source) quantified(i int, l lexeme) {
	if !s.is(i-1, "=", "<>", "!=", "<", "<=", ">", ">=") || !s.is(i+1, "(") {
		return
	}
	end := s.closing(i + 1)
	if end < 0 {
		return
	}
	name := AnySubquery
	if s.is(i, "all") {
		name = AllSubquery
	}
	s.add(l.start, l.end, "`"+name+"`(")
	s.add(s.lexemes[end].end, s.lexemes[end].end, ")")
}

// substring writes SUBSTRING(x FROM a FOR b) with commas.
func (s *Source) substring(i int) {
	if !s.is(i+1, "(") {
		return
	}
	end := s.closing(i + 1)
	if end < 0 {
		return
	}
	depth := 0
	for j := i + 2; j < end; j++ {
		switch {
		case s.is(j, "("):
			depth++
		case s.is(j, ")"):
			depth--
		case depth == 0 && s.is(j, "select"):
			return
		case depth == 0 && s.is(j, "from", "for"):
			l := s.lexemes[j]
			s.add(l.start, l.end, ","+strings.Repeat(" ", l.end-l.start-1))
		}
	}
}

func (s *Source) apply() {
	sort.SliceStable(s.edits, func(i, j int) bool { return s.edits[i].start < s.edits[j].start })
	var b strings.Builder
	at := 0
	for _, e := range s.edits {
		if e.start < at { // inside an edit already made
			continue
		}
		b.WriteString(s.Text[at:e.start])
		b.WriteString(e.with)
		at = e.end
	}
	b.WriteString(s.Text[at:])
	s.parsed = b.String()
	if strings.ContainsAny(s.parsed, "\v\f") {
		s.parsed = s.plainSpaces()
	}
}

// plainSpaces replaces the white space that the parser does not know. The
// lexemes hold none but in strings and quoted names, which stay.
func (s *Source) plainSpaces() string {
	b := []byte(s.parsed)
	inside := make([]bool, len(s.Text)+1)
	for _, l := range s.lexemes {
		for i := l.start; i < l.end; i++ {
			inside[i] = true
		}
	}
	for i, c := range b {
		if (c == '\v' || c == '\f') && !inside[s.original(i)] {
			b[i] = ' '
		}
	}
	return string(b)
}

// original maps an offset of the parsed text to the client's text.
func (s *Source) original(pos int) int {
	shift, at := 0, 0
	for _, e := range s.edits {
		if e.start < at {
			continue
		}
		at = e.end
		start := e.start + shift
		if pos < start {
			break
		}
		if pos < start+len(e.with) {
			return min(e.start+pos-start, e.end)
		}
		shift += len(e.with) - (e.end - e.start)
	}
	return max(0, min(pos-shift, len(s.Text)))
}
