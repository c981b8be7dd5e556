package conformance

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// reader takes values from the front of a packet and remembers the first error.
type reader struct {
	p   []byte
	err error
}

func (d *reader) take(n int) []byte {
	if d.err != nil || len(d.p) < n || n < 0 {
		d.err = errors.Join(d.err, errors.New("packet is too short"))
		return make([]byte, max(min(n, 16), 8))
	}
	out := d.p[:n]
	d.p = d.p[n:]
	return out
}

func (d *reader) byte() byte     { return d.take(1)[0] }
func (d *reader) uint16() uint16 { return binary.LittleEndian.Uint16(d.take(2)) }
func (d *reader) uint32() uint32 { return binary.LittleEndian.Uint32(d.take(4)) }
func (d *reader) uint64() uint64 { return binary.LittleEndian.Uint64(d.take(8)) }

func (d *reader) lenEnc() uint64 {
	switch b := d.byte(); b {
	case 0xfc:
		return uint64(d.uint16())
	case 0xfd:
		p := d.take(3)
		return uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16
	case 0xfe:
		return d.uint64()
	default:
		return uint64(b)
	}
}

func (d *reader) bytes() []byte {
	n := d.lenEnc()
	if n > uint64(len(d.p)) {
		d.err = errors.New("packet is too short")
		return nil
	}
	return d.take(int(n))
}

// binaryValue gives one value of a binary row as the text protocol would write it.
func (d *reader) binaryValue(col Column) string {
	unsigned := col.Flags&flagUnsigned != 0
	switch col.Type {
	case typeTiny:
		b := d.byte()
		return integer(int64(int8(b)), uint64(b), unsigned)
	case typeShort, typeYear:
		v := d.uint16()
		return integer(int64(int16(v)), uint64(v), unsigned || col.Type == typeYear)
	case typeLong, typeInt24:
		v := d.uint32()
		return integer(int64(int32(v)), uint64(v), unsigned)
	case typeLongLong:
		v := d.uint64()
		return integer(int64(v), v, unsigned)
	case typeFloat:
		return strconv.FormatFloat(float64(math.Float32frombits(d.uint32())), 'g', -1, 32)
	case typeDouble:
		return strconv.FormatFloat(math.Float64frombits(d.uint64()), 'g', -1, 64)
	case typeDate, typeDateTime, typeTimestamp:
		return d.dateTime(col)
	case typeTime:
		return d.time(col)
	}
	return string(d.bytes())
}

func integer(signed int64, plain uint64, unsigned bool) string {
	if unsigned {
		return strconv.FormatUint(plain, 10)
	}
	return strconv.FormatInt(signed, 10)
}

func (d *reader) dateTime(col Column) string {
	p := reader{p: d.take(int(d.byte()))}
	var y, mo, day, h, mi, s, us int
	if len(p.p) >= 4 {
		y, mo, day = int(p.uint16()), int(p.byte()), int(p.byte())
	}
	if len(p.p) >= 3 {
		h, mi, s = int(p.byte()), int(p.byte()), int(p.byte())
	}
	if len(p.p) >= 4 {
		us = int(p.uint32())
	}
	date := fmt.Sprintf("%04d-%02d-%02d", y, mo, day)
	if col.Type == typeDate {
		return date
	}
	return date + fmt.Sprintf(" %02d:%02d:%02d", h, mi, s) + fraction(us, col.Decimals)
}

func (d *reader) time(col Column) string {
	p := reader{p: d.take(int(d.byte()))}
	var neg byte
	var days, h, mi, s, us int
	if len(p.p) >= 8 {
		neg, days = p.byte(), int(p.uint32())
		h, mi, s = int(p.byte()), int(p.byte()), int(p.byte())
	}
	if len(p.p) >= 4 {
		us = int(p.uint32())
	}
	sign := ""
	if neg == 1 {
		sign = "-"
	}
	return sign + fmt.Sprintf("%02d:%02d:%02d", days*24+h, mi, s) + fraction(us, col.Decimals)
}

func fraction(us int, decimals byte) string {
	if decimals == 0 || decimals > 6 {
		if us == 0 {
			return ""
		}
		decimals = 6
	}
	return "." + strings.TrimSpace(fmt.Sprintf("%06d", us)[:decimals])
}

func lenEnc(n uint64) []byte {
	switch {
	case n < 0xfb:
		return []byte{byte(n)}
	case n < 1<<16:
		return []byte{0xfc, byte(n), byte(n >> 8)}
	case n < 1<<24:
		return []byte{0xfd, byte(n), byte(n >> 8), byte(n >> 16)}
	}
	return binary.LittleEndian.AppendUint64([]byte{0xfe}, n)
}
