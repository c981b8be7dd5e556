package catalog

import "fmt"

// Kind is the family of a column type as MySQL knows it.
type Kind uint8

// The zero Kind is Null: the type of a bare NULL, which no column may have.
const (
	Null      Kind = iota
	Bool           // TINYINT(1)
	Int8           // TINYINT
	Int16          // SMALLINT
	Int32          // INT
	Int64          // BIGINT
	UInt8          // TINYINT UNSIGNED
	UInt16         // SMALLINT UNSIGNED
	UInt32         // INT UNSIGNED
	UInt64         // BIGINT UNSIGNED
	Decimal        // DECIMAL(Precision,Scale)
	Float          // FLOAT
	Double         // DOUBLE
	String         // VARCHAR(Length), or LONGTEXT when Length is 0
	Bytes          // LONGBLOB, or VARBINARY(Length)
	Date           // DATE
	DateTime       // DATETIME(Precision), no zone
	Timestamp      // TIMESTAMP(Precision), an instant shown in the session's time zone
	Time           // TIME(Precision)
	UUID           // CHAR(36)
	JSON           // JSON
)

var kindNames = [...]string{
	"null", "tinyint(1)", "tinyint", "smallint", "int", "bigint",
	"tinyint unsigned", "smallint unsigned", "int unsigned", "bigint unsigned",
	"decimal", "float", "double", "varchar", "longblob", "date", "datetime",
	"timestamp", "time", "char(36)", "json",
}

// Type is the type of a column or expression. Types are comparable values.
type Type struct {
	Kind Kind
	// Precision is the number of digits of a Decimal (1 to 65; stored columns
	// at most 38), or the fractional digits of a DateTime, Timestamp or Time (0 to 6).
	Precision uint8
	// Scale is the number of fractional digits of a Decimal.
	Scale uint8
	// Length is the greatest number of characters of a String, or bytes of
	// Bytes; 0 means no limit.
	Length uint32
	// Collation is how text compares, and Coercibility how strongly an
	// expression holds on to it.
	Collation    Collation
	Coercibility Coercibility
}

// Shape is the type without its collation: what a conversion could change.
func (t Type) Shape() Type {
	t.Collation, t.Coercibility = 0, 0
	return t
}

// String gives the type as MySQL prints it in SHOW COLUMNS.
func (t Type) String() string {
	switch t.Kind {
	case Decimal:
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	case String:
		if t.Length == 0 {
			return "longtext"
		}
		return fmt.Sprintf("varchar(%d)", t.Length)
	case Bytes:
		if t.Length > 0 {
			return fmt.Sprintf("varbinary(%d)", t.Length)
		}
	case DateTime, Timestamp, Time:
		if t.Precision > 0 {
			return fmt.Sprintf("%s(%d)", kindNames[t.Kind], t.Precision)
		}
	}
	return kindNames[t.Kind]
}

// IsInteger reports whether t is a whole number type, Bool included.
func (t Type) IsInteger() bool { return t.Kind >= Bool && t.Kind <= UInt64 }

// IsUnsigned reports whether t is an unsigned whole number type.
func (t Type) IsUnsigned() bool { return t.Kind >= UInt8 && t.Kind <= UInt64 }

// IsNumeric reports whether t is a number of any kind.
func (t Type) IsNumeric() bool { return t.Kind >= Bool && t.Kind <= Double }

// IsFloating reports whether t is an approximate number.
func (t Type) IsFloating() bool { return t.Kind == Float || t.Kind == Double }

// IsTemporal reports whether t is a date, time or both.
func (t Type) IsTemporal() bool { return t.Kind >= Date && t.Kind <= Time }

// IsText reports whether t compares as characters.
func (t Type) IsText() bool { return t.Kind == String || t.Kind == UUID || t.Kind == JSON }
