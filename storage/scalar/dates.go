package scalar

import (
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/internal/temporal"
)

// The functions below read dates from text, or from a number in text. Their
// flags are a temporal.Mode and NumericDate; their zone is the session's, for texts
// that have an offset.

// NumericDate says that the text is a number.
const NumericDate = 1 << 3

var dateFunctions = []Function{
	{Name: "mysql_to_date", Args: []Kind{Text, Int, Text}, Result: Date, Eval: toDate},
	{Name: "mysql_to_datetime", Args: []Kind{Text, Int, Text, Int}, Result: DateTime, Eval: toDateTime},
	{Name: "mysql_to_time", Args: []Kind{Text, Int, Text, Int}, Result: Int, Eval: toTime},
	{Name: "mysql_date_part", Args: []Kind{Text, Int, Text, Text}, Result: Int, Eval: datePart},
	{Name: "mysql_scan_date", Args: []Kind{Text, Text, Int}, Result: DateTime, Eval: scanDate},
	{Name: "mysql_scan_time", Args: []Kind{Text, Text, Int}, Result: Int, Eval: scanTime},
	{Name: "mysql_last_day", Args: []Kind{Text, Int, Text}, Result: Date, Eval: lastDay},
	{Name: "mysql_time_part", Args: []Kind{Text, Int, Text, Text}, Result: Int, Eval: timePart},
	{Name: "mysql_clock_part", Args: []Kind{Int, Text}, Result: Int, Eval: clockPart},
	{Name: "mysql_timediff", Args: []Kind{Text, Int, Text, Int, Text}, Result: Int, Eval: timeDiff},
}

// source is a text that stands for a date or time.
type source struct {
	text  string
	flags int64
	zone  string
}

// sourceOf takes a text, its flags and the zone from the first arguments.
func sourceOf(args []Value) source { return source{args[0].Text, args[1].Int, args[2].Text} }

func (s source) mode() temporal.Mode { return temporal.Mode(s.flags & 7) }

func (s source) location() *time.Location {
	if zone, ok := temporal.Zone(s.zone); ok {
		return zone
	}
	return time.UTC
}

// date reads the text as a date, or a date and time.
func (s source) date(mode temporal.Mode) (temporal.Value, bool) {
	var v temporal.Value
	var ok bool
	if s.flags&NumericDate != 0 {
		v, _, ok = temporal.DateOfNumber(s.text, mode)
	} else {
		v, _, ok = temporal.ParseDate(s.text, mode, s.location())
	}
	return v, ok
}

// time reads the text as a time; a date and time stays one.
func (s source) time() (temporal.Value, bool) {
	v, t, ok := s.read()
	if !ok {
		return v, false
	}
	return t.Round(v)
}

// clock is the time alone, which a rounded second may bring to 24 hours.
func (s source) clock() (temporal.Value, bool) {
	v, t, ok := s.read()
	if !ok {
		return v, false
	}
	return t.Round(v.TimeOnly())
}

// day reads the text as a date alone.
func (s source) day(mode temporal.Mode) (temporal.Value, bool) {
	if s.flags&NumericDate == 0 {
		return s.date(mode)
	}
	v, ok := temporal.DayOfNumber(s.text)
	return v, ok && mode.Allows(v)
}

// either reads the text as a date, with or without a time, or as a time.
func (s source) either(loosely temporal.Loosely) (v temporal.Value, written, ok bool) {
	if s.flags&NumericDate != 0 {
		v, ok = s.number(loosely)
		return v, true, ok
	}
	v, t, written, ok := temporal.ParseEither(s.text, loosely, s.location())
	if !ok {
		return v, written, false
	}
	v, ok = t.Round(v)
	return v, written, ok
}

// number reads a number as a time or a date, whichever it is first.
func (s source) number(loosely temporal.Loosely) (temporal.Value, bool) {
	if loosely == temporal.AsTime {
		if v, ok := s.date(0); ok {
			return v, true
		}
		return s.time()
	}
	if v, ok := s.time(); ok {
		return v, true
	}
	return s.date(0)
}

func (s source) read() (temporal.Value, temporal.Text, bool) {
	if s.flags&NumericDate != 0 {
		return temporal.TimeOfNumber(s.text)
	}
	return temporal.ParseTime(s.text, s.location())
}

// stored is a date as the engine keeps it, which is one of the calendar's.
func stored(v temporal.Value) (Value, error) {
	if !v.Whole() || v.Day > temporal.DaysIn(v.Year, v.Month) {
		return Null, sqlerr.New(sqlerr.Unsupported, "a date that no calendar has under this sql_mode").
			WithHint("SET sql_mode = DEFAULT gives NULL for such dates")
	}
	return OfInt(v.Epoch()), nil
}

func toDate(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.day(s.mode())
	if !ok {
		return Null, nil
	}
	out, err := stored(v.DateOnly())
	out.Int = days(out.Int)
	return out, err
}

// days are the whole days of an instant.
func days(micros int64) int64 {
	const perDay = 86_400_000_000
	d := micros / perDay
	if micros%perDay < 0 {
		d--
	}
	return d
}

func toDateTime(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.date(s.mode())
	if !ok {
		return Null, nil
	}
	if v, ok = v.Round(int(args[3].Int)); !ok {
		return Null, nil
	}
	return stored(v)
}

func toTime(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.clock()
	if !ok {
		return Null, nil
	}
	v, ok = v.Round(int(args[3].Int))
	return Value{Null: !ok, Int: v.Micros()}, nil
}

// datePart is YEAR, MONTH, DAY and QUARTER, and EXTRACT of units of dates. It
// takes dates with a month or a day of 0.
func datePart(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.parts()
	if !ok {
		return Null, nil
	}
	n, ok := v.Part(args[3].Text)
	return Value{Null: !ok, Int: n}, nil
}

// lastDay is LAST_DAY, which needs no day.
func lastDay(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.parts()
	if !ok || v.Month == 0 {
		return Null, nil
	}
	v.Day = temporal.DaysIn(v.Year, v.Month)
	return OfInt(days(v.DateOnly().Epoch())), nil
}

// timePart is EXTRACT of units with hours or less.
func timePart(args []Value) (Value, error) {
	v, _, ok := sourceOf(args).either(temporal.AsTime)
	if !ok || v.Kind != temporal.Time && !temporal.NoZeroDate.Allows(v) {
		return Null, nil
	}
	n, ok := v.Part(args[3].Text)
	return Value{Null: !ok, Int: n}, nil
}

// clockPart is EXTRACT of a TIME.
func clockPart(args []Value) (Value, error) {
	n, ok := temporal.OfMicros(args[0].Int).Part(args[1].Text)
	return Value{Null: !ok, Int: n}, nil
}

// parts reads the text as a date whose parts are asked for.
func (s source) parts() (temporal.Value, bool) {
	if s.flags&NumericDate != 0 {
		return temporal.DayOfNumber(s.text)
	}
	return s.date(s.mode() &^ temporal.NoZeroInDate)
}

func scanDate(args []Value) (Value, error) {
	v, ok := temporal.Scan(args[0].Text, args[1].Text, temporal.Mode(args[2].Int&7))
	if !ok || v.Kind == temporal.Time && args[2].Int&int64(temporal.NoZeroDate) != 0 {
		return Null, nil
	}
	return stored(v)
}

func scanTime(args []Value) (Value, error) {
	v, ok := temporal.Scan(args[0].Text, args[1].Text, temporal.Mode(args[2].Int&7))
	return Value{Null: !ok, Int: v.Micros()}, nil
}

// timeDiff is TIMEDIFF of two texts, which must be of one kind.
func timeDiff(args []Value) (Value, error) {
	a, _, ok1 := source{args[0].Text, args[1].Int, args[4].Text}.either(temporal.AsDate)
	b, _, ok2 := source{args[2].Text, args[3].Int, args[4].Text}.either(temporal.AsDate)
	if !ok1 || !ok2 || (a.Kind == temporal.Time) != (b.Kind == temporal.Time) {
		return Null, nil
	}
	d := a.Micros() - b.Micros()
	if a.Kind != temporal.Time {
		d = a.Epoch() - b.Epoch()
	}
	return OfInt(max(-temporal.MaxTime, min(temporal.MaxTime, d))), nil
}
