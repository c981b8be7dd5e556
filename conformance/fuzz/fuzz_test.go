package fuzz

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nanohouse/conformance"
)

var (
	duration = flag.Duration("duration", 0, "run random statements for so long")
	first    = flag.Uint64("seed", 1, "the first statement's seed")
	count    = flag.Int("count", 1<<40, "how many statements at most")
	only     = flag.String("profile", "", "only statements of this profile")
	rewrite  = flag.Bool("rewrite", false, "write the ledger of pending seeds anew")
	out      = flag.String("findings", "", "the file to write findings to")
)

// world are the sides of a test, with the same tables.
type world struct {
	mysql, mariadb, nanohouse, gms Side
}

// sides starts what is asked. Without a MySQL, mysql is nil.
func sides(t *testing.T) world {
	t.Helper()
	dir, err := os.MkdirTemp("", "nhf")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if _, err := conformance.Python(); err != nil {
		missing(t, err)
	}
	o, err := conformance.NewOracle()
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	mesh := filepath.Join(dir, "mesh")
	if err := BuildMesh(mesh, o); err != nil {
		t.Fatal(err)
	}
	s, err := conformance.Start(time.Minute, "serve", "--mesh", mesh)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	gms, err := NewGMSSide()
	if err != nil {
		t.Fatal(err)
	}
	w := world{gms: gms, nanohouse: ServerSide(s), mariadb: reference(t, dir, "m", conformance.StartMariaDB)}
	if _, err := conformance.MySQLHome(); err == nil {
		w.mysql = reference(t, dir, "y", conformance.StartMySQL)
	}
	return w
}

func reference(t *testing.T, dir, name string, start func(string) (*conformance.Reference, error)) Side {
	t.Helper()
	at := filepath.Join(dir, name)
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	r, err := start(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	if err := Load(r); err != nil {
		t.Fatal(err)
	}
	return ReferenceSide(r)
}

// missing fails the test when nothing may be skipped, and skips it otherwise.
func missing(t *testing.T, err error) {
	t.Helper()
	if os.Getenv("NANOHOUSE_TEST_ALL") == "1" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// Random statements for as long as it is told to: what `make fuzz` runs.
func TestCampaign(t *testing.T) {
	if *duration == 0 {
		t.Skip("runs with -duration only")
	}
	w := sides(t)
	if w.mysql == nil {
		t.Skip("there is no MySQL")
	}
	c, err := NewCampaign(w.mysql, w.nanohouse)
	if err != nil {
		t.Fatal(err)
	}
	c.Profile, c.Others = *only, []Side{w.mariadb, w.gms}
	if *out != "" {
		f, err := os.OpenFile(*out, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c.Out = f
	}
	c.Run(*first, *count, time.Now().Add(*duration))
	t.Logf("\n%s", c.Summary())
	for _, f := range c.Findings() {
		t.Errorf("%s", f)
	}
}

// The statements of some seeds are answered as MySQL answers them, by Nanohouse
// and by the references, but for the differences that testdata/differences.txt
// explains, and for the seeds of testdata/pending.txt, which wait to be mended.
func TestAnswersAreMySQLs(t *testing.T) {
	w := sides(t)
	if w.mysql == nil {
		t.Skip("there is no MySQL: conformance/install.sh fetches one where Debian's mirrors have it")
	}
	k, err := ReadKnown("testdata/differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadPending("testdata/pending.txt")
	if err != nil {
		t.Fatal(err)
	}
	g, asked, refusals := theGrammar(t), 0, 0
	for seed := uint64(1); seed <= fixedSeeds; seed++ {
		s := Generate(g, seed, "")
		sql, params := s.Root.String(), s.Root.Params()
		want := w.mysql.Ask(sql, params)
		if want.Lost != nil || want.Errno == refused {
			continue
		}
		asked++
		for _, side := range []Side{w.nanohouse, w.mariadb, w.gms} {
			ours := side == w.nanohouse
			if !ours && !comparable(s.Profile) {
				continue
			}
			got := side.Ask(sql, params)
			switch {
			case ours && got.Errno == refused:
				refusals++
				continue
			case !ours && (got.Lost != nil || got.Errno != 0 || want.Errno != 0):
				continue // the references lack some of what MySQL has
			}
			d := Compare(want, got, ordered(s.Root))
			switch {
			case d == nil, !ours && d.Kind != "rows", k.Explains(side.Name(), d.Kind, sql), ours && p.Has(seed, d.Kind, *rewrite):
				continue
			}
			t.Errorf("seed %d: %s: %s\n%s %v\n   MySQL      %s\n   %-10s %s", seed, d.Kind, d.Detail, sql, params, want.Show(), side.Name(), got.Show())
		}
	}
	t.Logf("%d statements, %d refused, %d pending", asked, refusals, p.Found())
	for _, line := range k.Unused() {
		t.Errorf("testdata/differences.txt explains what does not differ: %s", line)
	}
	if *rewrite {
		if err := p.Write("testdata/pending.txt"); err != nil {
			t.Fatal(err)
		}
	} else if n := p.Mended(); n > 0 {
		t.Logf("%d pending seeds are right by now: take them off with -rewrite", n)
	}
}

// fixedSeeds is how many statements every run asks.
const fixedSeeds = 1500

// comparable reports whether a profile speaks of what all references should agree in.
func comparable(profile string) bool { return profile == "planner" || profile == "windows" }

// What a condition makes true, false and NULL is together the whole; and it counts
// the same rows in WHERE as in the select list. This needs no reference. With a
// duration it goes on for so long.
func TestPartitions(t *testing.T) {
	w := sides(t)
	g := theGrammar(t)
	asked := map[string]int{}
	from, until := uint64(1), time.Now().Add(*duration)
	if *duration > 0 {
		from = *first
	}
	for seed := from; seed < from+fixedSeeds || time.Now().Before(until); seed++ {
		p := Partition(g, seed)
		finding, ok := p.Contradicts(w.nanohouse)
		if ok {
			asked[p.kind]++
		}
		if finding != "" {
			t.Errorf("seed %d: %s", seed, finding)
		}
	}
	t.Log(asked)
}
