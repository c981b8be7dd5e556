package jsonvalue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type legKind uint8

const (
	memberLeg   legKind = iota // .name
	anyMember                  // .*
	cellLeg                    // [n], [last-n]
	rangeLeg                   // [m to n]
	anyCell                    // [*]
	ellipsisLeg                // **
)

// index is a place in an array, counted from its start or from its last element.
type index struct {
	n        int
	fromLast bool
}

type leg struct {
	kind     legKind
	name     string
	from, to index
}

// Path names places in documents: $.a[0].
type Path struct {
	legs []leg
	many bool
}

// Many reports whether the path may name several places of one document.
func (p *Path) Many() bool { return p.many }

// IsRoot reports whether the path is $.
func (p *Path) IsRoot() bool { return len(p.legs) == 0 }

// EndsInCell reports whether the path names an element of an array.
func (p *Path) EndsInCell() bool {
	return len(p.legs) > 0 && p.legs[len(p.legs)-1].kind == cellLeg
}

// PathError tells at which character a path is wrong, or that it has too many parts.
type PathError struct {
	Offset  int
	TooDeep bool
}

func (e *PathError) Error() string { return "invalid JSON path expression" }

// ParsePath reads a path.
func ParsePath(s string) (*Path, *PathError) {
	p := pathParser{s: s}
	p.space()
	if p.next() != '$' {
		return nil, p.wrong(min(p.i, len(s)))
	}
	out := &Path{}
	for p.space(); p.i < len(s); p.space() {
		l, ok := p.leg()
		if !ok {
			return nil, p.wrong(min(p.i, len(s)))
		}
		out.many = out.many || l.kind != memberLeg && l.kind != cellLeg
		out.legs = append(out.legs, l)
		if len(out.legs) > MaxDepth {
			return nil, &PathError{TooDeep: true}
		}
	}
	if n := len(out.legs); n > 0 && out.legs[n-1].kind == ellipsisLeg {
		return nil, p.wrong(len(s))
	}
	return out, nil
}

type pathParser struct {
	s string
	i int
}

func (p *pathParser) wrong(at int) *PathError {
	return &PathError{Offset: utf8.RuneCountInString(p.s[:at])}
}

func (p *pathParser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\n\r\v\f", p.s[p.i]) >= 0 {
		p.i++
	}
}

// next takes a byte, 0 at the end.
func (p *pathParser) next() byte {
	p.i++
	if p.i > len(p.s) {
		return 0
	}
	return p.s[p.i-1]
}

func (p *pathParser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *pathParser) leg() (leg, bool) {
	switch p.next() {
	case '.':
		return p.member()
	case '[':
		return p.cell()
	case '*':
		// *** is nothing.
		if p.peek() == '*' {
			p.i++
			return leg{kind: ellipsisLeg}, p.peek() != '*' && p.i < len(p.s)
		}
	}
	return leg{}, false
}

func (p *pathParser) member() (leg, bool) {
	p.space()
	switch p.peek() {
	case 0:
		return leg{}, false
	case '*':
		p.i++
		return leg{kind: anyMember}, true
	case '"':
		q := parser{s: p.s, i: p.i}
		name, err := q.text()
		if err != nil {
			p.i = len(p.s)
			return leg{}, false
		}
		p.i = q.i
		return leg{kind: memberLeg, name: name}, true
	}
	start := p.i
	for p.i < len(p.s) && strings.IndexByte(" \t\n\r\v\f.[*", p.s[p.i]) < 0 {
		p.i++
	}
	name, err := unescapedName(p.s[start:p.i])
	return leg{kind: memberLeg, name: name}, err && isIdentifier(name)
}

// unescapedName reads the escapes that a name without quotes may have.
func unescapedName(s string) (string, bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	q := parser{s: `"` + s + `"`}
	name, err := q.text()
	return name, err == nil
}

// isIdentifier reports whether a name may stand without quotes.
func isIdentifier(s string) bool {
	for i, r := range s {
		switch {
		case r == '$' || r == '_' || unicode.IsLetter(r) || unicode.Is(unicode.Nl, r):
		case i > 0 && (unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc) || r == 0x200C || r == 0x200D):
		default:
			return false
		}
	}
	return s != ""
}

func (p *pathParser) cell() (leg, bool) {
	p.space()
	if p.peek() == '*' {
		p.i++
		p.space()
		return leg{kind: anyCell}, p.closes()
	}
	from, ok := p.index()
	if !ok {
		return leg{}, false
	}
	blank := p.i
	p.space()
	if strings.HasPrefix(p.s[p.i:], "to") && p.i > blank {
		p.i += 2
		blank = p.i
		p.space()
		to, ok := p.index()
		if !ok || p.i == blank {
			return leg{}, false
		}
		// A range that can hold nothing is an error.
		if from.fromLast == to.fromLast && (from.n > to.n) != from.fromLast && from.n != to.n {
			return leg{}, false
		}
		p.space()
		return leg{kind: rangeLeg, from: from, to: to}, p.closes()
	}
	return leg{kind: cellLeg, from: from}, p.closes()
}

func (p *pathParser) closes() bool {
	if p.peek() != ']' {
		return false
	}
	p.i++
	return true
}

// index reads a number, last, or last-number.
func (p *pathParser) index() (index, bool) {
	if !strings.HasPrefix(p.s[p.i:], "last") {
		n, ok := p.number()
		return index{n: n}, ok
	}
	p.i += len("last")
	at := index{fromLast: true}
	before := p.i
	p.space()
	if p.peek() != '-' {
		p.i = before
		return at, true
	}
	p.i++
	p.space()
	n, ok := p.number()
	at.n = n
	return at, ok
}

func (p *pathParser) number() (int, bool) {
	start := p.i
	for p.i < len(p.s) && isDigit(p.s[p.i]) {
		p.i++
	}
	n, ok := digitsValue(p.s[start:p.i])
	if !ok || n > 1<<32-1 {
		p.i = start
		return 0, false
	}
	return int(n), true
}
