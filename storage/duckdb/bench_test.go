package duckdb

import (
	"testing"
	"time"

	"nanohouse/storage"
)

// drain reads a result to its end and counts its rows.
func drain(t testing.TB, e *Engine, q storage.Query) int {
	t.Helper()
	rows, err := e.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for {
		b, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			return n
		}
		n += b.Rows
	}
}

func BenchmarkStreamEightColumns(b *testing.B) {
	e := newEngine(b)
	q := storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(b, "big.parquet") + ")"}
	rows := 0
	for b.Loop() {
		rows += drain(b, e, q)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkFirstBatch(b *testing.B) {
	e := newEngine(b)
	q := storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(b, "big.parquet") + ")"}
	var first time.Duration
	for b.Loop() {
		start := time.Now()
		rows, err := e.Run(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := rows.Next(); err != nil {
			b.Fatal(err)
		}
		first += time.Since(start)
		rows.Close()
	}
	b.ReportMetric(float64(first.Microseconds())/float64(b.N), "µs/first-batch")
}

func BenchmarkSelectOne(b *testing.B) {
	e := newEngine(b)
	q := storage.Query{SQL: "SELECT $1 + 1", Args: bound(int64(1))}
	for b.Loop() {
		drain(b, e, q)
	}
}

func BenchmarkPointQuery(b *testing.B) {
	e := newEngine(b)
	q := storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(b, "big.parquet") + ") WHERE id = $1", Args: bound(int64(1234567))}
	for b.Loop() {
		drain(b, e, q)
	}
}

func BenchmarkParse(b *testing.B) {
	e := newEngine(b)
	sql := "SELECT c1, sum(c2) FROM (SELECT a AS c1, b AS c2 FROM read_parquet('/data/x/*.parquet') WHERE a > $1) GROUP BY c1 ORDER BY c1 LIMIT 10"
	for b.Loop() {
		if _, err := e.Parse(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	cfg := Config{SpillDir: b.TempDir()}
	for b.Loop() {
		e, err := Open(cfg)
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// The price of a function in Go, beside a native one over the same texts.
func BenchmarkScalarFunction(b *testing.B) {
	e := newEngine(b)
	for _, f := range []string{"mysql_soundex(t)", "reverse(t)"} {
		b.Run(f, func(b *testing.B) {
			q := storage.Query{SQL: "SELECT max(" + f + ") FROM (SELECT 'Quadratically ' || i AS t FROM range(0, 2000000) r(i))"}
			for b.Loop() {
				drain(b, e, q)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2e6, "ns/row")
		})
	}
}
