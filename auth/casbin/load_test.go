package casbin

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nanohouse/auth"
	"nanohouse/catalog"
)

const smallCatalog = `
crm.customer 1.0.0
 id int
 name text
 phone text
`

const smallPolicy = `p, role:analyst, crm, customer, select, allow
p2, 10, role:analyst, crm, customer.phone, hash
p3, 10, role:eu, crm, customer, id < 10
g, role:eu, role:analyst
`

func TestLoad(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	customer, _ := rev.Dataset("crm", "customer")
	analyst := auth.Principal{Name: "anna", Roles: []string{"analyst"}}
	tests := []struct {
		name  string
		files map[string]string
		want  string // part of the one finding; empty for none
		opens bool
	}{
		{"good", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: strings.Repeat("k", 32)}, "", true},
		{"no policy", map[string]string{}, "policy/policy.csv: the mesh has no policy", false},
		{"no mask key is a warning where hash is used", map[string]string{PolicyFile: smallPolicy}, "mask.key: warning: there is no mask key", true},
		{"a short mask key", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: "short"}, "shorter than 16", false},
		{"any error closes all", map[string]string{PolicyFile: smallPolicy + "q, x", MaskKeyFile: strings.Repeat("k", 32)}, `policy.csv:5: unknown rule type "q"`, false},
		{"own model", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: strings.Repeat("k", 32),
			ModelFile: strings.Replace(builtinModel, "m = ", `m = r.sub.Name != "mallory" && `, 1)}, "", true},
		{"own model with an unknown function", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: strings.Repeat("k", 32),
			ModelFile: strings.Replace(builtinModel, "&& holds(r.sub, p.sub)", "&& owns(r.sub, p.sub)", 1)}, "bad model", false},
		{"own model of another effect", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: strings.Repeat("k", 32),
			ModelFile: strings.Replace(builtinModel, "some(where (p.eft == allow)) && !some(where (p.eft == deny))", "some(where (p.eft == allow))", 1)},
			"e must be defined as in the built-in model", false},
		{"own model without masks", map[string]string{PolicyFile: smallPolicy, MaskKeyFile: strings.Repeat("k", 32),
			ModelFile: strings.Replace(builtinModel, "m2 = ", "x2 = ", 1)}, "m2 is not defined", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, findings := Load(writeMesh(t, tt.files), rev)
			text := printFindings(findings)
			if tt.want == "" && len(findings) > 0 || !strings.Contains(text, tt.want) || len(findings) > 1 {
				t.Errorf("findings are %s, want %q", text, tt.want)
			}
			g := p.Grant(analyst, customer)
			if g.Readable(1) != tt.opens || len(g.Columns) != 3 {
				t.Errorf("name readable is %t, want %t", g.Readable(1), tt.opens)
			}
			if !tt.opens && (p.Allows(analyst, "*", "*", auth.Administer) || p.Expressions() != nil || len(p.RolesOf("anna", nil)) > 0) {
				t.Error("a policy with errors opens something")
			}
		})
	}
}

func TestOwnModelDecides(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	customer, _ := rev.Dataset("crm", "customer")
	model := strings.Replace(builtinModel, "m = ", `m = r.sub.Name != "mallory" && r.obj.Column != "name" && `, 1)
	p, findings := compile(smallPolicy, model, rev)
	if len(findings) > 0 {
		t.Fatal(printFindings(findings))
	}
	if g := p.Grant(auth.Principal{Name: "anna", Roles: []string{"analyst"}}, customer); !g.Visible || g.Readable(1) || !g.Readable(0) {
		t.Errorf("anna: %+v", g)
	}
	if g := p.Grant(auth.Principal{Name: "mallory", Roles: []string{"analyst"}}, customer); g.Visible {
		t.Error("mallory sees the dataset by a Grant compiled for anna")
	}
}

// tag:pii.* must not cover a tag that only begins with the same letters.
func TestTagsCoverWholeWords(t *testing.T) {
	for tag, want := range map[string]bool{"pii": true, "pii.email": true, "pii.email.home": true, "piix": false, "pii_x": false, "": false} {
		o, err := parseObject("tag:pii.*")
		if err != nil {
			t.Fatal(err)
		}
		if got := o.covers(&target{Dataset: "d", Column: "c", Tags: []string{tag}}); got != want {
			t.Errorf("tag:pii.* covers %q is %t", tag, got)
		}
	}
}

func TestZeroPolicyDenies(t *testing.T) {
	ds := &catalog.Dataset{Domain: "d", Name: "t", Columns: make([]catalog.Column, 2)}
	p := &Policy{}
	g := p.Grant(auth.Principal{Name: "root", Roles: []string{"admin"}}, ds)
	if g.Visible || g.Readable(0) || p.Allows(auth.Principal{}, "*", "*", auth.Administer) {
		t.Error("the zero Policy opens something")
	}
}

func TestExpressions(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	p, _ := compile(smallPolicy+"p2, 1, role:x, crm, *, sql: upper(name)\n", "", rev)
	var got []string
	for _, e := range p.Expressions() {
		got = append(got, strings.Join([]string{e.Dataset.Object(), string(rune('0' + e.Ordinal)), e.SQL}, " "))
	}
	want := []string{"crm.customer_v1 / id < 10", "crm.customer_v1 0 upper(name)", "crm.customer_v1 1 upper(name)", "crm.customer_v1 2 upper(name)"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMaskKey(t *testing.T) {
	dir := writeMesh(t, nil)
	for range 2 { // the second call must keep the first one's key
		if err := EnsureMaskKey(dir); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, MaskKeyFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 65 {
		t.Fatalf("mask.key: %v %v", info, err)
	}
	a, finding := loadMaskKey(dir, true)
	b, _ := loadMaskKey(dir, true)
	if finding != nil || len(a) != 32 || !bytes.Equal(a, b) {
		t.Errorf("key %x, then %x, finding %v", a, b, finding)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, finding := loadMaskKey(dir, false); finding == nil || finding.Severity != catalog.Error {
		t.Errorf("a key that others may read gives %v", finding)
	}
	t.Setenv(MaskKeyVariable, "sixteen letters.")
	if c, finding := loadMaskKey(dir, true); finding != nil || bytes.Equal(a, c) {
		t.Errorf("the variable does not win: %v", finding)
	}
}

func TestGrantsFollowTheUserOnlyWhereNamed(t *testing.T) {
	rev := parseCatalog(t, smallCatalog)
	customer, _ := rev.Dataset("crm", "customer")
	p, _ := compile(smallPolicy+"p, Anna, crm, customer.name, select, deny\n", "", rev)
	roles := []string{"analyst"}
	if !p.Grant(auth.Principal{Name: "bob", Roles: roles}, customer).Readable(1) {
		t.Error("bob lost a column that anna is denied")
	}
	if p.Grant(auth.Principal{Name: "anna", Roles: roles}, customer).Readable(1) {
		t.Error("anna's deny does not hold after bob's Grant was cached")
	}
	if p.who(auth.Principal{Name: "bob", Roles: roles}) != p.who(auth.Principal{Name: "carl", Roles: roles}) {
		t.Error("users whom no rule names do not share Grants")
	}
	if p.who(auth.Principal{Roles: []string{"ab", "c"}}) == p.who(auth.Principal{Roles: []string{"a", "bc"}}) {
		t.Error("different role sets look alike")
	}
}

func TestCacheStaysBounded(t *testing.T) {
	var c grantCache
	g := auth.Grant{Columns: make([]auth.ColumnGrant, mostCachedColumns/10)}
	ds := &catalog.Dataset{}
	for i := range 50 {
		c.put(grantKey{ds, string(rune(i))}, g)
	}
	n := 0
	c.grants.Load().Range(func(any, any) bool { n++; return true })
	if n > 10 {
		t.Errorf("the cache holds %d Grants of a tenth of its size each", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(smallPolicy)
	f.Add(`p2, 1, *, *, *, "sql: a ""b"""` + "\n\"\n,,,\n# c\n\uFEFFp")
	rev := parseCatalog(f, smallCatalog)
	customer, _ := rev.Dataset("crm", "customer")
	f.Fuzz(func(t *testing.T, text string) {
		p, findings := compile(text, "", rev)
		lines := strings.Count(text, "\n") + 1
		for _, x := range findings {
			if x.Problem == "" || x.Fix == "" || x.Line < 1 || x.Line > lines {
				t.Errorf("a finding without place, problem or fix: %+v", x)
			}
		}
		g := p.Grant(auth.Principal{Name: "nobody"}, customer)
		if g.Visible && !strings.Contains(text, "*") && !strings.Contains(strings.ToLower(text), "nobody") {
			t.Errorf("nobody sees the dataset by %q", text)
		}
	})
}
