package jsonvalue

import "strings"

// Lookup finds the value of a text that a path names, without making values of
// the rest. ok is false where it cannot tell: the path is not a plain one, or the
// text is no document. Nothing found is an empty text.
func (p *Path) Lookup(s string) (found string, ok bool) {
	for i := range p.legs {
		if l := &p.legs[i]; l.kind != memberLeg && (l.kind != cellLeg || l.from.fromLast) {
			return "", false
		}
	}
	f := finder{parser{s: s}}
	f.space()
	start, end, ok := f.find(p.legs, 1)
	f.space()
	return s[start:end], ok && f.i == len(s)
}

// finder goes over a text once.
type finder struct{ parser }

// find goes over the value at hand, and gives where the value that legs name
// begins and ends within it.
func (f *finder) find(legs []leg, depth int) (start, end int, ok bool) {
	if len(legs) == 0 {
		start = f.i
		ok = f.skip(depth)
		return start, f.i, ok
	}
	l := &legs[0]
	switch c := f.peek(); {
	case l.kind == memberLeg && c == '{', l.kind == cellLeg && c == '[':
		if depth > MaxDepth {
			return 0, 0, false
		}
		return f.parts(c, legs, depth)
	case l.kind == cellLeg && l.from.n == 0:
		return f.find(legs[1:], depth)
	}
	return 0, 0, f.skip(depth)
}

// skip goes over a value.
func (f *finder) skip(depth int) bool {
	switch c := f.peek(); c {
	case '{', '[':
		_, _, ok := f.parts(c, nil, depth)
		return ok && depth <= MaxDepth
	case '"':
		_, ok := f.string()
		return ok
	case 't':
		return f.literal("true")
	case 'f':
		return f.literal("false")
	case 'n':
		return f.literal("null")
	case 'd', 'u', 'D', 'T', 'S', 'B':
		_, err := f.marked(c)
		return err == nil
	}
	return f.plainNumber()
}

// parts goes over an object or array, and into the part that the first leg names;
// of members with one name the last counts.
func (f *finder) parts(open byte, legs []leg, depth int) (start, end int, ok bool) {
	f.i++
	closing := open + 2 // of both kinds
	if f.space(); f.peek() == closing {
		f.i++
		return 0, 0, true
	}
	for n := 0; ; n++ {
		wanted := len(legs) > 0 && n == legs[0].from.n
		if open == '{' {
			key, ok := f.key()
			if !ok {
				return 0, 0, false
			}
			wanted = len(legs) > 0 && key == legs[0].name
		}
		if wanted {
			start, end, ok = f.find(legs[1:], depth+1)
		} else {
			ok = f.skip(depth + 1)
		}
		if !ok {
			return 0, 0, false
		}
		f.space()
		switch f.peek() {
		case closing:
			f.i++
			return start, end, true
		case ',':
			f.i++
			f.space()
		default:
			return 0, 0, false
		}
	}
}

func (f *finder) key() (string, bool) {
	if f.peek() != '"' {
		return "", false
	}
	key, ok := f.string()
	if f.space(); !ok || f.peek() != ':' {
		return "", false
	}
	f.i++
	f.space()
	return key, true
}

// string reads a string; one with escapes, or beyond ASCII, the parser reads.
func (f *finder) string() (string, bool) {
	for i := f.i + 1; i < len(f.s); i++ {
		c := f.s[i]
		if c == '"' {
			s := f.s[f.i+1 : i]
			f.i = i + 1
			return s, true
		}
		if c == '\\' || c < 0x20 || c >= 0x80 {
			break
		}
	}
	s, err := f.text()
	return s, err == nil
}

func (f *finder) literal(word string) bool {
	if !strings.HasPrefix(f.s[f.i:], word) {
		return false
	}
	f.i += len(word)
	return true
}

// plainNumber goes over a number that has no exponent and few digits, which no
// double is too small for; the parser reads others.
func (f *finder) plainNumber() bool {
	start := f.i
	if f.peek() == '-' {
		f.i++
	}
	first := f.peek()
	n := f.digits()
	if n == 0 || n > 1 && first == '0' {
		return false
	}
	if f.peek() == '.' {
		f.i++
		if f.digits() == 0 {
			return false
		}
	}
	if f.peek()|0x20 == 'e' || n > 300 {
		f.i = start
		_, err := f.number()
		return err == nil
	}
	return true
}
