package scalar

import (
	"unicode"
	"unicode/utf8"
)

var letterFunctions = []Function{
	{Name: "mysql_upper", Args: []Kind{Text}, Result: Text, Eval: upperCase},
	{Name: "mysql_lower", Args: []Kind{Text}, Result: Text, Eval: lowerCase},
}

// MySQL knows the letters of Unicode 9. These got their other case later.
var (
	lateUpper = []unicode.Range32{
		{Lo: 0x282, Hi: 0x282, Stride: 1}, {Lo: 0x10d0, Hi: 0x10ff, Stride: 1}, {Lo: 0x1d8e, Hi: 0x1d8e, Stride: 1}, {Lo: 0x2c5f, Hi: 0x2c5f, Stride: 1},
		{Lo: 0xa794, Hi: 0xa794, Stride: 1}, {Lo: 0xa7b9, Hi: 0xa7f6, Stride: 1}, {Lo: 0x10597, Hi: 0x105bc, Stride: 1}, {Lo: 0x16e60, Hi: 0x16e7f, Stride: 1},
	}
	lateLower = []unicode.Range32{
		{Lo: 0x1c90, Hi: 0x1cbf, Stride: 1}, {Lo: 0x2c2f, Hi: 0x2c2f, Stride: 1}, {Lo: 0xa7b8, Hi: 0xa7f5, Stride: 1},
		{Lo: 0x10570, Hi: 0x10595, Stride: 1}, {Lo: 0x16e40, Hi: 0x16e5f, Stride: 1},
	}
)

func upperCase(args []Value) (Value, error) {
	return OfText(inCase(args[0].Text, unicode.ToUpper, lateUpper)), nil
}

func lowerCase(args []Value) (Value, error) {
	return OfText(inCase(args[0].Text, unicode.ToLower, lateLower)), nil
}

// inCase maps each letter to one letter. MySQL writes the result over the text
// that it reads, so that it ends at a letter which becomes longer.
func inCase(text string, to func(rune) rune, late []unicode.Range32) string {
	out := make([]byte, 0, len(text))
	for i, r := range text {
		c := r
		if !within(late, r) {
			c = to(r)
		}
		if len(out)+utf8.RuneLen(c) > len(text) {
			break
		}
		if out = utf8.AppendRune(out, c); len(out) > i+utf8.RuneLen(r) {
			break
		}
	}
	return string(out)
}

func within(ranges []unicode.Range32, r rune) bool {
	for _, g := range ranges {
		if uint32(r) >= g.Lo && uint32(r) <= g.Hi {
			return true
		}
	}
	return false
}
