package parse

import "strings"

// soundsLike makes a call of the operand after SOUNDS LIKE, so that
// a SOUNDS LIKE b becomes a LIKE `sounds like`(b). The operand is a literal, a name, a
// call or stands in parentheses; before an operator it is left to be a syntax error.
func (s *Source) soundsLike(i int) {
	if !s.is(i+1, "like") || i+2 >= len(s.lexemes) {
		return
	}
	end := i + 2
	for s.is(end+1, ".") {
		end += 2
	}
	if s.is(end, "(") {
		end = s.closing(end)
	} else if s.is(end+1, "(") {
		end = s.closing(end + 1)
	}
	if end < 0 || end >= len(s.lexemes) || s.is(end+1, "+", "-", "*", "/", "%", "||", "|", "&", "^", "<<", ">>", "div", "mod", "collate", "->", "->>") {
		return
	}
	word := s.lexemes[i]
	s.add(word.start, word.end, strings.Repeat(" ", word.end-word.start))
	s.add(s.lexemes[i+2].start, s.lexemes[i+2].start, "`"+SoundsLike+"`(")
	s.add(s.lexemes[end].end, s.lexemes[end].end, ")")
}
