package scalar

import (
	"math"
	"strconv"
)

var floatFunctions = []Function{
	{Name: "mysql_double_text", Args: []Kind{Double}, Result: Text, Eval: doubleText},
	{Name: "mysql_float_text", Args: []Kind{Double}, Result: Text, Eval: singleText},
}

func doubleText(args []Value) (Value, error) {
	return OfText(string(AppendFloat(nil, args[0].Float, false))), nil
}

func singleText(args []Value) (Value, error) {
	return OfText(string(AppendFloat(nil, args[0].Float, true))), nil
}

// fixedLimit is the number of digits before and zeros behind the point up to
// which MySQL prints a floating number without an exponent.
const fixedLimit = 15

// floatDigits is the number of digits that MySQL prints of a FLOAT.
const floatDigits = 6

// AppendFloat appends a number as MySQL prints it: the shortest digits that
// give it back (for FLOAT at most six), with an exponent where it is below
// 1e-15, or from 1e15 on and whole.
func AppendFloat(dst []byte, f float64, single bool) []byte {
	if f == 0 {
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, '0')
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		// MySQL has no such numbers.
		return append(dst, '0')
	}
	var buf [32]byte
	var e []byte
	if single {
		e = strconv.AppendFloat(buf[:0], f, 'e', floatDigits-1, 64)
	} else {
		e = strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	}
	if e[0] == '-' {
		dst, e = append(dst, '-'), e[1:]
	}
	var digits [24]byte
	n, i := 0, 0
	for ; e[i] != 'e'; i++ {
		if e[i] != '.' {
			digits[n] = e[i]
			n++
		}
	}
	for n > 1 && digits[n-1] == '0' {
		n--
	}
	exp := 0
	for _, c := range e[i+2:] {
		exp = exp*10 + int(c-'0')
	}
	if e[i+1] == '-' {
		exp = -exp
	}
	return layFloat(dst, digits[:n], exp+1)
}

// layFloat appends 0.digits times ten to the power of point.
func layFloat(dst, digits []byte, point int) []byte {
	switch {
	case point < -fixedLimit+1, point > fixedLimit && point >= len(digits):
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		return strconv.AppendInt(append(dst, 'e'), int64(point-1), 10)
	case point <= 0:
		dst = append(dst, '0', '.')
		for ; point < 0; point++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	case point >= len(digits):
		dst = append(dst, digits...)
		for i := len(digits); i < point; i++ {
			dst = append(dst, '0')
		}
		return dst
	}
	dst = append(dst, digits[:point]...)
	return append(append(dst, '.'), digits[point:]...)
}
