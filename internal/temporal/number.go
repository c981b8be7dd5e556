package temporal

import (
	"math"
	"strconv"
	"strings"
)

// number is a number in text: whole and the millionths after it.
type number struct {
	whole   int64
	micro   int
	seventh int
	digits  int
	neg     bool
}

// readNumber reads a decimal or a double in text.
func readNumber(s string) (number, bool) {
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.Abs(f) >= 1e18 {
			return number{}, false
		}
		s = strconv.FormatFloat(f, 'f', -1, 64)
	}
	var n number
	s, n.neg = strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(s, ".")
	n.digits = min(len(fraction), 6)
	padded := (fraction + "0000000")[:7]
	micro, err1 := strconv.Atoi(padded[:6])
	v, err2 := strconv.ParseInt(whole, 10, 64)
	n.whole, n.micro, n.seventh = v, micro, int(padded[6]-'0')
	return n, err1 == nil && (err2 == nil || whole == "")
}

// The numbers below which a date has a year of two digits, this century's or
// the last one's, and the greatest of each form.
const (
	last2000     = 691231
	first1900    = 700101
	last1900     = 991231
	lastDate     = 99991231
	firstStamp   = 101000000
	last2000Full = 691231235959
	first1900Ful = 700101000000
	last1900Full = 991231235959
	lastStamp    = 99991231235959
)

// DateOfNumber reads YYYYMMDD, YYMMDD and these with hhmmss and a fraction. It
// has a time where the number has one.
func DateOfNumber(s string, mode Mode) (Value, Text, bool) {
	var t Text
	n, ok := readNumber(s)
	if !ok || n.neg {
		return Value{}, t, false
	}
	t.Digits, t.seventh = n.digits, n.seventh
	v, ok := dateOfWhole(n.whole)
	if !ok {
		return Value{}, t, false
	}
	if v.Kind == DateTime {
		v.Micro = n.micro
	}
	if !mode.Allows(v) {
		return Value{}, t, false
	}
	if v.Kind == DateTime && t.seventh >= 5 {
		v, ok = v.addMicro()
	}
	return v, t, ok
}

// DayOfNumber reads a number as a date alone: YYYYMMDD or YYMMDD, of which what
// is missing is 0, and what follows as a time does not count. A day may be
// beyond its month, as the parts of a date are taken from it.
func DayOfNumber(s string) (Value, bool) {
	n, ok := readNumber(s)
	if !ok || n.neg {
		return Value{}, false
	}
	day := n.whole
	if day >= 100_000_000 {
		day /= 1_000_000
	}
	v := Value{Kind: Date, Year: int(day / 10000), Month: int(day / 100 % 100), Day: int(day % 100)}
	if day < 1_000_000 {
		v.Year = FullYear(v.Year)
	}
	return v, v.Year <= 9999 && v.Month <= 12 && v.Day <= 31
}

func dateOfWhole(n int64) (Value, bool) {
	kind := Date
	switch {
	case n == 0:
		return Value{Kind: DateTime}, true
	case n > lastStamp:
		return Value{}, false
	case n >= 10000101000000:
		kind = DateTime
	case n < 101:
		return Value{}, false
	case n <= last2000:
		n = (n + 20000000) * 1000000
	case n < first1900:
		return Value{}, false
	case n <= last1900:
		n = (n + 19000000) * 1000000
	case n <= lastDate:
		n *= 1000000
	case n < firstStamp:
		return Value{}, false
	default:
		kind = DateTime
		switch {
		case n <= last2000Full:
			n += 20000000000000
		case n < first1900Ful:
			return Value{}, false
		case n <= last1900Full:
			n += 19000000000000
		}
	}
	day, clock := n/1000000, n%1000000
	v := Value{Kind: kind, Year: int(day / 10000), Month: int(day / 100 % 100), Day: int(day % 100),
		Hour: int(clock / 10000), Minute: int(clock / 100 % 100), Second: int(clock % 100)}
	return v, v.Month <= 12 && v.Day <= 31 && v.Hour <= 23 && v.Minute <= 59 && v.Second <= 59
}

// TimeOfNumber reads hhmmss with a fraction, or a date and time where there are
// more digits.
func TimeOfNumber(s string) (Value, Text, bool) {
	var t Text
	n, ok := readNumber(s)
	if !ok {
		return Value{}, t, false
	}
	t.Digits, t.seventh = n.digits, n.seventh
	if n.whole > 8385959 {
		if !n.neg && n.whole >= 10000000000 {
			if v, ok := dateOfWhole(n.whole); ok {
				v.Micro = n.micro
				return v, t, true
			}
		}
		return Value{}, t, false
	}
	v := Value{Kind: Time, Neg: n.neg, Hour: int(n.whole / 10000), Minute: int(n.whole / 100 % 100), Second: int(n.whole % 100), Micro: n.micro}
	if v.Minute > 59 || v.Second > 59 {
		return Value{}, t, false
	}
	if v.clock() > MaxTime {
		v.setClock(MaxTime)
	}
	if v.clock() == 0 && t.seventh < 5 {
		v.Neg = false
	}
	return v, t, true
}
