package fuzz

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Pending is a ledger of seeds whose statements are not yet answered as MySQL
// does. It may only become shorter.
type Pending struct {
	kinds map[uint64]string
	found map[uint64]string
}

// ReadPending reads a file of lines `seed kind`.
func ReadPending(path string) (*Pending, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := &Pending{kinds: map[uint64]string{}, found: map[uint64]string{}}
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		number, kind, _ := strings.Cut(line, " ")
		seed, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		p.kinds[seed] = kind
	}
	return p, nil
}

// Has reports whether a seed's difference is in the ledger; add puts it there.
func (p *Pending) Has(seed uint64, kind string, add bool) bool {
	if !add && p.kinds[seed] != kind {
		return false
	}
	p.found[seed] = kind
	return true
}

// Found is how many differences of the ledger were seen.
func (p *Pending) Found() int { return len(p.found) }

// Mended is how many seeds of the ledger differ no longer.
func (p *Pending) Mended() int {
	n := 0
	for seed := range p.kinds {
		if _, ok := p.found[seed]; !ok {
			n++
		}
	}
	return n
}

// Write writes what was seen.
func (p *Pending) Write(path string) error {
	seeds := slices.Sorted(maps.Keys(p.found))
	lines := make([]string, len(seeds))
	for i, seed := range seeds {
		lines[i] = fmt.Sprintf("%d %s", seed, p.found[seed])
	}
	return os.WriteFile(path, []byte(pendingHead+strings.Join(lines, "\n")+"\n"), 0o644)
}

const pendingHead = `# Seeds of random statements that are not yet answered as MySQL does, and how they differ.
# go test ./conformance/fuzz -run TestAnswersAreMySQLs -args -rewrite writes this file; see what came before you keep it.
`
