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

// unixTimestamp counts seconds since 1970 UTC; a date and time is in the
// session's time zone.
func (g *generator) unixTimestamp(c *plan.Call) (frag, error) {
	switch len(c.List) {
	case 0:
		return frag{sql: "(epoch_us(now()) // 1000000)", rep: repInt}, nil
	case 1:
	default:
		return frag{}, wrongArguments("UNIX_TIMESTAMP")
	}
	f, err := g.expr(c.List[0])
	if err != nil {
		return frag{}, err
	}
	if f.rep != repZoned {
		if f, err = g.stampArg(f, c.List[0].Type()); err != nil {
			return frag{}, err
		}
		f = f.cast(repZoned)
	}
	us := "CASE WHEN epoch_us(" + f.sql + ") >= 0 THEN epoch_us(" + f.sql + ") WHEN " + f.sql + " IS NOT NULL THEN 0 END"
	if c.Typ.Kind == catalog.Decimal {
		return frag{"(CAST(" + us + " AS DECIMAL(18,0)) * CAST('0.000001' AS DECIMAL(6,6)))", repDecimal(18, 6), f.once}, nil
	}
	return frag{"((" + us + ") // 1000000)", repInt, f.once}, nil
}

func (g *generator) fromUnixTime(c *plan.Call) (frag, error) {
	if len(c.List) == 2 {
		inner := &plan.Call{Func: "from_unixtime", List: c.List[:1], Typ: catalog.Type{Kind: catalog.DateTime, Precision: 6}}
		return g.dateFormat(&plan.Call{Func: "date_format", List: []plan.Expr{inner, c.List[1]}, Typ: c.Typ})
	}
	if len(c.List) != 1 {
		return frag{}, wrongArguments("FROM_UNIXTIME")
	}
	f, err := g.number(c.List[0])
	if err != nil {
		return frag{}, err
	}
	us := frag{"(" + f.sql + " * 1000000)", rep{}, f.once}.tryCast(repInt).sql
	if f.rep.isInteger() {
		us = "(" + f.tryCast(repInt).sql + " * 1000000)"
	}
	sql := "CAST(make_timestamptz(CASE WHEN " + f.sql + " BETWEEN 0 AND 32536771199 THEN " + us + " END) AS TIMESTAMP)"
	return try(frag{sql, repStamp, f.once}), nil
}
