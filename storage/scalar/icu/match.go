package icu

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// match matches a node that takes characters or asserts, and gives the place after it.
func (m *machine) match(n *node, place int) (int, bool) {
	switch n.op {
	case opText:
		return m.exactly(n.text, place)
	case opTextFold:
		return m.folded(n.text, place)
	case opSet:
		r, size := m.rune(place)
		return place + size, size > 0 && n.set.contains(r)
	case opAny:
		r, size := m.rune(place)
		return place + size, size > 0 && !endsLine(n, r)
	case opAnyLine:
		if size := m.crlf(place); size > 0 {
			return place + size, true
		}
		_, size := m.rune(place)
		return place + size, size > 0
	case opNewline:
		if size := m.crlf(place); size > 0 {
			return place + size, true
		}
		r, size := m.rune(place)
		return place + size, size > 0 && isLineEnd(r)
	case opBack, opBackFold:
		return m.group(n, place)
	case opBoundary:
		return place, m.boundary(place)
	case opInside:
		return place, !m.boundary(place)
	case opSearch:
		return place, place == m.start
	}
	return place, m.edge(n, place)
}

func (m *machine) rune(place int) (rune, int) {
	if place >= len(m.text) {
		return 0, 0
	}
	return utf8.DecodeRuneInString(m.text[place:])
}

// crlf is the length of \r\n at a place, or 0.
func (m *machine) crlf(place int) int {
	if strings.HasPrefix(m.text[place:], "\r\n") {
		return 2
	}
	return 0
}

func endsLine(n *node, r rune) bool {
	if n.lines {
		return r == '\n'
	}
	return isLineEnd(r)
}

// edge asserts the ends of the text and of its lines.
func (m *machine) edge(n *node, place int) bool {
	end := place == len(m.text)
	r, size := m.rune(place)
	insideCRLF := !n.lines && place > 0 && m.text[place-1] == '\r' && r == '\n'
	switch n.op {
	case opBegin:
		return place == 0
	case opBeginLine:
		before, _ := utf8.DecodeLastRuneInString(m.text[:place])
		return place == 0 || !end && endsLine(n, before) && !insideCRLF
	case opEnd:
		return end
	case opEndLine:
		return end || endsLine(n, r) && !insideCRLF
	}
	if !n.lines {
		size = max(size, m.crlf(place))
	}
	return end || endsLine(n, r) && !insideCRLF && place+size == len(m.text)
}

func (m *machine) exactly(text []rune, place int) (int, bool) {
	for _, want := range text {
		r, size := m.rune(place)
		if size == 0 || r != want {
			return place, false
		}
		place += size
	}
	return place, true
}

// folded compares the foldings of both, which have to end together.
func (m *machine) folded(text []rune, place int) (int, bool) {
	var buffer [8]rune
	for i := 0; i < len(text); {
		r, size := m.rune(place)
		if size == 0 {
			return place, false
		}
		for _, f := range appendFold(buffer[:0], r) {
			if i >= len(text) || text[i] != f {
				return place, false
			}
			i++
		}
		place += size
	}
	return place, true
}

// group matches what a group captured; a group that took no part matches nothing.
func (m *machine) group(n *node, place int) (int, bool) {
	from, to := m.registers[2*n.group], m.registers[2*n.group+1]
	if from < 0 || to < 0 {
		return place, false
	}
	text := []rune(m.text[from:to])
	if n.op == opBack {
		return m.exactly(text, place)
	}
	return m.folded(foldAll(text), place)
}

// boundary reports whether a word begins or ends here. Marks belong to the
// character before them.
func (m *machine) boundary(place int) bool {
	r, size := m.rune(place)
	if size > 0 && extends(r) {
		return false
	}
	before := false
	for place > 0 {
		p, size := utf8.DecodeLastRuneInString(m.text[:place])
		place -= size
		if !extends(p) {
			before = wordLetters.contains(p)
			break
		}
	}
	return before != (size > 0 && wordLetters.contains(r))
}

func extends(r rune) bool {
	return r >= 0x80 && (unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Other_Grapheme_Extend))
}
