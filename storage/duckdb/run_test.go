package duckdb

import (
	"errors"
	"strings"
	"testing"

	"nanohouse/storage"
)

func TestTypes(t *testing.T) {
	e := newEngine(t)
	cases := map[string]string{
		"true":                                   "true",
		"(-7)::TINYINT":                          "-7",
		"(-7)::SMALLINT":                         "-7",
		"(-7)::INTEGER":                          "-7",
		"(-7)::BIGINT":                           "-7",
		"200::UTINYINT":                          "200",
		"60000::USMALLINT":                       "60000",
		"4000000000::UINTEGER":                   "4000000000",
		"18446744073709551615::UBIGINT":          "18446744073709551615",
		"1.5::FLOAT":                             "1.5",
		"1.5::DOUBLE":                            "1.5",
		"1.25::DECIMAL(4,2)":                     "125",
		"1.25::DECIMAL(9,2)":                     "125",
		"1.25::DECIMAL(18,2)":                    "125",
		"(-1.25)::DECIMAL(38,2)":                 "-1:18446744073709551491",
		"1::HUGEINT":                             "0:1",
		"'short'":                                "short",
		"repeat('long', 10)":                     strings.Repeat("long", 10),
		"'\\x00\\xFF'::BLOB":                     "\x00\xff",
		"DATE '1970-01-03'":                      "2",
		"TIMESTAMP '1970-01-01 00:00:01.5'":      "1500000",
		"TIMESTAMPTZ '1970-01-01 00:00:01.5+01'": "-3598500000",
		"NULL":                                   "NULL",
		"NULL::VARCHAR":                          "NULL",
	}
	for expr, want := range cases {
		if got := one(t, e, "SELECT "+expr); got != want {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
}

func TestDecimalScale(t *testing.T) {
	e := newEngine(t)
	rows, err := e.Run(t.Context(), storage.Query{SQL: "SELECT 1.25::DECIMAL(9,2), 1::DECIMAL(38,10), 1"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	b, err := rows.Next()
	if err != nil {
		t.Fatal(err)
	}
	if rows.Columns() != 3 || b.Columns[0].Scale != 2 || b.Columns[1].Scale != 10 || b.Columns[2].Scale != 0 {
		t.Errorf("scales: %+v", b.Columns)
	}
}

// A type without a place in a batch is refused, not guessed.
func TestUnreadableType(t *testing.T) {
	e := newEngine(t)
	for _, expr := range []string{"[1]", "{'a': 1}", "TIME '10:00'", "INTERVAL 1 DAY", "uuid()", "1::UHUGEINT", "TIMESTAMP_NS '2020-01-01'"} {
		_, err := values(e, storage.Query{SQL: "SELECT " + expr})
		if err == nil || !strings.Contains(err.Error(), "cannot hold") {
			t.Errorf("%s: %v", expr, err)
		}
	}
}

// NULLs must be found in every word of a mask.
func TestValidity(t *testing.T) {
	e := newEngine(t)
	got, err := values(e, storage.Query{SQL: "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM range(5000) t(i)"})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if (v == "NULL") != (i%3 == 0) {
			t.Fatalf("row %d: %s", i, v)
		}
	}
	if len(got) != 5000 {
		t.Errorf("%d rows", len(got))
	}
}

func TestArguments(t *testing.T) {
	e := newEngine(t)
	const sql = `SELECT $1::VARCHAR, $2 + 1, $3::UBIGINT, $4::DOUBLE, $5::VARCHAR, $6::BLOB, $7 IS NULL, CAST($8 AS DECIMAL(12,2)), CAST($9 AS DATE)`
	got := one(t, e, sql, true, int64(-9), uint64(18446744073709551615), 0.5, "it's\x00fine; DROP", []byte{0, 1}, nil, "12.345", "1970-01-02")
	if want := "true|-8|18446744073709551615|0.5|it's\x00fine; DROP|\x00\x01|true|1235|1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBadArguments(t *testing.T) {
	e := newEngine(t)
	for _, args := range [][]storage.Arg{bound("\xff"), bound(int64(1), int64(2)), nil, bound(3)} {
		if _, err := values(e, storage.Query{SQL: "SELECT $1", Args: args}); err == nil {
			t.Errorf("%v was bound", args)
		}
	}
	if _, err := values(e, storage.Query{SQL: "SELECT 1\x00; SELECT 2"}); err == nil {
		t.Error("a NUL byte in the statement was taken for its end")
	}
}

// The last barrier: even text that passed everything else must be a SELECT.
func TestOnlySelect(t *testing.T) {
	e := newEngine(t)
	for _, sql := range []string{
		"SET TimeZone = 'Asia/Tokyo'", "CREATE TABLE t (a INTEGER)", "COPY (SELECT 1) TO " + dataFile(t, "out.csv"), "CALL duckdb_settings()",
		"ATTACH ':memory:' AS m", "SET VARIABLE x = 1", "BEGIN", "EXPLAIN ANALYZE SELECT 1", "DELETE FROM t", "CHECKPOINT",
		"LOAD json", "EXPORT DATABASE " + dataFile(t, "out"), "PREPARE p AS SELECT 1", "USE main", "CREATE SECRET (TYPE s3)", "VACUUM",
	} {
		_, err := values(e, storage.Query{SQL: sql})
		if err == nil {
			t.Errorf("%s was run", sql)
		}
	}
	if _, err := values(e, storage.Query{SQL: "SELECT 1; SELECT 2"}); err == nil {
		t.Error("two statements were run")
	}
	if got := one(t, e, "SELECT current_setting('TimeZone')"); got != "UTC" {
		t.Errorf("TimeZone is %s", got)
	}
}

func TestErrors(t *testing.T) {
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	cases := []struct {
		want error
		sql  string
	}{
		{storage.ErrOverflow, "SELECT 9223372036854775807 + id FROM read_parquet(" + file + ")"},
		{storage.ErrOverflow, "SELECT sum(x) FROM (VALUES (170141183460469231731687303715884105727::HUGEINT), (1)) t(x)"},
		{storage.ErrOverflow, "SELECT CAST(id * 1000 AS DECIMAL(4,2)) FROM read_parquet(" + file + ")"},
		{storage.ErrOverflow, "SELECT CAST(id * 1e30 AS BIGINT) FROM read_parquet(" + file + ")"},
		{storage.ErrOverflow, "SELECT CAST(id AS TINYINT) FROM read_parquet(" + file + ")"},
		{storage.ErrTooManyRows, "SELECT (SELECT id FROM read_parquet(" + file + "))"},
		{storage.ErrSource, "SELECT * FROM read_parquet(" + dataFile(t, "missing.parquet") + ")"},
		{storage.ErrSource, "SELECT * FROM read_parquet(" + dataFile(t, "missing/*.parquet") + ")"},
		{storage.ErrSource, "SELECT * FROM read_parquet('/etc/passwd')"},
		{storage.ErrStale, "SELECT gone FROM read_parquet(" + file + ")"},
		{storage.ErrCast, "SELECT error('" + storage.CastErrorPrefix("crm.customer.age") + "' || filename) FROM read_parquet(" + file + ", filename = true)"},
	}
	for _, c := range cases {
		wantErr(t, e, c.want, c.sql)
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Lost != 0 || s.Generation != 1 || s.Running != 0 {
		t.Errorf("an ordinary error cost an instance: %+v, %v", s, err)
	}
}

func TestCastErrorNamesColumnAndFile(t *testing.T) {
	e := newEngine(t)
	_, err := values(e, storage.Query{SQL: "SELECT error('" + storage.CastErrorPrefix("crm.customer.age") + "' || filename) FROM read_parquet(" +
		dataFile(t, "small.parquet") + ", filename = true)"})
	var ce *storage.CastError
	if !errors.As(err, &ce) || ce.Column != "crm.customer.age" || ce.File != "small.parquet" {
		t.Errorf("got %v", err)
	}
}

// ORDER BY without a direction for NULLs must be MySQL's.
func TestNullOrder(t *testing.T) {
	e := newEngine(t)
	for order, want := range map[string]string{"ASC": "NULL 1 2", "DESC": "2 1 NULL"} {
		got, err := values(e, storage.Query{SQL: "SELECT x FROM (VALUES (2), (NULL), (1)) t(x) ORDER BY x " + order})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, %v, want %s", order, got, err, want)
		}
	}
}
