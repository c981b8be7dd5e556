package sqlgen

import (
	"fmt"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

// toTemporal converts to a date or time. What is no date becomes NULL.
func (g *generator) toTemporal(f frag, from, to catalog.Type) (frag, error) {
	if from.IsNumeric() {
		t, _, err := g.asText(f, from)
		if err != nil {
			return frag{}, err
		}
		if to.Kind != catalog.Time {
			t.sql = dateDigits(t.sql)
		}
		f, from = t, catalog.Type{Kind: catalog.String}
	}
	if from.Kind == catalog.Time && to.Kind != catalog.Time {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "CAST of TIME as %s", to).WithHint("write TIMESTAMP(CURRENT_DATE, …)")
	}
	switch to.Kind {
	case catalog.Date:
		return toDate(f, from), nil
	case catalog.Time:
		return toTime(f, from, to), nil
	}
	var s frag
	if from.IsText() {
		s = frag{textToStamp(f.sql), repStamp, f.once}
	} else if to.Kind == catalog.Timestamp && from.Kind == catalog.Timestamp {
		return roundStamp(f, from, to), nil
	} else {
		s = f.cast(repStamp)
	}
	if from.IsText() {
		from = catalog.Type{Kind: catalog.DateTime, Precision: 6}
	}
	s = roundStamp(s, from, to)
	if to.Kind == catalog.Timestamp {
		s = s.cast(repZoned)
	}
	return s, nil
}

// dateDigits gives the digits of a number that is a date the zeros that a text
// would have, and takes a fraction off a date alone.
func dateDigits(text string) string {
	whole := "split_part(" + text + ", '.', 1)"
	zeros := func(n int) string { return fmt.Sprintf("repeat('0', %d - length(%s)) || ", n, whole) }
	return "CASE WHEN length(" + whole + ") < 6 THEN " + zeros(6) + whole + " WHEN length(" + whole + ") <= 8 THEN " + whole +
		" WHEN length(" + whole + ") < 12 THEN " + zeros(12) + text + " ELSE " + text + " END"
}

func toDate(f frag, from catalog.Type) frag {
	if from.IsText() {
		return frag{textToDate(f.sql), repDate, f.once}
	}
	if f.rep == repZoned {
		f = f.cast(repStamp)
	}
	return f.cast(repDate)
}

func toTime(f frag, from, to catalog.Type) frag {
	switch {
	case from.Kind == catalog.Time:
		return roundTime(f, from, to)
	case from.IsText():
		return roundTime(frag{textToTime(f.sql), repInt, f.once}, catalog.Type{Precision: 6}, to)
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

// roundStamp rounds half up. The year 0 is the base, so that no number is negative.
func roundStamp(f frag, from, to catalog.Type) frag {
	if to.Precision >= from.Precision || f.rep == repZoned {
		return f
	}
	const yearZero = 62167219200000000
	u := unitMicros(to.Precision)
	return frag{fmt.Sprintf("make_timestamp((epoch_us(%s) + %d) // %d * %d - %d)", f.sql, int64(yearZero)+u/2, u, u, int64(yearZero)), repStamp, f.once}
}

// rewrite is a regular expression and what its match becomes.
type rewrite struct{ pattern, by string }

func (r rewrite) apply(sql string) string {
	return "regexp_replace(" + sql + ", '" + r.pattern + "', '" + r.by + "')"
}

func applyAll(sql string, rs []rewrite) string {
	for _, r := range rs {
		sql = r.apply(sql)
	}
	return sql
}

// dateForms bring MySQL's forms of dates to year-month-day: without
// delimiters, with two digits of the year, with any punctuation.
var dateForms = []rewrite{
	{`^\s*(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})(\.\d*)?\s*$`, `\1-\2-\3 \4:\5:\6\7`},
	{`^\s*(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\.\d*)?\s*$`, `\1-\2-\3 \4:\5:\6\7`},
	{`^\s*(\d{4})(\d{2})(\d{2})\s*$`, `\1-\2-\3`},
	{`^\s*(\d{2})(\d{2})(\d{2})\s*$`, `\1-\2-\3`},
	{`^\s*([7-9]\d)([[:punct:]])`, `19\1\2`},
	{`^\s*(\d{2})([[:punct:]])`, `20\1\2`},
}

func textToDate(sql string) string { return "CAST(" + textToStamp(sql) + " AS DATE)" }

func textToStamp(sql string) string {
	sql = applyAll(sql, dateForms)
	sql = rewrite{
		`^\s*(\d{4})[[:punct:]](\d{1,2})[[:punct:]](\d{1,2})(?:[T\s]+(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(\.\d+)?)?)?)?(?:\D(?s:.*))?$`,
		`\1-\2-\3 0\4:0\5:0\6\7`,
	}.apply(sql)
	sql = "regexp_replace(" + sql + `, '([ :])0(\d\d)', '\1\2', 'g')`
	return `TRY_CAST(regexp_extract(` + sql + `, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?:[01]?[0-9]|2[0-3]):[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?$') AS TIMESTAMP)`
}

// timeForms bring MySQL's forms of times to [-]h:m:s[.f].
var timeForms = []rewrite{
	{`^\s*\d{4}-\d{1,2}-\d{1,2}[T ](.*)$`, `\1`},
	{`^\s*(-?)(\d{1,3})(\d{2})(\d{2})(\.\d*)?(?:[^0-9:.\s](?s:.*)|\s*)$`, `\1\2:\3:\4\5`},
	{`^\s*(-?)(\d{1,2})(\d{2})(\.\d*)?(?:[^0-9:.\s](?s:.*)|\s*)$`, `\100:\2:\3\4`},
	{`^\s*(-?)(\d{1,2})(\.\d*)?(?:[^0-9:.\s](?s:.*)|\s*)$`, `\100:00:\2\3`},
	{`^\s*(-?)(\d{1,3}):(\d{1,2})\s*$`, `\1\2:\3:00`},
	{`^\s*(-?)(\d{1,3}):(\d{1,2}):(\d{1,2})(\.\d{1,6})?.*$`, `\1\2:\3:\4\5`},
}

// textToTime gives microseconds, at most 838:59:59.
func textToTime(sql string) string {
	c := "regexp_extract(" + applyAll(sql, timeForms) + `, '^-?[0-9]{1,3}:[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]*)?$')`
	part := func(n int, typ string) string {
		return fmt.Sprintf("TRY_CAST(split_part(ltrim(%s, '-'), ':', %d) AS %s)", c, n, typ)
	}
	us := "(" + part(1, "BIGINT") + " * 3600000000 + " + part(2, "BIGINT") + " * 60000000 + CAST(" + part(3, "DECIMAL(8,6)") + " * 1000000 AS BIGINT))"
	return "((CASE WHEN starts_with(" + c + ", '-') THEN -1 ELSE 1 END) * CAST(CASE WHEN " + us + " > 3020399000000 THEN 3020399000000 ELSE " + us + " END AS BIGINT))"
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
