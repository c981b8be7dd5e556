package scalar

import "strings"

// Whether a text is a number all through, so that taking it for one gives no warning.
var numberTextFunctions = []Function{
	{Name: "mysql_is_number", Args: []Kind{Text}, Result: Bool, Eval: func(args []Value) (Value, error) {
		return OfBool(isNumberText(args[0].Text, false)), nil
	}},
	{Name: "mysql_is_integer", Args: []Kind{Text}, Result: Bool, Eval: func(args []Value) (Value, error) {
		return OfBool(isNumberText(args[0].Text, true)), nil
	}},
}

// isNumberText reports whether s is a number between blanks: digits, and unless it
// must be whole a fraction and an exponent, or nothing at all.
func isNumberText(s string, whole bool) bool {
	i, n := 0, len(s)
	skip := func(is func(byte) bool) int {
		from := i
		for i < n && is(s[i]) {
			i++
		}
		return i - from
	}
	sign := func() {
		if i < n && (s[i] == '+' || s[i] == '-') {
			i++
		}
	}
	skip(isBlank)
	sign()
	digits := skip(isDigit)
	if !whole {
		if i < n && s[i] == '.' {
			i++
			digits += skip(isDigit)
		}
		if digits > 0 && i < n && s[i]|0x20 == 'e' {
			at := i
			i++
			sign()
			if skip(isDigit) == 0 {
				i = at
			}
		}
	}
	skip(isBlank)
	return i == n && (digits > 0 || !whole && strings.TrimSpace(s) == "")
}

func isBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
