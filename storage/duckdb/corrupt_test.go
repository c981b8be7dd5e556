package duckdb

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"nanohouse/storage"
)

// Crafted and damaged files may give an error or rows, but must not take down
// the process, nor cost other queries their instance for long.
func TestDamagedFiles(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.parquet")
	scratchFile(t, good, "SELECT i, i::VARCHAR AS s, i / 3.0 AS d, DATE '2020-01-01' + i::INTEGER AS day FROM range(5000) t(i)")
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, dir)
	rng := rand.New(rand.NewPCG(1, 2))
	counts := map[string]int{}
	for i := range 600 {
		bad := append([]byte(nil), content...)
		switch {
		case i == 0:
			bad = nil
		case i == 1:
			bad = []byte("PAR1PAR1")
		case i < 50: // cut
			bad = bad[:rng.IntN(len(bad))]
		case i < 350: // damage in the footer
			for range 1 + rng.IntN(2) {
				bad[len(bad)-9-rng.IntN(400)] = byte(rng.IntN(256))
			}
		default: // damage in the data
			for range 1 + rng.IntN(3) {
				bad[4+rng.IntN(len(bad)-600)] = byte(rng.IntN(256))
			}
		}
		name := filepath.Join(dir, "bad.parquet")
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := e.Describe(t.Context(), local(name)) // as every plan does
		if err == nil {
			_, err = values(e, storage.Query{SQL: "SELECT i, s, d, day FROM read_parquet(" + quote(name) + ")"})
		}
		switch {
		case err == nil:
			counts["rows"]++
		case errors.Is(err, storage.ErrSource):
			counts["ErrSource"]++
		case errors.Is(err, storage.ErrStale):
			counts["ErrStale"]++
		default:
			counts["other"]++
			t.Logf("case %d: %.200s", i, err)
		}
	}
	t.Logf("%v", counts)
	if counts["ErrSource"] < 50 || counts["rows"] < 50 {
		t.Errorf("a mixture of unreadable and readable files was expected: %v", counts)
	}
	if counts["other"] > 0 {
		t.Errorf("%d errors without a class", counts["other"])
	}
	one(t, e, "SELECT count(*) FROM read_parquet("+quote(good)+")")
}
