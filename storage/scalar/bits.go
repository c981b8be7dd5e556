package scalar

import (
	"math/bits"

	"nanohouse/internal/sqlerr"
)

// bitFunctions are MySQL's bit operators on binary strings, and what else sees
// bytes as bits.
var bitFunctions = []Function{
	{Name: "mysql_bit_count", Args: []Kind{Bytes}, Result: Int, Eval: bitCount},
	{Name: "mysql_bytes_and", Args: []Kind{Bytes, Bytes}, Result: Bytes, Eval: onBytes(func(a, b byte) byte { return a & b })},
	{Name: "mysql_bytes_or", Args: []Kind{Bytes, Bytes}, Result: Bytes, Eval: onBytes(func(a, b byte) byte { return a | b })},
	{Name: "mysql_bytes_xor", Args: []Kind{Bytes, Bytes}, Result: Bytes, Eval: onBytes(func(a, b byte) byte { return a ^ b })},
	{Name: "mysql_bytes_not", Args: []Kind{Bytes}, Result: Bytes, Eval: bytesNot},
	{Name: "mysql_bytes_left", Args: []Kind{Bytes, Uint}, Result: Bytes, Eval: shiftLeft},
	{Name: "mysql_bytes_right", Args: []Kind{Bytes, Uint}, Result: Bytes, Eval: shiftRight},
}

func bitCount(args []Value) (Value, error) {
	n := 0
	for i := range len(args[0].Text) {
		n += bits.OnesCount8(args[0].Text[i])
	}
	return OfInt(int64(n)), nil
}

// onBytes is an operator on binary strings of equal length.
func onBytes(op func(a, b byte) byte) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		a, b := args[0].Text, args[1].Text
		if len(a) != len(b) {
			return Null, sqlerr.New(sqlerr.UnequalBits, "Binary operands of bitwise operators must be of equal length")
		}
		out := make([]byte, len(a))
		for i := range out {
			out[i] = op(a[i], b[i])
		}
		return OfText(string(out)), nil
	}
}

func bytesNot(args []Value) (Value, error) {
	out := []byte(args[0].Text)
	for i := range out {
		out[i] = ^out[i]
	}
	return OfText(string(out)), nil
}

// shiftLeft keeps the length; what is shifted beyond it is lost.
func shiftLeft(args []Value) (Value, error) {
	in := args[0].Text
	out := make([]byte, len(in))
	if n := args[1].Uint; n < uint64(len(in))*8 {
		whole, part := int(n/8), uint(n%8)
		for i := range len(in) - whole {
			out[i] = in[i+whole] << part
			if i+whole+1 < len(in) {
				out[i] |= in[i+whole+1] >> (8 - part)
			}
		}
	}
	return OfText(string(out)), nil
}

func shiftRight(args []Value) (Value, error) {
	in := args[0].Text
	out := make([]byte, len(in))
	if n := args[1].Uint; n < uint64(len(in))*8 {
		whole, part := int(n/8), uint(n%8)
		for i := whole; i < len(in); i++ {
			out[i] = in[i-whole] >> part
			if i > whole {
				out[i] |= in[i-whole-1] << (8 - part)
			}
		}
	}
	return OfText(string(out)), nil
}
