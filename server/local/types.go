package local

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/sqltypes"

	"nanohouse/catalog"
)

// collation is that of databases, and of a table whose columns have several.
const collation = sql.Collation_utf8mb4_0900_bin

// collationOf is the collation of a column of text.
func collationOf(t catalog.Type) sql.CollationID { return sql.CollationID(t.Collation.ID()) }

// columnType gives the type of a dataset's column as go-mysql-server knows it.
func columnType(t catalog.Type) sql.Type {
	switch t.Kind {
	case catalog.Bool:
		return types.Boolean
	case catalog.Int8:
		return types.Int8
	case catalog.Int16:
		return types.Int16
	case catalog.Int32:
		return types.Int32
	case catalog.Int64:
		return types.Int64
	case catalog.UInt8:
		return types.Uint8
	case catalog.UInt16:
		return types.Uint16
	case catalog.UInt32:
		return types.Uint32
	case catalog.UInt64:
		return types.Uint64
	case catalog.Decimal:
		return types.MustCreateDecimalType(max(t.Precision, 1), t.Scale)
	case catalog.Float:
		return types.Float32
	case catalog.Double:
		return types.Float64
	case catalog.Date:
		return types.Date
	case catalog.DateTime:
		return types.MustCreateDatetimeType(sqltypes.Datetime, int(t.Precision))
	case catalog.Timestamp:
		return types.MustCreateDatetimeType(sqltypes.Timestamp, int(t.Precision))
	case catalog.Time:
		return types.Time
	case catalog.JSON:
		return types.JSON
	case catalog.UUID:
		return types.MustCreateString(sqltypes.Char, 36, collationOf(t))
	case catalog.Bytes:
		return bytesType(t)
	}
	return textType(t)
}

// maxVarchar is the longest VARCHAR of four-byte characters.
const maxVarchar = 16383

func textType(t catalog.Type) sql.Type {
	if t.Length == 0 || t.Length > maxVarchar {
		return types.CreateLongText(collationOf(t))
	}
	return types.MustCreateString(sqltypes.VarChar, int64(t.Length), collationOf(t))
}

func bytesType(t catalog.Type) sql.Type {
	if t.Length == 0 || t.Length > 65535 {
		return types.LongBlob
	}
	return types.MustCreateBinary(sqltypes.VarBinary, int64(t.Length))
}

// outputType gives the type that a result column of go-mysql-server has on the wire.
func outputType(t sql.Type) catalog.Type {
	if t == types.Boolean {
		return catalog.Type{Kind: catalog.Int8}
	}
	switch t.Type() {
	case sqltypes.Null:
		return catalog.Type{Kind: catalog.Null}
	case sqltypes.Int8:
		return catalog.Type{Kind: catalog.Int8}
	case sqltypes.Int16:
		return catalog.Type{Kind: catalog.Int16}
	case sqltypes.Int24, sqltypes.Int32:
		return catalog.Type{Kind: catalog.Int32}
	case sqltypes.Int64:
		return catalog.Type{Kind: catalog.Int64}
	case sqltypes.Uint8:
		return catalog.Type{Kind: catalog.UInt8}
	case sqltypes.Uint16, sqltypes.Year:
		return catalog.Type{Kind: catalog.UInt16}
	case sqltypes.Uint24, sqltypes.Uint32:
		return catalog.Type{Kind: catalog.UInt32}
	case sqltypes.Uint64:
		return catalog.Type{Kind: catalog.UInt64}
	case sqltypes.Float32:
		return catalog.Type{Kind: catalog.Float}
	case sqltypes.Float64:
		return catalog.Type{Kind: catalog.Double}
	case sqltypes.Decimal:
		return decimalType(t)
	case sqltypes.Date:
		return catalog.Type{Kind: catalog.Date}
	case sqltypes.Datetime:
		return catalog.Type{Kind: catalog.DateTime, Precision: fraction(t)}
	case sqltypes.Timestamp:
		return catalog.Type{Kind: catalog.Timestamp, Precision: fraction(t)}
	case sqltypes.Time:
		return catalog.Type{Kind: catalog.Time, Precision: 6}
	case sqltypes.TypeJSON:
		return catalog.Type{Kind: catalog.JSON}
	case sqltypes.Blob, sqltypes.VarBinary, sqltypes.Binary, sqltypes.Geometry, sqltypes.Bit:
		return catalog.Type{Kind: catalog.Bytes}
	}
	return stringType(t)
}

func fraction(t sql.Type) uint8 {
	if d, ok := t.(sql.DatetimeType); ok {
		return uint8(d.Precision())
	}
	return 0
}

func decimalType(t sql.Type) catalog.Type {
	if d, ok := t.(sql.DecimalType); ok {
		return catalog.Type{Kind: catalog.Decimal, Precision: d.Precision(), Scale: d.Scale()}
	}
	return catalog.Type{Kind: catalog.Decimal, Precision: 65, Scale: 30}
}

func stringType(t sql.Type) catalog.Type {
	if s, ok := t.(sql.StringType); ok && s.MaxCharacterLength() > 0 && s.MaxCharacterLength() <= maxVarchar {
		return catalog.Type{Kind: catalog.String, Length: uint32(s.MaxCharacterLength())}
	}
	return catalog.Type{Kind: catalog.String, Length: maxVarchar}
}
