package fuzz

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Known are differences from MySQL that are known, each with its reason.
type Known struct {
	entries []*knownDifference
}

type knownDifference struct {
	line            string
	side            string
	kind, statement *regexp.Regexp
	used            bool
}

// ReadKnown reads a file of lines
//
//	side | what kind of difference | what the statement holds | reason
//
// whose second and third parts are regular expressions. Empty lines and those
// that begin with # say nothing.
func ReadKnown(path string) (*Known, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	k := &Known{}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 4 {
			return nil, fmt.Errorf("%s:%d: %d parts instead of side | kind | statement | reason", path, i+1, len(parts))
		}
		e := &knownDifference{line: line, side: parts[0]}
		if e.kind, err = regexp.Compile("^(" + parts[1] + ")$"); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		if e.statement, err = regexp.Compile(parts[2]); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		k.entries = append(k.entries, e)
	}
	return k, nil
}

// Explains reports whether a side's difference in a statement is known. All
// entries that fit are used by it.
func (k *Known) Explains(side, kind, statement string) bool {
	found := false
	for _, e := range k.entries {
		if e.side == side && e.kind.MatchString(kind) && e.statement.MatchString(statement) {
			e.used, found = true, true
		}
	}
	return found
}

// Unused are the entries that nothing needed.
func (k *Known) Unused() []string {
	var out []string
	for _, e := range k.entries {
		if !e.used {
			out = append(out, e.line)
		}
	}
	return out
}
