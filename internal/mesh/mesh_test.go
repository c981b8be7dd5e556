package mesh

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nanohouse/catalog"
)

const policyText = "p, role:analyst, sales, *, select, allow\n"

// contractText is a contract of the domain sales over the files of a path.
func contractText(name, path string, columns ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v3.1.0\nkind: DataContract\nid: %[1]s\nversion: 1.0.0\nstatus: active\ndomain: sales\n"+
		"servers:\n  - {server: s, type: local, format: parquet, path: '%[2]s'}\nschema:\n  - name: %[1]s\n    properties:\n", name, path)
	for _, c := range append([]string{"id"}, columns...) {
		fmt.Fprintf(&b, "      - {name: %s, logicalType: integer}\n", c)
	}
	return b.String()
}

// newMesh writes a mesh with one dataset.
func newMesh(t testing.TB) string {
	dir := t.TempDir()
	put(t, dir, "domains/sales/orders.v1.odcs.yaml", contractText("orders", "data/orders/*.parquet"))
	put(t, dir, "policy/policy.csv", policyText)
	put(t, dir, "policy/users.yaml", "users: []\n")
	return dir
}

// put writes a file as editors do: beside it, and then renamed.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"~", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"~", path); err != nil {
		t.Fatal(err)
	}
}

func texts(fs []catalog.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		if f.Severity == catalog.Error {
			fmt.Fprintln(&b, f)
		}
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	m, findings := Load(newMesh(t))
	if m == nil {
		t.Fatalf("%v", findings)
	}
	if _, ok := m.Catalog.Dataset("sales", "orders_v1"); !ok {
		t.Error("the dataset is not in the catalog")
	}
	if m.Config.Listen.MySQL != "127.0.0.1:3307" || m.Policy == nil || m.Users == nil {
		t.Errorf("half a mesh: %+v", m)
	}
}

// An error in any part must keep the whole mesh back.
func TestLoadFindings(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"settings", "mesh.yaml", "threads: 3\n", "mesh.yaml:1: there is no setting threads; did you mean engine.threads?\n"},
		{"contract", "domains/sales/orders.v1.odcs.yaml", "kind: [", "domains/sales/orders.v1.odcs.yaml:1: this is not YAML: did not find expected node content; mind the indentation, and quote text that holds ': ' or ' #'\n"},
		{"policy", "policy/policy.csv", "p, role:analyst\n", "policy/policy.csv:1: "},
		{"users", "policy/users.yaml", "users:\n  - {name: ann, plugin: mysql_native_password, native: '*6BB4837EB74329105EE4568DDA7DC67ED2CA2AD9'}\n",
			"policy/users.yaml:2: user ann logs in by mysql_native_password, which the mesh does not allow; "},
		{"outside of the roots", "mesh.yaml", "storage: {roots: [elsewhere]}\n",
			"domains/sales/orders.v1.odcs.yaml:10: the files of sales.orders_v1 lie outside of what storage.roots of mesh.yaml allows; add their folder there, or move them\n"},
		{"spill in a root", "mesh.yaml", "storage: {roots: [data]}\nengine: {spill_dir: data/spill}\n",
			"mesh.yaml: engine.spill_dir lies within a root of storage.roots, where queries could read it; write another folder in one of them\n"},
		{"spill in the data", "domains/sales/orders.v1.odcs.yaml", contractText("orders", "*.parquet"),
			"domains/sales/orders.v1.odcs.yaml:10: the files of sales.orders_v1 and engine.spill_dir lie in one folder, where queries could read what was spilled; write a folder of its own in the path, such as data/orders/*.parquet\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newMesh(t)
			put(t, dir, c.file, c.text)
			m, findings := Load(dir)
			if m != nil {
				t.Error("the mesh was loaded")
			}
			if got := texts(findings); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %swant %s", got, c.want)
			}
		})
	}
	if m, findings := Load(filepath.Join(t.TempDir(), "none")); m != nil || len(findings) != 1 {
		t.Errorf("a directory that does not exist gave %v", findings)
	}
}

// The engine is allowed no more than the folders and files that contracts name.
func TestRoots(t *testing.T) {
	dir := newMesh(t)
	put(t, dir, "domains/sales/a.odcs.yaml", contractText("a", "data/orders/old/*.parquet"))
	put(t, dir, "domains/sales/b.odcs.yaml", contractText("b", "data/orders.parquet"))
	put(t, dir, "domains/sales/c.odcs.yaml", contractText("c", "data/orders-new/**/*.parquet"))
	put(t, dir, "domains/sales/d.odcs.yaml", contractText("d", "data/orders/x.parquet"))
	m, findings := Load(dir)
	if m == nil {
		t.Fatalf("%v", findings)
	}
	want := []string{dir + "/data/orders-new/", dir + "/data/orders.parquet", dir + "/data/orders/"}
	if d := cmp.Diff(want, m.Roots()); d != "" {
		t.Error(d)
	}
	put(t, dir, "mesh.yaml", "storage: {roots: [data]}\n")
	if m, findings = Load(dir); m == nil {
		t.Fatalf("%v", findings)
	}
	if d := cmp.Diff([]string{dir + "/data/"}, m.Roots()); d != "" {
		t.Error(d)
	}
}
