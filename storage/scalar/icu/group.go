package icu

// parenthesis reads a group, an assertion, flags or a comment.
func (p *parser) parenthesis() (*node, bool, error) {
	p.at++
	if p.peek() != '?' {
		return p.capture()
	}
	p.at++
	switch c := p.peek(); c {
	case ':':
		p.at++
		n, err := p.closed()
		return n, true, err
	case '>':
		p.at++
		n, err := p.closed()
		return &node{op: opAtomic, nodes: []*node{n}}, true, err
	case '=', '!':
		p.at++
		n, err := p.closed()
		return &node{op: opLook, nodes: []*node{n}, negative: c == '!'}, false, err
	case '<':
		p.at++
		return p.angle()
	case '#':
		for p.at < len(p.text) && p.text[p.at] != ')' {
			p.at++
		}
		if p.at >= len(p.text) {
			return nil, false, &Error{Kind: Parenthesis}
		}
		p.at++
		return nil, false, nil
	}
	return p.options()
}

func (p *parser) capture() (*node, bool, error) {
	p.groups++
	n := p.groups
	inner, err := p.closed()
	return &node{op: opGroup, group: n, nodes: []*node{inner}}, true, err
}

// closed reads up to the parenthesis that closes a group. Flags set within it end there.
func (p *parser) closed() (*node, error) {
	saved := p.flags
	n, err := p.choice()
	if err != nil {
		return nil, err
	}
	if p.peek() != ')' {
		return nil, &Error{Kind: Parenthesis}
	}
	p.at++
	p.flags = saved
	return n, nil
}

// angle reads (?<=…), (?<!…) and (?<name>…), after the <.
func (p *parser) angle() (*node, bool, error) {
	c := p.peek()
	if c != '=' && c != '!' {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return nil, false, p.syntax()
		}
		name, ok := p.name()
		if _, twice := p.names[name]; !ok || twice {
			return nil, false, &Error{Kind: GroupName}
		}
		p.names[name] = p.groups + 1
		return p.capture()
	}
	p.at++
	n, err := p.closed()
	if err != nil {
		return nil, false, err
	}
	if _, most := n.width(); most == endless {
		return nil, false, &Error{Kind: LookBehind}
	}
	return &node{op: opLook, nodes: []*node{n}, behind: true, negative: c == '!'}, false, nil
}

// options reads (?flags) and (?flags:…).
func (p *parser) options() (*node, bool, error) {
	saved, on := p.flags, true
	for ; ; p.at++ {
		switch p.peek() {
		case 'i':
			p.flags.anyCase = on
		case 'x':
			p.flags.comments = on
		case 'm':
			p.flags.lines = on
		case 's':
			p.flags.all = on
		case 'd':
			p.flags.unix = on
		case 'w':
			return nil, false, &Error{Kind: Unsupported, What: "with the option w"}
		case '-':
			if !on {
				return nil, false, p.syntax()
			}
			on = false
		case ')':
			p.at++
			return nil, false, nil
		case ':':
			p.at++
			n, err := p.closed()
			p.flags = saved
			return n, true, err
		default:
			return nil, false, p.syntax()
		}
	}
}
