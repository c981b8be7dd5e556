package parse

import "strings"

// JSONValue is JSON_VALUE with all that it may say written as arguments: the
// document, the path, NULL of the type or plain NULL, then for nothing found and
// for an error each what happens ('null', 'error' or 'default') and the default.
const JSONValue = "json value"

// jsonValue makes JSON_VALUE(doc, path RETURNING type … ON EMPTY … ON ERROR) a
// call that the parser knows.
func (s *Source) jsonValue(i int) {
	if !s.is(i+1, "(") {
		return
	}
	end := s.closing(i + 1)
	path := s.argument(i+2, end)
	if path < 0 || path+1 > end {
		return
	}
	name := s.lexemes[i]
	s.add(name.start, name.end, "`"+JSONValue+"`")
	at, pending := path+1, ", null"
	if s.is(at, "returning") {
		s.add(s.lexemes[at].start, s.lexemes[at].end, ", cast(null as")
		for at++; at < end && !s.is(at, "null", "error", "default"); at++ {
		}
		pending = ")"
	}
	for _, event := range []string{"empty", "error"} {
		last := s.lexemes[at-1].end
		switch on := s.onClause(at, end, event); {
		case on < 0:
			pending += ", 'null', null"
		case s.is(at, "default"):
			s.add(last, s.lexemes[at].end, pending+", 'default',")
			s.add(s.lexemes[on].start, s.lexemes[on+1].end, "")
			at, pending = on+2, ""
		default:
			s.add(last, s.lexemes[on+1].end, pending+", '"+strings.ToLower(s.of(s.lexemes[at]))+"', null")
			at, pending = on+2, ""
		}
	}
	if at == end {
		s.add(s.lexemes[end-1].end, s.lexemes[end].start, pending)
	}
}

// argument finds the second argument of a call whose first begins at i: its
// first lexeme, or -1.
func (s *Source) argument(i, end int) int {
	depth := 0
	for ; i < end; i++ {
		switch {
		case s.is(i, "("):
			depth++
		case s.is(i, ")"):
			depth--
		case depth == 0 && s.is(i, ","):
			return i + 1
		}
	}
	return -1
}

// onClause finds the ON of what happens on an event, from at up to end, or -1.
func (s *Source) onClause(at, end int, event string) int {
	if !s.is(at, "null", "error", "default") {
		return -1
	}
	on := at + 1
	for s.is(at, "default") && on < end && !s.is(on, "on") {
		on++
	}
	if on+1 < end && s.is(on, "on") && s.is(on+1, event) {
		return on
	}
	return -1
}
