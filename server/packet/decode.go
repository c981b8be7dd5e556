package packet

import (
	"encoding/binary"
	"errors"
)

// ErrMalformed says that a packet does not follow the protocol.
var ErrMalformed = errors.New("malformed packet")

// decoder reads a payload front to back. After the first overrun every read
// gives zero values and bad stays true, so callers check once at the end.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.bad = true
		d.b = nil
		return nil
	}
	out := d.b[:n:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) u8() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) u16() uint16 {
	if b := d.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (d *decoder) u32() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// lenInt reads a length-encoded integer.
func (d *decoder) lenInt() uint64 {
	switch first := d.u8(); first {
	case 0xfc:
		return uint64(d.u16())
	case 0xfd:
		b := d.take(3)
		if b == nil {
			return 0
		}
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16
	case 0xfe:
		return d.u64()
	case 0xfb, 0xff:
		d.bad = true
		return 0
	default:
		return uint64(first)
	}
}

// lenBytes reads a length-encoded string.
func (d *decoder) lenBytes() []byte {
	n := d.lenInt()
	if n > uint64(len(d.b)) {
		d.bad = true
		d.b = nil
		return nil
	}
	return d.take(int(n))
}

// zString reads a string up to a zero byte, or (as some clients send the last
// one) up to the end.
func (d *decoder) zString() []byte {
	for i, c := range d.b {
		if c == 0 {
			out := d.b[:i:i]
			d.b = d.b[i+1:]
			return out
		}
	}
	return d.take(len(d.b))
}

func (d *decoder) err() error {
	if d.bad {
		return ErrMalformed
	}
	return nil
}

// AppendLenInt appends a length-encoded integer.
func AppendLenInt(b []byte, n uint64) []byte {
	switch {
	case n < 251:
		return append(b, byte(n))
	case n < 1<<16:
		return append(b, 0xfc, byte(n), byte(n>>8))
	case n < 1<<24:
		return append(b, 0xfd, byte(n), byte(n>>8), byte(n>>16))
	}
	return binary.LittleEndian.AppendUint64(append(b, 0xfe), n)
}

// AppendLenString appends a length-encoded string.
func AppendLenString[T ~string | ~[]byte](b []byte, s T) []byte {
	return append(AppendLenInt(b, uint64(len(s))), s...)
}

// LenString reads a length-encoded string from the front of b.
func LenString(b []byte) ([]byte, error) {
	d := &decoder{b: b}
	return d.lenBytes(), d.err()
}
