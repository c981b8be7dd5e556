package sqlgen

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// aggregate is one translation of an aggregate function, for plain and window
// use: DuckDB's function, what its argument is converted to, and what it gives.
type aggregateRule struct {
	sql string
	arg byte // letter of the argument; see arg
	rep rep  // of the result; repNull: of the argument
	// empty is what MySQL gives for no rows; empty text: NULL.
	empty string
}

var aggregateRules = map[string]aggregateRule{
	"min":         {sql: "min", arg: 'A'},
	"max":         {sql: "max", arg: 'A'},
	"any_value":   {sql: "any_value", arg: 'A'},
	"bit_and":     {sql: "bit_and", arg: 'U', rep: repUInt, empty: "18446744073709551615"},
	"bit_or":      {sql: "bit_or", arg: 'U', rep: repUInt, empty: "0"},
	"bit_xor":     {sql: "bit_xor", arg: 'U', rep: repUInt, empty: "0"},
	"std":         {sql: "stddev_pop", arg: 'N', rep: repDouble},
	"stddev":      {sql: "stddev_pop", arg: 'N', rep: repDouble},
	"stddev_pop":  {sql: "stddev_pop", arg: 'N', rep: repDouble},
	"stddev_samp": {sql: "stddev_samp", arg: 'N', rep: repDouble},
	"variance":    {sql: "var_pop", arg: 'N', rep: repDouble},
	"var_pop":     {sql: "var_pop", arg: 'N', rep: repDouble},
	"var_samp":    {sql: "var_samp", arg: 'N', rep: repDouble},
}

// aggUse is how an aggregate is used: over groups, or over a window.
type aggUse struct {
	distinct  bool
	orderBy   []plan.SortKey
	separator string
	maxLength int    // bytes of a list; 0: any
	over      string // the OVER clause, with a blank before; empty over groups
	typ       catalog.Type
}

func (g *generator) aggCall(a *plan.AggCall) (frag, error) {
	return g.aggregateOf(a.Func, a.List, aggUse{distinct: a.Distinct, orderBy: a.OrderBy, separator: a.Separator, maxLength: a.MaxLength, typ: a.Typ})
}

func (g *generator) aggregateOf(name string, list []plan.Expr, use aggUse) (frag, error) {
	distinct := ""
	if use.distinct {
		distinct = "DISTINCT "
	}
	switch name {
	case "count":
		return g.count(list, distinct, use)
	case "sum":
		return g.sum(list, distinct, use)
	case "avg":
		return g.avg(list, distinct, use)
	case "group_concat":
		return g.groupConcat(list, distinct, use)
	case "grouping":
		fs, err := g.columns(list)
		return frag{sql: "GROUPING(" + texts(fs) + ")", rep: repInt}, err
	case "json_arrayagg", "json_objectagg":
		return g.jsonAggregate(name, list, use)
	case "min", "max":
		if len(list) == 1 && list[0].Type().Kind == catalog.JSON {
			return g.jsonExtreme(name, list[0], use)
		}
	}
	if use.typ.Kind == catalog.Bytes && strings.HasPrefix(name, "bit_") {
		return g.bitAggregate(name, list, use)
	}
	rule, ok := aggregateRules[name]
	if !ok {
		return frag{}, unknownFunction(name)
	}
	if len(list) == 2 && (name == "min" || name == "max") {
		return g.extremeByKey(name, list, use)
	}
	if len(list) != 1 {
		return frag{}, wrongArguments(strings.ToUpper(name))
	}
	f, err := g.arg(rule.arg, list[0])
	if err != nil {
		return frag{}, err
	}
	if rule.arg == 'A' {
		if f, err = g.kept(f, list[0].Type()); err != nil {
			return frag{}, err
		}
	}
	out := frag{sql: rule.sql + "(" + distinct + f.sql + ")" + use.over, rep: rule.rep}
	if rule.rep == (rep{}) {
		out.rep = f.rep
	}
	if out.rep == repNull {
		out.rep = repNull
	}
	if rule.empty != "" {
		out.sql = "COALESCE(" + out.sql + ", CAST('" + rule.empty + "' AS " + rule.rep.String() + "))"
	}
	return out, nil
}

// bitAggregate is an aggregate over the bits of binary strings. Of no rows it is
// as many bytes as the type has, all ones for BIT_AND.
func (g *generator) bitAggregate(name string, list []plan.Expr, use aggUse) (frag, error) {
	if len(list) != 1 {
		return frag{}, wrongArguments(strings.ToUpper(name))
	}
	f, err := g.arg('X', list[0])
	if err != nil {
		return frag{}, err
	}
	of := name + "(CAST(" + f.sql + " AS BIT))" + use.over
	empty := "unhex('" + strings.Repeat("00", int(use.typ.Length)) + "')"
	if name == "bit_and" {
		empty = "mysql_bytes_not(" + empty + ")"
	}
	return frag{sql: "COALESCE(CAST(" + of + " AS BLOB), " + empty + ")", rep: repBlob}, nil
}

func (g *generator) count(list []plan.Expr, distinct string, use aggUse) (frag, error) {
	if len(list) == 0 {
		return frag{sql: "count(*)" + use.over, rep: repInt}, nil
	}
	fs, err := g.columns(list)
	if err != nil {
		return frag{}, err
	}
	if len(fs) == 1 {
		return frag{sql: "count(" + distinct + fs[0].sql + ")" + use.over, rep: repInt}, nil
	}
	if distinct == "" {
		return frag{}, wrongArguments("COUNT")
	}
	// Rows with a NULL among the arguments are not counted.
	nulls := make([]string, len(fs))
	for i, f := range fs {
		nulls[i] = f.sql + " IS NULL"
	}
	return frag{sql: "count(DISTINCT CASE WHEN " + strings.Join(nulls, " OR ") + " THEN NULL ELSE row(" + texts(fs) + ") END)" + use.over, rep: repInt}, nil
}

// summand is the argument of SUM and AVG, in the kind that MySQL adds in.
func (g *generator) summand(list []plan.Expr, name string) (frag, error) {
	if len(list) != 1 {
		return frag{}, wrongArguments(name)
	}
	f, err := g.expr(list[0])
	if err != nil {
		return frag{}, err
	}
	switch {
	case f.rep == repNull:
		return frag{sql: "CAST(NULL AS DOUBLE)", rep: repDouble}, nil
	case f.rep.base == floatBase:
		return f.cast(repDouble), nil
	case f.rep.isNumber():
		return f, nil
	}
	return g.arg('N', list[0])
}

func (g *generator) sum(list []plan.Expr, distinct string, use aggUse) (frag, error) {
	f, err := g.summand(list, "SUM")
	if err != nil {
		return frag{}, err
	}
	s := sumOf(f, distinct, use.over)
	if use.typ.Kind == catalog.Double {
		return s.cast(repDouble), nil
	}
	return s, nil
}

func sumOf(f frag, distinct, over string) frag {
	r := repHuge
	switch {
	case f.rep.base == decimalBase:
		r = repDecimal(38, f.rep.scale)
	case f.rep == repDouble:
		r = repDouble
	}
	return frag{sql: "sum(" + distinct + f.sql + ")" + over, rep: r, once: true}
}

// avg is exact for exact numbers: DuckDB's own avg gives a double.
func (g *generator) avg(list []plan.Expr, distinct string, use aggUse) (frag, error) {
	f, err := g.summand(list, "AVG")
	if err != nil {
		return frag{}, err
	}
	if f.rep == repDouble || use.typ.Kind != catalog.Decimal {
		return frag{sql: "avg(" + distinct + f.cast(repDouble).sql + ")" + use.over, rep: repDouble}, nil
	}
	return meanOf(sumOf(f, distinct, use.over), "count("+distinct+f.sql+")"+use.over, use.typ)
}

// meanOf divides a sum by a count as quotient does, but without TRY, which may
// not hold aggregates: quotient and rest are scaled apart, which leaves room.
func meanOf(sum frag, count string, t catalog.Type) (frag, error) {
	digits := quotientDigits(sum.rep.scale, 0, t.Scale)
	if digits > 38 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "an average of more than 38 fractional digits").WithHint("CAST the values to fewer digits")
	}
	n := sum.sql
	if sum.rep.base == decimalBase {
		n = unscaled(sum)
	}
	shift := powerOfTen(digits - int(sum.rep.scale))
	by := "NULLIF(CAST(" + count + " AS HUGEINT), 0)"
	sql := fmt.Sprintf("(CAST(%s // %s * %s + %s %% %s * %s // %s AS DECIMAL(38,0)) * CAST('%s' AS DECIMAL(%d,%d)))",
		n, by, shift, n, by, shift, by, smallest(digits), digits, digits)
	return frag{sql: sql, rep: repDecimal(38, uint8(digits)), once: true}, nil
}

func (g *generator) groupConcat(list []plan.Expr, distinct string, use aggUse) (frag, error) {
	if len(list) == 0 {
		return frag{}, wrongArguments("GROUP_CONCAT")
	}
	parts := make([]frag, len(list))
	for i, e := range list {
		f, err := g.textArg(e)
		if err != nil {
			return frag{}, err
		}
		parts[i] = f
	}
	value := parts[0].sql
	if len(parts) > 1 {
		joined := make([]string, len(parts))
		for i, p := range parts {
			joined[i] = p.sql
		}
		value = "(" + strings.Join(joined, " || ") + ")"
	}
	order := ""
	if len(use.orderBy) > 0 {
		if distinct != "" {
			if list, ok, err := g.distinctList(list, value, use); ok || err != nil {
				return list, err
			}
		}
		keys, err := g.sortKeys(use.orderBy)
		if err != nil {
			return frag{}, err
		}
		order = " ORDER BY " + strings.Join(keys, ", ")
	}
	separator := g.bind(&plan.Const{Value: use.separator, Typ: catalog.Type{Kind: catalog.String}}, repText)
	return cutList(frag{sql: fmt.Sprintf("string_agg(%s%s, %s%s)%s", distinct, value, separator.sql, order, use.over), rep: repText}, use), nil
}

// distinctList is GROUP_CONCAT(DISTINCT x ORDER BY x). DuckDB orders distinct
// values by themselves only, so that what is no text is put in order first, and
// made text then. ok is false where the value is its own text.
func (g *generator) distinctList(list []plan.Expr, value string, use aggUse) (out frag, ok bool, err error) {
	refused := sqlerr.New(sqlerr.Unsupported, "GROUP_CONCAT(DISTINCT …) ordered by anything but its own value").
		WithHint("select the distinct rows in a derived table first")
	key, err := g.expr(use.orderBy[0].Expr)
	if err != nil {
		return frag{}, false, err
	}
	if len(use.orderBy) > 1 || len(list) > 1 {
		return frag{}, false, refused
	}
	if key.sql == value {
		return frag{}, false, nil
	}
	e := list[0]
	if c, ok := e.(*plan.Cast); ok && c.To.IsText() {
		e = c.Input
	}
	f, err := g.expr(e)
	if err != nil {
		return frag{}, false, err
	}
	if f.sql != key.sql || !f.rep.isInteger() && f.rep.base != decimalBase && f.rep != repDate {
		return frag{}, false, refused
	}
	keys, err := g.sortKeys(use.orderBy)
	if err != nil {
		return frag{}, false, err
	}
	separator := g.bind(&plan.Const{Value: use.separator, Typ: catalog.Type{Kind: catalog.String}}, repText)
	return cutList(frag{sql: "array_to_string(list(DISTINCT " + f.sql + " ORDER BY " + keys[0] + ")" + use.over + ", " + separator.sql + ")", rep: repText}, use), true, nil
}

// cutList cuts a list to group_concat_max_len bytes, after a whole character.
func cutList(f frag, use aggUse) frag {
	if use.maxLength > 0 {
		f.sql = fmt.Sprintf("mysql_cut(%s, %d)", f.sql, use.maxLength)
	}
	return f
}
