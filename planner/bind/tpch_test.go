package bind

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/planner/plan"
)

// The 22 TPC-H queries must bind, read only columns that they name, and give
// MySQL's result types.
func TestTPCH(t *testing.T) {
	env := testEnv(t)
	env.Catalog = loadCatalog(t, "testdata/tpch.txt")
	files, err := filepath.Glob("../../conformance/tpch/q*.sql")
	if err != nil || len(files) != 22 {
		t.Fatalf("found %d queries: %v", len(files), err)
	}
	var b strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Bind(context.Background(), string(text), env)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		checkPlan(t, q)
		for _, s := range plan.Scans(q.Root) {
			for _, c := range s.Cols {
				if !strings.Contains(string(text), c.Name) {
					t.Errorf("%s: scans %s, which the query does not name", f, c.Name)
				}
			}
		}
		fmt.Fprintf(&b, "%s\n", filepath.Base(f))
		for _, o := range q.Output {
			fmt.Fprintf(&b, "  %s %s\n", o.Name, o.Type)
		}
	}
	golden, err := os.ReadFile("testdata/tpch_types.txt")
	if flag.Lookup("rewrite").Value.String() == "true" {
		err = os.WriteFile("testdata/tpch_types.txt", []byte(b.String()), 0o644)
		golden = []byte(b.String())
	}
	if err != nil {
		t.Fatal(err)
	}
	if string(golden) != b.String() {
		t.Errorf("result types changed (-rewrite renews them):\n%s", b.String())
	}
}
