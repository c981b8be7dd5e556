package scalar

import "nanohouse/internal/temporal"

var zoneFunctions = []Function{
	{Name: "mysql_convert_tz", Args: []Kind{DateTime, Text, Text}, Result: DateTime, Eval: convertZone},
	{Name: "mysql_from_unixtime", Args: []Kind{Int, Text}, Result: DateTime, Eval: fromUnix},
	{Name: "mysql_unix_micros", Args: []Kind{DateTime, Text}, Result: Int, Eval: unixMicros},
}

// convertZone is CONVERT_TZ. A zone that is not known gives NULL.
func convertZone(args []Value) (Value, error) {
	from, ok1 := temporal.Zone(args[1].Text)
	to, ok2 := temporal.Zone(args[2].Text)
	if !ok1 || !ok2 {
		return Null, nil
	}
	return OfInt(temporal.OfEpoch(args[0].Int).ToZone(from, to).Epoch()), nil
}

// fromUnix is FROM_UNIXTIME of microseconds.
func fromUnix(args []Value) (Value, error) {
	zone, ok := temporal.Zone(args[1].Text)
	if !ok {
		return Null, nil
	}
	v, ok := temporal.FromUnix(args[0].Int, zone)
	if !ok {
		return Null, nil
	}
	return OfInt(v.Epoch()), nil
}

// unixMicros is UNIX_TIMESTAMP in microseconds.
func unixMicros(args []Value) (Value, error) {
	zone, ok := temporal.Zone(args[1].Text)
	if !ok {
		return Null, nil
	}
	return OfInt(temporal.OfEpoch(args[0].Int).Unix(zone)), nil
}
