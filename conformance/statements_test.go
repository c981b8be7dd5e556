package conformance

import (
	"os"
	"strings"
	"testing"
)

// shape is a statement as a client sends it.
type shape struct {
	sql string
	// equal says that the answer must be MySQL's; otherwise any answer will do.
	equal bool
}

// readShapes reads testdata/clients.sql, whose head says how it is written.
func readShapes(t *testing.T) []shape {
	t.Helper()
	text, err := os.ReadFile("testdata/clients.sql")
	if err != nil {
		t.Fatal(err)
	}
	var out []shape
	equal := false
	for _, line := range strings.Split(string(text), "\n") {
		switch {
		case strings.HasPrefix(line, "-- equal: "):
			equal = true
		case strings.HasPrefix(line, "-- answers: "):
			equal = false
		case line != "" && !strings.HasPrefix(line, "--"):
			out = append(out, shape{strings.TrimSuffix(line, ";"), equal})
		}
	}
	return out
}

// Statements as tools and drivers shape them are answered, and as MySQL does where
// both servers have the same to tell.
func TestCorpusClients(t *testing.T) {
	reference, err := theMySQL.get(t).Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer reference.Close()
	c := connect(t, theDemo.get(t), "admin")
	tally := newTally(t, "clients")
	for _, s := range readShapes(t) {
		if !s.equal {
			diff := ""
			if _, err := c.One(s.sql); err != nil {
				diff = "got " + stripRef(err.Error())
			}
			tally.check(s.sql, diff)
			continue
		}
		diff, err := DiffServers(reference, c, s.sql)
		if err != nil {
			t.Fatalf("%s: %v", s.sql, err)
		}
		if diff != "" {
			t.Logf("%s: %s", s.sql, diff)
		}
		tally.check(s.sql, diff)
	}
	tally.done()
}
