package icu

// class reads a set in brackets, after the first one. Within it, union binds
// closer than && and --, which go from left to right.
func (p *parser) class() (*set, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, &Error{Kind: TooBig}
	}
	negative := false
	if p.peek() == '^' {
		negative = true
		p.at++
	}
	var done *set
	var pending byte
	settle := func(items []*set) error {
		if len(items) == 0 {
			return p.syntax()
		}
		u := union(items)
		switch pending {
		case 0:
			done = u
		case '&':
			done = intersection(done, u)
		default:
			done = difference(done, u)
		}
		return nil
	}
	var items []*set
	for first := true; ; first = false {
		if p.at >= len(p.text) {
			return nil, &Error{Kind: MissingBracket}
		}
		switch c := p.text[p.at]; {
		case c == ']' && !first:
			p.at++
			if err := settle(items); err != nil {
				return nil, err
			}
			if negative {
				done = p.cased(done).negated()
			}
			return done, nil
		case (c == '&' || c == '-') && p.next() == c && !first:
			p.at += 2
			if err := settle(items); err != nil {
				return nil, err
			}
			items, pending = nil, byte(c)
		default:
			s, err := p.classItem()
			if err != nil {
				return nil, err
			}
			items = append(items, s)
		}
	}
}

// cased is a set as the flags want it.
func (p *parser) cased(s *set) *set {
	if p.flags.anyCase {
		return s.anyCase()
	}
	return s
}

// classItem reads a set within a set, or a character or a range of them.
func (p *parser) classItem() (*set, error) {
	c := p.text[p.at]
	if c == '[' {
		if p.next() == ':' {
			return p.posix()
		}
		p.at++
		return p.class()
	}
	if p.flags.comments && (spaces.contains(c)) {
		p.at++
		return newSet(func(rune) bool { return false }), nil
	}
	if c == '\\' && p.at+1 < len(p.text) {
		p.at++
		if s, err := p.named(); s != nil || err != nil {
			return s, err
		}
		p.at--
	}
	low, err := p.classCharacter()
	if err != nil {
		return nil, err
	}
	if p.peek() != '-' || p.at+1 >= len(p.text) || p.next() == ']' || p.next() == '-' || p.next() == '[' {
		return runeRange(low, low), nil
	}
	p.at++
	if p.peek() == '\\' {
		p.at++
		if s, err := p.named(); s != nil || err != nil {
			return nil, p.syntax()
		}
		p.at--
	}
	high, err := p.classCharacter()
	switch {
	case err != nil:
		return nil, err
	case high < low:
		return nil, &Error{Kind: InvalidRange}
	}
	return runeRange(low, high), nil
}

func (p *parser) classCharacter() (rune, error) {
	c := p.text[p.at]
	p.at++
	if c != '\\' {
		return c, nil
	}
	if p.at >= len(p.text) {
		return 0, &Error{Kind: BadEscape}
	}
	if r, ok, err := p.character(); ok || err != nil {
		return r, err
	}
	p.at++
	return p.text[p.at-1], nil
}

// posix reads [:name:] and [:^name:].
func (p *parser) posix() (*set, error) {
	rest := string(p.text[p.at+2 : min(len(p.text), p.at+40)])
	for i := 0; i+1 < len(rest); i++ {
		if rest[i] != ':' || rest[i+1] != ']' {
			continue
		}
		name, negative := rest[:i], false
		if name != "" && name[0] == '^' {
			name, negative = name[1:], true
		}
		s, ok := posixSets[plain(name)]
		if !ok {
			var err error
			if s, err = property(name); err != nil {
				return nil, err
			}
		}
		p.at += 2 + i + 2
		if negative {
			s = s.negated()
		}
		return s, nil
	}
	p.at++ // no name: a set that begins with a colon
	return p.class()
}
