package scalar

import "strings"

// binaryFunctions are those of BINARY(n).
var binaryFunctions = []Function{
	{Name: "mysql_cast_binary", Args: []Kind{Bytes, Int}, Result: Bytes, Eval: castBinary},
}

// maxBinary is the longest result that is filled up with zeros.
const maxBinary = 1 << 24

// castBinary cuts bytes to a length, or fills them up with zeros.
func castBinary(args []Value) (Value, error) {
	b, n := args[0].Text, int(args[1].Int)
	switch {
	case n > maxBinary:
		return Null, nil
	case len(b) >= n:
		return OfText(b[:n]), nil
	}
	return OfText(b + strings.Repeat("\x00", n-len(b))), nil
}
