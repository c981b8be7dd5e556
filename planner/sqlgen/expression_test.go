package sqlgen

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// parseExpr reads the test notation of expressions: calls as name(args):type,
// literals as 'text' 12 1.5 1e0 NULL true date'…' datetime'…' timestamp'…'
// time'…' json'…' x'…' uint'…', columns as col'type', intervals as {amount unit}.
func parseExpr(s string) (e plan.Expr, rest string, err error) {
	s = strings.TrimLeft(s, " ")
	switch {
	case s == "":
		return nil, "", fmt.Errorf("expression expected")
	case s[0] == '{':
		return parseInterval(s[1:])
	case s[0] == '\'':
		v, rest := quoted(s)
		return &plan.Const{Value: v, Typ: catalog.Type{Kind: catalog.String}}, rest, nil
	case s[0] == '-' && len(s) > 1 && unicode.IsDigit(rune(s[1])), unicode.IsDigit(rune(s[0])):
		return parseNumber(s)
	}
	end := strings.IndexAny(s, "(', )")
	if strings.ContainsRune("+*/%<>=&|^~-", rune(s[0])) {
		end = strings.IndexByte(s, '(')
	}
	if end < 0 {
		end = len(s)
	}
	name, rest := s[:end], s[end:]
	switch {
	case rest != "" && rest[0] == '\'':
		return parseLiteral(name, rest)
	case rest != "" && rest[0] == '(':
		return parseCall(name, rest[1:])
	case name == "NULL":
		return &plan.Const{}, rest, nil
	case name == "true", name == "false":
		return &plan.Const{Value: name == "true", Typ: catalog.Type{Kind: catalog.Bool}}, rest, nil
	}
	return nil, "", fmt.Errorf("what is %q", name)
}

func quoted(s string) (string, string) {
	end := 1
	for s[end] != '\'' || end+1 < len(s) && s[end+1] == '\'' {
		if s[end] == '\'' {
			end++
		}
		end++
	}
	text := strings.ReplaceAll(s[1:end], "''", "'")
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(text), s[end+1:]
}

func parseNumber(s string) (plan.Expr, string, error) {
	end := 1
	for end < len(s) && (strings.ContainsRune("0123456789.e", rune(s[end])) || s[end-1] == 'e' && s[end] == '-') {
		end++
	}
	text, rest := s[:end], s[end:]
	switch {
	case strings.Contains(text, "e"):
		f, err := strconv.ParseFloat(text, 64)
		return &plan.Const{Value: f, Typ: catalog.Type{Kind: catalog.Double}}, rest, err
	case strings.Contains(text, "."):
		digits := strings.TrimPrefix(text, "-")
		scale := len(digits) - strings.Index(digits, ".") - 1
		return &plan.Const{Value: text, Typ: catalog.Type{Kind: catalog.Decimal, Precision: uint8(len(digits) - 1), Scale: uint8(scale)}}, rest, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return &plan.Const{Value: n, Typ: catalog.Type{Kind: catalog.Int64}}, rest, err
}

func parseLiteral(kind, s string) (plan.Expr, string, error) {
	v, rest := quoted(s)
	if kind == "col" {
		t, err := parseType(v)
		return &plan.Ref{ID: 1, Typ: t}, rest, err
	}
	if kind == "x" {
		var b []byte
		_, err := fmt.Sscanf(v, "%x", &b)
		return &plan.Const{Value: b, Typ: catalog.Type{Kind: catalog.Bytes}}, rest, err
	}
	if kind == "uint" {
		n, err := strconv.ParseUint(v, 10, 64)
		return &plan.Const{Value: n, Typ: catalog.Type{Kind: catalog.UInt64}}, rest, err
	}
	t, err := parseType(kind)
	if _, fraction, ok := strings.Cut(v, "."); ok && t.IsTemporal() {
		t.Precision = uint8(len(fraction))
	}
	return &plan.Const{Value: v, Typ: t}, rest, err
}

func parseInterval(s string) (plan.Expr, string, error) {
	amount, rest, err := parseExpr(s)
	if err != nil {
		return nil, "", err
	}
	unit, rest, _ := strings.Cut(strings.TrimLeft(rest, " "), "}")
	return &plan.Interval{Amount: amount, Unit: unit}, rest, nil
}

func parseCall(name, s string) (plan.Expr, string, error) {
	var args []plan.Expr
	for s = strings.TrimLeft(s, " "); s[0] != ')'; s = strings.TrimLeft(s, " ,") {
		a, rest, err := parseExpr(s)
		if err != nil {
			return nil, "", err
		}
		args, s = append(args, a), rest
		if s == "" {
			return nil, "", fmt.Errorf("no ) after %s", name)
		}
	}
	rest := s[1:]
	t := defaultType(name, args)
	if after, ok := strings.CutPrefix(rest, ":"); ok {
		end := 0
		for end < len(after) && (unicode.IsLetter(rune(after[end])) || unicode.IsDigit(rune(after[end]))) {
			end++
		}
		if end < len(after) && after[end] == '(' {
			end += strings.IndexByte(after[end:], ')') + 1
		}
		var err error
		if t, err = parseType(after[:end]); err != nil {
			return nil, "", err
		}
		rest = after[end:]
	}
	switch name {
	case "cast":
		return &plan.Cast{Input: args[0], To: t}, rest, nil
	case "case":
		c := &plan.Case{Else: args[len(args)-1], Typ: t}
		for i := 0; i+1 < len(args); i += 2 {
			c.Whens = append(c.Whens, plan.When{Cond: args[i], Then: args[i+1]})
		}
		return c, rest, nil
	}
	return &plan.Call{Func: name, List: args, Typ: t}, rest, nil
}

// defaultType spares the notation the types that follow from the function.
func defaultType(name string, args []plan.Expr) catalog.Type {
	switch name {
	case "=", "<>", "<", "<=", ">", ">=", "<=>", "in", "and", "or", "xor", "not", "is_null", "is_true", "is_false", "like", "regexp":
		return catalog.Type{Kind: catalog.Bool}
	case "+", "-", "*", "%", "div", "neg", "mod":
		for _, a := range args {
			if a.Type().IsFloating() {
				return a.Type()
			}
		}
		for _, a := range args {
			if a.Type().Kind == catalog.Decimal && name != "div" {
				return a.Type()
			}
		}
		return catalog.Type{Kind: catalog.Int64}
	}
	return catalog.Type{Kind: catalog.String}
}

var typeNames = map[string]catalog.Kind{
	"null": catalog.Null, "bool": catalog.Bool, "tinyint": catalog.Int8, "int": catalog.Int64, "int32": catalog.Int32, "uint": catalog.UInt64,
	"double": catalog.Double, "float": catalog.Float, "varchar": catalog.String, "bytes": catalog.Bytes, "date": catalog.Date,
	"datetime": catalog.DateTime, "timestamp": catalog.Timestamp, "time": catalog.Time, "json": catalog.JSON, "uuid": catalog.UUID,
	"decimal": catalog.Decimal,
}

func parseType(s string) (catalog.Type, error) {
	name, args, has := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	kind, ok := typeNames[name]
	if !ok {
		return catalog.Type{}, fmt.Errorf("no type %q", s)
	}
	t := catalog.Type{Kind: kind}
	if !has {
		return t, nil
	}
	p, scale, _ := strings.Cut(args, ",")
	n, err := strconv.Atoi(p)
	if err != nil {
		return t, err
	}
	switch kind {
	case catalog.String:
		t.Length = uint32(n)
	case catalog.Decimal:
		m, err := strconv.Atoi(scale)
		t.Precision, t.Scale = uint8(n), uint8(m)
		return t, err
	default:
		t.Precision = uint8(n)
	}
	return t, nil
}
