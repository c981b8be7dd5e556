package duckdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"nanohouse/storage"
)

// data is a directory of Parquet files that all tests read.
var data = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "nanohouse-duckdb-*")
	if err != nil {
		return "", err
	}
	return dir, Scratch(context.Background(), dir, []string{
		`COPY (SELECT i::BIGINT AS id, (i * 7919 % 200000)::INTEGER AS part, ((i % 50) + 1)::DECIMAL(12,2) AS quantity, (i % 100000 / 7.0)::DECIMAL(12,2) AS price,
			'name#' || lpad(i::VARCHAR, 9, '0') AS name, DATE '1992-01-01' + (i // 2500)::INTEGER AS shipped,
			['AIR', 'RAIL', 'SHIP', 'TRUCK'][(i % 4) + 1] AS mode, TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS at
			FROM range(3000000) t(i)) TO '` + dir + `/big.parquet' (ROW_GROUP_SIZE 100000)`,
		`COPY (SELECT i AS id FROM range(10) t(i)) TO '` + dir + `/small.parquet'`,
	}, nil)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := data(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// dataFile is the path of a shared data file, quoted for SQL.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	return quote(filepath.Join(dir, name))
}

// newEngine opens an engine over the shared data and more roots.
func newEngine(t testing.TB, roots ...string) *Engine {
	t.Helper()
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	return openEngine(t, Config{Roots: append([]string{dir}, roots...)})
}

func openEngine(t testing.TB, cfg Config) *Engine {
	t.Helper()
	if cfg.SpillDir == "" {
		cfg.SpillDir = t.TempDir()
	}
	e, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

// values runs a query and prints each row's values, for comparison.
func values(e *Engine, q storage.Query) ([]string, error) {
	rows, err := e.Run(context.Background(), q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for {
		b, err := rows.Next()
		if b == nil || err != nil {
			return out, err
		}
		for i := range b.Rows {
			line := ""
			for c := range b.Columns {
				if c > 0 {
					line += "|"
				}
				line += value(&b.Columns[c], i)
			}
			out = append(out, line)
		}
	}
}

func value(v *storage.Vector, i int) string {
	if v.IsNull(i) {
		return "NULL"
	}
	switch d := v.Data.(type) {
	case []storage.String:
		return string(d[i].Bytes())
	case []bool:
		return fmt.Sprint(d[i])
	case []int8:
		return fmt.Sprint(d[i])
	case []int16:
		return fmt.Sprint(d[i])
	case []int32:
		return fmt.Sprint(d[i])
	case []int64:
		return fmt.Sprint(d[i])
	case []uint8:
		return fmt.Sprint(d[i])
	case []uint16:
		return fmt.Sprint(d[i])
	case []uint32:
		return fmt.Sprint(d[i])
	case []uint64:
		return fmt.Sprint(d[i])
	case []float32:
		return fmt.Sprint(d[i])
	case []float64:
		return fmt.Sprint(d[i])
	case []storage.Int128:
		return fmt.Sprintf("%d:%d", d[i].Hi, d[i].Lo)
	}
	return fmt.Sprintf("%T", v.Data)
}

// one runs a query that gives one row.
func one(t testing.TB, e *Engine, sql string, args ...any) string {
	t.Helper()
	got, err := values(e, storage.Query{SQL: sql, Args: bound(args...)})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if len(got) != 1 {
		t.Fatalf("%s: %d rows", sql, len(got))
	}
	return got[0]
}

func bound(values ...any) []storage.Arg {
	args := make([]storage.Arg, len(values))
	for i, v := range values {
		args[i].Value = v
	}
	return args
}

// wantErr runs a query that must fail in a known way.
func wantErr(t testing.TB, e *Engine, want error, sql string, args ...any) {
	t.Helper()
	_, err := values(e, storage.Query{SQL: sql, Args: bound(args...)})
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", sql, err, want)
	}
}
