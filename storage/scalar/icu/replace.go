package icu

import "strings"

// Expand appends a replacement, in which $1 and ${name} are groups.
func (re *Regexp) Expand(out *strings.Builder, replacement, text string, m Match) error {
	p := &parser{text: []rune(replacement)}
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch c {
		case '\\':
			if err := p.replaced(out); err != nil {
				return err
			}
		case '$':
			n, err := re.reference(p)
			if err != nil {
				return err
			}
			if m[2*n] >= 0 {
				out.WriteString(text[m[2*n]:m[2*n+1]])
			}
		default:
			out.WriteRune(c)
		}
	}
	return nil
}

// replaced is an escape of a replacement: itself, but for those of Unicode.
func (p *parser) replaced(out *strings.Builder) error {
	c := p.peek()
	if c < 0 {
		return nil
	}
	p.at++
	if c == 'u' || c == 'U' {
		r, err := p.hexadecimal(c)
		if err != nil {
			return err
		}
		c = r
	}
	out.WriteRune(c)
	return nil
}

// reference reads a group's number or name, after $.
func (re *Regexp) reference(p *parser) (int, error) {
	if p.peek() == '{' {
		start := p.at + 1
		for p.at < len(p.text) && p.text[p.at] != '}' {
			p.at++
		}
		if p.at < len(p.text) {
			p.at++
			if n, ok := re.names[string(p.text[start:p.at-1])]; ok {
				return n, nil
			}
		}
		return 0, &Error{Kind: GroupName}
	}
	n, found := 0, false
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		if found && n*10+int(c-'0') > re.groups {
			break
		}
		n, found = n*10+int(c-'0'), true
		p.at++
	}
	switch {
	case !found:
		return 0, &Error{Kind: GroupName}
	case n > re.groups:
		return 0, &Error{Kind: GroupIndex}
	}
	return n, nil
}
