package contract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"nanohouse/catalog"
)

// Limits of types. The longest VARCHAR is what fits MySQL's row of 65,535 bytes
// in utf8mb4; BI tools will not group by the longer TEXT types.
const (
	defaultLength = 16383
	maxVarbinary  = 65535
	maxPrecision  = 38
	maxScale      = 30
	microseconds  = 6
)

// takes is what the parentheses behind a physical type hold.
type takes uint8

const (
	nothing  takes = iota
	width          // a display width, which means nothing: INT(11)
	length         // characters or bytes
	digits         // precision, scale
	fraction       // fractional digits of a second, always read as 6
)

type physicalType struct {
	kind  catalog.Kind
	takes takes
	// length is a String's or Bytes' length when none is given; 0 is no limit.
	length uint32
}

// physicalTypes knows the names of types in Parquet, DuckDB, MySQL, PostgreSQL
// and the larger warehouses. INT8 counts bytes, as all SQL dialects do.
var physicalTypes = physicalTable(map[physicalType]string{
	{kind: catalog.Bool}:                       "BOOLEAN, BOOL, LOGICAL",
	{kind: catalog.Int8, takes: width}:         "TINYINT, INT1, INT_8, BYTE",
	{kind: catalog.Int16, takes: width}:        "SMALLINT, INT2, INT16, INT_16, SHORT, YEAR",
	{kind: catalog.Int32, takes: width}:        "INT, INTEGER, INT4, INT32, INT_32, MEDIUMINT, SIGNED",
	{kind: catalog.Int64, takes: width}:        "BIGINT, INT8, INT64, INT_64, LONG",
	{kind: catalog.UInt8, takes: width}:        "UTINYINT, UINT8, UINT_8, TINYINT UNSIGNED",
	{kind: catalog.UInt16, takes: width}:       "USMALLINT, UINT16, UINT_16, SMALLINT UNSIGNED",
	{kind: catalog.UInt32, takes: width}:       "UINTEGER, UINT, UINT32, UINT_32, INT UNSIGNED, INTEGER UNSIGNED, MEDIUMINT UNSIGNED",
	{kind: catalog.UInt64, takes: width}:       "UBIGINT, UINT64, UINT_64, BIGINT UNSIGNED",
	{kind: catalog.Decimal}:                    "HUGEINT, INT128, UHUGEINT, UINT128",
	{kind: catalog.Decimal, takes: digits}:     "DECIMAL, NUMERIC, DEC, NUMBER, FIXED",
	{kind: catalog.Float}:                      "FLOAT, REAL, FLOAT4, FLOAT32",
	{kind: catalog.Double}:                     "DOUBLE, DOUBLE PRECISION, FLOAT8, FLOAT64",
	{catalog.String, length, defaultLength}:    "VARCHAR, CHARACTER VARYING, CHAR VARYING, NVARCHAR, VARCHAR2, NVARCHAR2, TEXT, STRING, UTF8, TINYTEXT",
	{catalog.String, length, 0}:                "LONGTEXT, MEDIUMTEXT, CLOB",
	{catalog.String, length, 1}:                "CHAR, CHARACTER, NCHAR, BPCHAR",
	{kind: catalog.Date}:                       "DATE, DATE32",
	{kind: catalog.DateTime, takes: fraction}:  "TIMESTAMP, DATETIME, TIMESTAMP WITHOUT TIME ZONE, TIMESTAMP_NTZ, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_US, TIMESTAMP_NS, DATETIME2, INT96",
	{kind: catalog.Timestamp, takes: fraction}: "TIMESTAMPTZ, TIMESTAMP WITH TIME ZONE, TIMESTAMP_TZ, TIMESTAMP_LTZ, TIMESTAMP WITH LOCAL TIME ZONE",
	{kind: catalog.Time, takes: fraction}:      "TIME, TIME WITHOUT TIME ZONE, TIME_NS",
	{kind: catalog.UUID}:                       "UUID, UNIQUEIDENTIFIER",
	{kind: catalog.Bytes, takes: length}:       "BLOB, BYTES, BYTEA, BINARY, VARBINARY, TINYBLOB, MEDIUMBLOB, LONGBLOB, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY",
	{kind: catalog.JSON}:                       "JSON, JSONB, STRUCT, ROW, RECORD, LIST, ARRAY, MAP, OBJECT",
})

func physicalTable(names map[physicalType]string) map[string]physicalType {
	table := map[string]physicalType{}
	for t, list := range names {
		for _, name := range strings.Split(list, ", ") {
			table[name] = t
		}
	}
	return table
}

var (
	// nested types may hold anything in their brackets; they all become JSON.
	nestedTypes = regexp.MustCompile(`^(STRUCT|ROW|RECORD|LIST|ARRAY|MAP|OBJECT) ?(\(.*\)|<.*>)$|^.+\[[0-9]*\]$`)
	enumTypes   = regexp.MustCompile(`^ENUM ?\(.*\)$`)
	namedTypes  = regexp.MustCompile(`^([A-Z][A-Z0-9_ ]*?) ?(?:\(([^()]*)\))?( [A-Z ]+)?$`)
	spaces      = regexp.MustCompile(`\s+`)
)

// problem is what is wrong with a type, and what to write instead.
type problem struct{ what, fix string }

// parsePhysical reads a physicalType. TINYINT(1) is MySQL's boolean when boolean is set.
func parsePhysical(text string, boolean bool) (catalog.Type, *problem) {
	name := strings.ToUpper(spaces.ReplaceAllString(strings.TrimSpace(text), " "))
	if nestedTypes.MatchString(name) {
		return catalog.Type{Kind: catalog.JSON}, nil
	}
	if enumTypes.MatchString(name) {
		return catalog.Type{Kind: catalog.String, Length: defaultLength}, nil
	}
	m := namedTypes.FindStringSubmatch(name)
	if m == nil {
		return catalog.Type{}, unknownPhysical(text)
	}
	p, ok := physicalTypes[strings.TrimSpace(m[1]+m[3])]
	if !ok {
		return catalog.Type{}, unknownPhysical(text)
	}
	args, ok := numbers(m[2])
	if !ok {
		return catalog.Type{}, &problem{fmt.Sprintf("the physicalType %s has something other than numbers in its parentheses", quote(text)),
			"write DECIMAL(15,2) or VARCHAR(40)"}
	}
	if m[1] == "TINYINT" && m[3] == "" && len(args) == 1 && args[0] == 1 && boolean {
		return catalog.Type{Kind: catalog.Bool}, nil
	}
	return p.with(text, args)
}

func unknownPhysical(text string) *problem {
	fix := "write a type of Parquet, DuckDB or MySQL, such as BIGINT, DECIMAL(15,2), VARCHAR(40), DATE or TIMESTAMP"
	switch name := strings.ToUpper(text); {
	case strings.HasPrefix(name, "TIMETZ"), strings.HasPrefix(name, "TIME WITH"):
		fix = "write TIME; MySQL has no time with a zone"
	case strings.HasPrefix(name, "INTERVAL"):
		fix = "store it as a number; MySQL has no interval columns"
	}
	return &problem{"the physicalType " + quote(text) + " is not known", fix}
}

// numbers reads "15, 2". MAX, as in VARCHAR(MAX), is no number given; "20 CHAR" is 20.
func numbers(text string) ([]int, bool) {
	text = strings.TrimSpace(text)
	if text == "" || text == "MAX" {
		return nil, true
	}
	var out []int
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(part), " CHAR"), " BYTE")
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, false
		}
		out = append(out, int(n))
	}
	return out, true
}

// with applies the numbers in a type's parentheses.
func (p physicalType) with(text string, args []int) (catalog.Type, *problem) {
	t := catalog.Type{Kind: p.kind}
	most := map[takes]int{width: 1, length: 1, digits: 2, fraction: 1}[p.takes]
	if p.kind == catalog.Float || p.kind == catalog.Double {
		most = 2 // MySQL's FLOAT(24) and DOUBLE(10,2)
	}
	if len(args) > most {
		return t, &problem{"the physicalType " + quote(text) + " has too many numbers in its parentheses", "leave them out"}
	}
	if p.takes == length && len(args) == 1 && args[0] == 0 {
		return t, &problem{"the physicalType " + quote(text) + " has no room for a character", "write a length of at least 1"}
	}
	switch p.kind {
	case catalog.Decimal:
		if p.takes == nothing {
			t.Precision = maxPrecision
			return t, nil
		}
		return decimal(text, args)
	case catalog.Float:
		if len(args) == 1 && args[0] > 24 {
			t.Kind = catalog.Double
		}
	case catalog.String:
		t.Length = p.length
		if len(args) == 1 {
			t.Length = uint32(args[0])
		}
		if t.Length > defaultLength {
			t.Length = 0
		}
	case catalog.Bytes:
		if len(args) == 1 && args[0] <= maxVarbinary {
			t.Length = uint32(args[0])
		}
	case catalog.DateTime, catalog.Timestamp, catalog.Time:
		t.Precision = microseconds
	}
	return t, nil
}

// decimal reads precision and scale. Dialects differ in what a bare DECIMAL
// means (10,0; 18,3; unlimited), so it is refused.
func decimal(text string, args []int) (catalog.Type, *problem) {
	if len(args) == 0 {
		return catalog.Type{}, &problem{"the physicalType " + quote(text) + " has no precision", "write DECIMAL(18,2), or another precision and scale"}
	}
	precision, scale := args[0], 0
	if len(args) == 2 {
		scale = args[1]
	}
	switch {
	case precision < 1 || precision > maxPrecision:
		return catalog.Type{}, &problem{fmt.Sprintf("the precision %d of %s is not between 1 and %d", precision, quote(text), maxPrecision),
			fmt.Sprintf("write at most DECIMAL(%d,…), or DOUBLE", maxPrecision)}
	case scale > precision || scale > maxScale:
		return catalog.Type{}, &problem{fmt.Sprintf("the scale %d of %s is greater than its precision, or than %d", scale, quote(text), maxScale),
			"write a smaller scale"}
	}
	return catalog.Type{Kind: catalog.Decimal, Precision: uint8(precision), Scale: uint8(scale)}, nil
}
