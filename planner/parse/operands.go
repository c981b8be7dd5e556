package parse

// Operators that the parser has no rule for. Their operands are found by what
// must stand around them.

// operandStart finds where the left operand of an operator at i begins: after
// whatever binds less.
func (s *Source) operandStart(i int) int {
	depth := 0
	for j := i - 1; j >= 0; j-- {
		switch {
		case s.is(j, ")"):
			depth++
		case s.is(j, "("):
			if depth == 0 {
				return j + 1
			}
			depth--
		case depth == 0 && s.is(j, "end"):
			depth += 1 // CASE … END is one operand
		case s.is(j, "case"):
			if depth == 0 {
				return j + 1
			}
			depth--
		case depth == 0 && s.bindsLess(j):
			return j + 1
		}
	}
	return 0
}

// operandEnd finds where the right operand of an operator at i ends.
func (s *Source) operandEnd(i int, ends func(int) bool) int {
	depth := 0
	for j := i + 1; j < len(s.lexemes); j++ {
		switch {
		case s.is(j, "(", "case"):
			depth++
		case s.is(j, ")"), s.is(j, "end") && depth > 0:
			if depth == 0 {
				return j
			}
			depth--
		case depth == 0 && ends(j):
			return j
		}
	}
	return len(s.lexemes)
}

// bindsLess reports whether what stands at i ends an operand of a comparison.
func (s *Source) bindsLess(i int) bool {
	if s.is(i-1, ".") {
		return false
	}
	return s.endsItem(i) || s.is(i, "and", "or", "xor", "not", "&&", "||", "=", "<=>", "<", ">", "<=", ">=", "<>", "!=", ":=",
		"like", "regexp", "rlike", "in", "is", "between", "sounds", "member", "escape", "then", "when", "else", "case", "select", "distinct", "all",
		"by", "return", "set", "do")
}

// endsItem reports whether what stands at i ends an item of a list.
func (s *Source) endsItem(i int) bool {
	return !s.is(i-1, ".") && s.is(i, ",", ";", "as", "from", "where", "group", "having", "order", "limit", "into", "for", "window", "union", "except",
		"intersect", "on", "using", "then", "when", "else", "end", "asc", "desc", "separator", "lock", "with", "join", "left", "right", "cross", "inner", "natural")
}

// memberOf makes x MEMBER OF (array) a call.
func (s *Source) memberOf(i int) {
	if !s.is(i+1, "of") || !s.is(i+2, "(") {
		return
	}
	begin, end := s.operandStart(i), s.closing(i+2)
	if begin >= i || end < 0 {
		return
	}
	at := s.lexemes[begin].start
	s.add(at, at, "`"+MemberOf+"`(")
	s.add(s.lexemes[i].start, s.lexemes[i+2].end, ", ")
}

// soundsLike makes a SOUNDS LIKE b what it is: SOUNDEX(a) = SOUNDEX(b).
func (s *Source) soundsLike(i int) {
	if !s.is(i+1, "like") {
		return
	}
	begin, end := s.operandStart(i), s.operandEnd(i+1, s.bindsLess)
	if begin >= i || end <= i+2 {
		return
	}
	at, last := s.lexemes[begin].start, s.lexemes[end-1].end
	s.add(at, at, "soundex(")
	s.add(s.lexemes[i].start, s.lexemes[i+1].end, ") = soundex(")
	s.add(last, last, ")")
}

// assignment makes @x := e a call of @x and e. In SET it stays.
func (s *Source) assignment(i int) {
	if s.is(0, "set") || i == 0 || s.lexemes[i-1].kind != lexWord || s.text(i - 1)[0] != '@' {
		return
	}
	end := s.operandEnd(i, s.endsItem)
	if end <= i+1 {
		return
	}
	name, last := s.lexemes[i-1], s.lexemes[end-1].end
	s.add(name.start, name.start, "`"+Assignment+"`(")
	s.add(s.lexemes[i].start, s.lexemes[i].end, ", ")
	s.add(last, last, ")")
	s.Assigns = true
}

func (s *Source) text(i int) string { return s.of(s.lexemes[i]) }
