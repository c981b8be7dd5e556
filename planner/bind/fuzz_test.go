package bind

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// seeds are the statements of the goldens and the benchmark's queries.
func seeds(f *testing.F) []string {
	f.Helper()
	var out []string
	files, err := filepath.Glob("../*/testdata/*.test")
	if err != nil || len(files) == 0 {
		f.Fatalf("no goldens: %v", err)
	}
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			f.Fatal(err)
		}
		for s := bufio.NewScanner(file); s.Scan(); {
			if line := s.Text(); line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "  ") {
				out = append(out, line)
			}
		}
		file.Close()
	}
	queries, err := filepath.Glob("../../conformance/tpch/*.sql")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range queries {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}

// FuzzBind: whatever the text, Classify and Bind answer or refuse. They never
// panic, never give an error that is not meant for clients, and never make a
// plan that refers to a column out of scope.
func FuzzBind(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	cat := loadCatalog(f, "testdata/catalog.txt")
	f.Fuzz(func(t *testing.T, text string) {
		env := testEnv(t)
		env.Catalog, env.Prepared = cat, true
		_, err := parse.Classify(text, env.Syntax())
		checkError(t, err)
		parse.Digest(text)
		q, err := Bind(context.Background(), text, env)
		checkError(t, err)
		if err == nil {
			checkPlan(t, q)
			plan.FormatQuery(q)
		}
		ds, _, _ := cat.Table("shop", "t")
		_, err = Expression(context.Background(), text, ds, nil, Env{})
		checkError(t, err)
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	e, ok := sqlerr.As(err)
	if !ok {
		t.Fatalf("not a client error: %v", err)
	}
	if e.Code == sqlerr.Internal {
		t.Fatalf("internal error: %v", e.Cause)
	}
}
