package parse

import "strings"

// PlainOffset begins the text of an interval that stands for a number with a
// fraction, which the parser does not take as the offset of a frame.
const PlainOffset = "frame offset "

// frameOffset writes 1.5 PRECEDING as such an interval.
func (s *Source) frameOffset(i int) {
	if i == 0 || s.lexemes[i-1].kind != lexNumber || !strings.ContainsAny(s.text(i-1), ".eE") || strings.HasPrefix(s.text(i-1), "0x") {
		return
	}
	l := s.lexemes[i-1]
	s.add(l.start, l.start, "interval '"+PlainOffset)
	s.add(l.end, l.end, "' microsecond")
}

// nullTreatment drops RESPECT NULLS and FROM FIRST, which say what is so
// anyway. Their opposites MySQL does not have either.
func (s *Source) nullTreatment(i int) {
	switch {
	case !s.is(i-1, ")") && !s.is(i-1, "first", "last"):
	case s.is(i, "respect") && s.is(i+1, "nulls"), s.is(i, "from") && s.is(i+1, "first") && s.is(i+2, "over", "respect", "ignore"):
		from, to := s.lexemes[i].start, s.lexemes[i+1].end
		s.add(from, to, strings.Repeat(" ", to-from))
	case s.is(i, "ignore") && s.is(i+1, "nulls"):
		s.fail(Unsupported("IGNORE NULLS"))
	case s.is(i, "from") && s.is(i+1, "last") && s.is(i+2, "over", "respect", "ignore"):
		s.fail(Unsupported("FROM LAST"))
	}
}

// frameWord refuses what MySQL's frames do not have.
func (s *Source) frameWord(i int) {
	switch {
	case s.is(i, "groups") && (s.is(i+2, "preceding", "following") || s.is(i+1, "between", "unbounded", "current")):
		s.fail(Unsupported("GROUPS"))
	case s.is(i, "exclude") && s.is(i-1, "preceding", "following", "row") && (s.is(i+1, "current", "group", "ties", "no")):
		s.fail(Unsupported("EXCLUDE"))
	}
}
