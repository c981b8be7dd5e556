package scalar

import (
	"math"
	"math/big"
)

var roundFunctions = []Function{
	{Name: "mysql_rand", Args: []Kind{Int}, Result: Double, Eval: func(args []Value) (Value, error) {
		return OfFloat(firstRandom(uint32(args[0].Int))), nil
	}},
	{Name: "mysql_round", Args: []Kind{Double, Int}, Result: Double, Eval: func(args []Value) (Value, error) {
		return OfFloat(roundDouble(args[0].Float, args[1].Int, math.RoundToEven)), nil
	}},
	{Name: "mysql_round_decimal", Args: []Kind{Text, Int}, Result: Text, Eval: func(args []Value) (Value, error) {
		return OfText(roundDecimal(args[0].Text, args[1].Int, true)), nil
	}},
	{Name: "mysql_truncate_decimal", Args: []Kind{Text, Int}, Result: Text, Eval: func(args []Value) (Value, error) {
		return OfText(roundDecimal(args[0].Text, args[1].Int, false)), nil
	}},
	{Name: "mysql_truncate", Args: []Kind{Double, Int}, Result: Double, Eval: func(args []Value) (Value, error) {
		return OfFloat(roundDouble(args[0].Float, args[1].Int, math.Trunc)), nil
	}},
}

// roundDouble rounds to digits after the point, or before it where they are
// negative. What cannot be scaled without leaving the doubles stays as it is.
func roundDouble(f float64, digits int64, round func(float64) float64) float64 {
	power := math.Inf(1)
	if digits >= -308 && digits <= 308 {
		power = math.Pow10(int(max(digits, -digits)))
	}
	switch {
	case digits < 0 && math.IsInf(power, 0):
		return 0
	case digits < 0:
		return round(f/power) * power
	case math.IsInf(f*power, 0) || math.IsNaN(f*power):
		return f
	}
	return round(f*power) / power
}

// roundDecimal rounds half away from zero, or cuts, to digits after the point, or
// before it where they are negative.
func roundDecimal(s string, digits int64, half bool) string {
	n, scale := decimalOf(s)
	drop := int64(scale) - max(min(digits, 200), -200)
	switch {
	case drop <= 0:
		return s
	case drop > 100:
		return "0"
	}
	unit := power10(int(drop))
	rest := new(big.Int)
	n.QuoRem(n, unit, rest)
	if half && rest.Lsh(rest.Abs(rest), 1).Cmp(unit) >= 0 {
		n.Add(n, big.NewInt(int64(signOf(s))))
	}
	return pointed(n.Mul(n, unit), scale)
}

func signOf(s string) int {
	if s != "" && s[0] == '-' {
		return -1
	}
	return 1
}

// pointed writes a decimal of so many fractional digits.
func pointed(n *big.Int, scale int) string {
	digits := new(big.Int).Abs(n).String()
	for len(digits) <= scale {
		digits = "0" + digits
	}
	if scale > 0 {
		digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	}
	if n.Sign() < 0 {
		digits = "-" + digits
	}
	return digits
}

// firstRandom is the first number of RAND with a seed.
func firstRandom(seed uint32) float64 {
	const most = 0x3FFFFFFF
	a := uint64(uint32(uint64(seed)*0x10001+55555555)) % most
	b := uint64(uint32(uint64(seed)*0x10000001)) % most
	return float64((a*3+b)%most) / most
}
