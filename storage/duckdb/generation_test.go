package duckdb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"nanohouse/storage"
)

// crash is a SELECT that DuckDB 1.5.5 answers with an internal error, which
// invalidates its instance: a comparison of a kind that its planner never makes.
const crash = `SELECT * FROM json_execute_serialized_sql(replace(json_serialize_sql('SELECT a = 1 FROM range(3) t(a)'), 'COMPARE_EQUAL', 'COMPARE_BETWEEN'))`

// scratchFile makes a Parquet file of a query's rows.
func scratchFile(t testing.TB, path, query string) {
	t.Helper()
	if err := Scratch(t.Context(), filepath.Dir(path), []string{"COPY (" + query + ") TO " + quote(path) + " (FORMAT parquet)"}, nil); err != nil {
		t.Fatal(err)
	}
}

func TestAllowMakesANewGeneration(t *testing.T) {
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	more := t.TempDir()
	scratchFile(t, filepath.Join(more, "a.parquet"), "SELECT 42 AS x")
	e := newEngine(t)
	query := "SELECT x FROM read_parquet(" + quote(more+"/a.parquet") + ")"
	wantErr(t, e, storage.ErrSource, query)

	// A query of the old generation goes on while the new one serves.
	old, err := e.Run(t.Context(), storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(t, "big.parquet") + ")"})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := e.Allow([]string{dir, more}, nil); err != nil {
		t.Fatal(err)
	}
	if got := one(t, e, query); got != "42" {
		t.Errorf("got %s", got)
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Generations != 2 || s.Generation != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	n := 0
	for {
		b, err := old.Next()
		if err != nil {
			t.Fatal(err)
		}
		if b == nil {
			break
		}
		n += b.Rows
	}
	if n != 3_000_000 {
		t.Errorf("the old query gave %d rows", n)
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Generations != 1 {
		t.Errorf("the old generation has not closed: %+v, %v", s, err)
	}
	if err := e.Allow([]string{dir, more}, nil); err != nil {
		t.Fatal(err)
	}
	if s, _ := e.Stats(t.Context()); s.Generation != 2 {
		t.Error("the same roots made a generation")
	}
	if err := e.Allow([]string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	wantErr(t, e, storage.ErrSource, query)
}

func TestAllowKeepsTheOldGenerationOnError(t *testing.T) {
	e := newEngine(t)
	for _, bad := range []string{"relative", "/", "/data/*.parquet", "s3://", "/a\x00b"} {
		if err := e.Allow([]string{bad}, nil); err == nil {
			t.Errorf("%q was allowed", bad)
		}
	}
	one(t, e, "SELECT count(*) FROM read_parquet("+dataFile(t, "small.parquet")+")")
}

func TestInvalidatedInstanceIsReplaced(t *testing.T) {
	e := newEngine(t)
	q := storage.Query{SQL: "SELECT * FROM read_parquet(" + dataFile(t, "big.parquet") + ")"}
	bystander, err := e.Run(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer bystander.Close()
	if _, err := values(e, storage.Query{SQL: crash}); err == nil || errors.Is(err, storage.ErrEngineLost) {
		t.Fatalf("who crashed it must not be told to try again: %v", err)
	}
	if got := one(t, e, "SELECT count(*) FROM read_parquet("+dataFile(t, "small.parquet")+")"); got != "10" {
		t.Errorf("got %s", got)
	}
	s, err := e.Stats(t.Context())
	if err != nil || s.Lost != 1 || s.Generation != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	// The bystander either reads to its end or learns that it may try again.
	for {
		b, err := bystander.Next()
		if err != nil && !errors.Is(err, storage.ErrEngineLost) {
			t.Errorf("the bystander got %v", err)
		}
		if b == nil {
			break
		}
	}
}

// Many sessions that crash, query and reload at once: everybody gets an answer
// or an error that says what to do.
func TestCrashStorm(t *testing.T) {
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 6 {
				switch {
				case g == 0:
					if _, err := values(e, storage.Query{SQL: crash}); err == nil {
						t.Error("the crash gave rows")
					}
				case g == 1:
					roots := []string{dir, t.TempDir()}
					if err := e.Allow(roots[:1+i%2], nil); err != nil {
						t.Error(err)
					}
				default:
					got, err := values(e, storage.Query{SQL: "SELECT count(*) FROM read_parquet(" + file + ") WHERE part < 100"})
					if err != nil && !errors.Is(err, storage.ErrEngineLost) || err == nil && got[0] != "1500" {
						t.Errorf("got %v, %v", got, err)
					}
				}
			}
		}()
	}
	wg.Wait()
	one(t, e, "SELECT 1")
	s, err := e.Stats(t.Context())
	if err != nil || s.Lost == 0 || s.Generations != 1 || s.Running != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestCloseEndsRunningQueries(t *testing.T) {
	spill := t.TempDir()
	e, err := Open(Config{SpillDir: spill})
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	done := make(chan error)
	for _, sql := range blocking {
		go func() {
			_, err := values(e, storage.Query{SQL: sql})
			done <- err
		}()
	}
	time.Sleep(200 * time.Millisecond)
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	for range blocking {
		if err := <-done; !errors.Is(err, storage.ErrInterrupted) || !errors.Is(err, storage.ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := e.Run(t.Context(), storage.Query{SQL: "SELECT 1"}); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	time.Sleep(20 * time.Millisecond)
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
	if left, _ := filepath.Glob(filepath.Join(spill, "spill-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Instances, connections and threads must not pile up over many reloads.
func TestNoLeakOverGenerations(t *testing.T) {
	e := newEngine(t)
	threads := func() int {
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Fatal(err)
		}
		return len(tasks)
	}
	turn := func() {
		dir, err := data()
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Allow([]string{dir, t.TempDir()}, nil); err != nil {
			t.Fatal(err)
		}
		one(t, e, "SELECT sum(id) FROM read_parquet("+dataFile(t, "big.parquet")+")")
	}
	for range 5 {
		turn()
	}
	files, tasks, memory := openFiles(t), threads(), resident(t)
	for range 20 {
		turn()
	}
	if got := openFiles(t); got > files+2 {
		t.Errorf("%d open files before, %d after", files, got)
	}
	if got := threads(); got > tasks+4 {
		t.Errorf("%d threads before, %d after", tasks, got)
	}
	if got := resident(t); got > memory+60<<20 {
		t.Errorf("%d MB before, %d MB after", memory>>20, got>>20)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

func TestSpillDirectory(t *testing.T) {
	parent := t.TempDir()
	left := filepath.Join(parent, "spill-crashed")
	if err := os.MkdirAll(filepath.Join(left, "generation-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(parent, "theirs")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := openEngine(t, Config{SpillDir: parent, MemoryLimit: 100 << 20})
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("what a crash left is still there: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("another's file is gone: %v", err)
	}
	second := openEngine(t, Config{SpillDir: parent})
	if got, err := values(e, storage.Query{SQL: "SELECT i FROM range(8000000) t(i) ORDER BY hash(i) LIMIT 1 OFFSET 7999999"}); err != nil || len(got) != 1 {
		t.Errorf("a sort that spills, beside another engine: %v, %v", got, err)
	}
	dirs, err := filepath.Glob(filepath.Join(parent, "spill-*"))
	if err != nil || len(dirs) != 2 {
		t.Errorf("%v, %v", dirs, err)
	}
	for _, d := range dirs {
		if info, err := os.Stat(d); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", d, info.Mode(), err)
		}
	}
	if err := errors.Join(e.Close(), second.Close()); err != nil {
		t.Error(err)
	}
	if dirs, _ := filepath.Glob(filepath.Join(parent, "spill-*")); len(dirs) != 0 {
		t.Errorf("left behind: %v", dirs)
	}
}

func TestMemoryAndSpillLimits(t *testing.T) {
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	sort := "SELECT *, hash(id), hash(id + 1), hash(id + 2), hash(id + 3) FROM read_parquet(" + dataFile(t, "big.parquet") + ") ORDER BY hash(name)"
	e := openEngine(t, Config{Roots: []string{dir}, MemoryLimit: 100 << 20, SpillLimit: 50 << 20})
	wantErr(t, e, storage.ErrNoSpace, sort)
	one(t, e, "SELECT 1")
	e = openEngine(t, Config{Roots: []string{dir}, MemoryLimit: 200 << 20, SpillLimit: 2 << 30})
	if n := drain(t, e, storage.Query{SQL: sort}); n != 3_000_000 {
		t.Errorf("a sort that spills gave %d rows", n)
	}
	e = openEngine(t, Config{MemoryLimit: 30 << 20, SpillLimit: 1 << 30})
	wantErr(t, e, storage.ErrOutOfMemory, "SELECT list(i) FROM range(100000000) t(i)")
	one(t, e, "SELECT 1")
	if s, err := e.Stats(t.Context()); err != nil || s.Lost != 0 || s.Memory > 30<<20 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestConcurrentQueries(t *testing.T) {
	e := newEngine(t)
	file := dataFile(t, "big.parquet")
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			zone, hour := "+02:00", "2"
			if g%2 == 0 {
				zone, hour = "Asia/Tokyo", "9"
			}
			for i := range 20 {
				got, err := values(e, storage.Query{
					SQL:      "SELECT name, date_part('hour', TIMESTAMPTZ '1970-01-01 00:00:00+00') FROM read_parquet(" + file + ") WHERE id = $1",
					Args:     bound(int64(g*100 + i)),
					TimeZone: zone,
				})
				if err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "name#") || !strings.HasSuffix(got[0], "|"+hour) {
					t.Errorf("%s: got %v, %v", zone, got, err)
				}
			}
		}()
	}
	wg.Wait()
}

func TestTimeZones(t *testing.T) {
	e := newEngine(t)
	for zone, want := range map[string]string{
		"": "12:00", "UTC": "12:00", "+00:00": "12:00", "-00:00": "12:00", "+05:30": "17:30", "-09:30": "02:30", "+14:00": "02:00", "-12:00": "00:00", "+1:00": "13:00",
		"Europe/Berlin": "13:00", "Asia/Kathmandu": "17:45", "America/Argentina/Buenos_Aires": "09:00", "America/Port-au-Prince": "07:00", "Etc/GMT+3": "09:00", "EST5EDT": "07:00",
	} {
		got, err := values(e, storage.Query{SQL: "SELECT strftime(TIMESTAMPTZ '2024-01-15 12:00:00+00', '%H:%M')", TimeZone: zone})
		if err != nil || got[0] != want {
			t.Errorf("%q: got %v, %v, want %s", zone, got, err, want)
		}
	}
	for _, zone := range []string{"UTC+05:30", "GMT+5", "+05:45", "+15:00", "-13:00", "Mars/Base", "x'; SELECT 1", "+5", "SYSTEM"} {
		_, err := e.Run(context.Background(), storage.Query{SQL: "SELECT 1", TimeZone: zone})
		if !errors.Is(err, storage.ErrTimeZone) {
			t.Errorf("%q: got %v", zone, err)
		}
	}
}
