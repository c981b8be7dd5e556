package casbin

import (
	"os"
	"path/filepath"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// A policy with a mistake must grant nothing, however many of its rules are right.
func TestInspectedPolicyWithErrorsDenies(t *testing.T) {
	ds := &catalog.Dataset{Domain: "sales", Name: "orders", Major: 1, Status: catalog.Active,
		Columns: []catalog.Column{{Name: "id", Type: catalog.Type{Kind: catalog.Int64}}}}
	rev, err := catalog.NewRevision([]*catalog.Dataset{ds})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "policy"), 0o755); err != nil {
		t.Fatal(err)
	}
	rules := "p, *, sales, *, select, allow\np3, 1, *, sales, orders, id > 0\np, *, sales, nonsense, select, allow\n"
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(PolicyFile)), []byte(rules), 0o644); err != nil {
		t.Fatal(err)
	}
	p, findings := Inspect(dir, rev)
	if !catalog.HasErrors(findings) {
		t.Fatal("a rule about an unknown dataset is no error")
	}
	if len(p.Expressions()) != 1 {
		t.Errorf("%d expressions, want the right rule's", len(p.Expressions()))
	}
	ann := auth.Principal{Name: "ann"}
	if p.Grant(ann, ds).Visible || p.Allows(ann, "sales", "orders", auth.Select) {
		t.Error("a policy with an error grants")
	}
}
