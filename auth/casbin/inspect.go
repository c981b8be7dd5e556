package casbin

import (
	"os"
	"path/filepath"

	"nanohouse/catalog"
)

// Inspect is Load for tools that say everything that is wrong at once: its
// Policy knows the rules that are right even where others are not, and denies
// everything while any is wrong.
func Inspect(meshDir string, rev *catalog.Revision) (*Policy, []catalog.Finding) {
	p, findings := Load(meshDir, rev)
	if !catalog.HasErrors(findings) {
		return p, findings
	}
	text, err := os.ReadFile(filepath.Join(meshDir, filepath.FromSlash(PolicyFile)))
	if err != nil {
		return p, findings
	}
	understood, _ := compile(string(text), "", rev)
	understood.unsound = true
	return understood, findings
}
