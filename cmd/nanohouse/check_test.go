package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckFindsNothingInTheDemo(t *testing.T) {
	nanohouse(t, "", "check", "--mesh", demoMesh(t)).want(t, exitDone, "9 datasets in 4 domains", "no findings")
}

func TestCheckFindsEachOfSixMistakes(t *testing.T) {
	mesh := copyMesh(t)
	places := []string{
		change(t, mesh, "domains/crm/customer.v1.odcs.yaml", "logicalType: integer\n        physicalType: BIGINT", "logicalType: whole\n        physicalType: BIGINT"),
		change(t, mesh, "domains/sales/lineitem.v1.odcs.yaml", "status: active", "status: alive"),
		change(t, mesh, "domains/geo/region.v1.odcs.yaml", "data/geo/region/*.parquet", "data/geo/regions/*.parquet"),
		change(t, mesh, "policy/policy.csv", `p2, 10, role:analyst, crm, tag:pii.address, redact`, `p2, 10, role:analyst, crm, tag:pii.address, scramble`),
		change(t, mesh, "policy/policy.csv", `p3, 10, role:analyst_eu, crm,   customer, "c_nationkey IN (6, 7, 19, 22, 23)"`, `p3, 10, role:analyst_eu, crm, customer, "c_nation = 6"`),
		change(t, mesh, "policy/policy.csv", `p, role:analyst, supply, *, select,     allow`, `p, role:analyst, supply, parts, select, allow`),
	}
	r := nanohouse(t, "", "check", "--mesh", mesh)
	r.want(t, exitFailed, places...)
	if len(places) != 6 || strings.Count(r.out, ": ") < 6 {
		t.Errorf("six mistakes, but it said:\n%s", r.out)
	}
}

func TestCheckFindsEachMistakeAlone(t *testing.T) {
	cases := []struct{ name, file, old, new, says string }{
		{"unknown column in a rule", "policy/policy.csv", "p2, 10, role:intern,  crm, tag:pii.phone,   null", "p2, 10, role:intern, crm, customer.c_fon, null", "c_fon"},
		{"a filter of the wrong type", "policy/policy.csv", "o_region = 'EUROPE'", "o_region + 1", "not a condition"},
		{"a mask that reads another table", "policy/policy.csv", "p2, 10, role:intern,  crm, tag:pii.phone,   null",
			`p2, 10, role:intern, crm, tag:pii.phone, "sql: (SELECT MAX(n_name) FROM geo.nation)"`, "subquery"},
		{"a type that does not exist", "domains/geo/nation.v1.odcs.yaml", "physicalType: INTEGER", "physicalType: INTEGR", "INTEGR"},
		{"a contract that is not YAML", "domains/geo/nation.v1.odcs.yaml", "schema:\n", "schema: [\n", ""},
		{"an unknown key of mesh.yaml", "mesh.yaml", "\nlisten:", "\nlissten:", "lissten"},
		{"a user's role that no rule knows", "policy/users.yaml", "analyst_eu]", "analyst_asia]", "analyst_asia"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			mesh := copyMesh(t)
			change(t, mesh, c.file, c.old, c.new)
			r := nanohouse(t, "", "check", "--mesh", mesh)
			if !strings.Contains(r.out+r.err, c.file+":") || !strings.Contains(r.out+r.err, c.says) {
				t.Errorf("it did not name %s and %q, but said:\n%s%s", c.file, c.says, r.out, r.err)
			}
		})
	}
}

// A corrupt file must not look like a good one, and its bytes must not be shown.
func TestCheckFindsACorruptFile(t *testing.T) {
	mesh := copyMesh(t)
	file := filepath.Join(mesh, "data", "geo", "nation", "nation.parquet")
	if err := os.WriteFile(file, []byte("PAR1 SECRET BYTES PAR1"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := nanohouse(t, "", "check", "--mesh", mesh)
	r.want(t, exitFailed, "domains/geo/nation.v1.odcs.yaml:")
	if strings.Contains(r.out+r.err, "SECRET") {
		t.Errorf("it shows what the file holds:\n%s%s", r.out, r.err)
	}
}
