package scalar

import (
	"slices"
	"strings"
)

// searchFunctions find texts in others.
var searchFunctions = slices.Concat(
	twice("position", "tti", "i", false, locate),
	twice("in_set", "tt", "i", false, findInSet),
	[]Function{{Name: "mysql_like_bytes", Args: []Kind{Bytes, Bytes, Bytes}, Result: Bool, Eval: like}},
)

// locate is LOCATE(what, text, place): a place, counted from 1, or 0.
func locate(u unit, a []Value) (Value, error) {
	what, s, place := a[0].Text, a[1].Text, a[2].Int
	if place < 1 || place > int64(u.length(s))+1 {
		return OfInt(0), nil
	}
	i := u.index(s[u.offset(s, place-1):], what)
	if i < 0 {
		return OfInt(0), nil
	}
	return OfInt(place + int64(i)), nil
}

// findInSet is the place of a text in a list with commas. The empty list has no
// parts, and a text with a comma is none.
func findInSet(_ unit, a []Value) (Value, error) {
	what, set := a[0].Text, a[1].Text
	if set == "" || strings.Contains(what, ",") {
		return OfInt(0), nil
	}
	for n := int64(1); ; n++ {
		part, rest, more := strings.Cut(set, ",")
		if part == what {
			return OfInt(n), nil
		}
		if !more {
			return OfInt(0), nil
		}
		set = rest
	}
}

// like is LIKE over bytes: a pattern with % and _, and an escape of one byte or none.
func like(a []Value) (Value, error) {
	s, p, escape := a[0].Text, a[1].Text, a[2].Text
	// The last % seen, and how much of s it took: where to go back to.
	i, j, star, taken := 0, 0, -1, 0
	for i < len(s) {
		m := likeByte(p[j:], escape)
		switch {
		case m.size > 0 && m.wild == '%':
			star, taken = j, i
			j++
		case m.size > 0 && (m.wild == '_' || m.wild == 0 && m.literal == s[i]):
			i, j = i+1, j+m.size
		case star >= 0:
			taken++
			i, j = taken, star+1
		default:
			return OfBool(false), nil
		}
	}
	for m := likeByte(p[j:], escape); m.wild == '%'; m = likeByte(p[j:], escape) {
		j++
	}
	return OfBool(j == len(p)), nil
}

// likeMark is what a pattern asks for: a wild card, or a byte. size is how long it
// is written, 0 at the pattern's end.
type likeMark struct {
	wild, literal byte
	size          int
}

// likeByte reads the first mark of a pattern. An escape that nothing follows
// stands for itself.
func likeByte(p, escape string) likeMark {
	switch {
	case p == "":
		return likeMark{}
	case escape != "" && p[0] == escape[0]:
		size := min(len(p), 2)
		return likeMark{literal: p[size-1], size: size}
	case p[0] == '%' || p[0] == '_':
		return likeMark{wild: p[0], size: 1}
	}
	return likeMark{literal: p[0], size: 1}
}
