package sqlgen

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// expr gives the SQL of an expression, with the DuckDB type that it has.
func (g *generator) expr(e plan.Expr) (frag, error) {
	f, err := g.anyExpr(e)
	if err == nil {
		err = g.grow(f)
	}
	return f, err
}

func (g *generator) anyExpr(e plan.Expr) (frag, error) {
	switch e := e.(type) {
	case *plan.Ref:
		r, ok := g.reps[e.ID]
		if !ok {
			return frag{}, fmt.Errorf("sqlgen: column c%d is not in scope", e.ID)
		}
		return frag{sql: column(e.ID), rep: r}, nil
	case *plan.Const:
		return g.constant(e)
	case *plan.Param:
		return g.param(e)
	case *plan.Call:
		return g.call(e)
	case *plan.Case:
		return g.caseExpr(e)
	case *plan.Cast:
		return g.castExpr(e)
	case *plan.Subquery:
		return g.subquery(e)
	case *plan.Interval:
		return frag{}, sqlerr.New(sqlerr.Unsupported, "INTERVAL outside of date arithmetic")
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "expression %T", e)
}

func (g *generator) exprs(list []plan.Expr) ([]frag, error) {
	out := make([]frag, len(list))
	for i, e := range list {
		f, err := g.expr(e)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

// predicate gives a boolean expression of which only truth counts, so that
// NULL and false may be confused.
func (g *generator) predicate(e plan.Expr) (frag, error) {
	if s, ok := e.(*plan.Subquery); ok && s.Kind == plan.In {
		return g.inSubquery(s, true)
	}
	if c, ok := e.(*plan.Call); ok && (c.Func == "or" || c.Func == "and") {
		parts := make([]frag, len(c.List))
		for i, a := range c.List {
			f, err := g.predicate(a)
			if err != nil {
				return frag{}, err
			}
			parts[i] = f
		}
		return combine(parts, strings.ToUpper(c.Func)), nil
	}
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	return g.truth(f)
}

// truth makes a value a BOOLEAN.
func (g *generator) truth(f frag) (frag, error) {
	switch {
	case f.rep == repBool:
		return f, nil
	case f.rep == repNull:
		return frag{sql: "CAST(NULL AS BOOLEAN)", rep: repBool}, nil
	case f.rep.isNumber():
		return frag{"(" + f.sql + " <> 0)", repBool, f.once}, nil
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "a predicate of type %s", f.rep)
}

func combine(parts []frag, word string) frag {
	texts := make([]string, len(parts))
	once := false
	for i, p := range parts {
		texts[i] = p.sql
		once = once || p.once
	}
	return frag{"(" + strings.Join(texts, " "+word+" ") + ")", repBool, once}
}

// bind gives the parameter that carries a constant, cast to a type.
func (g *generator) bind(c *plan.Const, r rep) frag {
	key := argKey{value: c.Value, typ: c.Typ.Shape(), param: -1, secret: c.Secret}
	if _, ok := c.Value.([]byte); ok {
		key.value = fmt.Sprintf("%p/%x", c, c.Value)
	}
	n, ok := g.consts[key]
	if !ok {
		n = g.addArg(ArgRef{Param: -1, Secret: c.Secret})
		g.args[n-1].Arg.Type, g.args[n-1].Arg.Value = c.Typ, c.Value
		g.consts[key] = n
	}
	return frag{sql: fmt.Sprintf("CAST($%d AS %s)", n, r), rep: r}
}

func (g *generator) addArg(a ArgRef) int {
	g.args = append(g.args, a)
	return len(g.args)
}

func (g *generator) constant(c *plan.Const) (frag, error) {
	r, err := repOf(c.Typ)
	if err != nil {
		return frag{}, err
	}
	switch {
	case c.Value == nil && r == repNull:
		return frag{sql: "NULL", rep: repNull}, nil
	case c.Value == nil:
		return frag{sql: "CAST(NULL AS " + r.String() + ")", rep: r}, nil
	case c.Typ.Kind == catalog.Time:
		return g.timeConst(c)
	case c.Typ.Kind == catalog.Decimal:
		if s, ok := c.Value.(string); ok {
			return g.decimalConst(c, s)
		}
	case c.Typ.Kind == catalog.UInt64:
		if v, ok := c.Value.(uint64); ok && v < 1<<63 {
			return g.bind(&plan.Const{Value: int64(v), Typ: catalog.Type{Kind: catalog.Int64}, Secret: c.Secret}, repInt), nil
		}
	}
	return g.bind(c, r), nil
}

// decimalConst gives a decimal constant the type with just its digits: DuckDB
// calculates with up to 18 digits several times as fast as with more.
func (g *generator) decimalConst(c *plan.Const, s string) (frag, error) {
	r, ok := decimalDigits(s)
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "a decimal constant of more than 38 digits")
	}
	return g.bind(c, r), nil
}

// decimalDigits gives the smallest decimal type of a number in text.
func decimalDigits(s string) (rep, bool) {
	s = strings.TrimLeft(s, "+-")
	whole, fraction, _ := strings.Cut(s, ".")
	whole = strings.TrimLeft(whole, "0")
	if strings.ContainsAny(s, "eE") || len(whole)+len(fraction) > 38 {
		return rep{}, false
	}
	if len(whole)+len(fraction) == 38 {
		return repDecimal(38, uint8(len(fraction))), true
	}
	return repDecimal(uint8(max(len(whole), 1)+len(fraction)), uint8(len(fraction))), true
}

// timeConst carries a time as its microseconds.
func (g *generator) timeConst(c *plan.Const) (frag, error) {
	s, ok := c.Value.(string)
	if !ok {
		return frag{}, fmt.Errorf("sqlgen: a TIME constant is a %T", c.Value)
	}
	us, ok := parseTime(s)
	if !ok {
		return frag{}, sqlerr.New(sqlerr.IncorrectTemporal, "Incorrect TIME value")
	}
	return g.bind(&plan.Const{Value: us, Typ: catalog.Type{Kind: catalog.Int64}, Secret: c.Secret}, repInt), nil
}

// parseTime reads [-]h:mm:ss[.ffffff].
func parseTime(s string) (int64, bool) {
	sign := int64(1)
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s, sign = rest, -1
	}
	main, fraction, _ := strings.Cut(s, ".")
	var h, m, sec, us int64
	if n, err := fmt.Sscanf(main, "%d:%d:%d", &h, &m, &sec); n != 3 || err != nil || m > 59 || sec > 59 || len(fraction) > 6 {
		return 0, false
	}
	if fraction != "" {
		if _, err := fmt.Sscanf((fraction + "00000")[:6], "%d", &us); err != nil {
			return 0, false
		}
	}
	return sign * ((h*3600+m*60+sec)*1_000_000 + us), true
}

func (g *generator) param(p *plan.Param) (frag, error) {
	r, err := repOf(p.Typ)
	if err != nil {
		return frag{}, err
	}
	key := argKey{param: p.Index, typ: p.Typ.Shape()}
	n, ok := g.consts[key]
	if !ok {
		n = g.addArg(ArgRef{Param: p.Index})
		g.args[n-1].Arg.Type = p.Typ
		g.consts[key] = n
	}
	switch r {
	case repNull:
		return frag{sql: fmt.Sprintf("CAST($%d AS VARCHAR)", n), rep: repText}, nil
	case repInt:
		if p.Typ.Kind == catalog.Time {
			return g.convert(frag{sql: fmt.Sprintf("CAST($%d AS VARCHAR)", n), rep: repText}, catalog.Type{Kind: catalog.String}, p.Typ)
		}
	}
	return frag{sql: fmt.Sprintf("CAST($%d AS %s)", n, r), rep: r}, nil
}

func (g *generator) caseExpr(c *plan.Case) (frag, error) {
	var conds []frag
	values := []frag{}
	for _, w := range c.Whens {
		cond, err := g.predicate(w.Cond)
		if err != nil {
			return frag{}, err
		}
		v, err := g.column(w.Then)
		if err != nil {
			return frag{}, err
		}
		conds, values = append(conds, cond), append(values, v)
	}
	last, err := g.column(c.Else)
	if err != nil {
		return frag{}, err
	}
	values = append(values, last)
	r, once, err := g.unify(values, c.Typ)
	if err != nil {
		return frag{}, err
	}
	var s strings.Builder
	s.WriteString("CASE")
	for i := range conds {
		once = once || conds[i].once
		s.WriteString(" WHEN " + conds[i].sql + " THEN " + values[i].sql)
	}
	s.WriteString(" ELSE " + values[len(values)-1].sql + " END")
	return frag{s.String(), r, once}, nil
}

// unify gives values that may come out of one expression one representation:
// the one that they share already, or the one of the expression's type.
func (g *generator) unify(values []frag, t catalog.Type) (rep, bool, error) {
	once, shared := false, repNull
	for _, v := range values {
		once = once || v.once
		switch {
		case v.rep == repNull:
		case shared == repNull:
			shared = v.rep
		case shared != v.rep:
			shared = rep{}
		}
	}
	want, err := repOf(t)
	if err != nil {
		return rep{}, false, err
	}
	if shared == repNull || shared == (rep{}) || !sameFamily(shared, want) {
		shared = want
	}
	for i, v := range values {
		if v.rep == repNull && shared != repNull {
			values[i] = frag{sql: "CAST(NULL AS " + shared.String() + ")", rep: shared}
			continue
		}
		if values[i], err = g.same(v, shared); err != nil {
			return rep{}, false, err
		}
	}
	return shared, once, nil
}

func sameFamily(a, b rep) bool {
	return a == b || a.isNumber() && b.isNumber() && a.isFloat() == b.isFloat()
}

// same converts a value to another representation of the same meaning.
func (g *generator) same(f frag, r rep) (frag, error) {
	switch {
	case f.rep == r || r == repNull:
		return f, nil
	case f.rep.isNumber() && r.isNumber(), f.rep == repNull,
		f.rep.base == date && r.base == timestamp, f.rep.base == timestampTZ && r.base == timestamp,
		f.rep.base == timestamp && r.base == timestampTZ, f.rep.base == date && r.base == timestampTZ,
		f.rep.base == timestamp && r.base == date:
		return g.fit(f, r), nil
	case f.rep.isNumber() && r.base == varchar && f.rep.base != boolean && !f.rep.isFloat():
		return f.cast(r), nil
	case f.rep.base == varchar && r.base == blob:
		return frag{"encode(" + f.sql + ")", repBlob, f.once}, nil
	}
	return frag{}, sqlerr.New(sqlerr.Unsupported, "using a value of type %s as %s", f.rep, r).WithHint("write CAST(… AS …)")
}
