package scalar

import (
	"strings"
	"unicode/utf8"
)

var soundFunctions = []Function{
	{Name: "mysql_soundex", Args: []Kind{Text}, Result: Text, Eval: soundex},
	{Name: "mysql_soundex_bytes", Args: []Kind{Bytes}, Result: Bytes, Eval: soundexBytes},
}

// soundCodes are the digits of the letters A to Z; 0 is a vowel, or a letter
// that counts as one.
const soundCodes = "01230120022455012623010202"

// soundex is SOUNDEX: the first letter, then a digit for each letter that sounds
// unlike the one before it, at least four characters. Other alphabets' letters
// are vowels to it.
func soundex(args []Value) (Value, error) {
	var out []byte
	last := byte('0')
	for _, r := range args[0].Text {
		code, letter := soundCode(r)
		switch {
		case !letter:
			continue
		case len(out) == 0:
			out = utf8.AppendRune(out, upperLetter(r))
		case code != '0' && code != last:
			out = append(out, code)
		}
		if code != '0' || len(out) == 0 {
			last = code
		}
	}
	if len(out) == 0 {
		return OfText(""), nil
	}
	for utf8.RuneCount(out) < 4 {
		out = append(out, '0')
	}
	return OfText(string(out)), nil
}

func upperLetter(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// soundCode gives a letter's digit, and whether it is a letter.
func soundCode(r rune) (code byte, letter bool) {
	u := upperLetter(r)
	if u >= 'A' && u <= 'Z' {
		return soundCodes[u-'A'], true
	}
	return '0', r >= 0xC0
}

// soundexBytes takes the letters of ASCII alone.
func soundexBytes(args []Value) (Value, error) {
	letters := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && r != utf8.RuneError {
			return r
		}
		return -1
	}, args[0].Text)
	return soundex([]Value{OfText(letters)})
}
