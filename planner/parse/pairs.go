package parse

// pairs finds the parenthesis that belongs to each.
func (s *Source) findPairs() {
	s.pairs = make([]int32, len(s.lexemes))
	var open []int32
	for i, l := range s.lexemes {
		s.pairs[i] = -1
		if l.kind != lexPunct || l.end != l.start+1 {
			continue
		}
		switch s.Text[l.start] {
		case '(':
			open = append(open, int32(i))
		case ')':
			if n := len(open) - 1; n >= 0 {
				s.pairs[i], s.pairs[open[n]] = open[n], int32(i)
				open = open[:n]
			}
		}
	}
}

// closing finds the parenthesis that closes the one at i, or -1.
func (s *Source) closing(i int) int { return s.pair(i) }

// opening finds the parenthesis that the one at i closes, or -1.
func (s *Source) opening(i int) int { return s.pair(i) }

func (s *Source) pair(i int) int {
	if i < 0 || i >= len(s.pairs) {
		return -1
	}
	return int(s.pairs[i])
}

// hasComma reports whether a parenthesis opens at i that holds a comma of its own.
func (s *Source) hasComma(i int) bool {
	if !s.is(i, "(") {
		return false
	}
	depth := 0
	for j := i; j < len(s.lexemes); j++ {
		switch {
		case s.is(j, "("):
			depth++
		case s.is(j, ")"):
			if depth--; depth == 0 {
				return false
			}
		case depth == 1 && s.is(j, ","):
			return true
		}
	}
	return false
}
