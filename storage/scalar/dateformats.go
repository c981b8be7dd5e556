package scalar

import "nanohouse/internal/temporal"

var dateFormatFunctions = []Function{
	{Name: "mysql_format_text", Args: []Kind{Text, Int, Text, Text, Text}, Result: Text, Eval: formatText},
	{Name: "mysql_format_time_text", Args: []Kind{Text, Int, Text, Text, Text}, Result: Text, Eval: formatTimeText},
	{Name: "mysql_format_stamp", Args: []Kind{DateTime, Text, Text}, Result: Text, Eval: formatStamp},
	{Name: "mysql_format_stamp_time", Args: []Kind{DateTime, Text, Text}, Result: Text, Eval: formatStampTime},
	{Name: "mysql_format_time", Args: []Kind{Int, Text, Text}, Result: Text, Eval: formatTime},
}

// format writes a value by a format in the language of a locale.
func format(v temporal.Value, format, locale string) (Value, error) {
	return write(v.Format, format, locale)
}

func write(by func(string, *temporal.Locale) (string, bool), format, locale string) (Value, error) {
	l, ok := temporal.LocaleOf(locale)
	if !ok {
		return Null, nil
	}
	s, ok := by(format, l)
	return Value{Null: !ok, Text: s}, nil
}

// formatText is DATE_FORMAT of a text, which may have a month or a day of 0.
func formatText(args []Value) (Value, error) {
	s := sourceOf(args)
	v, ok := s.date(s.mode() &^ temporal.NoZeroInDate)
	if !ok {
		return Null, nil
	}
	return format(v, args[3].Text, args[4].Text)
}

func formatStamp(args []Value) (Value, error) {
	return format(temporal.OfEpoch(args[0].Int), args[1].Text, args[2].Text)
}

func formatTime(args []Value) (Value, error) {
	return write(temporal.OfMicros(args[0].Int).FormatTime, args[1].Text, args[2].Text)
}

// formatTimeText is TIME_FORMAT of a text, which may be a date and time.
func formatTimeText(args []Value) (Value, error) {
	v, _, ok := sourceOf(args).either(temporal.AsDate)
	if !ok {
		return Null, nil
	}
	return write(v.FormatTime, args[3].Text, args[4].Text)
}

// formatStampTime is TIME_FORMAT of a date and time.
func formatStampTime(args []Value) (Value, error) {
	return write(temporal.OfEpoch(args[0].Int).FormatTime, args[1].Text, args[2].Text)
}
