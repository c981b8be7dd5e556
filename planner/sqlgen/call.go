package sqlgen

import (
	"strconv"
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// special are the operators and functions that a template cannot say.
func special(name string) func(*generator, *plan.Call) (frag, error) {
	switch name {
	case "+", "-", "*", "%", "mod":
		return (*generator).arithmetic
	case "/":
		return (*generator).divide
	case "div":
		return (*generator).integerDivide
	case "neg":
		return (*generator).negate
	case "=", "<>", "<", "<=", ">", ">=", "<=>":
		return (*generator).compare
	case "in":
		return (*generator).in
	case "and", "or", "xor", "not", "is_true", "is_false":
		return (*generator).logic
	case "is_number_text", "is_integer_text":
		return (*generator).numberText
	case "is_null", "isnull":
		return (*generator).isNull
	case "like":
		return (*generator).like
	case "upper", "lower":
		return (*generator).letterCase
	case "collate":
		return func(g *generator, c *plan.Call) (frag, error) { return g.textArg(c.List[0]) }
	case "collation_key", "fit_charset", "weight_string", "collated_locate", "collated_find_in_set":
		return (*generator).underCollation
	case "encode_latin1", "decode_latin1":
		return (*generator).recode
	case "collated_greatest", "collated_least":
		return (*generator).collatedExtreme
	case "regexp", "regexp_like":
		return (*generator).regexp
	case "regexp_instr", "regexp_substr", "regexp_replace":
		return (*generator).regexpCall
	case "interval_add", "date_add", "adddate":
		return func(g *generator, c *plan.Call) (frag, error) { return g.interval(c, false) }
	case "interval_sub", "date_sub", "subdate":
		return func(g *generator, c *plan.Call) (frag, error) { return g.interval(c, true) }
	case "coalesce", "ifnull":
		return (*generator).coalesce
	case "if":
		return (*generator).ifCall
	case "nullif":
		return (*generator).nullIf
	case "greatest", "least":
		return (*generator).extreme
	case "round", "truncate":
		return (*generator).roundTo
	case "abs", "ceil", "ceiling", "floor", "sign":
		return (*generator).unary
	case "date_format":
		return (*generator).dateFormat
	case "to_date", "to_datetime":
		return (*generator).readText
	case "str_to_date":
		return (*generator).strToDate
	case "field":
		return (*generator).field
	case "elt":
		return (*generator).elt
	case "trim", "ltrim", "rtrim":
		return (*generator).trim
	case "substring":
		return (*generator).substring
	case "left", "right":
		return (*generator).end
	case "substring_index":
		return (*generator).substringIndex
	case "concat":
		return (*generator).concat
	case "format":
		return (*generator).formatNumber
	case "now", "current_timestamp", "localtime", "localtimestamp", "sysdate", "utc_timestamp", "curtime", "current_time", "utc_time":
		return (*generator).clock
	case "from_unixtime":
		return (*generator).fromUnixTime
	case "unix_timestamp":
		return (*generator).unixTimestamp
	case "conv":
		return (*generator).conv
	case "timestampdiff":
		return (*generator).timestampDiff
	case "extract":
		return (*generator).extract
	case "date":
		return (*generator).dateOf
	case "time":
		return (*generator).timeOf
	case "json_value_of":
		return (*generator).jsonValueOf
	case "json_unquote":
		return (*generator).jsonUnquote
	case "json_object", "json_array":
		return (*generator).jsonBuild
	}
	return nil
}

func (g *generator) call(c *plan.Call) (frag, error) {
	if f := special(c.Func); f != nil {
		return f(g, c)
	}
	if c.Func == "row" {
		return frag{}, sqlerr.New(sqlerr.OperandColumns, "Operand should contain 1 column(s)")
	}
	overloads, ok := functions[c.Func]
	if !ok {
		return frag{}, unknownFunction(c.Func)
	}
	for i := range overloads {
		if overloads[i].matches(c.List) {
			return g.template(&overloads[i], c)
		}
	}
	return frag{}, wrongArguments(c.Func)
}

func unknownFunction(name string) error {
	return sqlerr.New(sqlerr.Unsupported, "function %s", strings.ToUpper(name)).
		WithHint("compute it in the client, or ask for it to be added")
}

func wrongArguments(name string) error {
	return sqlerr.New(sqlerr.WrongArguments, "Incorrect parameters in the call to native function '%s'", name)
}

// try makes an expression that may raise NULL where it does. A subquery or a
// volatile function cannot stand in TRY; see package comment of options.
func try(f frag) frag {
	if f.once {
		return f
	}
	f.sql = "TRY(" + f.sql + ")"
	return f
}

// guard is try where nothing may raise.
func (g *generator) guard(f frag) frag {
	if g.total {
		return try(f)
	}
	return f
}

func anyOnce(fs ...frag) bool {
	for _, f := range fs {
		if f.once {
			return true
		}
	}
	return false
}

// constText gives the text of a constant argument, for functions whose
// translation depends on it.
func constText(e plan.Expr) (string, bool) {
	for {
		cast, ok := e.(*plan.Cast)
		if !ok {
			break
		}
		e = cast.Input
	}
	c, ok := e.(*plan.Const)
	if !ok {
		return "", false
	}
	s, ok := c.Value.(string)
	return s, ok
}

// constInt gives a constant whole number.
func constInt(e plan.Expr) (int64, bool) {
	neg := false
	for {
		if cast, ok := e.(*plan.Cast); ok {
			e = cast.Input
			continue
		}
		if call, ok := e.(*plan.Call); ok && call.Func == "neg" && len(call.List) == 1 {
			neg, e = !neg, call.List[0]
			continue
		}
		break
	}
	c, ok := e.(*plan.Const)
	if !ok {
		return 0, false
	}
	n, ok := int64Value(c.Value)
	if neg {
		n = -n
	}
	return n, ok
}

func int64Value(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case uint64:
		return int64(v), v < 1<<63
	}
	return 0, false
}

func itoa(n int) string { return strconv.Itoa(n) }
