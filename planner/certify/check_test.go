package certify

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"nanohouse/storage/duckdb"
)

var testLeaves = []Leaf{{Path: "/data/a.parquet", Columns: []string{"a", "b"}}}

var hiveLeaf = Leaf{Path: "/data/h/*/*.parquet", Hive: true, Columns: []string{"k", "p"}}

func newEngine(t testing.TB) *duckdb.Engine {
	t.Helper()
	e, err := duckdb.Open(duckdb.Config{SpillDir: t.TempDir()})
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

func lines(t testing.TB, file string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range strings.Split(string(b), "\n") {
		if l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

// leavesOf gives those leaves that a valid statement reads.
func leavesOf(sql string) []Leaf {
	var out []Leaf
	for _, l := range append(testLeaves[:1:1], hiveLeaf) {
		if strings.Contains(sql, "'"+l.Path+"'") {
			out = append(out, l)
		}
	}
	return out
}

func TestValid(t *testing.T) {
	e := newEngine(t)
	for _, sql := range lines(t, "valid.test") {
		parsed, err := e.Parse(context.Background(), sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if err := Check(parsed, leavesOf(sql)); err != nil {
			t.Errorf("%s\n  %v", sql, err)
		}
	}
}

func TestAttacks(t *testing.T) {
	e := newEngine(t)
	for _, line := range lines(t, "attacks.test") {
		sql, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("no => in %s", line)
		}
		parsed, err := e.Parse(context.Background(), sql)
		if err != nil {
			t.Errorf("%s: does not parse: %v", sql, err)
			continue
		}
		err = Check(parsed, testLeaves)
		if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n  got  %v\n  want %s", sql, err, want)
		}
	}
}

func TestNotSelect(t *testing.T) {
	e := newEngine(t)
	for _, sql := range lines(t, "not_select.test") {
		if parsed, err := e.Parse(context.Background(), sql); err == nil {
			if err := Check(parsed, nil); err == nil {
				t.Errorf("%s passes", sql)
			}
		}
	}
}

// A leaf with fewer columns must not pass for a second scan of the same files
// that may read more.
func TestColumnsOfEachLeaf(t *testing.T) {
	e := newEngine(t)
	sql := `SELECT c1 AS o1 FROM (SELECT "a" AS c1, "b" AS c2 FROM read_parquet('/data/a.parquet')) AS t1`
	parsed, err := e.Parse(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	one := []Leaf{{Path: "/data/a.parquet", Columns: []string{"a"}}, {Path: "/data/a.parquet", Columns: []string{"b"}}}
	if err := Check(parsed, one); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}

// An unknown key anywhere is refused: a later DuckDB may mean something by it.
func TestUnknownKeys(t *testing.T) {
	e := newEngine(t)
	for _, sql := range lines(t, "valid.test") {
		parsed, err := e.Parse(context.Background(), sql)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(parsed); i++ {
			if parsed[i] != '{' || i+1 < len(parsed) && parsed[i+1] != '"' {
				continue
			}
			with := append(append(append([]byte{}, parsed[:i+1]...), `"surprise":1,`...), parsed[i+1:]...)
			if err := Check(with, leavesOf(sql)); err == nil && !insideType(parsed, i) {
				t.Fatalf("%s\n  passes with a key at byte %d: %s", sql, i, parsed[max(0, i-40):i+40])
			}
		}
	}
}

// insideType reports whether a brace opens the type of a constant, which is
// read by its id alone.
func insideType(parsed []byte, i int) bool {
	return bytes.HasSuffix(parsed[:i], []byte(`"value":{"type":`))
}

// Whatever is done to a parse, Check answers and does not panic.
func FuzzCheck(f *testing.F) {
	e := newEngine(f)
	for _, sql := range lines(f, "valid.test") {
		parsed, err := e.Parse(context.Background(), sql)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(parsed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if err := Check(in, testLeaves); err != nil && !errors.Is(err, ErrRefused) {
			t.Errorf("an error that is no refusal: %v", err)
		}
	})
}

func TestMutations(t *testing.T) {
	e := newEngine(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, sql := range lines(t, "valid.test") {
		parsed, err := e.Parse(context.Background(), sql)
		if err != nil {
			t.Fatal(err)
		}
		for range 3000 {
			m := bytes.Clone(parsed)
			for range 1 + rng.IntN(3) {
				switch i := rng.IntN(len(m)); rng.IntN(3) {
				case 0:
					m[i] = byte(rng.IntN(256))
				case 1:
					m = m[:i+1]
				default:
					j := min(len(m), i+rng.IntN(40))
					m = append(m[:i:i], m[j:]...)
				}
				if len(m) == 0 {
					break
				}
			}
			if err := Check(m, leavesOf(sql)); err != nil && !errors.Is(err, ErrRefused) {
				t.Fatalf("an error that is no refusal: %v", err)
			}
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	e := newEngine(b)
	sql := lines(b, "valid.test")[2]
	parsed, err := e.Parse(context.Background(), sql)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(parsed)))
	for b.Loop() {
		if err := Check(parsed, leavesOf(sql)); err != nil {
			b.Fatal(err)
		}
	}
}
