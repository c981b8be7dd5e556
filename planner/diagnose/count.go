package diagnose

import (
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

var typeBool = catalog.Type{Kind: catalog.Bool}

// counted gives the counts of expressions that may warn.
func (a *adder) counted(k int, exprs []plan.Expr) []plan.Expr {
	var terms []plan.Expr
	for _, e := range exprs {
		if n := a.count(k, e); n != nil {
			terms = append(terms, n)
		}
	}
	return terms
}

// count is how many warnings of a kind an expression gives, or nil for none ever.
// What MySQL does not evaluate does not count.
func (a *adder) count(k int, e plan.Expr) plan.Expr {
	switch e := e.(type) {
	case *plan.Case:
		return a.branches(k, e)
	case *plan.Subquery, *plan.AggCall, *plan.WindowCall:
		return nil
	case *plan.Call:
		switch e.Func {
		case "if":
			return a.branches(k, &plan.Case{Whens: []plan.When{{Cond: e.List[0], Then: e.List[1]}}, Else: e.List[2]})
		case "ifnull", "coalesce", "and", "or", "in":
			return a.count(k, e.List[0]) // how many of the rest are evaluated depends on it
		}
	}
	terms := a.counted(k, e.Args())
	if cond := a.kinds[k].condition(e); cond != nil && repeatable(cond) {
		a.grown += size(cond)
		terms = append(terms, choose(cond, number(1), number(0)))
	}
	return sum(terms)
}

// branches counts in the branch that is taken.
func (a *adder) branches(k int, e *plan.Case) plan.Expr {
	taken := &plan.Case{Typ: typeCount}
	found := false
	term := func(e plan.Expr) plan.Expr {
		if n := a.count(k, e); n != nil {
			found = true
			return n
		}
		return number(0)
	}
	for _, w := range e.Whens {
		if !repeatable(w.Cond) {
			return nil
		}
		taken.Whens = append(taken.Whens, plan.When{Cond: w.Cond, Then: term(w.Then)})
	}
	taken.Else = term(e.Else)
	first := a.count(k, e.Whens[0].Cond)
	if !found {
		return first
	}
	for _, w := range e.Whens {
		a.grown += size(w.Cond)
	}
	if first == nil {
		return taken
	}
	return sum([]plan.Expr{first, taken})
}

// zeroDivisor is true where / DIV and % give NULL for a zero.
func zeroDivisor(e plan.Expr) plan.Expr {
	c, ok := e.(*plan.Call)
	if !ok || c.Func != "/" && c.Func != "div" && c.Func != "%" && c.Func != "mod" {
		return nil
	}
	left, right := c.List[0], c.List[1]
	if k, ok := right.(*plan.Const); ok && !isZero(k) {
		return nil
	}
	zero := call("=", right, &plan.Const{Value: int64(0), Typ: typeCount})
	return call("and", call("not", call("is_null", left)), zero)
}

func isZero(c *plan.Const) bool {
	switch v := c.Value.(type) {
	case int64:
		return v == 0
	case uint64:
		return v == 0
	case float64:
		return v == 0
	case string:
		for _, r := range v {
			if r >= '1' && r <= '9' {
				return false
			}
		}
		return true
	}
	return false
}

// truncated is true where a text is taken for a number, or for a date, and is none.
func truncated(e plan.Expr) plan.Expr {
	if c, ok := e.(*plan.Call); ok && readsDate[c.Func] {
		return call("and", call("not", call("is_null", c.List[0])), call("is_null", c))
	}
	c, ok := e.(*plan.Cast)
	if !ok || c.Input.Type().Kind != catalog.String {
		return nil
	}
	switch {
	case c.To.IsInteger():
		return call("not", call("is_integer_text", c.Input))
	case c.To.IsNumeric():
		return call("not", call("is_number_text", c.Input))
	case c.To.IsTemporal():
		return call("and", call("not", call("is_null", c.Input)), call("is_null", c))
	}
	return nil
}

// refusing are the functions that give NULL, and a warning, for arguments that are not NULL.
var refusing = map[string]sqlerr.Code{
	"str_to_date": sqlerr.IncorrectValue, "unhex": sqlerr.IncorrectValue, "inet_aton": sqlerr.IncorrectValue, "inet6_aton": sqlerr.IncorrectValue,
	"interval_add": sqlerr.DateOverflow, "interval_sub": sqlerr.DateOverflow, "timestampadd": sqlerr.DateOverflow,
	"ln": sqlerr.InvalidLogarithm, "log": sqlerr.InvalidLogarithm, "log2": sqlerr.InvalidLogarithm, "log10": sqlerr.InvalidLogarithm,
	"repeat": sqlerr.ResultTooLong, "space": sqlerr.ResultTooLong, "lpad": sqlerr.ResultTooLong, "rpad": sqlerr.ResultTooLong,
}

// refused is true where a refusing function of a code gives NULL.
func refused(code sqlerr.Code) func(plan.Expr) plan.Expr {
	return func(e plan.Expr) plan.Expr {
		c, ok := e.(*plan.Call)
		if !ok || refusing[c.Func] != code {
			return nil
		}
		cond := call("is_null", c)
		for _, a := range c.List {
			if i, ok := a.(*plan.Interval); ok {
				a = i.Amount
			}
			if _, ok := a.(*plan.Const); !ok {
				cond = call("and", call("not", call("is_null", a)), cond)
			} else if a.(*plan.Const).Value == nil {
				return nil
			}
		}
		return cond
	}
}

// readsDate are the functions that take a text for a date or time.
var readsDate = map[string]bool{"to_date": true, "to_datetime": true, "to_time": true}

// repeatable reports whether an expression may be written twice: it is the same
// each time, and costs no query.
func repeatable(e plan.Expr) bool {
	ok := true
	plan.InspectExpr(e, func(e plan.Expr) bool {
		switch e := e.(type) {
		case *plan.Subquery:
			ok = false
		case *plan.Call:
			ok = ok && !volatile[e.Func]
		}
		return ok
	})
	return ok
}

var volatile = map[string]bool{"rand": true, "uuid": true, "uuid_short": true, "sleep": true, "random_bytes": true}

func size(e plan.Expr) int {
	n := 0
	plan.InspectExpr(e, func(plan.Expr) bool { n++; return true })
	return n
}

func number(n int64) plan.Expr { return &plan.Const{Value: n, Typ: typeCount} }

func call(name string, args ...plan.Expr) plan.Expr {
	return &plan.Call{Func: name, List: args, Typ: typeBool}
}

func choose(cond, then, otherwise plan.Expr) plan.Expr {
	return &plan.Case{Whens: []plan.When{{Cond: cond, Then: then}}, Else: otherwise, Typ: typeCount}
}

// sum adds terms up; nil of none.
func sum(terms []plan.Expr) plan.Expr {
	var out plan.Expr
	for _, t := range terms {
		if out == nil {
			out = t
			continue
		}
		out = &plan.Call{Func: "+", List: []plan.Expr{out, t}, Typ: typeCount}
	}
	return out
}
