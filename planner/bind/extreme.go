package bind

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// extremeDates is GREATEST and LEAST of dates beside texts or numbers: all compare
// as dates, and the one chosen is given as text. It is nil where all are dates,
// or none is; times beside others compare as texts.
func (x *exprs) extremeDates(name string, args []plan.Expr) (plan.Expr, error) {
	t, mixed := typeNull, false
	for _, a := range args {
		switch at := a.Type(); {
		case at.Kind == catalog.Date || at.Kind == catalog.DateTime || at.Kind == catalog.Timestamp:
			if t, _ = common2(t, at); at.Kind == catalog.Timestamp {
				t.Kind = catalog.DateTime
			}
		case at.Kind != catalog.Null && at.Kind != catalog.Time:
			mixed = true
		}
	}
	if t.Kind == catalog.Null || !mixed {
		return nil, nil
	}
	dates := make([]plan.Expr, len(args))
	for i, a := range args {
		if err := x.surelyDate(name, a); err != nil {
			return nil, err
		}
		dates[i] = x.to(x.value(a), t)
	}
	return x.text(&plan.Call{Func: name, List: dates, Typ: t}), nil
}

// surelyDate refuses a text or number that may be no date, of which MySQL makes
// what is no date either.
func (x *exprs) surelyDate(name string, a plan.Expr) error {
	if !isDateText(a) || isNull(a) {
		return nil
	}
	if c, ok := a.(*plan.Const); ok {
		if _, ok := x.instant(c); ok {
			return nil
		}
	}
	return unsupported("%s over a mix of dates and others", strings.ToUpper(name)).WithHint("CAST the text AS DATE or DATETIME")
}
