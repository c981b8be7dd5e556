package planner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/auth/casbin"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

func (l *lab) plan(t testing.TB, user, text string) *Runnable {
	t.Helper()
	r, err := l.planner.Plan(context.Background(), text, l.env(user))
	if err != nil {
		t.Fatalf("%s as %s: %v (%v)", text, user, err, errors.Unwrap(err))
	}
	return r
}

func TestCachedPlanServesOnlyWhoeverItWasMadeFor(t *testing.T) {
	l := newLab(t)
	const text = "SELECT phone FROM crm.customer"
	raw := l.plan(t, "keeper", text)
	masked := l.plan(t, "ann", text)
	if raw.SQL() == masked.SQL() {
		t.Fatal("a masked principal got an unmasked principal's plan")
	}
	if again := l.plan(t, "ann", text); again != masked {
		t.Error("the same principal's plan was made twice")
	}
	env := l.env("ann")
	env.Principal.Claims = map[string]string{"dept": "x"}
	if r, err := l.planner.Plan(context.Background(), text, env); err != nil || r == masked {
		t.Errorf("a principal with other claims got the same plan (%v)", err)
	}
}

func TestPlanIsMadeAnewUnderAnotherPolicy(t *testing.T) {
	l := newLab(t)
	const text = "SELECT phone FROM crm.customer"
	l.plan(t, "ann", text)
	file := filepath.Join(l.dir, "policy", "policy.csv")
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stricter := string(old) + "p, role:analyst, crm, customer.phone, select, deny\n"
	if err := os.WriteFile(file, []byte(stricter), 0o644); err != nil {
		t.Fatal(err)
	}
	var findings []catalog.Finding
	l.policy, findings = casbin.Load(l.dir, l.rev)
	failOn(t, findings)
	_, err = l.planner.Plan(context.Background(), text, l.env("ann"))
	if e, ok := sqlerr.As(err); !ok || e.Code != sqlerr.ColumnDenied {
		t.Fatalf("after the policy changed: %v, want the column denied", err)
	}
}

func TestPlanIsMadeAnewWhenFilesChange(t *testing.T) {
	l := newLab(t)
	const text = "SELECT score FROM crm.customer WHERE id = 1"
	if got := l.run(t, l.plan(t, "keeper", text)); got != "NULL\n" {
		t.Fatalf("a column that the file lacks is %q", got)
	}
	data := filepath.Join(l.dir, "data", "customer.parquet")
	replace := []string{"COPY (SELECT 1 AS id, 42 AS score) TO '" + data + ".new' (FORMAT parquet)"}
	if err := duckdb.Scratch(context.Background(), l.dir, replace, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(data+".new", data); err != nil {
		t.Fatal(err)
	}
	// The engine may take a moment to look at the files again.
	for range 100 {
		if l.run(t, l.plan(t, "keeper", text)) == "42\n" {
			return
		}
	}
	if got := l.run(t, l.plan(t, "keeper", text)); got != "42\n" {
		t.Fatalf("after the file changed: %q, want 42", got)
	}
}

// rawEngine parses another statement than the one that it is asked about, as a
// generator gone wrong would have made it.
type rawEngine struct {
	*duckdb.Engine
	sql string
}

func (e rawEngine) Parse(ctx context.Context, _ string) ([]byte, error) {
	return e.Engine.Parse(ctx, e.sql)
}

func TestUncertifiedStatementDoesNotLeaveThePlanner(t *testing.T) {
	l := newLab(t)
	customer := "read_parquet('" + filepath.Join(l.dir, "data", "customer.parquet") + "')"
	for _, sql := range []string{
		"SELECT phone FROM " + customer,          // a column that the plan does not list
		"SELECT id FROM read_parquet('/etc/x')",  // another file
		"SELECT getenv('HOME') FROM " + customer, // a function that is not on the list
		"SELECT id FROM duckdb_secrets()",        // another table function
		"SELECT id FROM t",                       // a table
		"COPY (SELECT 1) TO '/tmp/x'",            // no SELECT
		"SELECT 1; SELECT 2",                     // two statements
	} {
		p := New(Config{Engine: rawEngine{l.engine, sql}})
		_, err := p.Plan(context.Background(), "SELECT id FROM crm.customer", l.env("keeper"))
		if e, ok := sqlerr.As(err); !ok || e.Code != sqlerr.Uncertified {
			t.Errorf("%s: %v, want it refused", sql, err)
		}
		if err != nil && strings.Contains(err.Error(), l.dir) {
			t.Errorf("%s: the error tells the path: %v", sql, err)
		}
	}
}

// brokenEngine fails to describe files, with a text that holds a path.
type brokenEngine struct{ *duckdb.Engine }

func (brokenEngine) Describe(context.Context, catalog.Source) ([]storage.FileColumn, error) {
	return nil, errors.Join(storage.ErrSource, errors.New("IO Error: /secret/path"))
}

func TestUnreadableFilesNameTheDatasetOnly(t *testing.T) {
	l := newLab(t)
	p := New(Config{Engine: brokenEngine{l.engine}})
	_, err := p.Plan(context.Background(), "SELECT id FROM crm.customer", l.env("keeper"))
	e, ok := sqlerr.As(err)
	if !ok || e.Code != sqlerr.SourceUnreadable || !strings.Contains(e.Message, "crm.customer_v1") || strings.Contains(e.Error(), "secret") {
		t.Fatalf("got %v", err)
	}
}

// FuzzPlan looks for text that makes planning panic, that sqlgen translates to
// something that certify refuses, or that reaches a file past policy.
func FuzzPlan(f *testing.F) {
	for _, s := range []string{
		"SELECT * FROM crm.customer c JOIN sales.orders o ON c.id = o.customer_id WHERE c.balance > ANY (SELECT total FROM sales.orders)",
		"WITH x AS (SELECT nation, AVG(balance) b FROM crm.customer GROUP BY nation) SELECT * FROM x ORDER BY b LIMIT 2",
		"SELECT phone, RANK() OVER (PARTITION BY nation ORDER BY balance) FROM crm.customer UNION SELECT 'x', 1",
		"SELECT CONCAT(phone, ''), HEX(name), CASE WHEN phone LIKE '30%' THEN 1/0 END FROM crm.customer",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i, (SELECT MAX(name) FROM crm.customer WHERE id = i) FROM n",
		"SELECT `a``b`.phone \"x\" /*! , balance */ FROM crm.customer `a``b`",
	} {
		f.Add(s)
	}
	l := newLab(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := l.planner.Plan(context.Background(), text, l.env("eva"))
		if err != nil {
			if e, ok := sqlerr.As(err); !ok || e.Code == sqlerr.Uncertified || e.Code == sqlerr.Internal {
				t.Fatalf("%q: %v (%v)", text, err, errors.Unwrap(err))
			}
			return
		}
		if got, want := strings.Count(r.SQL(), "read_parquet("), len(r.Governed().Scans()); got != want {
			t.Fatalf("%q reads %d files, %d are governed", text, got, want)
		}
		for _, d := range r.Governed().Decisions() {
			for _, i := range d.Used {
				if d.Grant.Columns[i].Effect == auth.Deny {
					t.Fatalf("%q reads denied column %s", text, d.Dataset.Columns[i].Name)
				}
			}
		}
	})
}
