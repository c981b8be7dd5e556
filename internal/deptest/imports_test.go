package deptest

import (
	"strings"
	"testing"
)

// owners says which packages may import a module, in their tests too.
var owners = []struct {
	modules []string
	may     []string
	why     string
	// tests says that test files of every package may, too.
	tests bool
}{
	{modules: []string{"github.com/dolthub/go-mysql-server", "github.com/dolthub/vitess"}, may: []string{"planner/parse", "planner/bind", "server/local", "conformance", "conformance/fuzz"},
		why: "parse makes its tree, which ends at bind, so that policy has one set of operators to govern; server/local answers what touches no dataset; conformance reads the queries of its engine tests, and to conformance/fuzz its row engine is one more opinion"},
	{modules: []string{"github.com/casbin"}, may: []string{"auth/casbin"},
		why: "one place decides; everything else reads Grants"},
	{modules: []string{"github.com/duckdb"}, may: []string{"storage/duckdb"},
		why: "one place can reach the engine, and it is asked with generated SQL only"},
	{modules: []string{"github.com/spf13"}, may: []string{"cmd/nanohouse"},
		why: "the command line is not the program"},
	{modules: []string{"github.com/prometheus"}, may: []string{"server", "cmd/nanohouse"},
		why: "metrics are told by the server"},
	{modules: []string{"github.com/fsnotify"}, may: []string{"internal/mesh"},
		why: "one place reloads"},
	{modules: []string{"github.com/cockroachdb/datadriven", "github.com/google/go-cmp", "github.com/go-sql-driver"}, may: []string{"conformance"},
		why: "for tests only, and conformance is all tests", tests: true},
}

// layers says which of our packages each tree may import. What is not
// listed here may not be imported. Test files may import more.
var layers = []struct {
	pkg string
	may []string
	why string
}{
	{"cmd", []string{"server", "planner", "storage", "auth", "catalog", "internal"}, "wires all parts together"},
	{"server/packet", []string{"server/packet", "internal/sqlerr", "auth/authn"}, "knows bytes, not statements"},
	{"server/wire", []string{"server/packet", "storage", "catalog", "planner/plan", "internal/sqlerr"}, "turns batches into rows and knows no policy"},
	{"server", []string{"server", "planner", "storage", "auth", "catalog", "internal"}, "asks the planner, and has an engine only behind storage.Engine"},
	{"planner/plan", []string{"catalog", "auth", "internal/sqlerr"}, "operators name datasets and Grants, and nothing runs them here"},
	{"planner/certify", []string{"internal/sqlerr", "storage/scalar"}, "shares no code with sqlgen: it must not make its mistakes"},
	{"planner/parse", []string{"internal/sqlerr"}, "reads text alone: it knows no catalog, no type and no name"},
	{"planner/diagnose", []string{"planner/plan", "catalog", "internal/sqlerr", "storage"}, "counts in the plan what the client could have counted itself"},
	{"planner/bind", []string{"planner/parse", "planner/plan", "catalog", "auth", "internal/sqlerr", "internal/temporal"}, "sees what the principal sees, before policy"},
	{"planner/policy", []string{"planner/plan", "planner/bind", "auth", "catalog", "internal/sqlerr"}, "governs plans; does not know how they run"},
	{"planner/pushdown", []string{"planner/plan", "planner/policy", "catalog", "internal/sqlerr"}, "cuts governed plans only"},
	{"planner/sqlgen", []string{"planner/plan", "planner/policy", "planner/pushdown", "storage", "catalog", "internal/sqlerr"}, "takes a Governed plan, never a client's text"},
	{"planner", []string{"planner", "storage", "auth", "catalog", "internal/sqlerr"}, "runs the phases in order"},
	{"storage/scalar", []string{"storage/scalar", "catalog", "internal/sqlerr", "internal/temporal"}, "functions of their arguments alone; any dependent may call them"},
	{"storage/duckdb", []string{"storage", "catalog", "internal/sqlerr"}, "an engine knows no policy and no principal"},
	{"storage", []string{"catalog"}, "types only"},
	{"auth/casbin", []string{"auth", "catalog", "internal/yamldoc", "internal/spelling"}, "its findings suggest the name that was meant, and policy tests are YAML"},
	{"auth/authn", []string{"auth", "catalog", "internal/yamldoc", "internal/spelling", "internal/sqlerr"}, "its findings name the line of users.yaml; a refused login is an error for a client"},
	{"auth", []string{"catalog"}, "decides about datasets; knows no statement"},
	{"catalog/contract", []string{"catalog", "internal/yamldoc", "internal/spelling"}, "its findings name lines and the word that was meant"},
	{"catalog/collation", []string{"catalog"}, "weights of characters, for whoever compares text"},
	{"catalog", nil, "at the bottom: everything speaks of datasets"},
	{"internal/mesh", []string{"catalog", "auth", "internal/mesh", "internal/yamldoc", "internal/spelling"}, "puts contracts, policy and users together"},
	{"internal/yamldoc", []string{"catalog"}, "a leaf: it knows lines, and findings only"},
	{"internal/spelling", nil, "a leaf"},
	{"internal/admission", []string{"storage"}, "stands before an engine"},
	{"internal/buildtag", nil, "a leaf"},
	{"internal/manual", nil, "a leaf: only its tests ask the planner"},
	{"internal/demo", nil, "a leaf: the engine and the users file are handed to it"},
	{"internal/deptest", nil, "a leaf"},
	{"internal/sqlerr", nil, "a leaf: every layer may speak of errors"},
	{"internal/temporal", nil, "a leaf: MySQL's dates and times, for what bind folds and what rows hold"},
	{"conformance", []string{"conformance"}, "a black box over the wire: it must not share our mistakes"},
}

// heavy are packages that only cmd may import, even where the tree above them is open.
var heavy = []struct {
	pkg string
	may []string
	why string
}{
	{"storage/duckdb", []string{"cmd", "storage/duckdb"}, "everything else has storage.Engine, so that an engine can be exchanged"},
	{"auth/casbin", []string{"cmd", "internal/mesh", "auth/casbin"}, "everything else has auth.Authorizer"},
	{"catalog/contract", []string{"internal/mesh", "catalog/contract"}, "everything else has a catalog.Revision"},
	{"internal/demo", []string{"cmd"}, "nothing may depend on the demo"},
	{"conformance", []string{"conformance"}, "it tests from outside"},
	{"cmd", nil, "nothing imports a program"},
}

func TestModulesHaveOwners(t *testing.T) {
	for _, s := range sources(t) {
		for _, imp := range s.imports {
			for _, o := range owners {
				if !below(imp, o.modules...) || below(s.pkg, o.may...) {
					continue
				}
				if s.test && o.tests {
					continue
				}
				t.Errorf("%s imports %s, which only %s may: %s", s.path, imp, list(o.may, "nobody"), o.why)
			}
		}
	}
}

func TestLayers(t *testing.T) {
	for _, s := range sources(t) {
		if s.test && !below(s.pkg, "conformance") {
			continue
		}
		known := false
		for _, l := range layers {
			if !below(s.pkg, l.pkg) {
				continue
			}
			known = true
			for _, imp := range s.imports {
				ours, ok := strings.CutPrefix(imp, module+"/")
				if ok && ours != s.pkg && !below(ours, l.may...) {
					t.Errorf("%s imports %s, which is not in its layer (%s): %s", s.path, imp, list(l.may, "nothing of ours"), l.why)
				}
			}
			break
		}
		if !known {
			t.Errorf("%s: package %s is in no layer; write its line in internal/deptest", s.path, s.pkg)
		}
	}
}

func TestHeavyPackagesAreWiredInOnePlace(t *testing.T) {
	for _, s := range sources(t) {
		if s.test && !below(s.pkg, "conformance") {
			continue
		}
		for _, imp := range s.imports {
			ours, ok := strings.CutPrefix(imp, module+"/")
			if !ok {
				continue
			}
			for _, h := range heavy {
				if below(ours, h.pkg) && !below(s.pkg, h.may...) {
					t.Errorf("%s imports %s, which only %s may: %s", s.path, imp, list(h.may, "nobody"), h.why)
				}
			}
		}
	}
}

func list(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}
