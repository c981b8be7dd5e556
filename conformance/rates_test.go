package conformance

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var writeRates = flag.Bool("write-rates", false, "write the pass rates of the corpora into docs/conformance.md")

var (
	ratesMu sync.Mutex
	rates   = map[string]Rate{}
)

// tally counts how the statements of a corpus fare.
type tally struct {
	t       *testing.T
	corpus  string
	passed  map[string]bool
	reasons map[string]string
	failing map[string]string // what happened, by statement
}

func newTally(t *testing.T, corpus string) *tally {
	t.Helper()
	reasons, err := Reasons(corpus)
	if err != nil {
		t.Fatal(err)
	}
	return &tally{t, corpus, map[string]bool{}, reasons, map[string]string{}}
}

// check counts a statement; diff says how its answer differs, and is empty when it does not.
func (y *tally) check(id, diff string) {
	if diff != "" {
		y.failed(id, diff)
		return
	}
	y.passed[id] = true
}

func (y *tally) failed(id, what string) { y.failing[id] = stripRef(what) }

// done asserts that each failure has a reason, that no reason is left over, and that the
// rate is not below the one of the document.
func (y *tally) done() {
	y.t.Helper()
	r := Rate{Corpus: y.corpus, Passed: len(y.passed), Total: len(y.passed) + len(y.failing), Failures: map[string][]string{}}
	for id, what := range y.failing {
		reason := RefusedByName(what)
		if reason == "" {
			reason = y.reasons[id]
		}
		if reason == "" {
			y.t.Errorf("%s fails without a reason in reasons/%s.txt: %s", id, y.corpus, what)
			reason = "no reason known"
		}
		r.Failures[reason] = append(r.Failures[reason], id)
	}
	if *writeRates {
		y.prune()
	}
	for id := range y.reasons {
		switch {
		case y.passed[id]:
			y.t.Errorf("%s passes: take it out of reasons/%s.txt, or make rates", id, y.corpus)
		case y.failing[id] == "":
			y.t.Errorf("%s in reasons/%s.txt is no statement of the corpus", id, y.corpus)
		case RefusedByName(y.failing[id]) != "":
			y.t.Errorf("%s is refused by name, which is its reason: take it out of reasons/%s.txt, or make rates", id, y.corpus)
		}
	}
	y.t.Logf("rate of %s: %d of %d, %s %%", y.corpus, r.Passed, r.Total, r.Percent())
	ratesMu.Lock()
	rates[y.corpus] = r
	ratesMu.Unlock()
	if !*writeRates {
		y.ratchet(r)
	}
}

// prune takes out the reasons that no failure needs any more.
func (y *tally) prune() {
	kept := map[string][]string{}
	for id, reason := range y.reasons {
		if y.failing[id] == "" || RefusedByName(y.failing[id]) != "" {
			delete(y.reasons, id)
			continue
		}
		kept[reason] = append(kept[reason], id)
	}
	if err := WriteReasons(y.corpus, kept); err != nil {
		y.t.Fatal(err)
	}
}

func (y *tally) ratchet(r Rate) {
	recorded, err := RecordedRates()
	if err != nil {
		y.t.Fatal(err)
	}
	old, ok := recorded[y.corpus]
	switch {
	case !ok:
		y.t.Errorf("docs/conformance.md does not name the rate of %s: make rates", y.corpus)
	case r.Passed*old.Total < old.Passed*r.Total:
		y.t.Errorf("%d of %d answer as they should; docs/conformance.md says %d of %d", r.Passed, r.Total, old.Passed, old.Total)
	case r.Total < old.Total:
		y.t.Errorf("%d statements ran; docs/conformance.md says %d", r.Total, old.Total)
	}
}

// saveRates writes the document at the end of a run that was asked to.
func saveRates() {
	if !*writeRates || len(rates) == 0 {
		return
	}
	if err := WriteRates(rates); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// loadExtension loads an extension of the oracle's engine.
func loadExtension(o *Oracle, name string) error {
	dir := os.Getenv("NANOHOUSE_TEST_EXTENSIONS")
	if dir == "" {
		return toolError{fmt.Errorf("NANOHOUSE_TEST_EXTENSIONS is not set: run conformance/install.sh, or use make test")}
	}
	_, err := o.Query("LOAD " + quoteSQL(filepath.Join(dir, name+".duckdb_extension")))
	return err
}

// serveMade makes a mesh of a schema of the oracle and serves it.
func serveMade(o *Oracle, schema, domain string) (*Server, func(), error) {
	dir, err := newDir(domain)
	if err != nil {
		return nil, nil, err
	}
	if _, err := Binary(); err != nil {
		return nil, nil, toolError{err}
	}
	if err := MakeMesh(o, dir, schema, domain); err != nil {
		return nil, nil, err
	}
	s, err := Start(time.Minute, "serve", "--mesh", dir)
	if err != nil {
		return nil, nil, err
	}
	s.Dir = dir
	return s, func() { s.Stop() }, nil
}

// connectMade connects to a server of serveMade with its domain as the database.
func connectMade(t testing.TB, s *Server, domain string) *Conn {
	t.Helper()
	c, err := Connect(Options{Addr: s.Addr, User: meshUser, Password: meshUser, DB: domain})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// A rate that falls, a failure without a reason and a reason without a failure are seen.
func TestRatesAreRounded(t *testing.T) {
	for _, c := range []struct {
		passed, total int
		want          string
	}{{99, 99, "100"}, {98, 99, "98.98"}, {1, 2, "50"}, {9999, 10001, "99.98"}, {19, 20, "95"}, {957, 1000, "95.7"}, {0, 0, "0"}} {
		if got := (Rate{Passed: c.passed, Total: c.total}).Percent(); got != c.want {
			t.Errorf("%d of %d is %s %%, want %s", c.passed, c.total, got, c.want)
		}
	}
}
