package sqlgen

import (
	"path/filepath"
	"strings"
	"testing"
)

// Every function of the tables is run by some line of testdata: an entry that
// was never run is a guess.
func TestEveryFunctionIsRun(t *testing.T) {
	files, err := filepath.Glob("testdata/functions_*.test")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		all.WriteString(strings.Join(readLines(t, f), "\n"))
	}
	for name := range functions {
		if !strings.Contains(all.String(), name+"(") {
			t.Errorf("%s is in no line of testdata", name)
		}
	}
}
