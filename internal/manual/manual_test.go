package manual

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner"
	"nanohouse/planner/bind"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

var rewrite = flag.Bool("rewrite", false, "write docs/sql.md")

const document = "../../docs/sql.md"

// The document says of each function what the planner does with a call of it, and a
// call that is not refused runs.
func TestManual(t *testing.T) {
	r := newRunner(t)
	var chapters []judged
	for _, c := range readManual(t) {
		j := judged{chapter: c}
		for _, e := range c.entries {
			v := r.judge(t, e)
			if c.outside != "" && v.state != refused {
				t.Errorf("%s is %s, but its chapter says that all is refused: %s", e.name, v.state, c.outside)
			}
			j.verdicts = append(j.verdicts, v)
		}
		chapters = append(chapters, j)
	}
	text := format(chapters)
	if *rewrite {
		if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != text {
		t.Errorf("docs/sql.md is not what the planner does: %s\nmake sqldoc", firstDifference(string(old), text))
	}
}

// judged are the verdicts on a chapter's entries.
type judged struct {
	chapter
	verdicts []verdict
}

// verdict is the state of an entry; why is the error of a refused one.
type verdict struct {
	state state
	why   string
}

type runner struct {
	planner *planner.Planner
	engine  *duckdb.Engine
	env     planner.Env
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	dir := t.TempDir()
	engine, err := duckdb.Open(duckdb.Config{Roots: []string{dir + "/"}, SpillDir: filepath.Join(t.TempDir(), "spill"), MemoryLimit: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	rev, err := catalog.NewRevision(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &runner{planner.New(planner.Config{Engine: engine}), engine, planner.Env{Authorizer: nobody{}, Catalog: rev, Session: bind.Env{}}}
}

// judge plans the call and runs it.
func (r *runner) judge(t *testing.T, e entry) verdict {
	t.Helper()
	ctx := context.Background()
	plan, err := r.planner.Plan(ctx, e.statement(), r.env)
	if err != nil {
		refusal, ok := sqlerr.As(err)
		if !ok {
			t.Fatalf("%s: %v", e.name, err)
		}
		return verdict{refused, reason(refusal)}
	}
	query, err := plan.Query(nil, "UTC")
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	if err := drain(ctx, r.engine, query); err != nil {
		t.Errorf("%s: %s does not run: %v\n%s", e.name, e.call, err, query.SQL)
	}
	return verdict{state: stateOf(query.SQL)}
}

func drain(ctx context.Context, engine *duckdb.Engine, q storage.Query) error {
	rows, err := engine.Run(ctx, q)
	if err != nil {
		return err
	}
	defer rows.Close()
	for {
		batch, err := rows.Next()
		if err != nil || batch == nil {
			return err
		}
	}
}

// reason shortens what the server says to a client.
func reason(e *sqlerr.Error) string {
	msg := e.Error()
	if _, rest, ok := strings.Cut(msg, "doesn't yet support '"); ok {
		name, _, _ := strings.Cut(rest, "'")
		return name
	}
	if strings.Contains(msg, "You have an error in your SQL syntax") {
		return "not read by the parser"
	}
	if strings.Contains(msg, "does not exist") {
		return "not known"
	}
	_, msg, _ = strings.Cut(msg, " ")
	msg, _, _ = strings.Cut(msg, ". Hint:")
	return msg
}

func firstDifference(old, text string) string {
	a, b := strings.Split(old, "\n"), strings.Split(text, "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			was := "nothing"
			if i < len(a) {
				was = a[i]
			}
			return fmt.Sprintf("line %d says\n  %s\nand should say\n  %s", i+1, was, b[i])
		}
	}
	return "it has lines too many"
}

// nobody grants nothing: the calls read no dataset.
type nobody struct{}

func (nobody) Revision() uint64 { return 1 }

func (nobody) Grant(auth.Principal, *catalog.Dataset) auth.Grant { return auth.Grant{} }

func (nobody) Allows(auth.Principal, string, string, auth.Action) bool { return false }

func (nobody) MaskKey() []byte { return nil }
