package sqlgen

import (
	"fmt"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

// The flags of a text that is read as a date under MySQL's default sql_mode,
// and of a number in text.
const (
	strictText   = "3"
	strictNumber = "11"
)

// toTemporal converts to a date or time. What is no date becomes NULL.
func (g *generator) toTemporal(f frag, from, to catalog.Type) (frag, error) {
	if from.IsNumeric() {
		t, _, err := g.asText(f, from)
		return readTemporal(t, strictNumber, to), err
	}
	if from.IsText() {
		return readTemporal(f, strictText, to), nil
	}
	if from.Kind == catalog.Time && to.Kind != catalog.Time {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "CAST of TIME as %s", to).WithHint("write TIMESTAMP(CURRENT_DATE, …)")
	}
	switch to.Kind {
	case catalog.Date:
		return toDate(f), nil
	case catalog.Time:
		return toTime(f, from, to), nil
	}
	if to.Kind == catalog.Timestamp && from.Kind == catalog.Timestamp {
		return roundStamp(f, from, to), nil
	}
	s := roundStamp(f.cast(repStamp), from, to)
	if to.Kind == catalog.Timestamp {
		s = s.cast(repZoned)
	}
	return s, nil
}

// readTemporal reads a text as a date or time.
func readTemporal(f frag, flags string, to catalog.Type) frag {
	args := "(" + f.sql + ", " + flags + ", 'UTC'"
	digits := ", " + itoa(int(to.Precision)) + ")"
	switch to.Kind {
	case catalog.Date:
		return frag{"mysql_to_date" + args + ")", repDate, f.once}
	case catalog.Time:
		return frag{"mysql_to_time" + args + digits, repInt, f.once}
	}
	out := frag{"mysql_to_datetime" + args + digits, repStamp, f.once}
	if to.Kind == catalog.Timestamp {
		return out.cast(repZoned)
	}
	return out
}

func toDate(f frag) frag {
	if f.rep == repZoned {
		f = f.cast(repStamp)
	}
	return f.cast(repDate)
}

func toTime(f frag, from, to catalog.Type) frag {
	switch {
	case from.Kind == catalog.Time:
		return roundTime(f, from, to)
	case f.rep == repDate:
		return frag{"CASE WHEN " + f.sql + " IS NOT NULL THEN CAST(0 AS BIGINT) END", repInt, f.once}
	}
	return roundTime(frag{"epoch_us(CAST(" + f.cast(repStamp).sql + " AS TIME))", repInt, f.once}, from, to)
}

// unitMicros is the smallest unit of a fraction of so many digits.
func unitMicros(precision uint8) int64 {
	n := int64(1)
	for i := precision; i < 6; i++ {
		n *= 10
	}
	return n
}

// roundTime rounds microseconds half away from zero.
func roundTime(f frag, from, to catalog.Type) frag {
	if to.Precision >= from.Precision {
		return f
	}
	u := unitMicros(to.Precision)
	return frag{fmt.Sprintf("(sign(%s) * ((abs(%s) + %d) // %d * %d))", f.sql, f.sql, u/2, u, u), repInt, f.once}
}

// roundStamp rounds half up; what becomes the year 10000 is NULL. The year 0 is the base, so that no number is negative.
func roundStamp(f frag, from, to catalog.Type) frag {
	if to.Precision >= from.Precision || f.rep == repZoned {
		return f
	}
	const yearZero = 62167219200000000
	u := unitMicros(to.Precision)
	rounded := fmt.Sprintf("make_timestamp((epoch_us(%s) + %d) // %d * %d - %d)", f.sql, int64(yearZero)+u/2, u, u, int64(yearZero))
	return frag{"nullif(" + rounded + ", make_timestamp(253402300800000000))", repStamp, f.once} // the year 10000
}

// stampArg is a value as a date and time.
func (g *generator) stampArg(f frag, t catalog.Type) (frag, error) {
	if f.rep == repStamp {
		return f, nil
	}
	return g.convert(f, t, catalog.Type{Kind: catalog.DateTime, Precision: 6})
}

// dayArg is a value as a date, or as a date and time where it has both.
func (g *generator) dayArg(f frag, t catalog.Type) (frag, error) {
	switch f.rep {
	case repDate, repStamp:
		return f, nil
	case repZoned:
		return f.cast(repStamp), nil
	}
	return g.convert(f, t, catalog.Type{Kind: catalog.DateTime, Precision: 6})
}
