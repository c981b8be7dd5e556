package wire

import (
	"math"
	"math/bits"
	"strconv"

	"nanohouse/storage"
)

const digitPairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

func append2(dst []byte, n int) []byte {
	return append(dst, digitPairs[2*n], digitPairs[2*n+1])
}

func append4(dst []byte, n int) []byte { return append2(append2(dst, n/100), n%100) }

func append6(dst []byte, n int) []byte { return append2(append4(dst, n/100), n%100) }

// fixedLimit is the number of digits before and zeros behind the point up to
// which MySQL prints a floating number without an exponent.
const fixedLimit = 15

// floatDigits is the number of digits that MySQL prints of a FLOAT.
const floatDigits = 6

// appendFloat appends a number as MySQL prints it: the shortest digits that
// give it back (for FLOAT at most six), with an exponent where it is below
// 1e-15 or from 1e15 on.
func appendFloat(dst []byte, f float64, single bool) []byte {
	if f == 0 {
		if math.Signbit(f) {
			dst = append(dst, '-')
		}
		return append(dst, '0')
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		// The writer lets none of these through; MySQL has no such numbers.
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
	case point < -fixedLimit+1 || point > fixedLimit:
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

// appendDecimal appends an integer scaled by ten to the power of scale.
func appendDecimal(dst []byte, v int64, scale int) []byte {
	u := uint64(v)
	if v < 0 {
		dst, u = append(dst, '-'), -u
	}
	return appendScaled(dst, u, scale)
}

func appendScaled(dst []byte, u uint64, scale int) []byte {
	if scale == 0 {
		return strconv.AppendUint(dst, u, 10)
	}
	var buf [48]byte
	i := len(buf)
	for ; scale > 0; scale-- {
		i--
		buf[i] = byte('0' + u%10)
		u /= 10
	}
	i--
	buf[i] = '.'
	for {
		i--
		buf[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return append(dst, buf[i:]...)
		}
	}
}

const e19 = 10_000_000_000_000_000_000

// appendDecimal128 appends a 128-bit integer scaled by ten to the power of scale.
func appendDecimal128(dst []byte, v storage.Int128, scale int) []byte {
	hi, lo := uint64(v.Hi), v.Lo
	if v.Hi < 0 {
		dst = append(dst, '-')
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	if hi == 0 {
		return appendScaled(dst, lo, scale)
	}
	// Three groups of 19 digits hold the 39 digits of 2^127.
	var text [57]byte
	for end := len(text); end > 0; end -= 19 {
		var rem uint64
		quoHi := hi / e19
		lo, rem = bits.Div64(hi%e19, lo, e19)
		hi = quoHi
		for j := end - 1; j >= end-19; j-- {
			text[j] = byte('0' + rem%10)
			rem /= 10
		}
	}
	first := 0
	for first < len(text)-1-scale && text[first] == '0' {
		first++
	}
	dst = append(dst, text[first:len(text)-scale]...)
	if scale > 0 {
		dst = append(append(dst, '.'), text[len(text)-scale:]...)
	}
	return dst
}
