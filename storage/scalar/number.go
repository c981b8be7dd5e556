package scalar

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numberFunctions read numbers that texts begin with.
var numberFunctions = []Function{
	{Name: "mysql_number", Args: []Kind{Text}, Result: Double, Eval: numberOf},
	{Name: "mysql_number_bytes", Args: []Kind{Bytes}, Result: Double, Eval: numberOf},
	{Name: "mysql_whole", Args: []Kind{Text}, Result: Int, Eval: wholeOf},
	{Name: "mysql_number_text", Args: []Kind{Bytes}, Result: Text, Eval: func(args []Value) (Value, error) {
		return OfText(numericPrefix(args[0].Text)), nil
	}},
	{Name: "mysql_cut", Args: []Kind{Text, Int}, Result: Text, Eval: cut},
	{Name: "mysql_whole_bytes", Args: []Kind{Bytes}, Result: Int, Eval: wholeOf},
}

// spaces are what MySQL skips before a number.
const spaces = " \t\n\v\f\r"

// numericPrefix is the longest number that a text begins with; empty where it
// begins with none.
func numericPrefix(s string) string {
	s = strings.TrimLeft(s, spaces)
	n := signLength(s)
	whole := digitsLength(s[n:])
	end := n + whole
	fraction := 0
	if end < len(s) && s[end] == '.' {
		fraction = digitsLength(s[end+1:])
		end += 1 + fraction
	}
	if whole+fraction == 0 {
		return ""
	}
	if end < len(s) && s[end]|0x20 == 'e' {
		e := end + 1 + signLength(s[end+1:])
		if d := digitsLength(s[e:]); d > 0 {
			end = e + d
		}
	}
	return s[:end]
}

func signLength(s string) int {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return 1
	}
	return 0
}

func digitsLength(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// numberOf is a text as a double. What is beyond all doubles is the greatest.
func numberOf(args []Value) (Value, error) {
	f, err := strconv.ParseFloat(numericPrefix(args[0].Text), 64)
	switch {
	case math.IsInf(f, 0):
		f = math.Copysign(math.MaxFloat64, f)
	case err != nil:
		f = 0
	}
	return OfFloat(f), nil
}

// wholeOf is a text as BIGINT: its digits up to a point or a letter.
func wholeOf(args []Value) (Value, error) {
	s := strings.TrimLeft(args[0].Text, spaces)
	n := signLength(s)
	end := n + digitsLength(s[n:])
	if end == n {
		return OfInt(0), nil
	}
	i, _ := strconv.ParseInt(s[:end], 10, 64) // out of range: the nearest
	return OfInt(i), nil
}

// cut is the longest beginning of a text of whole characters in so many bytes.
func cut(args []Value) (Value, error) {
	s, n := args[0].Text, args[1].Int
	if int64(len(s)) <= n {
		return OfText(s), nil
	}
	end := int(max(n, 0))
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return OfText(s[:end]), nil
}
