package casbin

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// The commands of testdata:
//
//	catalog             datasets: "domain.name version [tag:x]", then indented columns
//	                    "name type [tag:x] [confidential|restricted]"
//	policy              policy.csv; prints the findings
//	members             "name: role role" lines; prints the findings of CheckMembers
//	grant as=(x, role:y) on=sales.orders
//	allows as=… domain=… object=… action=…
//	roles user=… direct=(…)
func TestMatrix(t *testing.T) {
	datadriven.Walk(t, "testdata/matrix", func(t *testing.T, path string) {
		m := &matrix{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return m.run(t, d) })
	})
}

type matrix struct {
	rev    *catalog.Revision
	policy *Policy
}

func (m *matrix) run(t *testing.T, d *datadriven.TestData) string {
	switch d.Cmd {
	case "catalog":
		m.rev = parseCatalog(t, d.Input)
		return ""
	case "policy":
		var findings []catalog.Finding
		model := ""
		for _, a := range d.CmdArgs {
			if a.Key == "model" {
				model = strings.ReplaceAll(builtinModel, "covers(r.obj, p.obj)", a.Vals[0])
			}
		}
		m.policy, findings = compile(d.Input, model, m.rev)
		return printFindings(findings)
	case "members":
		var users []auth.Member
		for i, line := range strings.Split(d.Input, "\n") {
			name, roles, _ := strings.Cut(line, ":")
			users = append(users, auth.Member{Position: catalog.Position{File: "policy/users.yaml", Line: i + 1}, Name: name, Roles: strings.Fields(roles)})
		}
		return printFindings(m.policy.CheckMembers(users))
	case "grant":
		var on string
		d.ScanArgs(t, "on", &on)
		domain, name, _ := strings.Cut(on, ".")
		ds, ok := m.rev.Dataset(domain, name)
		if !ok {
			t.Fatalf("%s: no dataset %s", d.Pos, on)
		}
		return printLines(Explain(m.policy, m.principal(d), ds))
	case "allows":
		var domain, object, action string
		d.ScanArgs(t, "domain", &domain)
		d.ScanArgs(t, "object", &object)
		d.ScanArgs(t, "action", &action)
		return fmt.Sprintln(m.policy.Allows(m.principal(d), domain, object, auth.Action(action)))
	case "roles":
		pr := m.principal(d)
		if len(pr.Roles) == 0 {
			return "none\n"
		}
		return strings.Join(pr.Roles, " ") + "\n"
	}
	t.Fatalf("%s: unknown command %s", d.Pos, d.Cmd)
	return ""
}

// principal reads as=(anna, role:x): users and roles, with roles of roles.
func (m *matrix) principal(d *datadriven.TestData) auth.Principal {
	var name string
	var roles []string
	for _, a := range d.CmdArgs {
		if a.Key != "as" {
			continue
		}
		for _, v := range a.Vals {
			if r, ok := strings.CutPrefix(v, "role:"); ok {
				roles = append(roles, r)
			} else if strings.HasPrefix(v, "group:") {
				roles = append(roles, v)
			} else {
				name = v
			}
		}
	}
	return auth.Principal{Name: name, Roles: m.policy.RolesOf(name, roles)}
}

func printFindings(fs []catalog.Finding) string {
	if len(fs) == 0 {
		return "ok\n"
	}
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

func printLines(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		at := ""
		if l.Rule.Line > 0 {
			at = fmt.Sprintf(" line %d", l.Rule.Line)
		}
		opener := ""
		if l.Opener != "" {
			opener = " opener " + l.Opener
		}
		detail := ""
		if l.Detail != "" {
			detail = " " + l.Detail
		}
		fmt.Fprintf(&b, "%s %s%s%s%s\n", l.Object, l.Effect, detail, at, opener)
	}
	return b.String()
}

var testTypes = map[string]catalog.Type{
	"text": {Kind: catalog.String, Length: 100}, "int": {Kind: catalog.Int64}, "date": {Kind: catalog.Date},
	"decimal": {Kind: catalog.Decimal, Precision: 15, Scale: 2}, "bool": {Kind: catalog.Bool}, "json": {Kind: catalog.JSON},
}

func parseCatalog(t testing.TB, text string) *catalog.Revision {
	t.Helper()
	var out []*catalog.Dataset
	for _, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if line[0] != ' ' {
			domain, name, _ := strings.Cut(f[0], ".")
			ds := &catalog.Dataset{Domain: domain, Name: name, Version: f[1], Status: catalog.Active}
			if _, err := fmt.Sscanf(f[1], "%d", &ds.Major); err != nil {
				t.Fatal(err)
			}
			for _, w := range f[2:] {
				ds.Tags = append(ds.Tags, strings.TrimPrefix(w, "tag:"))
			}
			out = append(out, ds)
			continue
		}
		typ, ok := testTypes[f[1]]
		if !ok {
			t.Fatalf("no type %s", f[1])
		}
		c := catalog.Column{Name: f[0], Type: typ}
		for _, w := range f[2:] {
			if tag, ok := strings.CutPrefix(w, "tag:"); ok {
				c.Tags = append(c.Tags, tag)
			} else {
				c.Classification = catalog.Classification(w)
			}
		}
		ds := out[len(out)-1]
		ds.Columns = append(ds.Columns, c)
	}
	rev, err := catalog.NewRevision(out)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func writeMesh(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
