package scalar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pieceFunctions take texts apart, or put others into them.
var pieceFunctions = slices.Concat(
	twice("insert", "tiit", "t", false, insert),
	twice("left", "ti", "t", false, left),
	twice("right", "ti", "t", false, right),
	twice("substring", "tii", "t", false, substring),
	twice("substring_index", "tti", "t", false, substringIndex),
	twice("replace", "ttt", "t", false, replace),
	twice("reverse", "t", "t", false, reverse),
	twice("trim", "tt", "t", false, func(_ unit, a []Value) (Value, error) {
		return OfText(trimEnd(trimStart(a[0].Text, a[1].Text), a[1].Text)), nil
	}),
	twice("ltrim", "tt", "t", false, func(_ unit, a []Value) (Value, error) { return OfText(trimStart(a[0].Text, a[1].Text)), nil }),
	twice("rtrim", "tt", "t", false, func(_ unit, a []Value) (Value, error) { return OfText(trimEnd(a[0].Text, a[1].Text)), nil }),
)

// insert is INSERT(text, place, length, new): places outside change nothing.
func insert(u unit, a []Value) (Value, error) {
	s, place, length := a[0].Text, a[1].Int, a[2].Int
	if place < 1 || place > int64(u.length(s)) {
		return OfText(s), nil
	}
	start := u.offset(s, place-1)
	end := len(s)
	if length >= 0 {
		end = start + u.offset(s[start:], length)
	}
	if start+len(a[3].Text)+len(s)-end > maxPacket {
		return Null, nil
	}
	return OfText(s[:start] + a[3].Text + s[end:]), nil
}

func left(u unit, a []Value) (Value, error) {
	return OfText(a[0].Text[:u.offset(a[0].Text, max(a[1].Int, 0))]), nil
}

func right(u unit, a []Value) (Value, error) {
	s := a[0].Text
	if a[1].Int <= 0 {
		return OfText(""), nil
	}
	return OfText(s[u.offset(s, max(int64(u.length(s))-a[1].Int, 0)):]), nil
}

// substring counts a place below 0 from the end.
func substring(u unit, a []Value) (Value, error) {
	s, place, length := a[0].Text, a[1].Int, a[2].Int
	if place < 0 {
		place += int64(u.length(s)) + 1
	}
	if place <= 0 || length <= 0 {
		return OfText(""), nil
	}
	s = s[u.offset(s, place-1):]
	return OfText(s[:u.offset(s, length)]), nil
}

// substringIndex is what stands before the n-th delimiter, or after the n-th
// from the end.
func substringIndex(u unit, a []Value) (Value, error) {
	s, delimiter, n := a[0].Text, a[1].Text, a[2].Int
	switch {
	case delimiter == "" || n == 0:
		return OfText(""), nil
	case n > 0:
		for i := 0; ; {
			next := strings.Index(s[i:], delimiter)
			if next < 0 {
				return OfText(s), nil
			}
			if n--; n == 0 {
				return OfText(s[:i+next]), nil
			}
			i += next + len(delimiter)
		}
	}
	return OfText(s[afterFromEnd(u, s, delimiter, -n):]), nil
}

// afterFromEnd is where the text after the n-th delimiter from the end begins.
// Where delimiters may overlap, those of texts count from the left, as MySQL has
// it, and those of bytes from the right.
func afterFromEnd(u unit, s, delimiter string, n int64) int {
	if u == characters {
		skip := int64(strings.Count(s, delimiter)) - n
		at := 0
		for ; skip >= 0; skip-- {
			at += strings.Index(s[at:], delimiter) + len(delimiter)
		}
		return at
	}
	for end := len(s); ; n-- {
		i := strings.LastIndex(s[:end], delimiter)
		switch {
		case i < 0:
			return 0
		case n == 1:
			return i + len(delimiter)
		}
		end = i
	}
}

func replace(_ unit, a []Value) (Value, error) {
	s, from, to := a[0].Text, a[1].Text, a[2].Text
	if from == "" {
		return OfText(s), nil
	}
	if grown := len(to) - len(from); grown > 0 && len(s)+grown*strings.Count(s, from) > maxPacket {
		return Null, nil
	}
	return OfText(strings.ReplaceAll(s, from, to)), nil
}

func reverse(u unit, a []Value) (Value, error) {
	s := a[0].Text
	out := make([]byte, len(s))
	for i, end := 0, len(s); i < len(s); {
		size := 1
		if u == characters {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		end -= copy(out[end-size:], s[i:i+size])
		i += size
	}
	return OfText(string(out)), nil
}

func trimStart(s, what string) string {
	for what != "" && strings.HasPrefix(s, what) {
		s = s[len(what):]
	}
	return s
}

func trimEnd(s, what string) string {
	for what != "" && strings.HasSuffix(s, what) {
		s = s[:len(s)-len(what)]
	}
	return s
}
