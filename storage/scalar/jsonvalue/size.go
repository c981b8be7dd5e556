package jsonvalue

import "strings"

// Limits of the binary form that MySQL stores.
const (
	smallLimit = 1<<16 - 1
	smallInt   = 1 << 15
)

// StorageSize is how many bytes the value takes in MySQL's binary form.
func (v *Value) StorageSize() int { return 1 + v.binarySize() }

// binarySize is the size of a value without the byte of its type.
func (v *Value) binarySize() int {
	switch v.Kind {
	case Null, Bool:
		return 1
	case Int:
		return intSize(v.Int >= -smallInt && v.Int < smallInt, v.Int >= -1<<31 && v.Int < 1<<31)
	case Uint:
		return intSize(v.Uint <= smallLimit, v.Uint < 1<<32)
	case Double:
		return 8
	case String:
		return lengthSize(len(v.Text)) + len(v.Text)
	case Object, Array:
		if n := v.partsSize(2); n <= smallLimit {
			return n
		}
		return v.partsSize(4)
	case Decimal:
		return opaqueSize(decimalSize(v.Text))
	case Opaque:
		return opaqueSize(len(v.Text))
	}
	return opaqueSize(8)
}

func intSize(two, four bool) int {
	switch {
	case two:
		return 2
	case four:
		return 4
	}
	return 8
}

// opaqueSize is a type, a length and the bytes.
func opaqueSize(n int) int { return 1 + lengthSize(n) + n }

// lengthSize is the size of a length of 7 bits a byte.
func lengthSize(n int) int {
	size := 1
	for n >>= 7; n > 0; n >>= 7 {
		size++
	}
	return size
}

// decimalSize is two bytes for the precision and scale, and four for each nine digits.
func decimalSize(s string) int {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	rest := [...]int{0, 1, 1, 2, 2, 3, 3, 4, 4, 4}
	size := func(n int) int { return n/9*4 + rest[n%9] }
	return 2 + size(len(strings.TrimLeft(whole, "0"))) + size(len(fraction))
}

// partsSize is a count and a size, an entry for each name and each value, then the
// names, and the values that no entry has room for.
func (v *Value) partsSize(width int) int {
	size := 2*width + len(v.Items)*(1+width)
	if v.Kind == Object {
		size += len(v.Items) * (width + 2)
		for _, key := range v.Keys {
			size += len(key)
		}
	}
	for _, item := range v.Items {
		if !item.inlined(width) {
			size += item.binarySize()
		}
	}
	return size
}

// inlined reports whether an entry has room for the value itself.
func (v *Value) inlined(width int) bool {
	switch v.Kind {
	case Null, Bool:
		return true
	case Int, Uint:
		return v.binarySize() <= width
	}
	return false
}
