package fuzz

import (
	"fmt"
	"regexp"
	"strings"
)

// domain is the domain and database of all tables.
const domain = "fz"

// column is a column of a table.
type column struct {
	name  string
	class Class
	// physical is the type in the contract, duck in Parquet, and mysql in CREATE TABLE.
	physical, duck, mysql string
	notNull               bool
}

// table is a table and its rows, written as the constants of MySQL. Its first
// column, id, tells its rows apart.
type table struct {
	name    string
	columns []column
	rows    []string
}

// kinds are the column types by a short name.
var kinds = map[string]column{
	"i8": {class: Int, physical: "TINYINT", mysql: "tinyint"}, "i16": {class: Int, physical: "SMALLINT", mysql: "smallint"},
	"i32": {class: Int, physical: "INTEGER", mysql: "int"}, "i64": {class: Int, physical: "BIGINT", mysql: "bigint"},
	"u8":  {class: Int, physical: "UTINYINT", mysql: "tinyint unsigned"},
	"u32": {class: Int, physical: "UINTEGER", mysql: "int unsigned"},
	"u64": {class: Int, physical: "UBIGINT", mysql: "bigint unsigned"},
	"b":   {class: Bool, physical: "BOOLEAN", mysql: "tinyint(1)"},
	"d10": {class: Dec, physical: "DECIMAL(10,2)", mysql: "decimal(10,2)"},
	"d38": {class: Dec, physical: "DECIMAL(38,10)", mysql: "decimal(38,10)"},
	"h38": {class: Dec, physical: "DECIMAL(38,0)", mysql: "decimal(38,0)"},
	"f64": {class: Real, physical: "DOUBLE", mysql: "double"},
	"f32": {class: Real, physical: "FLOAT", mysql: "float"},
	"t20": {class: Text, physical: "VARCHAR(20)", mysql: "varchar(20)"},
	"bin": {class: Bin, physical: "BLOB", mysql: "longblob"},
	"day": {class: Date, physical: "DATE", mysql: "date"},
	"dt":  {class: DateTime, physical: "TIMESTAMP", mysql: "datetime(6)"},
	"ts":  {class: DateTime, physical: "TIMESTAMPTZ", mysql: "timestamp(6)"},
	"tm":  {class: Time, physical: "TIME", mysql: "time(6)"},
	"js":  {class: JSON, physical: "JSON", mysql: "json"},
}

// tables are small, so that a product of four of them is small; a, b and c share
// names of columns. Half of what can be NULL is.
var tables = []table{
	newTable("a", "id i32!, k i32, g t20, v d10, d day, name t20", `
1, 1, 'x', 10.00, '2024-02-29', 'Ada'
2, 1, 'y', 10.00, '2024-02-29', 'Bob'
3, 2, 'x', -0.01, '1969-12-31', 'ada'
4, NULL, NULL, NULL, NULL, NULL
5, 3, 'X', 99999999.99, '2038-01-20', ''
6, NULL, 'x ', 0.00, NULL, 'Ada '
7, 2, '', NULL, '1000-01-01', 'Žoë'
8, 0, NULL, 2.50, '9999-12-31', '日本'
9, 3, 'x', 2.50, '2023-12-31', 'Bob'`),
	newTable("b", "id i32!, k i32, g t20, a_id i32, w f64, t dt, name t20", `
1, 1, 'x', 1, 0.25, '2024-02-29 13:14:15.000016', 'Bob'
2, 1, NULL, 1, -2.5, '2024-02-29 00:00:00', NULL
3, NULL, 'y', 3, NULL, NULL, 'ada'
4, 2, 'x', NULL, 1e10, '1969-12-31 23:59:59', ''
5, 3, 'z', 9, 0, '2038-01-19 03:14:08', 'Ada'
6, NULL, NULL, NULL, NULL, NULL, 'Žoë'
7, 2, 'x ', 42, 0.25, '2024-02-29 13:14:15.5', 'B%b'
8, 7, 'x', 5, 3, '9999-12-31 23:59:59', 'Ada'`),
	newTable("c", "id i64!, k i64, name t20, u u64, ok b", `
1, 1, 'Ada', 0, 1
2, 2, 'ada', 18446744073709551615, 0
3, 2, NULL, NULL, NULL
4, NULL, 'Bob', 9223372036854775808, 1
5, 3, '10', 10, 0
6, 9, '-1.5x', 1, NULL`),
	newTable("e", "id i32!, k i32, g t20, v d10, d day, t dt", ``),
	newTable("n", "id i32!, i8 i8, i16 i16, i32 i32, i64 i64, u8 u8, u32 u32, u64 u64, p d10, q d38, h h38, x f64, y f32", `
1, 1, 2, 3, 4, 5, 6, 7, 8.50, 9.1234567891, 10, 1.5, 0.5
2, -128, -32768, -2147483648, -9223372036854775808, 0, 0, 0, -99999999.99, -9999999999999999999999999999.9999999999, -99999999999999999999999999999999999999, -1.5e300, -0.25
3, 127, 32767, 2147483647, 9223372036854775807, 255, 4294967295, 18446744073709551615, 99999999.99, 9999999999999999999999999999.9999999999, 99999999999999999999999999999999999999, 1.5e300, 1024
4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
6, -1, -1, -1, -1, 1, 1, 1, -0.01, 0.0000000001, -1, -1e-10, -1
7, 7, NULL, 10, NULL, 7, NULL, 10, 0.50, NULL, 12, 0.125, NULL
8, 7, 100, NULL, 1000000, NULL, 100, NULL, NULL, 2.5, NULL, NULL, 2.5`),
	newTable("s", "id i32!, s t20, num t20, dat t20, js t20, raw bin", `
1, 'abc', '10', '2024-02-29', '[1, 2]', x'616263'
2, 'ABC', '-1.5', '2024-02-29 13:14:15', '{"a": 1}', x''
3, '', '', '', '', x'00FF'
4, ' ', ' 7 ', '10:11:12', 'null', NULL
5, 'a ', '1e2', '20240229', 'x', x'F09F9880'
6, 'äöü', '0x10', '2024-02-30', '"s"', x'C3A4'
7, '日本 😀', '12abc', '0000-00-00', '1.5', NULL
8, NULL, NULL, NULL, NULL, NULL
9, 'a,b,c', '.5', '1969-12-31', 'true', x'20'
10, 'it''s "q" \\ %_', '-', '24-2-3', '{}', x'31'`),
	newTable("z", "id i32!, d day, t dt, ts ts, tm tm", `
1, '2024-02-29', '2024-02-29 13:14:15.000016', '2024-07-01 12:00:00.000001', '01:02:03.000004'
2, '1969-12-31', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:01', '00:00:00'
3, '9999-12-31', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', '23:59:59.999999'
4, '1000-01-01', '1000-01-01 00:00:00', '2000-01-01 00:00:00', '12:00:00'
5, NULL, NULL, NULL, NULL
6, '2023-12-31', '2024-01-01 00:00:00', '2024-03-31 01:30:00', '10:11:12'
7, '2039-06-15', '2100-02-28 23:59:59', NULL, NULL
8, '2000-01-01', NULL, '2024-02-29 13:14:15.5', '10:11:12'`),
	newTable("j", "id i32!, k i32, j js", `
1, 1, '{"a": 1, "b": {"c": [1, 2]}}'
2, 1, '[1, "a", null, {"b": [2]}]'
3, 2, 'null'
4, NULL, NULL
5, 2, '{"a": "x", "b": null, "a b": 1.5}'
6, 3, '"text"'
7, 3, '[]'
8, 4, '-7'
9, 4, 'true'
10, 5, '{}'`),
}

func newTable(name, columns, rows string) table {
	t := table{name: name}
	for _, def := range strings.Split(columns, ", ") {
		n, kind, _ := strings.Cut(def, " ")
		c, ok := kinds[strings.TrimSuffix(kind, "!")]
		if !ok {
			panic("no kind of column " + kind)
		}
		c.name, c.notNull = n, strings.HasSuffix(kind, "!")
		c.duck = c.physical
		t.columns = append(t.columns, c)
	}
	for _, r := range strings.Split(rows, "\n") {
		if r != "" {
			t.rows = append(t.rows, r)
		}
	}
	return t
}

// ids are the first values of a table's rows.
func (t table) ids() []string {
	var out []string
	for _, r := range t.rows {
		id, _, _ := strings.Cut(r, ",")
		out = append(out, id)
	}
	return out
}

// createSQL are the statements that make a table in MySQL and what understands its words.
func (t table) createSQL(collation string) []string {
	var defs []string
	for _, c := range t.columns {
		def := c.name + " " + c.mysql
		if c.class == Text && collation != "" {
			def += " COLLATE " + collation
		}
		if c.notNull {
			def += " NOT NULL"
		} else {
			def += " NULL"
		}
		defs = append(defs, def)
	}
	out := []string{"DROP TABLE IF EXISTS " + domain + "." + t.name, fmt.Sprintf("CREATE TABLE %s.%s (%s)", domain, t.name, strings.Join(defs, ", "))}
	for _, r := range t.rows {
		out = append(out, fmt.Sprintf("INSERT INTO %s.%s VALUES (%s)", domain, t.name, r))
	}
	return out
}

// parquetSQL is the statement that writes the table with DuckDB.
func (t table) parquetSQL(file string) string {
	var casts, names []string
	for _, c := range t.columns {
		names = append(names, c.name)
		casts = append(casts, fmt.Sprintf("CAST(%s AS %s) AS %s", c.name, c.duck, c.name))
	}
	rows := make([]string, 0, len(t.rows)+1)
	for _, r := range t.rows {
		rows = append(rows, "("+duckConstants(r)+")")
	}
	where := ""
	if len(rows) == 0 {
		rows, where = append(rows, "("+strings.TrimSuffix(strings.Repeat("NULL, ", len(t.columns)), ", ")+")"), " WHERE false"
	}
	return fmt.Sprintf("COPY (SELECT %s FROM (VALUES %s) AS t(%s)%s) TO '%s' (FORMAT parquet)",
		strings.Join(casts, ", "), strings.Join(rows, ", "), strings.Join(names, ", "), where, file)
}

var hexConstant = regexp.MustCompile(`( )x'([0-9A-F]*)'`)

// duckConstants writes MySQL's constants as DuckDB's: bytes, and backslashes, which escape nothing there.
func duckConstants(row string) string {
	return hexConstant.ReplaceAllString(strings.ReplaceAll(row, `\\`, `\`), "${1}unhex('$2')")
}

// contract is the data contract of the table, whose files lie in dir.
func (t table) contract(dir string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v3.1.0\nkind: DataContract\nid: urn:nanohouse:test:%s:%s:1\nname: %s\nversion: 1.0.0\nstatus: active\ndomain: %s\n", domain, t.name, t.name, domain)
	fmt.Fprintf(&b, "servers:\n  - {server: files, type: local, path: %q, format: parquet}\nschema:\n  - name: %s\n    logicalType: object\n    physicalType: table\n    properties:\n", dir+"/*.parquet", t.name)
	for _, c := range t.columns {
		fmt.Fprintf(&b, "      - {name: %s, physicalType: %q, required: %v}\n", c.name, c.physical, c.notNull)
	}
	return b.String()
}
