package scalar

import (
	"math/big"
	"strings"

	"nanohouse/internal/sqlerr"
)

// decimalFunctions calculate with decimals in text, where the engine's own have
// no room.
var decimalFunctions = []Function{
	{Name: "mysql_quotient", Args: []Kind{Text, Text, Int, Int}, Result: Text, Eval: decimalQuotient},
	{Name: "mysql_div", Args: []Kind{Text, Text}, Result: Int, Eval: wholeQuotient},
	{Name: "mysql_div_unsigned", Args: []Kind{Text, Text}, Result: Uint, Eval: unsignedQuotient},
}

// decimalGroups is how many groups of nine digits a decimal has between
// operations, before and behind the point together.
const decimalGroups = 9

var greatestDecimal = new(big.Int).Sub(power10(9*decimalGroups), big.NewInt(1))

func power10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// decimalOf is the decimal that a text begins with: unscaled, and its fractional
// digits. What has no room behind the point is cut off, and before it becomes the
// greatest decimal.
func decimalOf(s string) (unscaled *big.Int, scale int) {
	s = numericPrefix(s)
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa = s[:i]
		if e, ok := new(big.Int).SetString(strings.TrimPrefix(s[i+1:], "+"), 10); ok {
			exponent = int(max(min(e.Int64(), 1000), -1000))
			if !e.IsInt64() {
				exponent = 1000 * e.Sign()
			}
		}
	}
	negative := strings.HasPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa[signLength(mantissa):], ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	unscaled, _ = new(big.Int).SetString("0"+digits, 10)
	scale = len(fraction) - exponent
	if unscaled.Sign() != 0 && len(digits)-scale > 9*decimalGroups {
		unscaled, scale = new(big.Int).Set(greatestDecimal), 0
	}
	if scale < 0 {
		unscaled.Mul(unscaled, power10(-scale))
		scale = 0
	}
	wholeGroups := (max(len(digits)-scale, 0) + 8) / 9
	if room := 9 * (decimalGroups - wholeGroups); scale > room {
		unscaled.Quo(unscaled, power10(scale-room))
		scale = room
	}
	if negative {
		unscaled.Neg(unscaled)
	}
	return unscaled, scale
}

// quotient is a DIV b; nil where b is 0.
func quotient(args []Value) *big.Int {
	a, scaleA := decimalOf(args[0].Text)
	b, scaleB := decimalOf(args[1].Text)
	if b.Sign() == 0 {
		return nil
	}
	a.Mul(a, power10(max(scaleB-scaleA, 0)))
	b.Mul(b, power10(max(scaleA-scaleB, 0)))
	return a.Quo(a, b)
}

func wholeQuotient(args []Value) (Value, error) {
	q := quotient(args)
	switch {
	case q == nil:
		return Null, nil
	case !q.IsInt64():
		return Null, sqlerr.New(sqlerr.OutOfRange, "BIGINT value is out of range in 'DIV'")
	}
	return OfInt(q.Int64()), nil
}

func unsignedQuotient(args []Value) (Value, error) {
	q := quotient(args)
	switch {
	case q == nil:
		return Null, nil
	case !q.IsUint64():
		return Null, sqlerr.New(sqlerr.OutOfRange, "BIGINT UNSIGNED value is out of range in 'DIV'")
	}
	return OfUint(q.Uint64()), nil
}

// decimalQuotient is a / b cut to so many fractional digits, then rounded half
// away from zero to others.
func decimalQuotient(args []Value) (Value, error) {
	a, scaleA := decimalOf(args[0].Text)
	b, scaleB := decimalOf(args[1].Text)
	if b.Sign() == 0 {
		return Null, nil
	}
	digits := int(max(min(args[2].Int, 200), 0))
	a.Mul(a, power10(max(digits+scaleB-scaleA, 0)))
	b.Mul(b, power10(max(scaleA-scaleB-digits, 0)))
	return OfText(roundDecimal(pointed(a.Quo(a, b), digits), args[3].Int, true)), nil
}
