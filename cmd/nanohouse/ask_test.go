package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSQLAsEachUser(t *testing.T) {
	mesh := demoMesh(t)
	ask := func(user, sql string) result { return nanohouse(t, "", "sql", "--mesh", mesh, "--as", user, sql) }
	ask("admin", "SELECT c_name, c_phone FROM crm.customer WHERE c_custkey = 1").want(t, exitDone, "Customer#000000001", "34-633-796-3264", "1 row")
	masked := ask("analyst", "SELECT c_name, c_phone FROM crm.customer WHERE c_custkey = 1")
	masked.want(t, exitDone, "Customer#000000001", "c_phone is masked")
	if strings.Contains(masked.out, "633-796") {
		t.Errorf("an analyst sees the phone:\n%s", masked.out)
	}
	ask("analyst_eu", "SELECT COUNT(*) FROM crm.customer WHERE c_nationkey NOT IN (6, 7, 19, 22, 23)").want(t, exitDone, "|        0 |")
	ask("intern", "SELECT c_name FROM crm.customer").want(t, exitFailed, "ERROR 1143", "P0102", "Hint")
	ask("guest", "SELECT * FROM geo.nation").want(t, exitFailed, "Unknown database 'geo'")
	ask("nobody", "SELECT 1").want(t, exitFailed, "there is no user nobody", "nanohouse user add")
	ask("admin", "SELECT * FROM sales.orders_v1 LIMIT 1").want(t, exitDone, "o_priority", "deprecated")
	ask("admin", "SELECT r_name FROM geo.region; SELECT 2").want(t, exitUsage, "one statement at a time")
	ask("admin", "DELETE FROM geo.region").want(t, exitFailed)
	ask("admin", "SHOW TABLES FROM sales").want(t, exitDone, "orders_v1", "lineitem")
}

func TestSQLFormats(t *testing.T) {
	const query = "SELECT r_regionkey, r_name FROM geo.region ORDER BY r_regionkey LIMIT 2"
	for format, want := range map[string]string{
		"csv":  "r_regionkey,r_name\n0,AFRICA\n1,AMERICA\n",
		"tsv":  "r_regionkey\tr_name\n0\tAFRICA\n1\tAMERICA\n",
		"json": "[\n{\"r_regionkey\": 0, \"r_name\": \"AFRICA\"},\n{\"r_regionkey\": 1, \"r_name\": \"AMERICA\"}\n]\n",
	} {
		r := nanohouse(t, "", "sql", "--mesh", demoMesh(t), "--as", "admin", "--format", format, query)
		if r.code != exitDone || r.out != want {
			t.Errorf("%s: exit code %d, got %q, want %q (%s)", format, r.code, r.out, want, r.err)
		}
	}
}

func TestPolicyExplainNamesTheLine(t *testing.T) {
	mesh := demoMesh(t)
	r := nanohouse(t, "", "policy", "explain", "--mesh", mesh, "--as", "analyst", "SELECT c_name, c_phone FROM crm.customer")
	r.want(t, exitDone, "crm.customer_v1.c_phone", "mask", "partial(2,2)", "policy/policy.csv:")
	// A denied column is explained, not refused.
	r = nanohouse(t, "", "policy", "explain", "--mesh", mesh, "--as", "intern", "SELECT c_name, c_acctbal FROM crm.customer")
	r.want(t, exitDone, "crm.customer_v1.c_name", "deny", "tag:pii.name", "closed by default")
	// What a user may not see does not exist here either.
	nanohouse(t, "", "policy", "explain", "--mesh", mesh, "--as", "guest", "SELECT * FROM geo.nation").want(t, exitFailed, "Unknown database 'geo'")
}

func TestPolicyTest(t *testing.T) {
	nanohouse(t, "", "policy", "test", "--mesh", demoMesh(t)).want(t, exitDone, "ok    guests see nothing", "0 failed")
	mesh := copyMesh(t)
	change(t, mesh, "policy/policy.csv", "p, role:intern,  *,      tag:pii.name,      select, deny\n", "")
	r := nanohouse(t, "", "policy", "test", "--mesh", mesh)
	r.want(t, exitFailed, "FAIL  interns see neither names nor balances", "policy/tests.yaml:", "1 failed")
}

func TestUserAdd(t *testing.T) {
	mesh := copyMesh(t)
	add := func(stdin string, args ...string) result {
		return nanohouse(t, stdin, append([]string{"user", "add", "--mesh", mesh}, args...)...)
	}
	add("s3cret pass\n", "anna", "--role", "analyst").want(t, exitDone, "anna")
	text, err := os.ReadFile(filepath.Join(mesh, "policy", "users.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "anna") || strings.Contains(string(text), "s3cret") {
		t.Errorf("users.yaml must have anna and no password:\n%s", text)
	}
	nanohouse(t, "", "sql", "--mesh", mesh, "--as", "anna", "SELECT c_phone FROM crm.customer LIMIT 1").want(t, exitDone, "is masked")
	add("other\n", "anna").want(t, exitFailed, "exists")
	add("", "bert").want(t, exitFailed, "the password is empty")
	add("x\n", "bad name").want(t, exitFailed, "name")
}
