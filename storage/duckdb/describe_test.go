package duckdb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nanohouse/catalog"
	"nanohouse/storage"
)

func local(path string) catalog.Source { return catalog.Source{Store: catalog.Local, Path: path} }

func describe(t *testing.T, e *Engine, src catalog.Source) string {
	t.Helper()
	cols, err := e.Describe(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = c.Name + " " + c.EngineType
	}
	return strings.Join(out, ", ")
}

// expire makes the engine look at the files again.
func (e *Engine) expire() {
	for _, d := range e.sources.set {
		if s := d.last.Load(); s != nil {
			old := *s
			old.at = old.at.Add(-time.Hour)
			d.last.Store(&old)
		}
	}
}

func TestDescribe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "it's; a 'dir'")
	if err := os.MkdirAll(filepath.Join(dir, "region=007"), 0o700); err != nil {
		t.Fatal(err)
	}
	scratchFile(t, dir+"/a.parquet", "SELECT 1::INTEGER AS x, 'a' AS \"Quoted Name\", {'a': 1, 'b': [1.5::DOUBLE]} AS s")
	scratchFile(t, dir+"/b.parquet", "SELECT 1.5::DECIMAL(12,2) AS y, 2::BIGINT AS x")
	scratchFile(t, dir+"/region=007/c.parquet", "SELECT 1 AS x")
	e := newEngine(t, dir)
	for _, c := range []struct {
		src  catalog.Source
		want string
	}{
		{local(dir + "/a.parquet"), "x INTEGER, Quoted Name VARCHAR, s STRUCT(a INTEGER, b DOUBLE[])"},
		// Columns of all files, in the widest type.
		{local(dir + "/?.parquet"), "x BIGINT, Quoted Name VARCHAR, s STRUCT(a INTEGER, b DOUBLE[]), y DECIMAL(12,2)"},
		// A path part is a column only where the contract says so, and then text: 007 is not 7.
		{local(dir + "/*/c.parquet"), "x INTEGER"},
		{catalog.Source{Store: catalog.Local, Path: dir + "/*/c.parquet", Hive: true}, "x INTEGER, region VARCHAR"},
	} {
		if got := describe(t, e, c.src); got != c.want {
			t.Errorf("%s: got %s, want %s", c.src.Path, got, c.want)
		}
	}
	for _, p := range []string{dir + "/none.parquet", dir + "/none*.parquet", "/etc/passwd", "/etc/pass*", dir + "/a.parquet\x00", dir} {
		if _, err := e.Describe(t.Context(), local(p)); !errors.Is(err, storage.ErrSource) {
			t.Errorf("%q: got %v", p, err)
		}
	}
}

func TestDescribeIsCachedAndNotices(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/a.parquet"
	scratchFile(t, file, "SELECT 1 AS x")
	e := newEngine(t, dir)
	glob := local(dir + "/*.parquet")
	for _, src := range []catalog.Source{local(file), glob} {
		if got := describe(t, e, src); got != "x INTEGER" {
			t.Fatal(got)
		}
	}
	cols, err := e.Describe(t.Context(), glob)
	if err != nil {
		t.Fatal(err)
	}
	e.expire()
	again, err := e.Describe(t.Context(), glob)
	if err != nil || &again[0] != &cols[0] {
		t.Errorf("unchanged files were read again: %v", err)
	}
	scratchFile(t, dir+"/b.parquet", "SELECT 2 AS y")
	scratchFile(t, file, "SELECT 'text' AS x")
	e.expire()
	if got := describe(t, e, local(file)); got != "x VARCHAR" {
		t.Errorf("a replaced file: %s", got)
	}
	if got := describe(t, e, glob); got != "x VARCHAR, y INTEGER" {
		t.Errorf("a new file: %s", got)
	}
	os.Remove(file)
	e.expire()
	if got := describe(t, e, glob); got != "y INTEGER" {
		t.Errorf("a removed file: %s", got)
	}
}

// Whoever meets a changed file first makes everyone look again.
func TestStaleDropsTheDescription(t *testing.T) {
	dir := t.TempDir()
	file := dir + "/it's.parquet"
	scratchFile(t, file, "SELECT 1 AS x")
	e := newEngine(t, dir)
	query := "SELECT x FROM read_parquet(" + quote(file) + ")"
	describe(t, e, local(file))
	one(t, e, query)
	scratchFile(t, file, "SELECT 1 AS y")
	wantErr(t, e, storage.ErrStale, query)
	if got := describe(t, e, local(file)); got != "y INTEGER" {
		t.Errorf("got %s", got)
	}
}

// twoVersions are files of one size whose columns lie in another order: the
// footer of one does not fit the data of the other.
func twoVersions(t *testing.T, dir string) [2][]byte {
	t.Helper()
	var out [2][]byte
	for i, query := range []string{"SELECT 1111 AS x, 2222 AS y", "SELECT 2222 AS y, 1111 AS x"} {
		name := filepath.Join(dir, "version")
		scratchFile(t, name, query)
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = content
	}
	if len(out[0]) != len(out[1]) {
		t.Fatal("the versions have different sizes")
	}
	return out
}

// Footers are cached, and DuckDB tells versions of a file apart by the second of
// their age only. A query that asked for the columns first must never read one
// version by the footer of another.
func TestReplacedFileIsReadAnew(t *testing.T) {
	cases := map[string]func(file string, content []byte) error{
		"in place": func(file string, content []byte) error { return os.WriteFile(file, content, 0o600) },
		"by rename": func(file string, content []byte) error {
			return errors.Join(os.WriteFile(file+".new", content, 0o600), os.Rename(file+".new", file))
		},
		"with its age kept": func(file string, content []byte) error {
			old := time.Unix(1_700_000_000, 0)
			return errors.Join(os.WriteFile(file+".new", content, 0o600), os.Chtimes(file+".new", old, old), os.Rename(file+".new", file))
		},
		"in place with its age kept": func(file string, content []byte) error {
			old := time.Unix(1_700_000_000, 0)
			return errors.Join(os.WriteFile(file, content, 0o600), os.Chtimes(file, old, old))
		},
	}
	for name, replace := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			versions := twoVersions(t, t.TempDir())
			e := newEngine(t, dir)
			file := dir + "/x.parquet"
			for i := range 10 {
				if err := replace(file, versions[i%2]); err != nil {
					t.Fatal(err)
				}
				for _, src := range []catalog.Source{local(file), local(dir + "/*.parquet")} {
					describe(t, e, src)
					if got := one(t, e, "SELECT x, y FROM read_parquet("+quote(src.Path)+")"); got != "1111|2222" {
						t.Fatalf("version %d: got %s", i, got)
					}
				}
			}
		})
	}
}

// The reason for settle: this fails when DuckDB learns to tell versions apart,
// and then settle can go.
func TestDuckDBStillConfusesTwins(t *testing.T) {
	dir := t.TempDir()
	versions := twoVersions(t, t.TempDir())
	e := newEngine(t, dir)
	old := time.Unix(1_700_000_000, 0)
	confused := false
	for i := range 2 {
		if err := errors.Join(os.WriteFile(dir+"/x.parquet", versions[i], 0o600), os.Chtimes(dir+"/x.parquet", old, old)); err != nil {
			t.Fatal(err)
		}
		got, err := values(e, storage.Query{SQL: "SELECT x, y FROM read_parquet(" + quote(dir+"/x.parquet") + ")"})
		confused = confused || err != nil || got[0] != "1111|2222"
	}
	if !confused {
		t.Error("DuckDB notices a replaced file by itself now")
	}
}

// Sixty-four dashboards that ask at once must not each look at the files.
func TestDescribeConcurrently(t *testing.T) {
	e := newEngine(t)
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	src := local(dir + "/*.parquet")
	var wg sync.WaitGroup
	start := time.Now()
	for range 64 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 1000 {
				if cols, err := e.Describe(t.Context(), src); err != nil || len(cols) != 8 {
					t.Errorf("%v, %v", cols, err)
				}
			}
		}()
	}
	wg.Wait()
	t.Logf("64,000 descriptions in %v", time.Since(start))
}

// A caller that gives up must not make the others believe that the files are bad.
func TestDescribeCancelled(t *testing.T) {
	e := newEngine(t)
	dir, err := data()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	src := local(dir + "/*.parquet")
	if _, err := e.Describe(ctx, src); !errors.Is(err, storage.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
	describe(t, e, src)
}

func TestParse(t *testing.T) {
	e := newEngine(t)
	got, err := e.Parse(t.Context(), "SELECT a, 'é' FROM read_parquet('/x''y') WHERE b = $1")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"error":false`, `"function_name":"read_parquet"`, `/x'y`, `"column_names":["a"]`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	for _, sql := range []string{"SELECT FROM WHERE", "DROP TABLE t", "", "COPY (SELECT 1) TO 'x'", "SELECT '\xff'", "SELECT 1\x00"} {
		if got, err := e.Parse(t.Context(), sql); err == nil {
			t.Errorf("%q: %s", sql, got)
		}
	}
}

func TestScratch(t *testing.T) {
	dir := t.TempDir()
	var steps []int
	err := Scratch(t.Context(), dir, []string{
		"SET threads = 1", "CREATE TABLE t AS SELECT 7 AS x", "COPY t TO " + quote(dir+"/t.parquet"),
	}, func(done, n int) { steps = append(steps, done*10+n) })
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 4 || steps[0] != 3 || steps[3] != 33 {
		t.Errorf("progress: %v", steps)
	}
	if left, _ := filepath.Glob(dir + "/.scratch-*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := Scratch(t.Context(), dir, []string{"COPY (SELECT 1) TO " + quote(t.TempDir()+"/x.csv")}, nil); err == nil {
		t.Error("it wrote outside its directory")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := Scratch(ctx, dir, []string{blocking["aggregate"]}, nil); !errors.Is(err, storage.ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}
