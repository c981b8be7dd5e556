package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

func reasonsFile(corpus string) string {
	return filepath.Join(Root(), "conformance", "reasons", corpus+".txt")
}

// Reasons reads why statements of a corpus fail: a line `# reason`, below it the names of
// the statements that fail for it.
func Reasons(corpus string) (map[string]string, error) {
	text, err := os.ReadFile(reasonsFile(corpus))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out, reason := map[string]string{}, ""
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			reason = strings.TrimSpace(line[1:])
		case reason == "":
			return nil, fmt.Errorf("reasons of %s, line %d: a statement without a reason", corpus, i+1)
		case out[line] != "":
			return nil, fmt.Errorf("reasons of %s, line %d: %s has two reasons", corpus, i+1, line)
		default:
			out[line] = reason
		}
	}
	return out, nil
}

// WriteReasons writes the file that Reasons reads.
func WriteReasons(corpus string, statements map[string][]string) error {
	reasons := make([]string, 0, len(statements))
	for r := range statements {
		reasons = append(reasons, r)
	}
	sort.Strings(reasons)
	var b strings.Builder
	for _, r := range reasons {
		sort.Strings(statements[r])
		fmt.Fprintf(&b, "# %s\n%s\n\n", r, strings.Join(statements[r], "\n"))
	}
	if b.Len() == 0 {
		if err := os.Remove(reasonsFile(corpus)); err != nil && !os.IsNotExist(err) {
			return err
		}
		return nil
	}
	return os.WriteFile(reasonsFile(corpus), []byte(strings.TrimRight(b.String(), "\n")+"\n"), 0o644)
}

var refusal = regexp.MustCompile(`(?s)ERROR 1235 \(42000\): B\d+ (?:This version of Nanohouse doesn't yet support '(.*?)'|(.*?))(?:\. Hint:.*)?$`)

// RefusedByName gives what the program said that it does not do, when it said so.
func RefusedByName(what string) string {
	what, _, _ = strings.Cut(strings.TrimPrefix(what, "got "), ", want ")
	m := refusal.FindStringSubmatch(what)
	if m == nil {
		return ""
	}
	return "refused: " + m[1] + m[2]
}
