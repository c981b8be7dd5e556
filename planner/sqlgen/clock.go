package sqlgen

import (
	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// clock is the time of the statement, with as many fractional digits as asked.
func (g *generator) clock(c *plan.Call) (frag, error) {
	precision := int64(0)
	if len(c.List) == 1 {
		n, ok := constInt(c.List[0])
		if !ok || n < 0 || n > 6 {
			return frag{}, wrongArguments(c.Func)
		}
		precision = n
	}
	now := frag{sql: "CAST(now() AS TIMESTAMP)", rep: repStamp}
	switch c.Func {
	case "utc_timestamp", "utc_time":
		now.sql = "timezone('UTC', now())"
	}
	if precision < 6 {
		u := unitMicros(uint8(precision))
		n := itoa(int(u))
		now.sql = "make_timestamp(epoch_us(" + now.sql + ") // " + n + " * " + n + ")"
	}
	switch c.Func {
	case "curtime", "current_time", "utc_time":
		return frag{sql: "epoch_us(CAST(" + now.sql + " AS TIME))", rep: repInt}, nil
	}
	return now, nil
}

// unixTimestamp counts seconds since 1970 UTC, of an instant, or of a date and
// time in a zone.
func (g *generator) unixTimestamp(c *plan.Call) (frag, error) {
	var us frag
	var err error
	switch len(c.List) {
	case 1:
		if us, err = g.expr(c.List[0]); err == nil {
			e := us.cast(repZoned).sql
			us = frag{"CASE WHEN epoch_us(" + e + ") >= 0 THEN epoch_us(" + e + ") WHEN " + e + " IS NOT NULL THEN 0 END", repInt, us.once}
		}
	case 2:
		us, err = g.template(&function{args: "ST", sql: "mysql_unix_micros({*})", rep: repInt}, c)
	default:
		return frag{}, wrongArguments("UNIX_TIMESTAMP")
	}
	if err != nil {
		return frag{}, err
	}
	if c.Typ.Kind == catalog.Decimal {
		return frag{"(CAST(" + us.sql + " AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)))", repDecimal(18, 6), us.once}, nil
	}
	return frag{"((" + us.sql + ") // 1000000)", repInt, us.once}, nil
}

// fromUnixTime is the date and time of so many seconds since 1970 in a zone.
func (g *generator) fromUnixTime(c *plan.Call) (frag, error) {
	if len(c.List) != 2 {
		return frag{}, wrongArguments("FROM_UNIXTIME")
	}
	f, err := g.number(c.List[0])
	if err != nil {
		return frag{}, err
	}
	zone, err := g.textArg(c.List[1])
	if err != nil {
		return frag{}, err
	}
	us := "TRY_CAST(" + f.sql + " AS BIGINT) * 1000000"
	if !f.rep.isInteger() {
		f = f.cast(repDecimal(24, 6))
		us = "TRY_CAST(" + f.sql + " * 1000000 AS BIGINT)"
	}
	seconds := "CASE WHEN " + f.sql + " BETWEEN 0 AND 32536771199 THEN " + us + " END"
	return frag{"mysql_from_unixtime(" + seconds + ", " + zone.sql + ")", repStamp, f.once}, nil
}
