package temporal

import (
	"math"
	"strings"
	"time"
)

// ParseTime reads a time: a whole date and time, [-]d hh:mm:ss, [-]hh:mm:ss or
// [-]hhmmss with a fraction, up to 838:59:59. A date and time stays one. What has
// more digits of a second than six is left for Round.
func ParseTime(s string, zone *time.Location) (Value, Text, bool) {
	var t Text
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	rest, neg := strings.CutPrefix(s, "-")
	if rest == "" {
		return Value{}, t, false
	}
	if len(rest) >= 12 {
		if v, t, isDate, ok := timeOfDate(rest, zone); isDate {
			v.Neg = false
			return v, t, ok
		}
	}
	r := clockReader{rest: rest}
	if !r.read() {
		return Value{}, t, false
	}
	micro, ok := r.fraction(&t)
	if !ok {
		return Value{}, t, false
	}
	hour, minute, second := r.part[0]*24+r.part[1], r.part[2], r.part[3]
	if minute > 59 || second > 59 {
		return Value{}, t, false
	}
	v := Value{Kind: Time, Neg: neg, Hour: int(min(hour, 900)), Minute: int(minute), Second: int(second), Micro: micro}
	if v.clock() > MaxTime {
		v.setClock(MaxTime)
	}
	if strings.TrimLeft(r.rest, " \t\n\v\f\r") != "" {
		t.Cut = true
		if r.rest == rest {
			return Value{}, t, false
		}
	}
	if v.clock() == 0 && t.seventh < 5 {
		v.Neg = false
	}
	return v, t, true
}

// timeOfDate reads a text as a date and time, if it is one: with a blank
// between the two, or digits alone.
func timeOfDate(s string, zone *time.Location) (v Value, t Text, isDate, ok bool) {
	v, t, ok = readDate(s)
	switch {
	case t.delimited && !t.spaced, !t.shaped:
		return v, t, false, false
	case !ok || v.Kind == Date || !Mode(0).Allows(v):
		return v, t, true, false
	case t.hasOffset:
		v, ok = v.shift(t.offset, zone)
	}
	return v, t, true, ok
}

// clockReader reads days, hours, minutes and seconds.
type clockReader struct {
	rest string
	part [4]int64
}

func (r *clockReader) number() (int64, bool) {
	v := int64(0)
	for r.rest != "" && isDigit(r.rest[0]) {
		if v = v*10 + int64(r.rest[0]-'0'); v > math.MaxUint32 {
			return 0, false
		}
		r.rest = r.rest[1:]
	}
	return v, true
}

func (r *clockReader) read() bool {
	before := r.rest
	v, ok := r.number()
	if !ok {
		return false
	}
	had := r.rest != before
	afterBlanks := strings.TrimLeft(r.rest, " \t\n\v\f\r")
	state := 0
	switch {
	case len(afterBlanks) < len(r.rest) && len(afterBlanks) > 1 && isDigit(afterBlanks[0]):
		r.part[0], state, r.rest = v, 1, afterBlanks
	case len(afterBlanks) > 1 && afterBlanks[0] == ':' && isDigit(afterBlanks[1]):
		r.part[1], state, r.rest = v, 2, afterBlanks[1:]
	default:
		r.part[1], r.part[2], r.part[3] = v/10000, v/100%100, v%100
		r.rest = afterBlanks
		if !had {
			r.rest = before
		}
		return true
	}
	for state < 4 {
		if r.part[state], ok = r.number(); !ok {
			return false
		}
		state++
		if state == 4 || len(r.rest) < 2 || r.rest[0] != ':' || !isDigit(r.rest[1]) {
			break
		}
		r.rest = r.rest[1:]
	}
	return true
}

// fraction reads the microseconds, and refuses an exponent after them.
func (r *clockReader) fraction(t *Text) (int, bool) {
	micro := 0
	if len(r.rest) >= 2 && r.rest[0] == '.' && isDigit(r.rest[1]) {
		n := 1
		for ; n < len(r.rest) && isDigit(r.rest[n]); n++ {
			if n <= 6 {
				micro = micro*10 + int(r.rest[n]-'0')
			}
		}
		t.Digits = min(n-1, 6)
		for i := n - 1; i < 6; i++ {
			micro *= 10
		}
		if n > 7 {
			t.seventh = int(r.rest[n-1] - '0') // MySQL rounds by the last digit
		}
		r.rest = r.rest[n:]
	} else if r.rest == "." {
		r.rest = ""
	}
	e := r.rest
	if len(e) > 1 && e[0]|0x20 == 'e' && (isDigit(e[1]) || len(e) > 2 && (e[1] == '-' || e[1] == '+') && isDigit(e[2])) {
		return 0, false
	}
	return micro, true
}

// Loosely says what ParseEither does with a text that is neither MySQL's own form
// of a date nor all of it a time.
type Loosely bool

// The two ways.
const (
	AsDate Loosely = true
	AsTime Loosely = false
)

// ParseEither reads a text as a date, with or without a time, where it has MySQL's
// own form of one, else as a time alone. A date may be one that no calendar has;
// written says that the text has its form.
func ParseEither(s string, loosely Loosely, zone *time.Location) (v Value, t Text, written, ok bool) {
	d, dt, isDate := readDate(s)
	if isDate && dt.hasOffset {
		d, isDate = d.shift(dt.offset, zone)
	}
	if isDate && !dt.odd && !dt.Cut {
		return d, dt, true, true
	}
	v, t, ok = ParseTime(s, zone)
	if isDate && loosely == AsDate && (!ok || t.Cut || v.Kind != Time || v.clock() == MaxTime) {
		return d, dt, false, true
	}
	return v.TimeOnly(), t, false, ok
}

// Digits is how many digits of a second a text brings: those of the date or time
// that it is, 6 where it is none.
func Digits(s string) uint8 {
	if _, t, ok := readDate(s); ok {
		return uint8(t.Digits)
	}
	if _, t, ok := ParseTime(s, time.UTC); ok {
		return uint8(t.Digits)
	}
	return 6
}

// OutOfTime reports whether a text is a time beyond 838:59:59, or a date and time,
// which no literal of a time is.
func OutOfTime(s string) bool {
	s = strings.TrimPrefix(strings.TrimLeft(s, " "), "-")
	if _, t, ok := readDate(s); ok && t.shaped && len(s) >= 12 {
		return true
	}
	r := clockReader{rest: s}
	return !r.read() || r.part[0]*24+r.part[1] > 838
}
