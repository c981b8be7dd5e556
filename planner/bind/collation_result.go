package bind

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// What collation a function's text has, where it is not that of all arguments
// together.
var (
	// writesText are functions that make text of what is none: it has the
	// collation of literals.
	writesText = words(`bin bin_to_uuid char conv date_format dayname format format_bytes format_pico_time from_unixtime
		get_format hex inet_ntoa inet6_ntoa interval_add interval_sub md5 monthname oct password sha sha1 sha2 space
		time_format to_base64 weekday_name`)
	// likeFirstText are functions whose text is a piece or a form of their first argument.
	likeFirstText = words(`insert lcase left lower lpad ltrim mid quote regexp_replace regexp_substr repeat replace reverse
		right rpad rtrim soundex substr substring substring_index trim ucase upper`)
)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// settle gives an expression of text, and those within it that have none yet,
// their collation.
func (x *exprs) settle(e plan.Expr) error {
	switch n := e.(type) {
	case *plan.Call:
		return x.settleCall(n)
	case *plan.Case:
		if x.b.isSettled(e) {
			return nil
		}
		values := make([]plan.Expr, 0, len(n.Whens)+1)
		for _, w := range n.Whens {
			values = append(values, w.Then)
			if err := x.settle(w.Cond); err != nil {
				return err
			}
		}
		values = append(values, n.Else)
		if err := x.settleAll(values); err != nil {
			return err
		}
		return x.settleType(&n.Typ, "case", values)
	case *plan.Cast:
		if x.b.isSettled(e) {
			return nil
		}
		return x.settle(n.Input)
	}
	return nil
}

func (x *exprs) settleAll(es []plan.Expr) error {
	for _, e := range es {
		if err := x.settle(e); err != nil {
			return err
		}
	}
	return nil
}

// isSettled reports whether an expression has its collation, which it gets now.
func (b *binder) isSettled(e plan.Expr) bool {
	if b.settled[e] {
		return true
	}
	if b.settled == nil {
		b.settled = map[plan.Expr]bool{}
	}
	b.settled[e] = true
	return false
}

func (x *exprs) settleCall(c *plan.Call) error {
	if x.b.isSettled(c) {
		return nil
	}
	if err := x.settleAll(c.List); err != nil {
		return err
	}
	if c.Func == "collate" {
		return nil
	}
	literal := attribute{x.connection(), catalog.Coercible, false}
	switch {
	case !isTextual(c.Typ):
		return nil
	case strings.HasPrefix(c.Func, "json_"):
		c.Typ = attribute{catalog.UTF8MB4Bin, catalog.Coercible, false}.on(c.Typ)
		return nil
	case c.Func == "uuid":
		c.Typ = attribute{catalog.UTF8MB3GeneralCi, catalog.Coercible, false}.on(c.Typ)
		return nil
	case writesText[c.Func], len(c.List) == 0:
		c.Typ = literal.on(c.Typ)
		return nil
	case likeFirstText[c.Func]:
		return x.settleType(&c.Typ, c.Func, c.List[:1])
	}
	return x.settleType(&c.Typ, c.Func, c.List)
}

// settleType gives a type of text the collation that expressions have together.
func (x *exprs) settleType(t *catalog.Type, operation string, es []plan.Expr) error {
	if !isTextual(*t) || len(es) == 0 {
		return nil
	}
	a, err := x.mix(operation, es, false)
	if err != nil {
		return err
	}
	if t.Kind == catalog.Bytes && a.collation != catalog.Binary {
		a.strength = catalog.Coercible
	}
	*t = a.on(*t)
	return nil
}

// settleAggregate gives the text of an aggregate or window function its collation.
func (x *exprs) settleAggregate(t *catalog.Type, name string, args []plan.Expr) error {
	var values []plan.Expr
	for _, e := range args {
		if err := x.settle(e); err != nil {
			return err
		}
		if isText(e) {
			values = append(values, e)
		}
	}
	return x.settleType(t, name, values)
}
