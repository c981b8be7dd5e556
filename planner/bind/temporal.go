package bind

import (
	"fmt"
	"time"

	"nanohouse/catalog"
	"nanohouse/internal/temporal"
	"nanohouse/planner/plan"
)

// strictDates takes only dates that a calendar has.
const strictDates = temporal.NoZeroDate | temporal.NoZeroInDate

// instant is a constant date, or date and time, without a zone.
type instant struct {
	time.Time
	hasTime bool
	digits  int  // of the fraction, as written
	cut     bool // more followed than was read
}

// parseInstant reads a date or datetime in any of the forms that MySQL takes.
// An offset is converted to the session's zone.
func parseInstant(text string, zone *time.Location) (instant, bool) {
	v, t, ok := temporal.ParseDate(text, strictDates, zone)
	return instantOf(v, t), ok
}

// parseNumber reads a number as a date, or date and time.
func parseNumber(text string) (instant, bool) {
	v, t, ok := temporal.DateOfNumber(text, strictDates)
	return instantOf(v, t), ok
}

func instantOf(v temporal.Value, t temporal.Text) instant {
	at := time.Date(v.Year, time.Month(v.Month), v.Day, v.Hour, v.Minute, v.Second, v.Micro*1000, time.UTC)
	return instant{Time: at, hasTime: v.Kind == temporal.DateTime, digits: t.Digits, cut: t.Cut}
}

// value is an instant in its parts.
func (in instant) value() temporal.Value {
	v := temporal.Value{Kind: temporal.Date, Year: in.Year(), Month: int(in.Month()), Day: in.Day(),
		Hour: in.Hour(), Minute: in.Minute(), Second: in.Second(), Micro: in.Nanosecond() / 1000}
	if in.hasTime {
		v.Kind = temporal.DateTime
	}
	return v
}

// instant reads a constant as a date, by its kind.
func (x *exprs) instant(c *plan.Const) (instant, bool) {
	if c.Typ.IsNumeric() {
		return parseNumber(constText(c))
	}
	return parseInstant(constText(c), x.zone())
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
	t := time.Unix(temporal.Instant(wall.Unix(), zone), int64(wall.Nanosecond())).UTC()
	return &plan.Const{Value: formatDateTime(t, digits) + "+00:00", Typ: catalog.Type{Kind: catalog.Timestamp, Precision: uint8(digits)}}
}

// parseTime reads a text as a time.
func parseTime(text string, zone *time.Location) (_ *plan.Const, cut, ok bool) {
	v, t, ok := temporal.ParseTime(text, zone)
	if !ok {
		return nil, false, false
	}
	return timeConst(v, t), t.Cut, true
}

// timeConst is a constant time, of a text or a number.
func (x *exprs) timeConst(c *plan.Const) (*plan.Const, bool) {
	if c.Typ.IsNumeric() {
		v, t, ok := temporal.TimeOfNumber(constText(c))
		return timeConst(v, t), ok
	}
	f, _, ok := parseTime(constText(c), x.zone())
	return f, ok
}

func timeConst(v temporal.Value, t temporal.Text) *plan.Const {
	v, _ = t.Round(v.TimeOnly())
	return &plan.Const{Value: v.Text(t.Digits), Typ: catalog.Type{Kind: catalog.Time, Precision: uint8(t.Digits)}}
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
