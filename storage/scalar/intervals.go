package scalar

import "nanohouse/internal/temporal"

// The amount of an interval is text, as one of several numbers is; the sign is
// 1 or -1.
var intervalFunctions = []Function{
	{Name: "mysql_interval_stamp", Args: []Kind{DateTime, Text, Text, Int}, Result: DateTime, Eval: addToStamp},
	{Name: "mysql_interval_time", Args: []Kind{Int, Text, Text, Int}, Result: Int, Eval: addToTime},
	{Name: "mysql_interval_text", Args: []Kind{Text, Int, Text, Text, Text, Int}, Result: Text, Eval: addToText},
	{Name: "mysql_addtime_text", Args: []Kind{Text, Int, Text, Int, Int}, Result: Text, Eval: addTimeToText},
}

// calendar takes only dates that the calendar has.
const calendar = temporal.NoZeroDate | temporal.NoZeroInDate

// amount reads an interval from its text, unit and sign.
func amount(args []Value) (temporal.Interval, temporal.Unit, bool) {
	u, ok := temporal.UnitOf(args[1].Text)
	if !ok {
		return temporal.Interval{}, u, false
	}
	i, ok := u.Interval(args[0].Text)
	if args[2].Int < 0 {
		i = i.Negate()
	}
	return i, u, ok
}

func addToStamp(args []Value) (Value, error) {
	i, u, ok := amount(args[1:])
	if !ok {
		return Null, nil
	}
	v, ok := temporal.OfEpoch(args[0].Int).Add(i, u)
	if !ok || !v.Whole() {
		return Null, nil
	}
	return OfInt(v.Epoch()), nil
}

func addToTime(args []Value) (Value, error) {
	i, _, ok := amount(args[1:])
	if !ok {
		return Null, nil
	}
	us, ok := i.Micros()
	us += args[0].Int
	return Value{Null: !ok || us > temporal.MaxTime || us < -temporal.MaxTime, Int: us}, nil
}

// addToText adds to a date in text, and gives text: with a time where it has
// one or the unit does.
func addToText(args []Value) (Value, error) {
	i, u, ok := amount(args[3:])
	if !ok {
		return Null, nil
	}
	s := sourceOf(args)
	v, ok := s.date(s.mode() | calendar)
	if !ok {
		return Null, nil
	}
	if v, ok = v.Add(i, u); !ok {
		return Null, nil
	}
	return OfText(v.Text(fractionDigits(v))), nil
}

// fractionDigits is 6 where a value has a fraction of a second.
func fractionDigits(v temporal.Value) int {
	if v.Micro != 0 {
		return 6
	}
	return 0
}

// addTimeToText is ADDTIME of a text that is a time, or a date and time.
func addTimeToText(args []Value) (Value, error) {
	v, written, ok := sourceOf(args).either(temporal.AsDate)
	if !ok || written && v.Kind != temporal.Time && !calendar.Allows(v) {
		return Null, nil
	}
	us := args[3].Int * args[4].Int
	if v.Kind == temporal.Time {
		us += v.Micros()
		v = temporal.OfMicros(max(-temporal.MaxTime, min(temporal.MaxTime, us)))
		return OfText(v.Text(fractionDigits(v))), nil
	}
	v = temporal.OfEpoch(v.Epoch() + us)
	return Value{Null: v.IsZero(), Text: v.Text(fractionDigits(v))}, nil
}
