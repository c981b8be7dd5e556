package deptest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "nanohouse"

// source is one Go file of the repository.
type source struct {
	path    string // from the root, with slashes
	pkg     string // directory from the root
	test    bool
	lines   int
	file    *ast.File
	set     *token.FileSet
	imports []string
}

// root is the repository's directory.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// skipped are directories that hold no source of ours.
func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "bin" || name == "testdata" || name == "node_modules" || name == "nanohouse-demo"
}

// sources parses every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	base := root(t)
	var out []source
	err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != base && skipped(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(path, ".go") {
			out = append(out, parse(t, base, path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d Go files found below %s: the rules would hold for nothing", len(out), base)
	}
	return out
}

func parse(t *testing.T, base, path string) source {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(base, path)
	if err != nil {
		t.Fatal(err)
	}
	rel = filepath.ToSlash(rel)
	s := source{path: rel, pkg: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(rel, "_test.go"),
		lines: strings.Count(string(text), "\n"), set: token.NewFileSet()}
	if s.file, err = parser.ParseFile(s.set, path, text, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	for _, imp := range s.file.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		s.imports = append(s.imports, p)
	}
	return s
}

// below reports whether a package is one of the trees, or lies below one.
func below(pkg string, trees ...string) bool {
	for _, tree := range trees {
		if pkg == tree || strings.HasPrefix(pkg, tree+"/") {
			return true
		}
	}
	return false
}
