package casbin

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nanohouse/auth"
)

type fakeDirectory map[string][]string

func (d fakeDirectory) Principal(name string, roles func(string, []string) []string) (auth.Principal, bool) {
	direct, ok := d[name]
	return auth.Principal{Name: name, Roles: roles(name, direct)}, ok
}

const testsYAML = `tests:
  - name: analysts see names
    as: role:analyst
    dataset: crm.customer
    visible: true
    columns: {name: allow, phone: mask, others: allow}
    filter: none
  - name: exact masks
    as: [role:analyst, role:eu]
    dataset: crm.customer_v1
    columns: {phone: hash}
    filter: id < 10
  - name: strangers see nothing
    as: stranger
    dataset: crm.customer
    visible: false
    columns: {others: deny}
  - name: all wrong
    as: role:eu
    dataset: crm.customer
    visible: false
    columns:
      name: deny
      phone: null
      fax: deny
    filter: none
  - name: who
    as: nemo
    dataset: crm.customer
    visible: true
  - name: two users
    as: [stranger, role:eu]
    dataset: crm.customer
    visible: true
  - name: nowhere
    as: role:eu
    dataset: crm.nothing
    visible: true
  - as: role:eu
    dataset: crm.customer
  - name: empty
    as: role:eu
    dataset: crm.customer
  - name: odd
    colums: {}
  - name: odd mask
    as: role:eu
    columns: {name: blur}
  - name: hidden
    as: stranger
    dataset: crm.customer
    visible: true
    columns: {name: allow}
`

func TestRunTests(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	dir := writeMesh(t, map[string]string{TestsFile: testsYAML})
	p, _ := compile(smallPolicy, "", rev)
	var got []string
	for _, r := range RunTests(dir, p, fakeDirectory{"stranger": nil}, rev) {
		if r.Passed() {
			got = append(got, fmt.Sprintf("%d %s: passed", r.Line, r.Name))
		}
		for _, problem := range r.Problems {
			got = append(got, fmt.Sprintf("%d %s: %s", r.Line, r.Name, problem))
		}
	}
	want := []string{
		"2 analysts see names: passed",
		"8 exact masks: passed",
		"13 strangers see nothing: passed",
		"18 all wrong: crm.customer should be hidden to role:eu, but it is visible (policy/policy.csv:1 p, role:analyst, crm, customer, select, allow)",
		"18 all wrong: column name: expected deny, got allow (policy/policy.csv:1 p, role:analyst, crm, customer, select, allow)",
		"18 all wrong: column phone: expected null, got mask hash (policy/policy.csv:2 p2, 10, role:analyst, crm, customer.phone, hash)",
		"18 all wrong: line 25: crm.customer has no column fax",
		"18 all wrong: row filter: expected none, got id < 10 (policy/policy.csv:3 p3, 10, role:eu, crm, customer, id < 10)",
		"27 who: there is no user nemo in policy/users.yaml; write role:nemo if a role is meant",
		"31 two users: a list of as may hold only roles, and stranger is none; write role:stranger, or name one user",
		"35 nowhere: there is no dataset crm.nothing; write domain.name",
		"39 policy/tests.yaml: the test has no name; write name: what must hold",
		"41 empty: the test expects nothing; write visible, columns or filter",
		"45 odd: unknown key colums; write name, as, dataset, visible, columns or filter",
		"48 odd mask: column name: write allow, deny, mask or a mask such as partial(2,2)",
		"49 hidden: crm.customer should be visible to stranger, but it is hidden (no rule opens it; role analyst would see more)",
		"49 hidden: column name: expected allow, got deny (no rule opens it; role analyst would see more)",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRunTestsOfBadFiles(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	p, _ := compile(smallPolicy, "", rev)
	for text, want := range map[string]string{
		"tests: [":    "not YAML",
		"cases: []":   "write tests:",
		"tests:\n- 1": "a test is a mapping",
	} {
		results := RunTests(writeMesh(t, map[string]string{TestsFile: text}), p, nil, rev)
		if len(results) != 1 || results[0].Passed() || !strings.Contains(results[0].Problems[0], want) {
			t.Errorf("%q gives %+v, want %q", text, results, want)
		}
	}
	if results := RunTests(t.TempDir(), p, nil, rev); len(results) != 0 {
		t.Errorf("a mesh without tests gives %v", results)
	}
}

func TestExplainReasons(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	customer, _ := rev.Dataset("crm", "customer")
	p, _ := compile(smallPolicy, "", rev)
	lines := Explain(p, auth.Principal{Roles: []string{"analyst"}}, customer)
	if got, want := lines[0].Reason(), "policy/policy.csv:1 p, role:analyst, crm, customer, select, allow"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	lines = Explain(p, auth.Principal{}, customer)
	i := slices.IndexFunc(lines, func(l Line) bool { return l.Object == "crm.customer_v1.name" })
	if lines[i].Reason() != "no rule opens it" || lines[i].Opener != "analyst" {
		t.Errorf("%+v", lines[i])
	}
}
