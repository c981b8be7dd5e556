package storage

import "unsafe"

// Batch is up to a few thousand rows of a result, by column.
type Batch struct {
	Rows    int
	Columns []Vector
}

// Vector is one column of a batch. Its slices are views of engine memory.
type Vector struct {
	// Valid has a bit for each row, 1 where the value is not NULL; nil when no value is NULL.
	Valid []uint64
	// Data is one of []bool, []int8, []int16, []int32, []int64, []uint8,
	// []uint16, []uint32, []uint64, []float32, []float64, []Int128, []String.
	// A decimal is an integer scaled by Scale; a date is days since 1970 (int32);
	// a datetime or timestamp is microseconds since 1970 UTC (int64); a time is
	// microseconds (int64).
	Data any
	// Scale is the number of fractional digits of a decimal.
	Scale uint8
}

// IsNull reports whether the value of a row is NULL.
func (v *Vector) IsNull(row int) bool {
	return v.Valid != nil && v.Valid[row>>6]&(1<<(row&63)) == 0
}

// Int128 is a 128-bit signed integer in two's complement.
type Int128 struct {
	Lo uint64
	Hi int64
}

// String is a string or blob in engine memory: 4 bytes of length, then up to 12
// bytes inline, or a 4-byte prefix and a pointer.
type String struct {
	length uint32
	prefix [4]byte
	rest   uintptr
}

// Bytes gives the string's bytes without a copy. s must point into its
// vector, whose memory owns the bytes.
func (s *String) Bytes() []byte {
	if s.length <= 12 {
		return unsafe.Slice((*byte)(unsafe.Pointer(&s.prefix)), s.length)
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&s.rest)), s.length)
}
