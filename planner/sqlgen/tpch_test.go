package sqlgen

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestTPCH runs the 22 queries as generated, in all modes, which must agree.
// That they agree with DuckDB and MySQL is the conformance tests' matter.
func TestTPCH(t *testing.T) {
	m := openDemo(t, 0.01)
	queries, err := filepath.Glob("../../conformance/tpch/q*.sql")
	if err != nil || len(queries) != 22 {
		t.Fatalf("%d queries: %v", len(queries), err)
	}
	for _, file := range queries {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			q := m.bind(t, string(text))
			want, err := m.run(t, q, options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, sqlFor(m, t, string(text)))
			}
			if len(want) == 0 {
				t.Error("the query answers nothing, and so tests nothing")
			}
			for _, o := range []options{{total: true}, {wide: true}} {
				got, err := m.run(t, q, o)
				if err != nil {
					t.Errorf("%+v: %v", o, err)
				}
				if !slices.EqualFunc(got, want, slices.Equal) {
					t.Errorf("%+v gives other rows:\n%v\n%v", o, got, want)
				}
			}
		})
	}
}

func sqlFor(m *demoMesh, t *testing.T, text string) string {
	s, err := generate(m.bind(t, text), m.files, options{})
	if err != nil {
		return err.Error()
	}
	return s.SQL
}
