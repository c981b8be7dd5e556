package sqlgen

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/certify"
	"nanohouse/planner/plan"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

func openEngine(t testing.TB, roots ...string) *duckdb.Engine {
	t.Helper()
	e, err := duckdb.Open(duckdb.Config{Roots: roots, SpillDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

// TestFunctions runs every line of testdata/functions_*.test in DuckDB, once with
// its literals as parameters and once with them as columns, and compares with
// MySQL's value. A line is: expression => value.
func TestFunctions(t *testing.T) {
	engine := openEngine(t)
	files, err := filepath.Glob("testdata/functions_*.test")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".test"), func(t *testing.T) {
			for i, line := range readLines(t, file) {
				line = strings.TrimRight(line, "\r")
				text, want, ok := strings.Cut(line, " => ")
				if line == "" || strings.HasPrefix(line, "#") {
					continue
				}
				if !ok {
					t.Errorf("%s:%d: no =>", file, i+1)
					continue
				}
				e, rest, err := parseExpr(text)
				if err != nil || strings.TrimSpace(rest) != "" {
					t.Errorf("%s:%d: %s: %v, left %q", file, i+1, text, err, rest)
					continue
				}
				want = strings.ReplaceAll(want, `\n`, "\n")
				checkFunction(t, engine, fmt.Sprintf("%s:%d: %s", filepath.Base(file), i+1, text), e, want)
			}
		})
	}
}

func checkFunction(t *testing.T, engine *duckdb.Engine, at string, e plan.Expr, want string) {
	t.Helper()
	got, err := runExpr(engine, overDual(e))
	got = orError(got, err)
	if got != want {
		t.Errorf("%s\n  got  %s\n  want %s\n  %s", at, got, want, sqlOf(overDual(e)))
	}
	checkTypeof(t, engine, at, e)
	q, changed := overColumns(e)
	if !changed {
		return
	}
	got, err = runExpr(engine, q)
	var refused *sqlerr.Error
	if errors.As(err, &refused) {
		// The function needs some argument constant: then only the first is a column.
		if q, changed = overFirstColumn(e); !changed {
			return
		}
		if got, err = runExpr(engine, q); errors.As(err, &refused) {
			return
		}
	}
	got = orError(got, err)
	if got != want {
		t.Errorf("%s (over columns)\n  got  %s\n  want %s\n  %s", at, got, want, sqlOf(q))
	}
}

func orError(got string, err error) string {
	var mysql *sqlerr.Error
	switch {
	case err == nil:
		return got
	case errors.As(err, &mysql):
		return "error: " + mysql.Error()
	case errors.Is(err, storage.ErrOverflow):
		return "error: OutOfRange"
	}
	return "error: " + err.Error()
}

// checkTypeof compares the type that the generator believes in with DuckDB's.
func checkTypeof(t *testing.T, engine *duckdb.Engine, at string, e plan.Expr) {
	t.Helper()
	g := newTestGenerator()
	f, err := g.expr(e)
	if err != nil || f.rep == repNull {
		return
	}
	got, err := firstValue(engine, storage.Query{SQL: "SELECT CAST(typeof(" + f.sql + ") AS VARCHAR)", Args: bound(g.args)})
	if err != nil {
		return // the value itself raises, which the caller has seen
	}
	want := strings.Replace(f.rep.String(), "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", 1)
	if got != want && got != `"NULL"` {
		t.Errorf("%s: has type %s in DuckDB, the generator believes %s\n  %s", at, got, want, f.sql)
	}
}

func newTestGenerator() *generator {
	return &generator{consts: map[argKey]int{}, reps: map[plan.ColumnID]rep{}}
}

func bound(refs []ArgRef) []storage.Arg {
	args, err := Statement{Args: refs}.Bind(nil)
	if err != nil {
		panic(err)
	}
	return args
}

func overDual(e plan.Expr) *plan.Query {
	return project(&plan.Values{Rows: [][]plan.Expr{{}}}, e)
}

func project(in plan.Operator, e plan.Expr) *plan.Query {
	return &plan.Query{
		Root:   &plan.Project{Input: in, Cols: []plan.Projection{{ID: 100, Name: "x", Expr: e}}},
		Output: []plan.Output{{ID: 100, Name: "x", Type: e.Type()}},
	}
}

// overColumns puts the literals into two equal rows of a table, so that
// nothing is folded before the query runs.
func overColumns(e plan.Expr) (*plan.Query, bool) {
	return literalsToColumns(e, &plan.Values{Rows: make([][]plan.Expr, 2)})
}

// overFirstColumn does so with the first argument of a call only.
func overFirstColumn(e plan.Expr) (*plan.Query, bool) {
	args := e.Args()
	if len(args) < 2 {
		return nil, false
	}
	q, changed := overColumns(args[0])
	if !changed {
		return nil, false
	}
	p := q.Root.(*plan.Project)
	return project(p.Input, e.WithArgs(append([]plan.Expr{p.Cols[0].Expr}, args[1:]...))), true
}

func literalsToColumns(e plan.Expr, v *plan.Values) (*plan.Query, bool) {
	e, err := plan.RewriteExpr(e, func(e plan.Expr) (plan.Expr, error) {
		c, ok := e.(*plan.Const)
		if !ok || c.Typ.Kind == catalog.Null {
			return e, nil
		}
		id := plan.ColumnID(len(v.Cols) + 1)
		v.Cols = append(v.Cols, plan.Column{ID: id, Type: c.Typ})
		for i := range v.Rows {
			v.Rows[i] = append(v.Rows[i], c)
		}
		return &plan.Ref{ID: id, Typ: c.Typ}, nil
	})
	return project(v, e), err == nil && len(v.Cols) > 0
}

func sqlOf(q *plan.Query) string {
	s, err := generate(q, nil, options{})
	if err != nil {
		return err.Error()
	}
	return s.SQL
}

func runExpr(engine *duckdb.Engine, q *plan.Query) (string, error) {
	s, err := generate(q, nil, options{})
	if err != nil {
		return "", err
	}
	parsed, err := engine.Parse(context.Background(), s.SQL)
	if err != nil {
		return "", err
	}
	if err := certify.Check(parsed, nil); err != nil {
		return "", fmt.Errorf("%w: %s", err, s.SQL)
	}
	v, err := firstValue(engine, storage.Query{SQL: s.SQL, Args: bound(s.Args)})
	if err != nil {
		return "", err
	}
	return present(v, q.Output[0].Type), nil
}

func firstValue(engine *duckdb.Engine, q storage.Query) (string, error) {
	rows, err := allRows(engine, q)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// allRows runs a query and prints its values.
func allRows(engine *duckdb.Engine, q storage.Query) ([][]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	rows, err := engine.Run(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]string
	for {
		b, err := rows.Next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			return out, nil
		}
		for r := range b.Rows {
			row := make([]string, len(b.Columns))
			for c := range b.Columns {
				row[c] = printValue(&b.Columns[c], r)
			}
			out = append(out, row)
		}
	}
}

func printValue(v *storage.Vector, row int) string {
	if v.IsNull(row) {
		return "NULL"
	}
	var n *big.Int
	switch d := v.Data.(type) {
	case []bool:
		return map[bool]string{true: "1", false: "0"}[d[row]]
	case []float32:
		return strconv.FormatFloat(float64(d[row]), 'g', -1, 32)
	case []float64:
		return strconv.FormatFloat(d[row], 'g', -1, 64)
	case []storage.String:
		return string(d[row].Bytes())
	case []storage.Int128:
		n = new(big.Int).Lsh(big.NewInt(d[row].Hi), 64)
		n.Add(n, new(big.Int).SetUint64(d[row].Lo))
	default:
		n, _ = new(big.Int).SetString(wholeAt(v.Data, row), 10)
	}
	if v.Scale == 0 {
		return n.String()
	}
	digits := new(big.Int).Abs(n).String()
	if pad := int(v.Scale) + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	cut := len(digits) - int(v.Scale)
	sign := map[bool]string{true: "-"}[n.Sign() < 0]
	return sign + digits[:cut] + "." + digits[cut:]
}

func wholeAt(data any, row int) string {
	switch d := data.(type) {
	case []int8:
		return fmt.Sprint(d[row])
	case []int16:
		return fmt.Sprint(d[row])
	case []int32:
		return fmt.Sprint(d[row])
	case []int64:
		return fmt.Sprint(d[row])
	case []uint8:
		return fmt.Sprint(d[row])
	case []uint16:
		return fmt.Sprint(d[row])
	case []uint32:
		return fmt.Sprint(d[row])
	case []uint64:
		return fmt.Sprint(d[row])
	}
	panic(fmt.Sprintf("a vector of %T", data))
}

// present prints a value of a type as MySQL does.
func present(v string, t catalog.Type) string {
	if v == "NULL" {
		return v
	}
	n, _ := strconv.ParseInt(v, 10, 64)
	layout := "2006-01-02 15:04:05"
	if t.Precision > 0 {
		layout += "." + strings.Repeat("0", int(t.Precision))
	}
	switch t.Kind {
	case catalog.Date:
		return time.Unix(n*86400, 0).UTC().Format("2006-01-02")
	case catalog.DateTime, catalog.Timestamp:
		return time.UnixMicro(n).UTC().Format(layout)
	case catalog.Bytes:
		return "0x" + strings.ToUpper(hex.EncodeToString([]byte(v)))
	case catalog.Time:
		sign := ""
		if n < 0 {
			sign, n = "-", -n
		}
		s := fmt.Sprintf("%s%02d:%02d:%02d.%06d", sign, n/3600e6, n/60e6%60, n/1e6%60, n%1e6)
		return strings.TrimSuffix(s[:len(s)-6+int(t.Precision)], ".")
	}
	return v
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(b), "\n")
}
