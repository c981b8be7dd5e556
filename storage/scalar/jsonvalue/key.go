package jsonvalue

import "strings"

// Key gives bytes that are equal for values that compare equal, and that order
// as Compare does.
func (v *Value) Key() string { return string(v.appendKey(nil)) }

// SortKey gives bytes that order as ORDER BY does: arrays and objects by how
// many parts they have alone.
func (v *Value) SortKey() string {
	if v.IsScalar() {
		return v.Key()
	}
	return string(appendCount([]byte{keyTag(v)}, len(v.Items)))
}

func keyTag(v *Value) byte { return byte(rank(v.Kind)) + 1 }

// appendKey writes a tag for the kind and what orders values of one kind. No key
// is the beginning of another, and 0 orders before all tags.
func (v *Value) appendKey(dst []byte) []byte {
	dst = append(dst, keyTag(v))
	switch v.Kind {
	case Null:
		return dst
	case Bool:
		return append(dst, byte(v.Int))
	case Int, Uint, Decimal, Double:
		return v.appendNumberKey(dst)
	case Array:
		for _, item := range v.Items {
			dst = item.appendKey(dst)
		}
		return append(dst, 0)
	case Object:
		dst = appendCount(dst, len(v.Items))
		for i, item := range v.Items {
			dst = appendTextKey(dst, v.Keys[i])
			dst = item.appendKey(dst)
		}
		return dst
	case Opaque:
		dst = append(dst, byte(opaqueRank(v)))
	case Time:
		return v.appendTimeKey(dst)
	}
	return appendTextKey(dst, v.Text)
}

// appendTextKey ends a text so that a longer one comes later: 0 is written 0 255.
func appendTextKey(dst []byte, s string) []byte {
	dst = append(dst, strings.ReplaceAll(s, "\x00", "\x00\xff")...)
	return append(dst, 0, 0)
}

func appendCount(dst []byte, n int) []byte {
	return append(dst, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func (v *Value) appendTimeKey(dst []byte) []byte {
	s, negative := strings.CutPrefix(v.Text, "-")
	return appendSigned(dst, negative, append([]byte{byte(len(s))}, s...))
}

// appendSigned appends the key of a size, turned around where it is negative.
func appendSigned(dst []byte, negative bool, size []byte) []byte {
	if !negative {
		return append(append(dst, 2), size...)
	}
	dst = append(dst, 0)
	for _, c := range size {
		dst = append(dst, ^c)
	}
	return dst
}

func (v *Value) appendNumberKey(dst []byte) []byte {
	sign, digits, exponent := v.decimalForm()
	if sign == 0 {
		return append(dst, 1)
	}
	e := exponent + 1<<15
	size := append([]byte{byte(e >> 8), byte(e)}, digits...)
	return appendSigned(dst, sign < 0, append(size, 0))
}
