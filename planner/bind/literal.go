package bind

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

func constInt(v int64) *plan.Const { return &plan.Const{Value: v, Typ: typeInt} }

func constString(s string) *plan.Const { return &plan.Const{Value: s, Typ: stringType(s)} }

func constBool(v bool) *plan.Const { return &plan.Const{Value: v, Typ: typeBool} }

func constNull(t catalog.Type) *plan.Const { return &plan.Const{Typ: t} }

func isNull(e plan.Expr) bool {
	c, ok := e.(*plan.Const)
	return ok && c.Value == nil
}

// constText is a constant's value as text, exact for numbers.
func constText(c *plan.Const) string {
	switch v := c.Value.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case uint64:
		return strconv.FormatUint(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return ""
}

func (x *exprs) literal(v *ast.SQLVal) (plan.Expr, error) {
	text := string(v.Val)
	switch v.Type {
	case ast.StrVal:
		return &plan.Const{Value: text, Typ: x.literalType(text)}, nil
	case ast.IntVal:
		if e := integerLiteral(text); e != nil {
			return e, nil
		}
		return nil, unsupported("a number of this size")
	case ast.FloatVal:
		return numberLiteral(text)
	case ast.HexNum:
		return hexLiteral(text[2:])
	case ast.HexVal:
		return hexLiteral(text)
	case ast.BitVal:
		return bitLiteral(text)
	case ast.ValArg:
		return x.param(text)
	}
	return nil, unsupported("this literal")
}

func integerLiteral(text string) plan.Expr {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return constInt(n)
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return &plan.Const{Value: n, Typ: typeUint}
	}
	return decimalConst(text)
}

// numberLiteral is 1.50, which is exact, or 1e3, which is not.
func numberLiteral(text string) (plan.Expr, error) {
	if strings.ContainsAny(text, "eE") {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(f, 0) {
			return nil, unsupported("the number %s", text)
		}
		return &plan.Const{Value: f, Typ: typeDouble}, nil
	}
	if c := decimalConst(text); c != nil {
		return c, nil
	}
	return nil, unsupported("a number of more than %d digits", maxPrecision)
}

// decimalConst keeps the digits of a decimal as written, with a digit before
// the point. Numbers beyond DECIMAL's limits become doubles.
func decimalConst(text string) plan.Expr {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	whole = strings.TrimLeft(whole, "0")
	if len(fraction) > maxScale || len(whole)+len(fraction) > maxPrecision {
		f, err := strconv.ParseFloat(sign+text, 64)
		if err != nil {
			return nil
		}
		return &plan.Const{Value: f, Typ: typeDouble}
	}
	value := sign + whole
	if whole == "" {
		value = sign + "0"
	}
	if fraction != "" {
		value += "." + fraction
	}
	return &plan.Const{Value: value, Typ: decimal(max(1, len(whole)+len(fraction)), len(fraction))}
}

func hexLiteral(digits string) (plan.Expr, error) {
	if len(digits)%2 != 0 {
		digits = "0" + digits
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil, unsupported("this hexadecimal literal")
	}
	return bytesLiteral(b), nil
}

func bytesLiteral(b []byte) plan.Expr {
	t := catalog.Type{Kind: catalog.Bytes, Length: uint32(max(1, len(b))), Coercibility: catalog.Coercible}
	return &plan.Const{Value: b, Typ: t}
}

func bitLiteral(bits string) (plan.Expr, error) {
	var b []byte
	for bits = strings.Repeat("0", (8-len(bits)%8)%8) + bits; bits != ""; bits = bits[8:] {
		n, err := strconv.ParseUint(bits[:8], 2, 8)
		if err != nil {
			return nil, unsupported("this bit literal")
		}
		b = append(b, byte(n))
	}
	return bytesLiteral(b), nil
}

// param is ?, or :v1 as the parser names it.
func (x *exprs) param(name string) (plan.Expr, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(name, ":v"))
	if err != nil || n < 1 {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	if !x.b.env.Prepared {
		return nil, parse.SyntaxError(x.b.src.Text, x.b.src.ParamAt(n))
	}
	p := &plan.Param{Index: n - 1}
	if n <= len(x.b.env.ParamTypes) {
		p.Typ = attribute{x.connection(), catalog.Coercible, false}.on(x.b.env.ParamTypes[n-1])
	}
	x.b.params = max(x.b.params, n)
	return p, nil
}
