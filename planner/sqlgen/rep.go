package sqlgen

import (
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

// base is a DuckDB type without its parameters.
type base uint8

const (
	unknownBase base = iota // of files only: a type that has no scalar equal
	nullBase
	boolean
	int8Base
	int16Base
	int32Base
	int64Base
	uint8Base
	uint16Base
	uint32Base
	uint64Base
	hugeint
	decimalBase
	floatBase
	doubleBase
	varchar
	blob
	date
	timestamp
	timestampTZ
	timeBase
)

var baseNames = [...]string{
	"", "INTEGER", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
	"HUGEINT", "DECIMAL", "FLOAT", "DOUBLE", "VARCHAR", "BLOB", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME",
}

// intDigits is how many decimal digits each whole number type may have.
var intDigits = map[base]uint8{
	boolean: 1, int8Base: 3, int16Base: 5, int32Base: 10, int64Base: 19,
	uint8Base: 3, uint16Base: 5, uint32Base: 10, uint64Base: 20, hugeint: 38,
}

// rep is a DuckDB type: how a value is represented there.
type rep struct {
	base             base
	precision, scale uint8 // of decimalBase
}

var (
	repNull   = rep{base: nullBase}
	repBool   = rep{base: boolean}
	repInt    = rep{base: int64Base}
	repUInt   = rep{base: uint64Base}
	repHuge   = rep{base: hugeint}
	repDouble = rep{base: doubleBase}
	repText   = rep{base: varchar}
	repBlob   = rep{base: blob}
	repDate   = rep{base: date}
	repStamp  = rep{base: timestamp}
	repZoned  = rep{base: timestampTZ}
)

func repDecimal(precision, scale uint8) rep { return rep{decimalBase, precision, scale} }

// String gives the type as DuckDB writes it in a CAST.
func (r rep) String() string {
	if r.base == decimalBase {
		return "DECIMAL(" + strconv.Itoa(int(r.precision)) + "," + strconv.Itoa(int(r.scale)) + ")"
	}
	return baseNames[r.base]
}

func (r rep) isInteger() bool { return r.base >= int8Base && r.base <= hugeint }
func (r rep) isNumber() bool  { return r.base >= boolean && r.base <= doubleBase }
func (r rep) isFloat() bool   { return r.base == floatBase || r.base == doubleBase }
func (r rep) isUnsigned() bool {
	return r.base >= uint8Base && r.base <= uint64Base
}

var kindReps = map[catalog.Kind]rep{
	catalog.Null: repNull, catalog.Bool: repBool,
	catalog.Int8: {base: int8Base}, catalog.Int16: {base: int16Base}, catalog.Int32: {base: int32Base}, catalog.Int64: repInt,
	catalog.UInt8: {base: uint8Base}, catalog.UInt16: {base: uint16Base}, catalog.UInt32: {base: uint32Base}, catalog.UInt64: repUInt,
	catalog.Float: {base: floatBase}, catalog.Double: repDouble,
	catalog.String: repText, catalog.UUID: repText, catalog.JSON: repText, catalog.Bytes: repBlob,
	catalog.Date: repDate, catalog.DateTime: repStamp, catalog.Timestamp: repZoned, catalog.Time: repInt,
}

// repOf gives how values of a type are represented at the engine's edge.
func repOf(t catalog.Type) (rep, error) {
	if t.Kind == catalog.Decimal {
		if t.Scale > 38 {
			return rep{}, sqlerr.New(sqlerr.Unsupported, "type %s with more than 38 fractional digits", t)
		}
		return repDecimal(max(min(t.Precision, 38), max(t.Scale, 1)), t.Scale), nil
	}
	r, ok := kindReps[t.Kind]
	if !ok {
		return rep{}, sqlerr.New(sqlerr.Unsupported, "type %s", t)
	}
	return r, nil
}

var basesByName = map[string]base{
	"BOOLEAN": boolean, "TINYINT": int8Base, "SMALLINT": int16Base, "INTEGER": int32Base, "BIGINT": int64Base,
	"UTINYINT": uint8Base, "USMALLINT": uint16Base, "UINTEGER": uint32Base, "UBIGINT": uint64Base, "HUGEINT": hugeint,
	"FLOAT": floatBase, "DOUBLE": doubleBase, "VARCHAR": varchar, "BLOB": blob, "DATE": date, "TIMESTAMP": timestamp,
	"TIMESTAMP WITH TIME ZONE": timestampTZ, "TIMESTAMPTZ": timestampTZ, "TIME": timeBase,
}

// parseRep reads DuckDB's name of a type; a type of no scalar base has the
// unknown base.
func parseRep(name string) rep {
	if b, ok := basesByName[name]; ok {
		return rep{base: b}
	}
	if args, ok := strings.CutPrefix(name, "DECIMAL("); ok {
		p, s, ok := strings.Cut(strings.TrimSuffix(args, ")"), ",")
		precision, err1 := strconv.ParseUint(p, 10, 8)
		scale, err2 := strconv.ParseUint(strings.TrimSpace(s), 10, 8)
		if ok && err1 == nil && err2 == nil && precision <= 38 && scale <= precision {
			return repDecimal(uint8(precision), uint8(scale))
		}
	}
	return rep{}
}

// frag is SQL text of an expression and the type that it has in DuckDB.
type frag struct {
	sql string
	rep rep
	// once says that the text must not be repeated and cannot stand in TRY:
	// it holds a subquery or a volatile function.
	once bool
}

func (f frag) cast(r rep) frag {
	if f.rep == r {
		return f
	}
	return frag{"CAST(" + f.sql + " AS " + r.String() + ")", r, f.once}
}

func (f frag) tryCast(r rep) frag {
	if f.rep == r {
		return f
	}
	return frag{"TRY_CAST(" + f.sql + " AS " + r.String() + ")", r, f.once}
}

// fits reports whether every value of r is a value of to.
func (r rep) fits(to rep) bool {
	if r == to || r.base == nullBase {
		return true
	}
	switch {
	case to.base == doubleBase:
		return r.isNumber()
	case to.base == hugeint:
		return r.base >= boolean && r.base <= hugeint
	case to.base == decimalBase && r.base == decimalBase:
		return to.scale >= r.scale && to.precision-to.scale >= r.precision-r.scale
	case to.base == decimalBase:
		d, ok := intDigits[r.base]
		return ok && to.precision-to.scale >= d
	case to.isInteger() && r.base == boolean:
		return true
	case to.isInteger() && r.isInteger() && to.isUnsigned() == r.isUnsigned():
		return intDigits[to.base] >= intDigits[r.base]
	case to.isInteger() && r.isUnsigned():
		return intDigits[to.base] > intDigits[r.base]
	}
	return false
}
