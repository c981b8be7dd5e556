package sqlgen

import (
	"context"
	"path/filepath"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/catalog/contract"
	"nanohouse/internal/demo"
	"nanohouse/planner/bind"
	"nanohouse/planner/certify"
	"nanohouse/planner/plan"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

// demoMesh is the demo's mesh with data of TPC-H's schema, all of it granted.
type demoMesh struct {
	revision *catalog.Revision
	engine   *duckdb.Engine
}

func openDemo(t testing.TB, scale float64) *demoMesh {
	t.Helper()
	dir := t.TempDir()
	_, err := demo.Write(context.Background(), demo.Config{Dir: dir, Scale: scale, Run: duckdb.Scratch,
		AddUser: func(string, string, string, []string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	datasets, findings := contract.Load(dir, contract.Options{})
	if catalog.HasErrors(findings) {
		t.Fatal(findings)
	}
	revision, err := catalog.NewRevision(datasets)
	if err != nil {
		t.Fatal(err)
	}
	return &demoMesh{revision, openEngine(t, filepath.Join(dir, "data"))}
}

func (m *demoMesh) Domains() []string {
	var out []string
	for _, d := range m.revision.Domains() {
		out = append(out, d.Name)
	}
	return out
}

func (m *demoMesh) Tables(domain string) []string {
	d, ok := m.revision.Domain(domain)
	if !ok {
		return nil
	}
	return d.TableNames()
}

func (m *demoMesh) Table(domain, name string) (*catalog.Dataset, auth.Grant, bool) {
	ds, ok := m.revision.Dataset(domain, name)
	if !ok {
		return nil, auth.Grant{}, false
	}
	g := auth.Grant{Visible: true, Columns: make([]auth.ColumnGrant, len(ds.Columns))}
	for i := range g.Columns {
		g.Columns[i].Effect = auth.Allow
	}
	return ds, g, true
}

func (m *demoMesh) files(ds *catalog.Dataset) ([]storage.FileColumn, error) {
	return m.engine.Describe(context.Background(), ds.Source)
}

// bind binds a statement; bound types and operators are what policy sees, too.
func (m *demoMesh) bind(t testing.TB, text string) *plan.Query {
	t.Helper()
	q, err := bind.Bind(context.Background(), text, bind.Env{Catalog: m, Database: "sales"})
	if err != nil {
		t.Fatalf("bind: %v\n%s", err, text)
	}
	return q
}

// run generates, certifies and runs a statement.
func (m *demoMesh) run(t testing.TB, q *plan.Query, o options) ([][]string, error) {
	t.Helper()
	s, err := generate(q, m.files, o)
	if err != nil {
		return nil, err
	}
	parsed, err := m.engine.Parse(context.Background(), s.SQL)
	if err != nil {
		t.Fatalf("parse: %v\n%s", err, s.SQL)
	}
	if err := certify.Check(parsed, leavesOf(q)); err != nil {
		t.Fatalf("%v\n%s", err, s.SQL)
	}
	return allRows(m.engine, storage.Query{SQL: s.SQL, Args: bound(s.Args)})
}

func leavesOf(q *plan.Query) []certify.Leaf {
	var out []certify.Leaf
	for _, s := range plan.Scans(q.Root) {
		l := certify.Leaf{Path: s.Dataset.Source.Path, Hive: s.Dataset.Source.Hive}
		for _, o := range s.Ordinals {
			l.Columns = append(l.Columns, s.Dataset.Columns[o].PhysicalName)
		}
		out = append(out, l)
	}
	return out
}
