package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func readText(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func replaceText(t testing.TB, path, text string) {
	t.Helper()
	if err := ReplaceFile(path, text); err != nil {
		t.Fatal(err)
	}
}

// runBinary runs nanohouse to its end.
func runBinary(t *testing.T, args ...string) (output string, code int) {
	t.Helper()
	bin, err := Binary()
	if err != nil {
		missing(t, toolError{err})
	}
	cmd := exec.Command(bin, args...)
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// mistakes are changes to a mesh, each with what `check` must say of it.
var mistakes = []struct {
	name, file, old, new string
	want                 []string
}{
	{"unknown type", "domains/geo/region.v1.odcs.yaml", "physicalType: VARCHAR(25)", "physicalType: WIBBLE", []string{"region.v1.odcs.yaml:", "WIBBLE"}},
	{"no YAML", "domains/geo/region.v1.odcs.yaml", "schema:", "schema: [", []string{"region.v1.odcs.yaml:"}},
	{"no such files", "domains/geo/region.v1.odcs.yaml", "data/geo/region/", "data/geo/elsewhere/", []string{"region.v1.odcs.yaml:", "elsewhere"}},
	{"unknown column", "policy/policy.csv", "\np2, 10, role:analyst, crm, tag:pii.phone", "\np2, 10, role:analyst, crm, customer.c_nothing, null\np2, 10, role:analyst, crm, tag:pii.phone", []string{"policy.csv:", "c_nothing"}},
	{"unknown mask", "policy/policy.csv", "tag:pii.address, redact", "tag:pii.address, scramble", []string{"policy.csv:", "scramble"}},
	{"predicate of no type", "policy/policy.csv", "o_region = 'EUROPE'", "o_regionn = 'EUROPE'", []string{"policy.csv:", "o_regionn"}},
	{"subquery in a filter", "policy/policy.csv", "o_region = 'EUROPE'", "o_region IN (SELECT r_name FROM geo.region)", []string{"policy.csv:"}},
	{"mask of another type", "policy/policy.csv", "*, tag:finance.balance, round(-2)", "*, tag:finance.balance, email", []string{"policy.csv:", "email"}},
	{"unknown domain", "policy/policy.csv", "p, role:analyst, geo,", "p, role:analyst, nowhere,", []string{"policy.csv:", "nowhere"}},
	{"unknown setting", "mesh.yaml", "", "wibble: 1\n", []string{"mesh.yaml:", "wibble"}},
}

func breakMesh(t *testing.T, dir string, i int) {
	t.Helper()
	m := mistakes[i]
	path := filepath.Join(dir, m.file)
	text := readText(t, path)
	if m.old == "" {
		replaceText(t, path, text+m.new)
		return
	}
	if !strings.Contains(text, m.old) {
		t.Fatalf("%s has no %q", m.file, m.old)
	}
	replaceText(t, path, strings.Replace(text, m.old, m.new, 1))
}

// A mesh with a mistake: check finds it with file:line, and a start is refused with the same words.
func TestCheckFindsMistakes(t *testing.T) {
	mesh := theMesh.get(t)
	if out, code := runBinary(t, "check", "--mesh", mesh); code != 0 {
		t.Fatalf("check of the demo: exit %d\n%s", code, out)
	}
	for i, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			dir, err := newDir("broken")
			if err != nil {
				t.Fatal(err)
			}
			if err := CopyMesh(mesh, dir); err != nil {
				t.Fatal(err)
			}
			breakMesh(t, dir, i)
			out, code := runBinary(t, "check", "--mesh", dir)
			if code != 1 {
				t.Errorf("exit %d\n%s", code, out)
			}
			for _, part := range m.want {
				if !strings.Contains(out, part) {
					t.Errorf("check does not say %q:\n%s", part, out)
				}
			}
			if m.name == "no such files" {
				return // files may come and go; they do not stop a start
			}
			if s, err := Start(20*time.Second, "serve", "--mesh", dir); err == nil {
				s.Stop()
				t.Error("the server starts")
			} else if !strings.Contains(err.Error(), m.want[0]) {
				t.Errorf("the start does not say %q: %v", m.want[0], err)
			}
		})
	}
}

// A mistake in a running mesh keeps the last good revision, and says so.
func TestMistakeWhileRunning(t *testing.T) {
	mesh := theMesh.get(t)
	s := serveCopy(t, "running", func(dir string) error { return CopyMesh(mesh, dir) })
	c := connect(t, s, "analyst")
	const sql = "SELECT c_address FROM crm.customer LIMIT 1"
	for i, m := range mistakes {
		if m.name == "no such files" || m.file == "mesh.yaml" {
			continue
		}
		path := filepath.Join(s.Dir, m.file)
		good := readText(t, path)
		breakMesh(t, s.Dir, i)
		eventually(t, m.name+": the metric", func() bool {
			n, _, err := s.Metric("nanohouse_mesh_reload_failed")
			return err == nil && n == 1
		})
		page, _ := s.Get("/readyz")
		if !strings.Contains(page, m.want[0]) {
			t.Errorf("%s: /readyz does not say %q: %s", m.name, m.want[0], page)
		}
		if got := answer(t, c, sql); got != `[["****"]]` {
			t.Errorf("%s: %s", m.name, got)
		}
		replaceText(t, path, good)
		eventually(t, m.name+": mended", func() bool {
			n, _, err := s.Metric("nanohouse_mesh_reload_failed")
			return err == nil && n == 0
		})
	}
	if !strings.Contains(s.Log.String(), "policy.csv:") {
		t.Error("the log does not name the mistake")
	}
}

// Missing and corrupt files spoil their own dataset, and nothing else.
func TestSpoiltFiles(t *testing.T) {
	mesh, o := theMesh.get(t), theOracle.get(t)
	s := serveCopy(t, "spoilt", func(dir string) error { return CopyMesh(mesh, dir) })
	c := connect(t, s, "admin")
	data := func(rel string) string { return filepath.Join(s.Dir, "data", rel) }
	spoil := map[string]func() error{
		"geo.region": func() error { return os.Remove(data("geo/region/region.parquet")) },
		"geo.nation": func() error {
			return os.WriteFile(data("geo/nation/nation.parquet"), []byte("PAR1 this is no Parquet PAR1"), 0o600)
		},
		"supply.part":  func() error { return damage(data("supply/part/part.parquet")) },
		"lab.depts":    func() error { return os.WriteFile(data("lab/depts/depts.parquet"), nil, 0o600) },
		"crm.customer": func() error { return os.Truncate(data("crm/customer/customer.parquet"), 1000) },
		"lab.people": func() error {
			_, err := o.Query("COPY (SELECT 'word' AS id, name, boss, dept, salary, hired, score, seen FROM read_parquet(" +
				quoteSQL(data("lab/people/people.parquet")) + ")) TO " + quoteSQL(data("lab/people/people.parquet")+".new") + " (FORMAT parquet)")
			if err != nil {
				return err
			}
			return os.Rename(data("lab/people/people.parquet")+".new", data("lab/people/people.parquet"))
		},
	}
	for name, f := range spoil {
		answer(t, c, "SELECT COUNT(*) FROM "+name)
		if err := f(); err != nil {
			t.Fatal(err)
		}
		star := "SELECT * FROM " + name
		var err error
		eventually(t, name+": an error", func() bool {
			_, err = c.Query(star)
			return err != nil
		})
		if n := Errno(err); n != 1030 && n != 1366 {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (engineText.MatchString(err.Error()) || strings.Contains(err.Error(), s.Dir)) {
			t.Errorf("%s: the error speaks of the inside: %v", name, err)
		}
		domain, table, _ := strings.Cut(name, ".")
		if err != nil && (!strings.Contains(err.Error(), domain) || !strings.Contains(err.Error(), table)) {
			t.Errorf("%s: the error does not name the dataset: %v", name, err)
		}
		if got := answer(t, c, "SELECT COUNT(*) FROM sales.orders"); got != `[["15000"]]` {
			t.Errorf("after %s: %s", name, got)
		}
	}
	if _, err := s.Connect("analyst"); err != nil {
		t.Errorf("connect: %v", err)
	}
}

// damage overwrites the middle of a file, and leaves its footer.
func damage(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for i := 100; i < len(text)/2; i++ {
		text[i] ^= 0xa5
	}
	return os.WriteFile(path, text, 0o600)
}

// A query that outgrows memory and spill space fails alone, with a clear error.
func TestSpillLimit(t *testing.T) {
	mesh := theMesh.get(t)
	s := serveCopy(t, "spill", func(dir string) error {
		if err := CopyMesh(mesh, dir); err != nil {
			return err
		}
		return Configure(dir, map[string]any{"engine.memory_limit": "100MB", "engine.spill_limit": "20MB", "engine.threads": 1})
	})
	c := connect(t, s, "admin")
	_, err := c.Query("SELECT a.l_orderkey, a.l_comment, n_name, COUNT(*) OVER (PARTITION BY a.l_comment, n_name ORDER BY a.l_orderkey) FROM sales.lineitem a CROSS JOIN geo.nation CROSS JOIN (SELECT n_nationkey FROM geo.nation) b ORDER BY 2, 1 LIMIT 10")
	if n := Errno(err); n != 1021 && n != 1041 && n != 1038 {
		t.Errorf("got %v", err)
	}
	if err != nil && !strings.Contains(err.Error(), "Hint: ") {
		t.Errorf("no hint: %v", err)
	}
	answer(t, c, "SELECT COUNT(*) FROM sales.orders")
	if err := s.Stop(); err != nil {
		t.Errorf("end: %v", err)
	}
	if left := spilled(t, s.Dir); len(left) > 0 {
		t.Errorf("spill files are left: %v", left)
	}
}

// Object storage that does not answer spoils its dataset, and nothing else.
func TestUnreachableS3(t *testing.T) {
	mesh := theMesh.get(t)
	ext := os.Getenv("NANOHOUSE_TEST_EXTENSIONS")
	if ext == "" {
		missing(t, toolError{fmt.Errorf("NANOHOUSE_TEST_EXTENSIONS is not set: run conformance/install.sh, or use make test")})
	}
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := newDir("s3")
	if err != nil {
		t.Fatal(err)
	}
	if err := CopyMesh(mesh, dir); err != nil {
		t.Fatal(err)
	}
	if err := moveRegionToS3(dir, ext, fmt.Sprintf("http://127.0.0.1:%d", port)); err != nil {
		t.Fatal(err)
	}
	s, err := StartEnv(time.Minute, []string{"NH_TEST_KEY=" + s3KeyID, "NH_TEST_SECRET=" + s3Secret}, "serve", "--mesh", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	c := connect(t, s, "admin")
	start := time.Now()
	_, err = c.Query("SELECT * FROM geo.region")
	if Errno(err) != 1030 || !strings.Contains(fmt.Sprint(err), "geo.region") {
		t.Errorf("got %v", err)
	}
	if engineText.MatchString(fmt.Sprint(err)) || strings.Contains(fmt.Sprint(err), "some-") {
		t.Errorf("the error speaks of the inside: %v", err)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("it took %s", d)
	}
	answer(t, c, "SELECT COUNT(*) FROM sales.orders")
	if strings.Contains(s.Log.String(), "some-secret-key") {
		t.Error("the log shows the secret")
	}
}

// moveRegionToS3 lets the contract of geo.region name a bucket.
func moveRegionToS3(mesh, ext, endpoint string) error {
	path := filepath.Join(mesh, "domains", "geo", "region.v1.odcs.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s := strings.Replace(string(text), "type: local\n    path: data/geo/region/*.parquet", "type: s3\n    location: s3://mesh/geo/region/*.parquet", 1)
	if s == string(text) {
		return fmt.Errorf("%s: no local path to replace", path)
	}
	if err := ReplaceFile(path, s); err != nil {
		return err
	}
	return Configure(mesh, map[string]any{"engine.extension_dir": ext, "storage.s3": []any{map[string]any{
		"scope": "s3://mesh/", "endpoint": endpoint, "region": "us-east-1",
		"credentials": map[string]any{"key_id_env": "NH_TEST_KEY", "secret_env": "NH_TEST_SECRET"},
	}}})
}
