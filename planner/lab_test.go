package planner

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/auth/casbin"
	"nanohouse/catalog"
	"nanohouse/catalog/contract"
	"nanohouse/planner/bind"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

// lab is a small mesh with real files, a real engine and a planner.
type lab struct {
	dir     string
	engine  *duckdb.Engine
	planner *Planner
	rev     *catalog.Revision
	policy  *casbin.Policy
}

var labData = []string{
	`COPY (SELECT * FROM (VALUES
		(1, 'Ada', '30-111-2222', 120.50, 6, DATE '2020-01-31', 'surplus'),
		(2, 'Bob', '31-333-4444', -5.00, 7, DATE '2021-06-15', 'surplus'),
		(3, 'Cyd', NULL, 999.99, 24, DATE '2022-12-01', NULL))
		t(id, name, phone, balance, nation, customer_since, secret)) TO 'data/customer.parquet'`,
	`COPY (SELECT * FROM (VALUES
		(10, 1, 10.00, DATE '2023-01-01'), (11, 1, 20.50, DATE '2023-01-02'), (12, 3, 7.25, DATE '2023-02-01'))
		t(id, customer_id, total, day)) TO 'data/orders.parquet'`,
}

func newLab(t testing.TB) *lab {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/mesh")); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o755); err != nil {
		t.Fatal(err)
	}
	statements := make([]string, len(labData))
	for i, s := range labData {
		statements[i] = strings.ReplaceAll(s, "data/", data+"/")
	}
	if err := duckdb.Scratch(context.Background(), dir, statements, nil); err != nil {
		t.Fatal(err)
	}
	datasets, findings := contract.Load(dir, contract.Options{})
	failOn(t, findings)
	rev, err := catalog.NewRevision(datasets)
	if err != nil {
		t.Fatal(err)
	}
	policy, findings := casbin.Load(dir, rev)
	failOn(t, findings)
	engine, err := duckdb.Open(duckdb.Config{Roots: []string{data + "/"}, SpillDir: filepath.Join(dir, "spill"), MemoryLimit: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return &lab{dir: dir, engine: engine, planner: New(Config{Engine: engine}), rev: rev, policy: policy}
}

func failOn(t testing.TB, findings []catalog.Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Severity == catalog.Error {
			t.Fatal(f)
		}
	}
}

// env is the environment of a user of testdata/mesh/policy/users.yaml.
func (l *lab) env(user string) Env {
	direct := map[string][]string{"keeper": {"keeper"}, "ann": {"analyst"}, "eva": {"europe"}, "ian": {"intern"}}[user]
	p := auth.Principal{Name: user, Roles: l.policy.RolesOf(user, direct)}
	return Env{Principal: p, Authorizer: l.policy, Catalog: l.rev, Session: bind.Env{Principal: user}}
}

// run gives the rows of a planned statement as text, a line each.
func (l *lab) run(t testing.TB, r *Runnable, params ...storage.Arg) string {
	t.Helper()
	q, err := r.Query(params, "")
	if err != nil {
		t.Fatal(err)
	}
	// The engine prints the rows itself, so that no code of the wire is needed here.
	q.SQL = "SELECT COLUMNS(*)::VARCHAR FROM (" + q.SQL + ")"
	rows, err := l.engine.Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for {
		batch, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		if batch == nil {
			return b.String()
		}
		for i := range batch.Rows {
			b.WriteString(strings.Join(textRow(batch, i), " | ") + "\n")
		}
	}
}

func textRow(b *storage.Batch, row int) []string {
	out := make([]string, len(b.Columns))
	for c := range b.Columns {
		out[c] = "NULL"
		if !b.Columns[c].IsNull(row) {
			out[c] = string(b.Columns[c].Data.([]storage.String)[row].Bytes())
		}
	}
	return out
}
