package bind

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// instant is a date and time without a zone, as MySQL reads it from text.
type instant struct {
	time.Time
	hasTime bool
	digits  int // of the fraction, as written
}

// parseInstant reads a date or datetime in any of the forms that MySQL takes:
// any punctuation as delimiter, or none, two-digit years, a fraction, and an
// offset, which is converted to the session's zone.
func parseInstant(text string, zone *time.Location) (instant, bool) {
	text = strings.TrimSpace(text)
	text, offset, hasOffset := cutOffset(text)
	parts, fraction, ok := instantParts(text)
	if !ok {
		return instant{}, false
	}
	in := instant{hasTime: len(parts) > 3 || fraction != "", digits: min(6, len(fraction))}
	for len(parts) < 6 {
		parts = append(parts, 0)
	}
	nanos, carry := fractionNanos(fraction)
	year, month, day := parts[0], parts[1], parts[2]
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || parts[3] > 23 || parts[4] > 59 || parts[5] > 59 {
		return instant{}, false
	}
	if hasOffset {
		t := time.Date(year, time.Month(month), day, parts[3], parts[4], parts[5], nanos, time.FixedZone("", offset)).In(zone)
		in.Time = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		return in, true
	}
	in.Time = time.Date(year, time.Month(month), day, parts[3], parts[4], parts[5]+carry, nanos, time.UTC)
	return in, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// cutOffset takes a trailing +hh:mm off a datetime.
func cutOffset(text string) (rest string, seconds int, ok bool) {
	if len(text) < 17 {
		return text, 0, false
	}
	tail := text[len(text)-6:]
	if (tail[0] != '+' && tail[0] != '-') || tail[3] != ':' {
		return text, 0, false
	}
	h, err1 := strconv.Atoi(tail[1:3])
	m, err2 := strconv.Atoi(tail[4:])
	if err1 != nil || err2 != nil || h > 14 || m > 59 {
		return text, 0, false
	}
	seconds = h*3600 + m*60
	if tail[0] == '-' {
		seconds = -seconds
	}
	return text[:len(text)-6], seconds, true
}

// instantParts splits year, month, day, hour, minute, second and the fraction.
func instantParts(text string) (parts []int, fraction string, ok bool) {
	text, fraction = cutFraction(text)
	if text == "" || !isDigit(text[0]) {
		return nil, "", false
	}
	if isDigits(text) {
		parts, ok = compactParts(text)
		return parts, fraction, ok
	}
	for text != "" {
		n := 0
		for n < len(text) && isDigit(text[n]) {
			n++
		}
		if n == 0 || n > 4 || len(parts) == 6 {
			return nil, "", false
		}
		v, _ := strconv.Atoi(text[:n])
		if len(parts) == 0 && n <= 2 {
			v = fullYear(v)
		}
		parts = append(parts, v)
		if text, ok = cutDelimiter(text[n:], len(parts)); !ok {
			return nil, "", false
		}
	}
	return parts, fraction, len(parts) == 3 || len(parts) >= 5
}

// cutDelimiter steps over what stands between two numbers: T or spaces after
// the day, else one punctuation mark.
func cutDelimiter(text string, parts int) (string, bool) {
	if text == "" {
		return "", true
	}
	c := text[0]
	if parts == 3 && (c == 'T' || c == ' ') {
		rest := strings.TrimLeft(text[1:], " ")
		return rest, rest != ""
	}
	if isSpace(c) || isLetter(c) {
		return "", false
	}
	return text[1:], len(text) > 1
}

func cutFraction(text string) (string, string) {
	i := strings.LastIndexByte(text, '.')
	if i < 0 || !isDigits(text[i+1:]) || strings.Count(text, ".") > 1 || !strings.ContainsAny(text[:i], ": ") && !isDigits(text[:i]) {
		return text, ""
	}
	return text[:i], text[i+1:]
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// compactParts reads YYYYMMDD, YYMMDD and these with hhmmss.
func compactParts(s string) ([]int, bool) {
	yearDigits := 4
	switch len(s) {
	case 6, 12:
		yearDigits = 2
	case 8, 14:
	default:
		return nil, false
	}
	y, _ := strconv.Atoi(s[:yearDigits])
	if yearDigits == 2 {
		y = fullYear(y)
	}
	parts := []int{y}
	for s = s[yearDigits:]; s != ""; s = s[2:] {
		v, _ := strconv.Atoi(s[:2])
		parts = append(parts, v)
	}
	return parts, true
}

func fullYear(y int) int {
	if y < 70 {
		return 2000 + y
	}
	if y < 100 {
		return 1900 + y
	}
	return y
}

// fractionNanos rounds a fraction to microseconds; carry is a whole second.
func fractionNanos(fraction string) (nanos, carry int) {
	if fraction == "" {
		return 0, 0
	}
	padded := (fraction + "0000000")[:7]
	n, _ := strconv.Atoi(padded)
	micros := (n + 5) / 10
	return micros % 1_000_000 * 1000, micros / 1_000_000
}

func (in instant) isMidnight() bool {
	return in.Hour() == 0 && in.Minute() == 0 && in.Second() == 0 && in.Nanosecond() == 0
}

func dateConst(t time.Time) *plan.Const {
	return &plan.Const{Value: formatDate(t), Typ: typeDate}
}

func formatDate(t time.Time) string {
	return fmt.Sprintf("%04d-%02d-%02d", t.Year(), int(t.Month()), t.Day())
}

// formatDateTime writes a datetime with so many digits of fraction.
func formatDateTime(t time.Time, digits int) string {
	s := formatDate(t) + " " + t.Format("15:04:05")
	if digits > 0 {
		s += "." + fmt.Sprintf("%06d", t.Nanosecond()/1000)[:digits]
	}
	return s
}

func dateTimeConst(t time.Time, digits int) *plan.Const {
	return &plan.Const{Value: formatDateTime(t, digits), Typ: catalog.Type{Kind: catalog.DateTime, Precision: uint8(digits)}}
}

// timestampConst writes an instant in UTC, so that its meaning does not hang
// on the session's zone.
func timestampConst(wall time.Time, digits int, zone *time.Location) *plan.Const {
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone).UTC()
	return &plan.Const{Value: formatDateTime(t, digits) + "+00:00", Typ: catalog.Type{Kind: catalog.Timestamp, Precision: uint8(digits)}}
}

// parseTime reads [-][d ]hh:mm[:ss[.f]] or hhmmss, up to 838:59:59.
func parseTime(text string) (string, int, bool) {
	text = strings.TrimSpace(text)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	text, fraction := cutTimeFraction(text)
	days := 0
	if d, rest, ok := strings.Cut(text, " "); ok {
		if !isDigits(d) || len(d) > 2 {
			return "", 0, false
		}
		days, text = atoi(d), rest
	}
	h, m, s, ok := clock(text)
	if h += 24 * days; !ok || m > 59 || s > 59 || h > 838 {
		return "", 0, false
	}
	out := fmt.Sprintf("%s%02d:%02d:%02d", sign, h, m, s)
	digits := min(6, len(fraction))
	if digits > 0 {
		out += "." + fraction[:digits]
	}
	return out, digits, true
}

func cutTimeFraction(text string) (string, string) {
	if i := strings.IndexByte(text, '.'); i > 0 && isDigits(text[i+1:]) {
		return text[:i], text[i+1:]
	}
	return text, ""
}

func clock(text string) (h, m, s int, ok bool) {
	parts := strings.Split(text, ":")
	for _, p := range parts {
		if !isDigits(p) || len(p) > 7 {
			return 0, 0, 0, false
		}
	}
	switch len(parts) {
	case 1:
		n := atoi(parts[0])
		return n / 10000, n / 100 % 100, n % 100, true
	case 2:
		return atoi(parts[0]), atoi(parts[1]), 0, true
	case 3:
		return atoi(parts[0]), atoi(parts[1]), atoi(parts[2]), true
	}
	return 0, 0, 0, false
}
