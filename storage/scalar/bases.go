package scalar

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

var baseFunctions = []Function{
	{Name: "mysql_conv", Args: []Kind{Bytes, Int, Int}, Result: Text, Eval: conv},
	{Name: "mysql_conv_number", Args: []Kind{Bytes, Int}, Result: Uint, Eval: func(a []Value) (Value, error) {
		if a[0].Text == "" || !isBase(a[1].Int) {
			return Null, nil
		}
		return OfUint(readDigits(a[0].Text, int(a[1].Int))), nil
	}},
}

// conv is CONV: a base below 0 is for numbers with a sign.
func conv(a []Value) (Value, error) {
	s, from, to := a[0].Text, a[1].Int, a[2].Int
	if s == "" || !isBase(from) || !isBase(to) {
		return Null, nil
	}
	n := readDigits(s, int(from))
	if to < 0 {
		return OfText(strings.ToUpper(strconv.FormatInt(int64(n), int(-to)))), nil
	}
	return OfText(strings.ToUpper(strconv.FormatUint(n, int(to)))), nil
}

func isBase(n int64) bool { return n >= 2 && n <= 36 || n >= -36 && n <= -2 }

// readDigits reads the digits that a text begins with. What has no room becomes
// the nearest number; in a base above 0, a negative one wraps.
func readDigits(s string, base int) uint64 {
	signed := base < 0
	if signed {
		base = -base
	}
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	n, over := uint64(0), false
	for i := 0; i < len(s); i++ {
		d := digitOf(s[i])
		if d >= base {
			break
		}
		high, low := bits.Mul64(n, uint64(base))
		sum, carry := bits.Add64(low, uint64(d), 0)
		over = over || high+carry > 0
		n = sum
	}
	switch {
	case signed && negative && (over || n > 1<<63):
		return 1 << 63
	case signed && !negative && (over || n > math.MaxInt64):
		return math.MaxInt64
	case over && negative:
		return 0
	case over:
		return math.MaxUint64
	case negative:
		return -n
	}
	return n
}

// digitOf is the value of a digit or letter; of all else it is too great for any base.
func digitOf(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return int(c|0x20-'a') + 10
	}
	return 99
}
