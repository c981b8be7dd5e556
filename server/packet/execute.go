package packet

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Execute is the head of COM_STMT_EXECUTE.
type Execute struct {
	Statement uint32
	// Cursor says that rows are to be fetched by COM_STMT_FETCH.
	Cursor bool
	params []byte
}

// ParseExecute reads the fixed part of COM_STMT_EXECUTE, behind its command byte.
func ParseExecute(payload []byte) (Execute, error) {
	d := &decoder{b: payload}
	e := Execute{Statement: d.u32()}
	e.Cursor = d.u8()&1 != 0
	d.u32() // the iteration count, always 1
	e.params = d.b
	return e, d.err()
}

// ParamType is the declared type of a parameter.
type ParamType struct {
	Type     FieldType
	Unsigned bool
}

// Param is one value of COM_STMT_EXECUTE.
type Param struct {
	ParamType
	Null bool
	// Value is int64, uint64, float64, []byte (text, decimal or blob) or, for
	// temporal types, a string in MySQL's format.
	Value any
	// Fraction is the number of fractional digits of a temporal value: 0 or 6.
	Fraction uint8
}

// Params reads the values of n parameters. types are those of the execution
// before, which a client does not repeat; the ones in force now are returned.
// long holds the values that came as long data; they are not in the packet.
func (e Execute) Params(n int, types []ParamType, long map[uint16][]byte) ([]Param, []ParamType, error) {
	if n == 0 {
		return nil, types, nil
	}
	d := &decoder{b: e.params}
	nulls := d.take((n + 7) / 8)
	if d.u8() == 1 {
		types = make([]ParamType, n)
		for i := range types {
			types[i] = ParamType{Type: FieldType(d.u8()), Unsigned: d.u8()&0x80 != 0}
			if d.bad {
				return nil, nil, ErrMalformed
			}
		}
	}
	if d.bad {
		return nil, nil, ErrMalformed
	}
	out := make([]Param, n)
	for i := range out {
		p := &out[i]
		if len(types) == n {
			p.ParamType = types[i]
		}
		if v, ok := long[uint16(i)]; ok {
			p.Value = v
			continue
		}
		if nulls[i>>3]&(1<<(i&7)) != 0 {
			p.Null = true
			continue
		}
		if len(types) != n {
			// Connector/J sends no types while all values are NULL.
			return nil, nil, ErrMalformed
		}
		if p.Type == TypeNull {
			p.Null = true
			continue
		}
		if err := p.read(d); err != nil {
			return nil, nil, err
		}
	}
	return out, types, d.err()
}

func (p *Param) read(d *decoder) error {
	switch p.Type {
	case TypeTiny, TypeBool:
		v := d.u8()
		p.setInt(int64(int8(v)), uint64(v))
	case TypeShort, TypeYear:
		v := d.u16()
		p.setInt(int64(int16(v)), uint64(v))
	case TypeLong, TypeInt24:
		v := d.u32()
		p.setInt(int64(int32(v)), uint64(v))
	case TypeLongLong:
		v := d.u64()
		p.setInt(int64(v), v)
	case TypeFloat:
		p.Value = float64(math.Float32frombits(d.u32()))
	case TypeDouble:
		p.Value = math.Float64frombits(d.u64())
	case TypeDate, TypeDateTime, TypeTimestamp:
		return p.readDateTime(d)
	case TypeTime:
		return p.readTime(d)
	case TypeDecimal, TypeNewDecimal, TypeVarchar, TypeVarString, TypeString, TypeEnum, TypeSet, TypeJSON,
		TypeTinyBlob, TypeMediumBlob, TypeLongBlob, TypeBlob, TypeBit, TypeGeometry:
		p.Value = clone(d.lenBytes())
	default:
		return fmt.Errorf("%w: parameter type %d", ErrMalformed, p.Type)
	}
	return d.err()
}

func (p *Param) setInt(signed int64, unsigned uint64) {
	if p.Unsigned {
		p.Value = unsigned
	} else {
		p.Value = signed
	}
}

func (p *Param) readDateTime(d *decoder) error {
	n := d.u8()
	b := &decoder{b: d.take(int(n))}
	if n != 0 && n != 4 && n != 7 && n != 11 {
		return ErrMalformed
	}
	var year uint16
	var f [5]byte
	var micros uint32
	if n >= 4 {
		year, f[0], f[1] = b.u16(), b.u8(), b.u8()
	}
	if n >= 7 {
		f[2], f[3], f[4] = b.u8(), b.u8(), b.u8()
	}
	if n == 11 {
		micros = b.u32()
	}
	if d.bad || micros > 999999 || year > 9999 || f[0] > 12 || f[1] > 31 || f[2] > 23 || f[3] > 59 || f[4] > 59 {
		return ErrMalformed
	}
	s := fmt.Sprintf("%04d-%02d-%02d", year, f[0], f[1])
	if p.Type != TypeDate || n >= 7 {
		s += fmt.Sprintf(" %02d:%02d:%02d", f[2], f[3], f[4])
	}
	p.setTemporal(s, n == 11, micros)
	return nil
}

func (p *Param) readTime(d *decoder) error {
	n := d.u8()
	b := &decoder{b: d.take(int(n))}
	if n != 0 && n != 8 && n != 12 {
		return ErrMalformed
	}
	sign := ""
	var days, micros uint32
	var h, m, s byte
	if n >= 8 {
		if b.u8() != 0 {
			sign = "-"
		}
		days, h, m, s = b.u32(), b.u8(), b.u8(), b.u8()
	}
	if n == 12 {
		micros = b.u32()
	}
	if d.bad || micros > 999999 || days > 1<<20 || h > 23 || m > 59 || s > 59 {
		return ErrMalformed
	}
	p.setTemporal(fmt.Sprintf("%s%02d:%02d:%02d", sign, days*24+uint32(h), m, s), n == 12, micros)
	return nil
}

func (p *Param) setTemporal(s string, fraction bool, micros uint32) {
	if fraction {
		s += fmt.Sprintf(".%06d", micros)
		p.Fraction = 6
	}
	p.Value = s
}

// ParseLongData reads COM_STMT_SEND_LONG_DATA behind its command byte.
func ParseLongData(payload []byte) (statement uint32, param uint16, data []byte, err error) {
	d := &decoder{b: payload}
	statement, param = d.u32(), d.u16()
	return statement, param, d.b, d.err()
}

// ParseID reads the number that COM_STMT_CLOSE, COM_STMT_RESET and COM_PROCESS_KILL carry.
func ParseID(payload []byte) (uint32, error) {
	if len(payload) < 4 {
		return 0, ErrMalformed
	}
	return binary.LittleEndian.Uint32(payload), nil
}

// ParseFetch reads COM_STMT_FETCH behind its command byte.
func ParseFetch(payload []byte) (statement, rows uint32, err error) {
	d := &decoder{b: payload}
	statement, rows = d.u32(), d.u32()
	return statement, rows, d.err()
}

// ParseFieldList reads COM_FIELD_LIST behind its command byte.
func ParseFieldList(payload []byte) (table, wildcard string) {
	d := &decoder{b: payload}
	table = string(d.zString())
	return table, string(d.b)
}
