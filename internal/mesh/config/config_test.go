package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
)

// environment is what the tests' variables hold.
func environment(name string) string {
	return map[string]string{"S3_ID": "the-id", "S3_SECRET": "the-secret", "S3_TOKEN": "the-token"}[name]
}

// TestSettings runs testdata/*.test: a mesh.yaml to what differs from the defaults, and findings.
func TestSettings(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, file string) {
		dir := t.TempDir()
		for name, mode := range map[string]os.FileMode{"keys": 0o600, "open": 0o644} {
			text := "[default]\naws_access_key_id = the-id\naws_secret_access_key=the-secret\n[half]\naws_access_key_id = x\n"
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
				t.Fatal(err)
			}
		}
		datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
			c, findings := read(dir, []byte(d.Input), environment)
			var b strings.Builder
			for _, f := range findings {
				fmt.Fprintln(&b, f)
			}
			if c == nil || len(findings) > 0 {
				return b.String()
			}
			base := Default(dir)
			for _, s := range settings {
				if before, after := s.get(&base), s.get(c); before != after {
					fmt.Fprintf(&b, "%s = %v\n", s.key, after)
				}
			}
			for _, root := range c.Storage.Roots {
				fmt.Fprintf(&b, "root %s\n", root)
			}
			for _, s := range c.Storage.S3 {
				fmt.Fprintf(&b, "s3 %s %s %s %q %q %q\n", s.Scope, s.Endpoint, s.Region, s.Credential.KeyID, s.Credential.Key, s.Credential.Token)
			}
			fmt.Fprintf(&b, "restart: %s\n", strings.Join(NeedRestart(&base, c), " "))
			return strings.ReplaceAll(b.String(), dir, "MESH")
		})
	})
}

// The documented defaults are the code's: each written out gives Default.
func TestDocumentedDefaults(t *testing.T) {
	const dir = "/mesh"
	want := Default(dir)
	set := map[string]string{}
	for _, s := range settings {
		set[s.key] = s.value
		var alone Config
		if err := s.set(&alone, dir, s.value); err != nil {
			t.Errorf("the default of %s is refused: %v", s.key, err)
		}
		if got := s.get(&alone); got != s.get(&want) {
			t.Errorf("%s: documented %q is %v, the code has %v", s.key, s.value, got, s.get(&want))
		}
	}
	for name, text := range map[string]string{"commented": Example(nil), "written out": Example(set), "empty": ""} {
		got, findings := read(dir, []byte(text), environment)
		if len(findings) > 0 {
			t.Fatalf("%s: %v", name, findings)
		}
		if d := cmp.Diff(&want, got); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// docs/mesh.yaml is the example; -rewrite renews it.
func TestDocumentedExample(t *testing.T) {
	path := filepath.Join("..", "..", "..", "docs", "mesh.yaml")
	if flag.Lookup("rewrite").Value.String() == "true" {
		if err := os.WriteFile(path, []byte(Example(nil)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Example(nil), string(text)); d != "" {
		t.Errorf("docs/mesh.yaml is old; run the test with -rewrite:\n%s", d)
	}
}

// The commented lines of the example must be settings too, when the # goes.
func TestExampleUncommented(t *testing.T) {
	var b strings.Builder
	for line := range strings.Lines(Example(nil)) {
		body := strings.TrimLeft(line, " ")
		key, _, isKey := strings.Cut(strings.TrimPrefix(body, "# "), ":")
		item := strings.HasPrefix(key, "  ") || strings.HasPrefix(key, "roots") || key == "s3"
		if find(key) != nil || isKey && strings.HasPrefix(line, "  #") && !strings.Contains(key, " ") || item {
			line = strings.Replace(line, "# ", "", 1)
		}
		b.WriteString(line)
	}
	_, findings := read("/mesh", []byte(b.String()), func(string) string { return "x" })
	if len(findings) > 0 {
		t.Errorf("%v in\n%s", findings, b.String())
	}
	if !strings.Contains(b.String(), "\n        secret_env: MESH_S3_SECRET") {
		t.Errorf("the list was not uncommented:\n%s", b.String())
	}
}

// No secret may appear in what is printed of a config.
func TestCredentialsAreHidden(t *testing.T) {
	c := Config{Storage: Storage{S3: []S3{{Credential: Credential{"id", "hunter2", "token"}}}}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if s := fmt.Sprintf(verb, c); strings.Contains(s, "hunter2") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(Example(nil)))
	f.Add([]byte("storage: {s3: [{scope: s3://a/, credentials: {file: x}}], roots: [a]}\nengine: {memory_limit: 1e99TB}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, findings := read("/mesh", text, environment)
		if c == nil && len(findings) == 0 {
			t.Fatal("neither a config nor a finding")
		}
	})
}
