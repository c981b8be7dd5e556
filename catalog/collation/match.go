package collation

import (
	"strings"

	"nanohouse/catalog"
)

// Like is LIKE: % stands for any characters, _ for one, and what follows
// escape for itself. escape 0 is none. Characters match one by one; trailing
// blanks count.
func Like(text, pattern string, escape rune, c catalog.Collation) bool {
	equal := same(c)
	// Where the last % lies, and from where in the text it was tried last.
	back, from := -1, 0
	t, p := 0, 0
	for t < len(text) {
		r, n := decode(text[t:])
		want, kind, m := next(pattern[p:], escape)
		switch {
		case kind == anyText:
			back, from = p+m, t
			p += m
		case kind == anyOne, kind == oneOf && equal(r, want):
			t += n
			p += m
		case back >= 0:
			_, skip := decode(text[from:])
			from += skip
			t, p = from, back
		default:
			return false
		}
	}
	for p < len(pattern) {
		_, kind, m := next(pattern[p:], escape)
		if kind != anyText {
			return false
		}
		p += m
	}
	return true
}

// What a part of a pattern stands for.
const (
	nothing = iota // the pattern is at its end
	anyText
	anyOne
	oneOf
)

// next reads one part of a pattern.
func next(pattern string, escape rune) (r rune, kind, size int) {
	if pattern == "" {
		return 0, nothing, 0
	}
	r, n := decode(pattern)
	switch {
	case escape != 0 && r == escape:
		if n == len(pattern) {
			return r, oneOf, n
		}
		e, m := decode(pattern[n:])
		return e, oneOf, n + m
	case r == '%':
		return r, anyText, n
	case r == '_':
		return r, anyOne, n
	}
	return r, oneOf, n
}

// Locate is the place, in characters from 1, where part begins in text, or 0:
// the first character from where on the text's weights begin with part's.
func Locate(part, text string, c catalog.Collation) int {
	if part == "" {
		return 1
	}
	s, ok := schemes()[c]
	place := 1
	for i := range text {
		if ok && s.begins(text[i:], part) || !ok && strings.HasPrefix(text[i:], part) {
			return place
		}
		place++
	}
	return 0
}

// begins reports whether the weights of a text begin with those of another.
func (s *scheme) begins(text, part string) bool {
	for level := range s.levels {
		t := reader{s: s, level: level, text: text}
		p := reader{s: s, level: level, text: part}
		for {
			want, ok := p.next()
			if !ok {
				break
			}
			if got, ok := t.next(); !ok || got != want {
				return false
			}
		}
	}
	return true
}

// reader gives the weights of a text one by one.
type reader struct {
	s     *scheme
	level int
	text  string
	room  [8]uint16
	left  []uint16
}

func (r *reader) next() (uint16, bool) {
	for len(r.left) == 0 {
		if r.text == "" {
			return 0, false
		}
		c, n := decode(r.text)
		r.text = r.text[n:]
		r.left = r.s.at(r.room[:0], c, r.level)
	}
	w := r.left[0]
	r.left = r.left[1:]
	return w, true
}

// FindInSet is the place, from 1, of an element among those of a list that
// commas separate, or 0. Nothing after the last comma is an element to the empty text alone.
func FindInSet(element, list string, c catalog.Collation) int {
	if list == "" || strings.Contains(element, ",") {
		return 0
	}
	want := string(WeightString(element, c))
	elements := strings.Split(list, ",")
	for i, e := range elements {
		if e == "" && i == len(elements)-1 && element != "" {
			break
		}
		if string(WeightString(e, c)) == want {
			return i + 1
		}
	}
	return 0
}
