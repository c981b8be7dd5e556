package jsonvalue

import (
	"math"
	"strconv"
	"strings"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digitsValue reads a number without a sign.
func digitsValue(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// number reads a number: whole where it fits 64 bits, else a double.
func (p *parser) number() (*Value, *SyntaxError) {
	start := p.i
	if p.peek() == '-' {
		p.i++
	}
	switch c := p.peek(); {
	case c == '0':
		p.i++
	case isDigit(c):
		p.digits()
	default:
		return nil, p.wrong(badValue)
	}
	whole := true
	if p.peek() == '.' {
		p.i++
		whole = false
		if p.digits() == 0 {
			return nil, p.wrong("Miss fraction part in number.")
		}
	}
	if p.peek()|0x20 == 'e' {
		p.i++
		whole = false
		if p.peek() == '+' || p.peek() == '-' {
			p.i++
		}
		if p.digits() == 0 {
			return nil, p.wrong("Miss exponent in number.")
		}
	}
	word := p.s[start:p.i]
	if whole {
		if n, err := strconv.ParseInt(word, 10, 64); err == nil {
			return &Value{Kind: Int, Int: n}, nil
		}
		if n, ok := digitsValue(word); ok {
			return &Value{Kind: Uint, Uint: n}, nil
		}
	}
	f, err := strconv.ParseFloat(word, 64)
	if err != nil && math.IsInf(f, 0) {
		return nil, &SyntaxError{Reason: "Number too big to be stored in double.", Offset: start}
	}
	return &Value{Kind: Double, Float: f}, nil
}

func (p *parser) digits() int {
	start := p.i
	for isDigit(p.peek()) {
		p.i++
	}
	return p.i - start
}

// fixedDigits is the number of digits before and zeros behind the point up to
// which MySQL prints a double without an exponent; so it does where digits follow
// the point.
const fixedDigits = 15

// appendDouble prints a double, with .0 where it would look like a whole number.
func appendDouble(dst []byte, f float64) []byte {
	if f == 0 {
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, "0.0"...)
	}
	if f < 0 {
		dst, f = append(dst, '-'), -f
	}
	digits, exponent := shortest(f)
	point := exponent + 1 // the value is 0.digits times ten to the power of point
	switch {
	case point < -fixedDigits+1, point > fixedDigits && point >= len(digits):
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		return strconv.AppendInt(append(dst, 'e'), int64(exponent), 10)
	case point <= 0:
		dst = append(append(dst, "0."...), strings.Repeat("0", -point)...)
		return append(dst, digits...)
	case point >= len(digits):
		dst = append(append(dst, digits...), strings.Repeat("0", point-len(digits))...)
		return append(dst, ".0"...)
	}
	dst = append(append(dst, digits[:point]...), '.')
	return append(dst, digits[point:]...)
}

// shortest gives the fewest digits that give a positive double back, and the
// power of ten of the first.
func shortest(f float64) (digits string, exponent int) {
	var buf [32]byte
	s := string(strconv.AppendFloat(buf[:0], f, 'e', -1, 64))
	mantissa, power, _ := strings.Cut(s, "e")
	exponent, _ = strconv.Atoi(power)
	return strings.TrimRight(strings.Replace(mantissa, ".", "", 1), "0"), exponent
}

// decimalForm gives the sign of a number (0 for zero), its digits without
// zeros around them, and the power of ten of the first.
func (v *Value) decimalForm() (sign int, digits string, exponent int) {
	switch v.Kind {
	case Double:
		switch {
		case v.Float == 0:
			return 0, "", 0
		case v.Float < 0:
			sign, v = -1, &Value{Kind: Double, Float: -v.Float}
		default:
			sign = 1
		}
		digits, exponent = shortest(v.Float)
		return sign, digits, exponent
	case Int:
		return splitDecimal(strconv.FormatInt(v.Int, 10))
	case Uint:
		return splitDecimal(strconv.FormatUint(v.Uint, 10))
	}
	return splitDecimal(v.Text)
}

func splitDecimal(s string) (sign int, digits string, exponent int) {
	sign = 1
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s, sign = rest, -1
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits = whole + fraction
	trimmed := strings.TrimLeft(digits, "0")
	exponent = len(whole) - 1 - (len(digits) - len(trimmed))
	if trimmed = strings.TrimRight(trimmed, "0"); trimmed == "" {
		return 0, "", 0
	}
	return sign, trimmed, exponent
}
