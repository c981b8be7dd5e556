package sqlgen

import (
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"nanohouse/internal/sqlerr"
)

// TestQueries runs statements as clients write them, in every mode. The rows
// are MySQL's. "sql" also shows the generated text.
func TestQueries(t *testing.T) {
	m := openDemo(t, 0.01)
	datadriven.Walk(t, "testdata/queries", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			q := m.bind(t, d.Input)
			if d.Cmd == "sql" {
				s, err := generate(q, m.files, options{total: d.HasArg("total"), wide: d.HasArg("wide")})
				if err != nil {
					return err.Error() + "\n"
				}
				return neutral(m, s.SQL) + "\n"
			}
			out, err := m.run(t, q, options{total: d.HasArg("total"), wide: d.HasArg("wide")})
			if e, ok := sqlerr.As(err); ok {
				return e.Error() + "\n"
			}
			if err != nil {
				return orError("", err) + "\n"
			}
			var b strings.Builder
			for _, row := range out {
				for i := range row {
					row[i] = present(row[i], q.Output[i].Type)
				}
				b.WriteString(strings.Join(row, " | ") + "\n")
			}
			return b.String()
		})
	})
}

// neutral takes the test's directory out of SQL text.
func neutral(m *demoMesh, sql string) string {
	ds, _ := m.revision.Dataset("sales", "lineitem")
	root, _, _ := strings.Cut(ds.Source.Path, "/data/")
	return strings.ReplaceAll(sql, root, "")
}
