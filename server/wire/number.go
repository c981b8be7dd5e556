package wire

import (
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
