package manual

import (
	"os"
	"strings"
	"testing"
)

// chapter is one of the manual, with its functions and operators.
type chapter struct {
	title string
	// outside says why a server like this has nothing to do with them; may be empty.
	outside string
	entries []entry
}

// entry is a function or operator, and a call of it.
type entry struct{ name, call string }

// sample is the table that calls with a column read, so that they are not folded.
const sample = `(SELECT 1 AS x, 'a' AS s, CAST('{"a": 1}' AS JSON) AS j, DATE'2020-01-31' AS d UNION ALL SELECT 2, 'b', CAST('{}' AS JSON), DATE'2021-02-28') t`

// readManual reads testdata/manual.txt, whose head says how it is written.
func readManual(t *testing.T) []chapter {
	t.Helper()
	text, err := os.ReadFile("testdata/manual.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []chapter
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, call, found := cutEntry(line)
		if !found {
			title, outside, _ := strings.Cut(line, ": ")
			out = append(out, chapter{title: title, outside: outside})
			continue
		}
		if len(out) == 0 {
			t.Fatalf("line %d: a function before the first chapter", i+1)
		}
		c := &out[len(out)-1]
		c.entries = append(c.entries, entry{name, call})
	}
	return out
}

// cutEntry cuts a line at its first bar; the operator | is a name, too.
func cutEntry(line string) (name, call string, found bool) {
	if rest, ok := strings.CutPrefix(line, "| | "); ok {
		return "|", rest, true
	}
	return strings.Cut(line, " | ")
}

// statement is the call as a statement that runs for itself.
func (e entry) statement() string {
	if strings.HasPrefix(e.call, "SELECT ") {
		return strings.ReplaceAll(e.call, "{t}", sample)
	}
	return "SELECT " + e.call + " FROM " + sample
}
