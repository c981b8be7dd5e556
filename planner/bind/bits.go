package bind

import (
	"math/big"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// isBitString reports whether a bit operator sees bytes: binary strings that are
// no hexadecimal or bit literals, which are numbers to it.
func isBitString(e plan.Expr) bool {
	_, literal := e.(*plan.Const)
	return e.Type().Kind == catalog.Bytes && !literal
}

// bitwise is & | ^: of binary strings where both are ones, and not both
// literals, else of unsigned 64 bits.
func (x *exprs) bitwise(op string, a, b plan.Expr) plan.Expr {
	if a.Type().Kind == catalog.Bytes && b.Type().Kind == catalog.Bytes && (isBitString(a) || isBitString(b)) {
		return &plan.Call{Func: bytesOperators[op], List: []plan.Expr{a, b}, Typ: bitStringType(max(a.Type().Length, b.Type().Length))}
	}
	return &plan.Call{Func: op, List: []plan.Expr{x.bits(a), x.bits(b)}, Typ: typeUint}
}

// bytesOperators are the names in plans of the operators on binary strings.
var bytesOperators = map[string]string{
	"&": "bytes_and", "|": "bytes_or", "^": "bytes_xor", "~": "bytes_not", "<<": "bytes_left", ">>": "bytes_right",
}

func bitStringType(length uint32) catalog.Type {
	return catalog.Type{Kind: catalog.Bytes, Length: length}
}

func (x *exprs) shift(op string, a, n plan.Expr) plan.Expr {
	if isBitString(a) {
		return &plan.Call{Func: bytesOperators[op], List: []plan.Expr{a, x.bits(n)}, Typ: a.Type()}
	}
	return &plan.Call{Func: op, List: []plan.Expr{x.bits(a), x.bits(n)}, Typ: typeUint}
}

func (x *exprs) bitNot(e plan.Expr) plan.Expr {
	if isBitString(e) {
		return &plan.Call{Func: bytesOperators["~"], List: []plan.Expr{e}, Typ: e.Type()}
	}
	return &plan.Call{Func: "~", List: []plan.Expr{x.bits(e)}, Typ: typeUint}
}

// bitCountFunc is BIT_COUNT.
func (x *exprs) bitCountFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	if !isBitString(args[0]) {
		args[0] = x.bits(args[0])
	}
	return &plan.Call{Func: name, List: args, Typ: typeInt}, nil
}

// bits makes an operand of a bit operator, which work on unsigned 64 bits.
func (x *exprs) bits(e plan.Expr) plan.Expr {
	if c, ok := e.(*plan.Const); ok && c.Value != nil && c.Typ.Kind == catalog.String {
		return textBits(constText(c))
	}
	if k := e.Type().Kind; k == catalog.String || isBitString(e) {
		return &plan.Call{Func: "whole", List: []plan.Expr{e}, Typ: typeInt}
	}
	e = x.number(e)
	if e.Type().IsUnsigned() {
		return e
	}
	if c, ok := e.(*plan.Const); ok && c.Typ.IsInteger() {
		if f := foldInteger(c, typeUint); f != nil {
			return f
		}
	}
	if e.Type().IsInteger() {
		return e
	}
	return x.to(e, typeInt)
}

// textBits are the bits of a constant text: of its digits up to a point or a
// letter. What 64 bits do not hold is all ones, or the least BIGINT.
func textBits(s string) plan.Expr {
	n, _ := new(big.Int).SetString(wholePrefix(s), 10)
	switch {
	case n.IsInt64():
		return constInt(n.Int64())
	case n.IsUint64():
		return &plan.Const{Value: n.Uint64(), Typ: typeUint}
	case n.Sign() < 0:
		return constInt(-1 << 63)
	}
	return &plan.Const{Value: ^uint64(0), Typ: typeUint}
}

// isBitLiteral reports whether e is a hexadecimal or bit literal.
func isBitLiteral(e plan.Expr) bool {
	c, ok := e.(*plan.Const)
	return ok && c.Value != nil && c.Typ.Kind == catalog.Bytes
}

// wrapped is a constant of 64 bits with a sign.
func wrapped(e plan.Expr) plan.Expr {
	if c, ok := e.(*plan.Const); ok {
		if u, ok := c.Value.(uint64); ok {
			return constInt(int64(u))
		}
	}
	return e
}

// maxBitsLength is how many bytes an aggregate of bits takes.
const maxBitsLength = 511

// bitAggregate is BIT_AND, BIT_OR or BIT_XOR: of binary strings as long as the
// argument's type says, or of 64 bits.
func (x *exprs) bitAggregate(call *plan.AggCall) (*plan.AggCall, error) {
	arg := call.List[0]
	if !isBitString(arg) {
		call.List[0], call.Typ = x.bits(arg), typeUint
		return call, nil
	}
	call.Typ = arg.Type()
	if n := call.Typ.Length; n == 0 || n > maxBitsLength {
		return nil, sqlerr.New(sqlerr.LongBits, "Aggregate bitwise functions cannot accept arguments longer than %d bytes; consider using the SUBSTRING() function", maxBitsLength)
	}
	return call, nil
}
