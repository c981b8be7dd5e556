package sqlgen

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/certify"
	"nanohouse/planner/plan"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

// stored is a dataset whose files are made by a SELECT.
type stored struct {
	t      *testing.T
	engine *duckdb.Engine
	path   string
}

func store(t *testing.T, query string) *stored {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "part.parquet")
	if err := duckdb.Scratch(context.Background(), dir, []string{"COPY (" + query + ") TO '" + path + "'"}, nil); err != nil {
		t.Fatal(err)
	}
	return &stored{t, openEngine(t, dir), path}
}

// read scans one column declared with a type, and gives its values.
func (s *stored) read(physical string, typ catalog.Type, lenient bool) ([]string, string, error) {
	s.t.Helper()
	ds := &catalog.Dataset{
		Domain: "d", Name: "t", Major: 1, Source: catalog.Source{Path: s.path},
		Columns: []catalog.Column{{Name: "x", PhysicalName: physical, Type: typ}},
	}
	q := &plan.Query{
		Root:   &plan.Scan{Dataset: ds, Cols: []plan.Column{{ID: 1, Type: typ}}, Ordinals: []int{0}, Lenient: lenient},
		Output: []plan.Output{{ID: 1, Type: typ}},
	}
	st, err := generate(q, func(ds *catalog.Dataset) ([]storage.FileColumn, error) {
		return s.engine.Describe(context.Background(), ds.Source)
	}, options{total: lenient})
	if err != nil {
		return nil, "", err
	}
	parsed, err := s.engine.Parse(context.Background(), st.SQL)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := certify.Check(parsed, []certify.Leaf{{Path: s.path, Columns: []string{physical}}}); err != nil {
		s.t.Fatalf("%v\n%s", err, st.SQL)
	}
	rows, err := allRows(s.engine, storage.Query{SQL: st.SQL, Args: bound(st.Args)})
	var out []string
	for _, r := range rows {
		out = append(out, present(r[0], typ))
	}
	return out, st.SQL, err
}

func TestScanConversions(t *testing.T) {
	s := store(t, `SELECT 5::BIGINT AS big, 300::INTEGER AS i, 1.5::DOUBLE AS dbl, 12.34::DECIMAL(9,2) AS dec, 'text' AS s, '2024-02-29' AS sdate,
		DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 10:11:12.5' AS ts, TIMESTAMPTZ '2024-02-29 10:11:12+02' AS tz, TIME '10:11:12.5' AS tm,
		'00000000-0000-0000-0000-000000000001'::UUID AS u, {'a': 1, 'b': [1, 2]} AS st, [1, NULL] AS li, MAP {'k': 1} AS ma, true AS b,
		'abc'::BLOB AS bl, '12' AS snum, TIMESTAMP_NS '2024-02-29 10:11:12.123456789' AS ns, 200::UTINYINT AS ut`)
	kind := func(k catalog.Kind) catalog.Type { return catalog.Type{Kind: k} }
	dec := func(p, sc uint8) catalog.Type { return catalog.Type{Kind: catalog.Decimal, Precision: p, Scale: sc} }
	text := catalog.Type{Kind: catalog.String, Length: 3}
	for _, c := range []struct {
		column string
		typ    catalog.Type
		want   string
		cast   bool // a conversion stands in the SQL
	}{
		{"big", kind(catalog.Int64), "5", false},
		{"big", kind(catalog.Int8), "5", true},
		{"big", dec(38, 2), "5.00", true},
		{"i", kind(catalog.Int64), "300", true},
		{"i", kind(catalog.Double), "300", true},
		{"dbl", kind(catalog.Float), "1.5", true},
		{"dec", dec(9, 2), "12.34", false},
		{"dec", dec(12, 4), "12.3400", true},
		{"dec", dec(4, 1), "12.3", true},
		{"s", kind(catalog.String), "text", false},
		{"s", text, "text", false}, // longer than declared: not cut
		{"sdate", kind(catalog.Date), "2024-02-29", true},
		{"d", kind(catalog.Date), "2024-02-29", false},
		{"d", kind(catalog.DateTime), "2024-02-29 00:00:00", true},
		{"ts", catalog.Type{Kind: catalog.DateTime, Precision: 6}, "2024-02-29 10:11:12.500000", false},
		{"ts", kind(catalog.Timestamp), "2024-02-29 10:11:12", true},
		{"tz", kind(catalog.Timestamp), "2024-02-29 08:11:12", false},
		{"tz", kind(catalog.DateTime), "2024-02-29 08:11:12", true},
		{"tm", catalog.Type{Kind: catalog.Time, Precision: 1}, "10:11:12.5", true},
		{"u", kind(catalog.UUID), "00000000-0000-0000-0000-000000000001", true},
		{"st", kind(catalog.JSON), `{"a":1,"b":[1,2]}`, true},
		{"li", kind(catalog.JSON), "[1,null]", true},
		{"ma", kind(catalog.JSON), `{"k":1}`, true},
		{"b", kind(catalog.Bool), "1", false},
		{"b", kind(catalog.Int8), "1", true},
		{"bl", kind(catalog.Bytes), "0x616263", false},
		{"bl", kind(catalog.String), "abc", true},
		{"s", kind(catalog.Bytes), "0x74657874", true},
		{"snum", dec(5, 1), "12.0", true},
		{"ns", catalog.Type{Kind: catalog.DateTime, Precision: 6}, "2024-02-29 10:11:12.123456", true},
		{"ut", kind(catalog.UInt8), "200", false},
		{"ut", kind(catalog.Int16), "200", true},
		{"missing", kind(catalog.Int32), "NULL", true},
		{"missing", kind(catalog.JSON), "NULL", true},
	} {
		got, sql, err := s.read(c.column, c.typ, false)
		if err != nil || len(got) != 1 || got[0] != c.want {
			t.Errorf("%s as %s: got %v, %v, want %s\n  %s", c.column, c.typ, got, err, c.want, sql)
		}
		if plain := strings.HasPrefix(sql, `SELECT c1 AS o1 FROM (SELECT "`+c.column+`" AS c1 FROM`); err == nil && plain == c.cast {
			t.Errorf("%s as %s: a cast that is needless, or none: %s", c.column, c.typ, sql)
		}
	}
}

// A value that does not fit names column and file, and never itself; where
// rows are hidden it is NULL.
func TestScanMisfits(t *testing.T) {
	s := store(t, `SELECT 300::BIGINT AS big, 'x' AS s, 1e300 AS dbl UNION ALL SELECT NULL, NULL, NULL`)
	for _, c := range []struct {
		column string
		typ    catalog.Type
	}{
		{"big", catalog.Type{Kind: catalog.Int8}},
		{"s", catalog.Type{Kind: catalog.Date}},
		{"s", catalog.Type{Kind: catalog.Time}},
		{"dbl", catalog.Type{Kind: catalog.Decimal, Precision: 5, Scale: 2}},
	} {
		_, sql, err := s.read(c.column, c.typ, false)
		var misfit *storage.CastError
		if !errors.As(err, &misfit) || misfit.Column != "d.t_v1.x" || misfit.File != "part.parquet" {
			t.Errorf("%s as %s: got %v\n  %s", c.column, c.typ, err, sql)
		}
		got, sql, err := s.read(c.column, c.typ, true)
		if err != nil || strings.Join(got, " ") != "NULL NULL" {
			t.Errorf("%s as %s, lenient: got %v, %v\n  %s", c.column, c.typ, got, err, sql)
		}
	}
}

func TestScanRefusesOtherTypes(t *testing.T) {
	s := store(t, `SELECT {'a': 1} AS st, TIME '10:00:00' AS tm`)
	for column, kind := range map[string]catalog.Kind{"st": catalog.Int32, "tm": catalog.Date} {
		_, _, err := s.read(column, catalog.Type{Kind: kind}, false)
		if e, ok := sqlerr.As(err); !ok || e.Code.ID != sqlerr.Unsupported.ID {
			t.Errorf("%s: got %v", column, err)
		}
	}
}

// Of columns whose names differ only in case, the one of the exact name is
// meant; a name that may stand for either is refused.
func TestCaseCollidingColumns(t *testing.T) {
	twice := []storage.FileColumn{{Name: "SSN"}, {Name: "ssn"}, {Name: "Name"}}
	renamed := []storage.FileColumn{{Name: "SSN"}, {Name: "ssn_1"}, {Name: "Name"}}
	for _, c := range []struct {
		files      []storage.FileColumn
		name, want string
		refused    bool
	}{
		{twice, "ssn", "ssn", false},
		{twice, "SSN", "SSN", false},
		{twice, "Ssn", "", true},
		{twice, "name", "Name", false},
		{twice, "other", "", false},
		{renamed, "SSN", "SSN", false},
		{renamed, "ssn", "", true},
		{renamed, "name", "Name", false},
	} {
		got, ok, err := fileColumn(c.files, c.name)
		if got.Name != c.want || ok != (c.want != "") || (err != nil) != c.refused {
			t.Errorf("%s: got %q, %v", c.name, got.Name, err)
		}
	}
}

// A path or name with quotes stays within its quotes.
func TestQuoting(t *testing.T) {
	if got := quoteText("a'b"); got != "'a''b'" {
		t.Error(got)
	}
	if got := quoteName(`a"b`); got != `"a""b"` {
		t.Error(got)
	}
}

// Parameters are counted in the text outside of quotes.
func TestCompact(t *testing.T) {
	sql, args := compact(`SELECT $2, '$1''$3', "$1", $4, $2`, make([]ArgRef, 4))
	if sql != `SELECT $1, '$1''$3', "$1", $2, $1` || len(args) != 2 {
		t.Errorf("got %s with %d", sql, len(args))
	}
}
