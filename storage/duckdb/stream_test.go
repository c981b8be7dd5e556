package duckdb

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nanohouse/storage"
)

// resident is the process's memory in bytes, engine included.
func resident(t testing.TB) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

// A result must never be held whole: 12 million rows of 8 columns are 1.3 GB.
func TestStreamingKeepsMemoryFlat(t *testing.T) {
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	q := storage.Query{SQL: "SELECT * FROM read_parquet([" + strings.Repeat(file+", ", 3) + file + "])"}
	rows, err := e.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var base, peak int64
	n, next := 0, 500_000
	for {
		b, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			break
		}
		n += b.Rows
		if n >= next {
			next += 500_000
			m := resident(t)
			if base == 0 {
				base = m
			}
			peak = max(peak, m)
		}
	}
	if n != 12_000_000 {
		t.Errorf("%d rows", n)
	}
	t.Logf("after 0.5 million rows %d MB, at most %d MB", base>>20, peak>>20)
	if peak-base > 150<<20 {
		t.Errorf("memory grew from %d to %d MB", base>>20, peak>>20)
	}
}

// A slow consumer must not make the engine run ahead of it.
func TestSlowConsumer(t *testing.T) {
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	rows, err := e.Run(t.Context(), storage.Query{SQL: "SELECT a.*, b.name AS other FROM read_parquet(" + file + ") a, range(1000) r, (SELECT name FROM read_parquet(" + file + ") LIMIT 10) b"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := rows.Next(); err != nil {
		t.Fatal(err)
	}
	before := resident(t)
	time.Sleep(300 * time.Millisecond)
	if grown := resident(t) - before; grown > 100<<20 {
		t.Errorf("the engine read %d MB ahead", grown>>20)
	}
}

// blocking are queries that give no row for many seconds.
var blocking = map[string]string{
	"aggregate": "SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range * b.range % 7 = 3",
	"sort":      "SELECT a.range FROM range(40000000) a, range(100) b ORDER BY hash(a.range + b.range) LIMIT 1 OFFSET 3999999999",
	"join":      "SELECT count(*) FROM range(30000000) a JOIN range(30000000) b ON hash(a.range) % 1000 = hash(b.range) % 1000",
	"recursion": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000000) SELECT max(n) FROM r",
	"like":      "SELECT count(*) FROM range(100000000) t(i) WHERE repeat(i::VARCHAR, 200) LIKE '%1%2%3%4%5%6%7%8%9%x%'",
}

func TestCancelWhileExecuting(t *testing.T) {
	e := openEngine(t, Config{MemoryLimit: 1 << 30})
	for name, sql := range blocking {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			var at time.Time
			stop := time.AfterFunc(200*time.Millisecond, func() {
				at = time.Now()
				cancel(errors.New("killed"))
			})
			defer stop.Stop()
			rows, err := e.Run(ctx, storage.Query{SQL: sql})
			if err == nil {
				rows.Close()
				t.Fatal("it gave a row")
			}
			late := time.Since(at)
			if !errors.Is(err, storage.ErrInterrupted) || !strings.Contains(err.Error(), "killed") {
				t.Errorf("got %v", err)
			}
			t.Logf("stopped after %v", late)
			if late > 500*time.Millisecond {
				t.Errorf("it took %v to stop", late)
			}
		})
	}
}

func TestCancelBetweenBatches(t *testing.T) {
	e := newEngine(t)
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := e.Run(ctx, storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(t, "big.parquet") + ")"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if _, err := rows.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if b, err := rows.Next(); !errors.Is(err, storage.ErrInterrupted) || b != nil {
		t.Errorf("got %v, %v", b, err)
	}
	if b, err := rows.Next(); err != nil || b != nil {
		t.Errorf("after the end: %v, %v", b, err)
	}
}

func TestCancelledBefore(t *testing.T) {
	e := newEngine(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Run(ctx, storage.Query{SQL: "SELECT 1"}); !errors.Is(err, storage.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}

// Close must end the work that a query still does in the background.
func TestCloseEarlyStopsTheWork(t *testing.T) {
	e := newEngine(t)
	sql := "SELECT a.*, r.range FROM read_parquet(" + dataFile(t, "big.parquet") + ") a, range(100000) r WHERE hash(a.id + r.range) % 1009 = 7"
	rows, err := e.Run(t.Context(), storage.Query{SQL: sql})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rows.Next(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	rows.Close()
	rows.Close()
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("Close took %v", took)
	}
	before := cpu(t)
	time.Sleep(300 * time.Millisecond)
	if used := cpu(t) - before; used > 100*time.Millisecond {
		t.Errorf("%v of processor time in 300 ms after Close", used)
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Running != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

// A caller that forgets Close must not keep a connection for ever.
func TestAbandonedRows(t *testing.T) {
	e := newEngine(t)
	sql := "SELECT * FROM read_parquet(" + dataFile(t, "big.parquet") + ")"
	for range 5 {
		rows, err := e.Run(t.Context(), storage.Query{SQL: sql})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rows.Next(); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		runtime.GC()
		s, err := e.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s.Running == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running: %d", s.Running)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Cancels at every moment must hit their own query only.
func TestCancelStorm(t *testing.T) {
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	before := runtime.NumGoroutine()
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 25 {
				if g%2 == 0 {
					if got, err := values(e, storage.Query{SQL: "SELECT count(*), $1 FROM read_parquet(" + file + ") WHERE part < $2", Args: bound(int64(g), int64(100))}); err != nil || len(got) != 1 || got[0] != "1500|"+strconv.Itoa(g) {
						t.Errorf("a bystander got %v, %v", got, err)
					}
					continue
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i*g)*100*time.Microsecond)
				rows, err := e.Run(ctx, storage.Query{SQL: "SELECT * FROM read_parquet(" + file + ") ORDER BY price, id"})
				for err == nil {
					var b *storage.Batch
					if b, err = rows.Next(); b == nil {
						break
					}
				}
				if err != nil && !errors.Is(err, storage.ErrInterrupted) {
					t.Errorf("got %v", err)
				}
				if rows != nil {
					rows.Close()
				}
				cancel()
			}
		}()
	}
	wg.Wait()
	s, err := e.Stats(t.Context())
	if err != nil || s.Running != 0 || s.Lost != 0 || s.Generations != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if after := runtime.NumGoroutine(); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// An ordered result stays ordered when it is streamed.
func TestOrderIsKept(t *testing.T) {
	e := newEngine(t)
	rows, err := e.Run(t.Context(), storage.Query{SQL: "SELECT id FROM read_parquet(" + dataFile(t, "big.parquet") + ") ORDER BY id DESC"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want := int64(2_999_999)
	for {
		b, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			break
		}
		for _, id := range b.Columns[0].Data.([]int64) {
			if id != want {
				t.Fatalf("got %d, want %d", id, want)
			}
			want--
		}
	}
	if want != -1 {
		t.Errorf("ended before %d", want)
	}
}
