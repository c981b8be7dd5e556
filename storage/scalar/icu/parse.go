package icu

import "slices"

// maxDepth bounds how deep groups and sets may be nested.
const maxDepth = 200

// flags are the options that a pattern may change within.
type flags struct {
	anyCase, comments, lines, all, unix bool
}

// parser makes a tree of a pattern.
type parser struct {
	text   []rune
	at     int
	flags  flags
	groups int
	names  map[string]int
	depth  int
}

func (p *parser) peek() rune {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return -1
}

func (p *parser) next() rune {
	if p.at+1 < len(p.text) {
		return p.text[p.at+1]
	}
	return -1
}

func (p *parser) syntax() error { return &Error{Kind: Syntax, At: p.at + 1} }

// choice reads alternatives up to a parenthesis or the end.
func (p *parser) choice() (*node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, &Error{Kind: TooBig}
	}
	var options []*node
	for {
		s, err := p.sequence()
		if err != nil {
			return nil, err
		}
		options = append(options, s)
		if p.peek() != '|' {
			break
		}
		p.at++
	}
	if len(options) == 1 {
		return options[0], nil
	}
	return &node{op: opChoice, nodes: options}, nil
}

func (p *parser) sequence() (*node, error) {
	out := &node{op: opSequence}
	for p.at < len(p.text) && p.peek() != '|' && p.peek() != ')' {
		n, err := p.term()
		if err != nil {
			return nil, err
		}
		if n != nil {
			out.append(n)
		}
	}
	return out, nil
}

// append joins texts, so that foldings of several characters are found.
func (n *node) append(sub *node) {
	if len(n.nodes) > 0 {
		last := n.nodes[len(n.nodes)-1]
		if last.op == sub.op && (sub.op == opText || sub.op == opTextFold) {
			last.text = append(last.text, sub.text...)
			return
		}
	}
	n.nodes = append(n.nodes, sub)
}

// term reads one part with its quantifier; nil is nothing, as a comment is.
func (p *parser) term() (*node, error) {
	if p.flags.comments && p.skipComment() {
		return nil, nil
	}
	n, repeatable, err := p.atom()
	if n == nil || err != nil {
		return nil, err
	}
	if p.flags.comments {
		for p.skipComment() {
		}
	}
	least, most := 0, endless
	switch p.peek() {
	case '*':
	case '+':
		least = 1
	case '?':
		most = 1
	case '{':
	default:
		return n, nil
	}
	if !repeatable {
		return nil, p.syntax()
	}
	if p.peek() == '{' {
		if least, most, err = p.interval(); err != nil {
			return nil, err
		}
	}
	p.at++
	r := &node{op: opRepeat, nodes: []*node{n}, min: least, max: most}
	switch p.peek() {
	case '?':
		p.at++
		r.lazy = true
	case '+':
		p.at++
		r = &node{op: opAtomic, nodes: []*node{r}}
	}
	switch p.peek() {
	case '*', '+', '?', '{':
		return nil, p.syntax()
	}
	return r, nil
}

func (p *parser) skipComment() bool {
	switch c := p.peek(); {
	case c == '#':
		for p.at < len(p.text) && !isLineEnd(p.text[p.at]) {
			p.at++
		}
		return true
	case c >= 0 && spaces.contains(c):
		p.at++
		return true
	}
	return false
}

const maxInterval = 1<<24 - 1

// interval reads {n}, {n,} and {n,m}, up to its closing brace.
func (p *parser) interval() (least, most int, err error) {
	number := func() (int, bool, error) {
		p.at++
		n, found := 0, false
		for ; p.peek() >= '0' && p.peek() <= '9'; p.at++ {
			found = true
			if n = n*10 + int(p.peek()-'0'); n > maxInterval {
				return 0, true, &Error{Kind: NumberTooBig}
			}
		}
		return n, found, nil
	}
	least, found, err := number()
	if err != nil {
		return 0, 0, err
	}
	if !found {
		return 0, 0, &Error{Kind: BadInterval}
	}
	most = least
	if p.peek() == ',' {
		if most, found, err = number(); err != nil {
			return 0, 0, err
		}
		if !found {
			most = endless
		}
	}
	switch {
	case p.peek() != '}':
		return 0, 0, &Error{Kind: BadInterval}
	case most != endless && most < least:
		return 0, 0, &Error{Kind: MaxLessMin}
	}
	return least, most, nil
}

// atom reads what a quantifier may follow, and whether one may.
func (p *parser) atom() (*node, bool, error) {
	c := p.peek()
	switch c {
	case '(':
		return p.parenthesis()
	case '[':
		read := p.posix
		if p.next() != ':' {
			p.at++
			read = p.class
		}
		s, err := read()
		return p.setNode(s), true, err
	case '\\':
		p.at++
		return p.escape()
	case '*', '+', '?', '{', '}':
		return nil, false, p.syntax()
	}
	p.at++
	switch c {
	case '.':
		o := opAny
		if p.flags.all {
			o = opAnyLine
		}
		return &node{op: o, lines: p.flags.unix}, true, nil
	case '^':
		o := opBegin
		if p.flags.lines {
			o = opBeginLine
		}
		return &node{op: o, lines: p.flags.unix}, true, nil
	case '$':
		o := opEndLast
		if p.flags.lines {
			o = opEndLine
		}
		return &node{op: o, lines: p.flags.unix}, true, nil
	}
	return p.literal(c), true, nil
}

func (p *parser) setNode(s *set) *node {
	if s == nil {
		return nil
	}
	return &node{op: opSet, set: p.cased(s)}
}

func (p *parser) literal(r ...rune) *node {
	if p.flags.anyCase {
		return &node{op: opTextFold, text: foldAll(r)}
	}
	return &node{op: opText, text: r}
}

func (p *parser) escape() (*node, bool, error) {
	if p.at >= len(p.text) {
		return nil, false, &Error{Kind: BadEscape}
	}
	if s, err := p.named(); s != nil || err != nil {
		return p.setNode(s), true, err
	}
	if r, ok, err := p.character(); ok || err != nil {
		return p.literal(r), true, err
	}
	c := p.text[p.at]
	p.at++
	switch c {
	case 'A':
		return &node{op: opBegin}, false, nil
	case 'Z':
		return &node{op: opEndLast, lines: p.flags.unix}, false, nil
	case 'z':
		return &node{op: opEnd}, false, nil
	case 'b':
		return &node{op: opBoundary}, false, nil
	case 'B':
		return &node{op: opInside}, false, nil
	case 'G':
		return &node{op: opSearch}, false, nil
	case 'R':
		return &node{op: opNewline}, true, nil
	case 'X':
		return nil, false, &Error{Kind: Unsupported, What: "with \\X"}
	case 'Q':
		n, err := p.quotation()
		return n, true, err
	case 'k':
		return p.backName()
	}
	if c >= '1' && c <= '9' {
		return p.backNumber(int(c - '0'))
	}
	return p.literal(c), true, nil
}

// quotation reads the text between \Q and \E.
func (p *parser) quotation() (*node, error) {
	start := p.at
	for p.at < len(p.text) && (p.text[p.at] != '\\' || p.next() != 'E') {
		p.at++
	}
	text := p.text[start:p.at]
	p.at = min(p.at+2, len(p.text))
	switch p.peek() {
	case '*', '+', '?', '{':
		return nil, &Error{Kind: Unsupported, What: "with a repeated \\Q…\\E"}
	}
	if len(text) == 0 {
		return &node{op: opEmpty}, nil
	}
	return p.literal(slices.Clone(text)...), nil
}

// backNumber reads more digits as long as there are so many groups.
func (p *parser) backNumber(n int) (*node, bool, error) {
	total := p.countGroups()
	for c := p.peek(); c >= '0' && c <= '9' && n*10+int(c-'0') <= total; c = p.peek() {
		n = n*10 + int(c-'0')
		p.at++
	}
	if n > total {
		return nil, false, &Error{Kind: BackReference}
	}
	return p.back(n), true, nil
}

func (p *parser) back(n int) *node {
	if p.flags.anyCase {
		return &node{op: opBackFold, group: n}
	}
	return &node{op: opBack, group: n}
}

func (p *parser) backName() (*node, bool, error) {
	if p.peek() != '<' {
		return nil, false, &Error{Kind: GroupName}
	}
	p.at++
	name, ok := p.name()
	n, known := p.names[name]
	if !ok || !known {
		return nil, false, &Error{Kind: GroupName}
	}
	return p.back(n), true, nil
}

// name reads a group's name and the > after it.
func (p *parser) name() (string, bool) {
	start := p.at
	for p.at < len(p.text) && p.text[p.at] != '>' {
		c := p.text[p.at]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (p.at == start || c < '0' || c > '9') {
			return "", false
		}
		p.at++
	}
	if p.at >= len(p.text) || p.at == start {
		return "", false
	}
	p.at++
	return string(p.text[start : p.at-1]), true
}

// countGroups counts the groups of the whole pattern that capture.
func (p *parser) countGroups() int {
	n := 0
	for i := 0; i < len(p.text); i++ {
		switch p.text[i] {
		case '\\':
			i++
		case '(':
			if i+1 >= len(p.text) || p.text[i+1] != '?' {
				n++
			} else if i+3 < len(p.text) && p.text[i+2] == '<' && p.text[i+3] != '=' && p.text[i+3] != '!' {
				n++
			}
		}
	}
	return n
}
