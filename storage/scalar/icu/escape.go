package icu

import "strconv"

// character reads an escape that is one character, after its backslash. It gives
// false for escapes that are not.
func (p *parser) character() (rune, bool, error) {
	c := p.peek()
	switch c {
	case 'a', 'e', 'f', 'n', 'r', 't':
		p.at++
		return map[rune]rune{'a': 7, 'e': 27, 'f': 12, 'n': '\n', 'r': '\r', 't': '\t'}[c], true, nil
	case 'c':
		p.at++
		if p.at >= len(p.text) {
			return 0x40, true, nil // of nothing
		}
		p.at++
		return p.text[p.at-1] & 0x1F, true, nil
	case 'x', 'u', 'U':
		p.at++
		r, err := p.hexadecimal(c)
		return r, true, err
	case '0':
		p.at++
		n, digits := rune(0), 0
		for ; digits < 3 && p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '7' && n*8 <= 0xFF; digits++ {
			n = n*8 + p.text[p.at] - '0'
			p.at++
		}
		if digits == 0 {
			return 0, true, &Error{Kind: BadEscape}
		}
		return n, true, nil
	case 'N':
		return 0, true, &Error{Kind: Unsupported, What: "with the name of a character"}
	}
	return 0, false, nil
}

// hexadecimal reads \xhh, \x{h…}, \uhhhh and \Uhhhhhhhh.
func (p *parser) hexadecimal(kind rune) (rune, error) {
	start, end := p.at, 0
	switch {
	case kind == 'x' && p.peek() == '{':
		start++
		for end = start; end < len(p.text) && p.text[end] != '}'; end++ {
		}
		p.at = end + 1
	case kind == 'x':
		for end = start; end < min(start+2, len(p.text)) && isHex(p.text[end]); end++ {
		}
		p.at = end
	default:
		end = start + map[rune]int{'u': 4, 'U': 8}[kind]
		p.at = end
	}
	if end > len(p.text) || p.at > len(p.text) {
		return 0, &Error{Kind: BadEscape}
	}
	n, err := strconv.ParseUint(string(p.text[start:end]), 16, 32)
	if err != nil || n > 0x10FFFF {
		return 0, &Error{Kind: BadEscape}
	}
	return rune(n), nil
}

func isHex(r rune) bool {
	return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'f'
}

// named reads an escape that is a set: \d, \p{…} and the like.
func (p *parser) named() (*set, error) {
	c := p.peek()
	var s *set
	switch c | 0x20 {
	case 'd':
		s = digits
	case 's':
		s = spaces
	case 'w':
		s = wordLetters
	case 'h':
		s = horizontal
	case 'v':
		s = vertical
	case 'p':
		return p.property()
	default:
		return nil, nil
	}
	p.at++
	if c < 'a' {
		s = s.negated()
	}
	return s, nil
}

// property reads \p{name} and \P{name}.
func (p *parser) property() (*set, error) {
	negative := p.peek() == 'P'
	p.at++
	if p.peek() != '{' {
		return nil, &Error{Kind: IllegalArgument}
	}
	start := p.at + 1
	for p.at < len(p.text) && p.text[p.at] != '}' {
		p.at++
	}
	if p.at >= len(p.text) {
		return nil, &Error{Kind: IllegalArgument}
	}
	name := string(p.text[start:p.at])
	p.at++
	if len(name) > 0 && name[0] == '^' {
		name, negative = name[1:], !negative
	}
	s, err := property(name)
	if err == nil && negative {
		s = s.negated()
	}
	return s, err
}
