package temporal

import (
	"strconv"
	"strings"
	"time"
)

// Text is what reading a text gives beside the value.
type Text struct {
	// Digits are those of the fraction of a second as written, at most 6.
	Digits int
	// Cut says that more followed than was read.
	Cut bool
	// seventh is the digit of the fraction that rounds the sixth.
	seventh int
	// offset is that of a text with an offset, in seconds.
	offset    int
	hasOffset bool
	// delimited and spaced say what stood between the parts.
	delimited, spaced bool
	// odd says that something stood between parts where MySQL's own form has
	// another mark.
	odd bool
	// shaped says that the text has the parts of a date, be they in range or not.
	shaped bool
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z')
}

// ParseDate reads a date, or a date and time, in any of MySQL's forms: any
// punctuation between the parts or none, years of two digits, a fraction, an
// offset, which is converted to the zone. What has more digits of a second
// than six is rounded.
func ParseDate(s string, mode Mode, zone *time.Location) (Value, Text, bool) {
	v, t, ok := readDate(s)
	if !ok || !mode.Allows(v) {
		return Value{}, t, false
	}
	if t.hasOffset {
		if v, ok = v.shift(t.offset, zone); !ok {
			return Value{}, t, false
		}
	}
	v, ok = t.Round(v)
	return v, t, ok
}

// Round adds a microsecond where more digits were written and round up.
func (t Text) Round(v Value) (Value, bool) {
	switch {
	case t.seventh < 5:
		return v, true
	case v.Kind == Time:
		neg := v.Neg
		v = OfMicros(min(v.clock()+1, MaxTime))
		v.Neg = neg
		return v, true
	}
	return v.addMicro()
}

// shift converts from a fixed offset to a zone.
func (v Value) shift(offset int, zone *time.Location) (Value, bool) {
	if !v.Whole() {
		return Value{}, false
	}
	at := time.UnixMicro(v.Epoch() - int64(offset)*1_000_000).In(zone)
	_, seconds := at.Zone()
	out := OfEpoch(at.UnixMicro() + int64(seconds)*1_000_000)
	return out, !out.IsZero()
}

// addMicro adds a microsecond.
func (v Value) addMicro() (Value, bool) {
	if v.Micro < 999_999 {
		v.Micro++
		return v, true
	}
	return v.Round(0)
}

// readDate takes a text apart and checks the range of each part.
func readDate(s string) (Value, Text, bool) {
	var t Text
	t.odd = s != "" && isSpace(s[0])
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	if s == "" || !isDigit(s[0]) {
		return Value{}, t, false
	}
	r := reader{rest: s, compact: compactDigits(s)}
	if !r.parts(&t) {
		return Value{}, t, false
	}
	if !r.end(&t) {
		return Value{}, t, false
	}
	n := r.read
	t.shaped = n >= 3
	year := r.part[0]
	if r.width[0] == 2 && r.any() {
		year = FullYear(year)
	}
	micro := r.part[6]
	for i := r.width[6]; i < 6 && i > 0; i++ {
		micro *= 10
	}
	v := Value{Kind: DateTime, Year: year, Month: r.part[1], Day: r.part[2], Hour: r.part[3], Minute: r.part[4], Second: r.part[5], Micro: micro}
	if n <= 3 {
		v.Kind = Date
	}
	if n < 3 || v.Year > 9999 || v.Month > 12 || v.Day > 31 || v.Hour > 23 || v.Minute > 59 || v.Second > 59 {
		return Value{}, t, false
	}
	return v, t, true
}

// compactDigits tells how many digits the year has where a text is digits alone,
// up to a point; 0 where parts are delimited.
func compactDigits(s string) int {
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == 'T') {
		n++
	}
	switch {
	case n < len(s) && s[n] != '.':
		return 0
	case n == 4 || n == 8 || n >= 14:
		return 4
	}
	return 2
}

// reader steps through year, month, day, hour, minute, second and fraction.
type reader struct {
	rest    string
	compact int
	part    [7]int
	width   [7]int
	read    int
}

// any reports whether a part is not 0.
func (r *reader) any() bool {
	for _, p := range r.part {
		if p != 0 {
			return true
		}
	}
	return false
}

func (r *reader) parts(t *Text) bool {
	for i := 0; i < 7 && r.rest != "" && isDigit(r.rest[0]); i++ {
		most := 6
		if r.compact > 0 && i < 6 {
			most = 2
			if i == 0 {
				most = r.compact
			}
		}
		if !r.number(i, most) {
			return false
		}
		r.read = i + 1
		if r.rest == "" {
			return true
		}
		if more, ok := r.between(i, t); !ok || !more {
			return ok
		}
	}
	return true
}

// number reads part i of at most so many digits; delimited parts have any
// number of them.
func (r *reader) number(i, most int) bool {
	n, v := 0, 0
	for n < len(r.rest) && isDigit(r.rest[n]) && (n < most || r.compact == 0 && i < 6) {
		if v = v*10 + int(r.rest[n]-'0'); v > 999_999 {
			return false
		}
		n++
	}
	r.part[i], r.width[i], r.rest = v, n, r.rest[n:]
	return true
}

// between steps over what stands after part i, and tells whether another part may follow.
func (r *reader) between(i int, t *Text) (more, ok bool) {
	c := r.rest[0]
	switch {
	case i == 2 && c == 'T':
		r.rest = r.rest[1:]
		return true, true
	case i == 5 && c == '.':
		r.rest = r.rest[1:]
		return true, true
	case i == 5 && isDigit(c):
		return false, true
	case i >= 5:
		return false, true
	}
	for before := r.rest; r.rest != "" && (isPunct(r.rest[0]) || isSpace(r.rest[0])); {
		if r.compact == 0 && (r.rest != before || r.rest[0] != "-- ::"[i]) {
			t.odd = true
		}
		if isSpace(r.rest[0]) {
			if i != 2 {
				return false, false
			}
			t.spaced = true
		}
		t.delimited = true
		r.rest = r.rest[1:]
	}
	t.odd = t.odd || i == 2 && r.rest == ""
	return true, true
}

// end reads what follows the parts: more digits of the fraction, an offset, blanks.
func (r *reader) end(t *Text) bool {
	rest := r.rest
	t.Digits = min(r.width[6], 6)
	if t.Digits == 6 && rest != "" && isDigit(rest[0]) {
		t.seventh = int(rest[0] - '0')
		rest = strings.TrimLeft(rest, "0123456789")
	}
	if r.read >= 6 && rest != "" && (rest[0] == '+' || rest[0] == '-') {
		seconds, ok := ParseOffset(rest)
		if !ok || rest == "-00:00" {
			return false
		}
		t.offset, t.hasOffset, rest = seconds, true, ""
	}
	t.Cut = strings.TrimLeft(rest, " \t\n\v\f\r") != ""
	return true
}

// ParseOffset reads +hh:mm, from -13:59 to +14:00, in seconds.
func ParseOffset(s string) (int, bool) {
	if len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	for _, i := range []int{1, 2, 4, 5} {
		if !isDigit(s[i]) {
			return 0, false
		}
	}
	h, _ := strconv.Atoi(s[1:3])
	m, _ := strconv.Atoi(s[4:])
	seconds := h*3600 + m*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, m < 60 && seconds <= 14*3600 && seconds > -14*3600
}

// FullYear is a year of two digits as MySQL reads it.
func FullYear(y int) int {
	switch {
	case y < 70:
		return 2000 + y
	case y < 100:
		return 1900 + y
	}
	return y
}
