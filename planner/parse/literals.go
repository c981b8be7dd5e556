package parse

import "strings"

// Literals and types whose spelling the parser does not know.

// national writes N'…' with the introducer that it stands for.
func (s *Source) national(i int, l lexeme) bool {
	if t := s.of(l); t != "n" && t != "N" || i+1 >= len(s.lexemes) {
		return false
	}
	next := s.lexemes[i+1]
	if next.start != l.end || next.kind != lexString || s.Text[next.start] != '\'' {
		return false
	}
	s.add(l.start, l.end, "_utf8mb3 ")
	return true
}

// binaryNumber writes 0b101 as b'101'. Without digits of its base it is a name.
func (s *Source) binaryNumber(l lexeme) {
	t := s.of(l)
	if len(t) < 2 || t[0] != '0' || t[1] != 'x' && t[1] != 'b' {
		return
	}
	digits := "0123456789abcdefABCDEF"
	if t[1] == 'b' {
		digits = "01"
	}
	if len(t) == 2 || strings.Trim(t[2:], digits) != "" {
		s.add(l.start, l.end, "`"+t+"`")
		return
	}
	if t[1] == 'b' {
		s.add(l.start, l.end, "b'"+t[2:]+"'")
	}
}

// castType writes the types of CAST and CONVERT that the parser has no word
// for as others that are the same.
func (s *Source) castType(i int) {
	begin := i + 1
	if !s.is(i, "as") {
		begin = s.convertType(i)
	}
	if begin < 0 || begin >= len(s.lexemes) {
		return
	}
	l := s.lexemes[begin]
	blank := func(j int) {
		at := s.lexemes[j]
		s.add(at.start, at.end, strings.Repeat(" ", at.end-at.start))
	}
	switch {
	case s.is(begin, "signed", "unsigned") && s.is(begin+1, "int"):
		blank(begin + 1)
	case s.is(begin, "real") && s.mode.RealAsFloat:
		s.add(l.start, l.end, "float")
	case s.is(begin, "dec"):
		s.add(l.start, l.end, "decimal")
	case s.is(begin, "double") && s.is(begin+1, "precision"):
		blank(begin + 1)
	case s.is(begin, "national") && s.is(begin+1, "char", "character"):
		blank(begin)
	case s.is(begin, "float") && s.is(begin+1, "(") && s.is(begin+3, ")"):
		if digits := s.of(s.lexemes[begin+2]); len(digits) < 4 && atoi(digits) > 24 {
			s.add(l.start, l.end, "double")
		}
		for j := begin + 1; j <= begin+3; j++ {
			blank(j)
		}
	}
	if s.is(begin, "char", "character") {
		after := begin + 1
		if s.is(after, "(") {
			after = s.closing(after) + 1
		}
		if after > 0 && s.is(after, "ascii", "unicode") {
			blank(after)
		}
	}
}

// convertType finds the type of CONVERT(x, type).
func (s *Source) convertType(i int) int {
	if !s.is(i, "convert") || !s.is(i+1, "(") {
		return -1
	}
	depth := 0
	for j := i + 1; j < len(s.lexemes); j++ {
		switch {
		case s.is(j, "("):
			depth++
		case s.is(j, ")"):
			if depth--; depth == 0 {
				return -1
			}
		case depth == 1 && s.is(j, ","):
			return j + 1
		}
	}
	return -1
}

// trim gives TRIM(LEADING FROM x) the blank that it removes.
func (s *Source) trim(i int) {
	if s.is(i+1, "(") && s.is(i+2, "leading", "trailing", "both") && s.is(i+3, "from") {
		at := s.lexemes[i+2].end
		s.add(at, at, " ' '")
	}
}

// unit writes SQL_TSI_DAY in TIMESTAMPADD and TIMESTAMPDIFF as DAY.
func (s *Source) unit(i int) {
	if !s.is(i+1, "(") || i+2 >= len(s.lexemes) {
		return
	}
	l := s.lexemes[i+2]
	word := strings.ToLower(s.of(l))
	if unit, ok := strings.CutPrefix(word, "sql_tsi_"); ok {
		s.add(l.start, l.end, unit+strings.Repeat(" ", l.end-l.start-len(unit)))
	}
	if compoundUnits[word] {
		s.refuse(l.start)
	}
}

// intervalCall quotes the name of INTERVAL(a, b, …), which is no INTERVAL 1 DAY.
func (s *Source) intervalCall(i int, l lexeme) {
	if !s.is(i+1, "(") {
		return
	}
	depth := 0
	for j := i + 1; j < len(s.lexemes); j++ {
		switch {
		case s.is(j, "("):
			depth++
		case s.is(j, ")"):
			if depth--; depth == 0 {
				return
			}
		case depth == 1 && s.is(j, ","):
			s.add(l.start, l.end, "`"+s.of(l)+"`")
			return
		}
	}
}

// rowCall drops ROW before a tuple, but for those of VALUES.
func (s *Source) rowCall(i int, l lexeme) {
	if s.is(i+1, "(") && !s.rows[i] {
		s.add(l.start, l.end, "   ")
	}
}
