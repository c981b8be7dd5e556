package casbin

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// Directory knows the users whom policy tests name.
type Directory interface {
	Principal(name string, roles func(user string, direct []string) []string) (auth.Principal, bool)
}

// TestResult is the outcome of one policy test. It passed when it has no problems.
type TestResult struct {
	catalog.Position
	Name     string
	Problems []string // each a sentence: what was expected, what is so, and by which rule
}

// Passed reports whether all that the test expects is so.
func (r TestResult) Passed() bool { return len(r.Problems) == 0 }

// RunTests runs the tests of policy/tests.yaml, which a mesh need not have,
// against the Grants that are enforced.
func RunTests(meshDir string, p *Policy, users Directory, rev *catalog.Revision) []TestResult {
	text, err := os.ReadFile(filepath.Join(meshDir, filepath.FromSlash(TestsFile)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return []TestResult{badFile(0, "the file cannot be read; make it readable")}
	}
	cases, results := parseCases(text)
	for _, c := range cases {
		results = append(results, TestResult{Position: c.pos, Name: c.name, Problems: c.run(p, users, rev)})
	}
	slices.SortStableFunc(results, func(a, b TestResult) int { return a.Line - b.Line })
	return results
}

func (c *testCase) run(p *Policy, users Directory, rev *catalog.Revision) []string {
	pr, problem := c.principal(p, users)
	if problem != "" {
		return []string{problem}
	}
	domain, name, _ := strings.Cut(c.dataset, ".")
	ds, ok := rev.Dataset(domain, name)
	if !ok {
		return []string{fmt.Sprintf("there is no dataset %s; write domain.name", c.dataset)}
	}
	g := p.Grant(pr, ds)
	var problems []string
	if c.visible != nil && *c.visible != g.Visible {
		problems = append(problems, fmt.Sprintf("%s should be %s to %s, but it is %s%s", c.dataset, visibility(*c.visible),
			strings.Join(c.as, ", "), visibility(g.Visible), because(g.Why, g.Opener)))
	}
	problems = append(problems, c.checkColumns(ds, g)...)
	return append(problems, c.checkFilters(g)...)
}

func (c *testCase) principal(p *Policy, users Directory) (auth.Principal, string) {
	var roles []string
	for _, as := range c.as {
		role, isRole := strings.CutPrefix(as, rolePrefix)
		if isRole {
			roles = append(roles, role)
			continue
		}
		if len(c.as) > 1 {
			return auth.Principal{}, fmt.Sprintf("a list of %s may hold only roles, and %s is none; write role:%s, or name one user", "as", as, as)
		}
		pr, ok := auth.Principal{}, false
		if users != nil {
			pr, ok = users.Principal(as, p.RolesOf)
		}
		if !ok {
			return auth.Principal{}, fmt.Sprintf("there is no user %s in policy/users.yaml; write role:%s if a role is meant", as, as)
		}
		return pr, ""
	}
	return auth.Principal{Roles: p.RolesOf("", roles)}, ""
}

func (c *testCase) checkColumns(ds *catalog.Dataset, g auth.Grant) []string {
	var problems []string
	named := map[int]bool{}
	rest := ""
	for _, want := range c.columns {
		i := ds.Column(want.name)
		if i < 0 && want.name == "others" {
			rest = want.want
			continue
		}
		if i < 0 {
			problems = append(problems, fmt.Sprintf("line %d: %s has no column %s", want.line, c.dataset, want.name))
			continue
		}
		named[i] = true
		problems = append(problems, differs(ds.Columns[i].Name, want.want, g, i)...)
	}
	if rest == "" {
		return problems
	}
	for i := range ds.Columns {
		if !named[i] {
			problems = append(problems, differs(ds.Columns[i].Name, rest, g, i)...)
		}
	}
	return problems
}

func differs(name, want string, g auth.Grant, ordinal int) []string {
	col := g.Columns[ordinal]
	if !g.Visible {
		col.Effect, col.Mask = auth.Deny, auth.Mask{}
	}
	have := col.Effect.String()
	if col.Effect == auth.Masked {
		if want == "mask" || want == col.Mask.Text {
			return nil
		}
		have = "mask " + col.Mask.Text
	}
	if have == want {
		return nil
	}
	return []string{fmt.Sprintf("column %s: expected %s, got %s%s", name, want, have, because(col.Why, col.Opener))}
}

func (c *testCase) checkFilters(g auth.Grant) []string {
	if c.filters == nil {
		return nil
	}
	want := c.filters
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	var have []string
	why := auth.Rule{}
	for _, f := range g.Filters {
		have = append(have, f.SQL)
		why = f.Why
	}
	if slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(have))) {
		return nil
	}
	return []string{fmt.Sprintf("row filter: expected %s, got %s%s", orNone(want), orNone(have), because(why, ""))}
}

func orNone(filters []string) string {
	if len(filters) == 0 {
		return "none"
	}
	return strings.Join(filters, " OR ")
}

func visibility(visible bool) string {
	if visible {
		return "visible"
	}
	return "hidden"
}

func because(r auth.Rule, opener string) string {
	s := " (no rule opens it"
	if r.File != "" {
		s = fmt.Sprintf(" (%s:%d %s", r.File, r.Line, r.Text)
	}
	if opener != "" {
		s += "; role " + opener + " would see more"
	}
	return s + ")"
}
