package parse

import "strings"

// Hints to MySQL's optimizer and lock manager, which change no result.

// indexHint drops USE INDEX (PRIMARY) and its kin. A hint that names another
// index stays: there is none, which is for bind to say.
func (s *Source) indexHint(i int) {
	if !s.is(i+1, "index", "key") {
		return
	}
	j := i + 2
	if s.is(j, "for") {
		j++
		if s.is(j, "order", "group") && s.is(j+1, "by") {
			j++
		}
		j++
	}
	if !s.is(j, "(") {
		return
	}
	end := s.closing(j)
	if end < 0 {
		return
	}
	from, to := s.lexemes[i].start, s.lexemes[j].start
	for k := j + 1; k < end; k++ {
		if !s.is(k, "primary", ",") && !strings.EqualFold(s.of(s.lexemes[k]), "`primary`") {
			// Only FOR JOIN is dropped.
			s.add(s.lexemes[i+1].end, to, strings.Repeat(" ", to-s.lexemes[i+1].end))
			return
		}
	}
	s.add(from, s.lexemes[end].end, strings.Repeat(" ", s.lexemes[end].end-from))
}

// lockClause writes FOR SHARE as FOR UPDATE: without writers both are nothing.
func (s *Source) lockClause(i int) {
	if s.is(i+1, "share") {
		l := s.lexemes[i+1]
		s.add(l.start, l.end, "update")
	}
}

// naturalInner drops the word INNER of NATURAL INNER JOIN.
func (s *Source) naturalInner(i int) {
	if s.is(i+1, "inner") && s.is(i+2, "join") {
		l := s.lexemes[i+1]
		s.add(l.start, l.end, "     ")
	}
}
