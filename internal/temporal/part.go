package temporal

// Part is a unit of EXTRACT of a date and time, or of a Time. Compound units are
// the decimal digits of their parts in a row.
func (v Value) Part(unit string) (int64, bool) {
	if n, ok := v.datePart(unit); ok {
		return n, true
	}
	hour := v.Hour
	if v.Kind != Time && len(unit) > 4 && unit[:4] == "day_" {
		hour += v.Day * 100
	}
	n, ok := int64(0), true
	h, m, s, us := int64(hour), int64(v.Minute), int64(v.Second), int64(v.Micro)
	switch unit {
	case "hour":
		n = h
	case "minute":
		n = m
	case "second":
		n = s
	case "microsecond":
		n = us
	case "day_hour":
		n = h
	case "day_minute", "hour_minute":
		n = h*100 + m
	case "day_second", "hour_second":
		n = (h*100+m)*100 + s
	case "day_microsecond", "hour_microsecond":
		n = ((h*100+m)*100+s)*1_000_000 + us
	case "minute_second":
		n = m*100 + s
	case "minute_microsecond":
		n = (m*100+s)*1_000_000 + us
	case "second_microsecond":
		n = s*1_000_000 + us
	default:
		ok = false
	}
	if v.Neg {
		n = -n
	}
	return n, ok
}

func (v Value) datePart(unit string) (int64, bool) {
	switch unit {
	case "year":
		return int64(v.Year), true
	case "year_month":
		return int64(v.Year*100 + v.Month), true
	case "quarter":
		return int64((v.Month + 2) / 3), true
	case "month":
		return int64(v.Month), true
	case "day":
		return int64(v.Day), true
	}
	return 0, false
}
