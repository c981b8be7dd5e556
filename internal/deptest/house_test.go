package deptest

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	maxFileLines = 800 // a longer file is read by nobody, and every change meets another
	maxFuncLines = 120
)

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > maxFileLines {
			t.Errorf("%s has %d lines, more than %d; cut it by what it holds", s.path, s.lines, maxFileLines)
		}
	}
}

func TestFunctionsAreShort(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			if lines > maxFuncLines {
				t.Errorf("%s: %s has %d lines, more than %d", s.path, f.Name.Name, lines, maxFuncLines)
			}
		}
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	documented, at := map[string]bool{}, map[string]string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		at[s.pkg] = s.path
		doc := s.file.Doc.Text()
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg) + " "
		}
		if strings.HasPrefix(doc, want) {
			documented[s.pkg] = true
		}
	}
	for pkg, file := range at {
		if !documented[pkg] {
			t.Errorf("package %s (%s) has no comment that says what it is: // Package x does y.", pkg, file)
		}
	}
}

// A name that says nothing gathers everything.
var emptyNames = regexp.MustCompile(`^(utils?|common|helpers?|misc|shared|base|my.*)(_test)?(\.go)?$`)

func TestNamesSaySomething(t *testing.T) {
	for _, s := range sources(t) {
		for _, part := range strings.Split(s.path, "/") {
			if emptyNames.MatchString(part) {
				t.Errorf("%s: the name %q says nothing about what it holds", s.path, part)
			}
		}
	}
}

var quotedPath = regexp.MustCompile("`([a-zA-Z0-9_.-]+(?:/[a-zA-Z0-9_.*-]+)+/?)`")

// knownTrees are the first parts of paths within the repository; `a/b` of
// other shapes in a document is no path of ours.
var knownTrees = []string{"cmd", "server", "planner", "auth", "storage", "catalog", "conformance", "internal", "docs", "ingest", "migrate", "examples", "deploy", ".ci"}

func TestPathsInDocumentsExist(t *testing.T) {
	base := root(t)
	for _, doc := range []string{"ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md"} {
		text, err := os.ReadFile(filepath.Join(base, doc))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, m := range quotedPath.FindAllStringSubmatch(string(text), -1) {
			if !below(m[1], knownTrees...) {
				continue
			}
			found++
			hits, err := filepath.Glob(filepath.Join(base, filepath.FromSlash(m[1])))
			if err != nil || len(hits) == 0 {
				t.Errorf("%s names %s, which does not exist", doc, m[1])
			}
		}
		if doc == "ARCHITECTURE.md" && found < 15 {
			t.Errorf("%s names only %d paths: the pattern of this test no longer finds them", doc, found)
		}
	}
}

// Registries are reached through their own clients, whose settings say where;
// a host name in a script would bypass them. The names are put together here so
// that this file does not hold them.
func TestScriptsNameNoRegistry(t *testing.T) {
	hosts := []string{"pypi" + ".org", "npmjs" + ".org", "npmjs" + ".com", "repo1.maven" + ".org", "proxy.golang" + ".org", "deb.debian" + ".org", "extensions.duckdb" + ".org"}
	base := root(t)
	for _, pattern := range []string{"Makefile", ".ci/*", "conformance/*.sh", "conformance/*.py", "*.md", "docs/*.md", "docs/adr/*.md"} {
		files, err := filepath.Glob(filepath.Join(base, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hosts {
				if strings.Contains(string(text), h) {
					t.Errorf("%s names the registry %s; use its client without a host", f, h)
				}
			}
		}
	}
}
