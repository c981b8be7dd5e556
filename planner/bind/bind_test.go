package bind

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// testCatalog is a catalog in text, as one principal sees it.
type testCatalog struct {
	tables map[string]*testTable // domain.table
	order  []string
}

type testTable struct {
	ds    *catalog.Dataset
	grant auth.Grant
}

func (c *testCatalog) Domains() []string {
	var out []string
	seen := map[string]bool{}
	for _, k := range c.order {
		d := c.tables[k].ds.Domain
		if c.tables[k].grant.Visible && !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

func (c *testCatalog) Tables(domain string) []string {
	var out []string
	for _, k := range c.order {
		if t := c.tables[k]; t.ds.Domain == domain && t.grant.Visible {
			out = append(out, t.ds.Name)
		}
	}
	return out
}

func (c *testCatalog) Table(domain, name string) (*catalog.Dataset, auth.Grant, bool) {
	t := c.tables[strings.ToLower(domain+"."+name)]
	if t == nil || !t.grant.Visible {
		return nil, auth.Grant{}, false
	}
	return t.ds, t.grant, true
}

var testTypes = map[string]catalog.Type{
	"bool": {Kind: catalog.Bool}, "int8": {Kind: catalog.Int8}, "int": {Kind: catalog.Int32}, "bigint": {Kind: catalog.Int64},
	"uint": {Kind: catalog.UInt32}, "ubigint": {Kind: catalog.UInt64}, "float": {Kind: catalog.Float}, "double": {Kind: catalog.Double},
	"text": {Kind: catalog.String}, "bytes": {Kind: catalog.Bytes}, "date": {Kind: catalog.Date}, "datetime": {Kind: catalog.DateTime},
	"timestamp": {Kind: catalog.Timestamp}, "time": {Kind: catalog.Time}, "uuid": {Kind: catalog.UUID}, "json": {Kind: catalog.JSON},
}

func testType(t testing.TB, text string) catalog.Type {
	if typ, ok := testTypes[text]; ok {
		return typ
	}
	var a, b int
	if n, _ := fmt.Sscanf(text, "decimal(%d,%d)", &a, &b); n == 2 {
		return catalog.Type{Kind: catalog.Decimal, Precision: uint8(a), Scale: uint8(b)}
	}
	if n, _ := fmt.Sscanf(text, "varchar(%d)", &a); n == 1 {
		return catalog.Type{Kind: catalog.String, Length: uint32(a)}
	}
	t.Fatalf("type %q is not known", text)
	return catalog.Type{}
}

// loadCatalog reads lines of: domain.table [hidden] [owner=x], then indented
// columns: name type [key] [required] [denied [opener=x]] [masked].
func loadCatalog(t testing.TB, path string) *testCatalog {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &testCatalog{tables: map[string]*testTable{}}
	var cur *testTable
	for _, line := range strings.Split(string(data), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if line[0] != ' ' {
			domain, name, _ := strings.Cut(fields[0], ".")
			cur = &testTable{ds: &catalog.Dataset{Domain: domain, Name: name, Major: 1}, grant: auth.Grant{Visible: true}}
			for _, f := range fields[1:] {
				cur.grant.Visible = cur.grant.Visible && f != "hidden"
				if o, ok := strings.CutPrefix(f, "owner="); ok {
					cur.ds.Owner = o
				}
			}
			c.tables[fields[0]] = cur
			c.order = append(c.order, fields[0])
			continue
		}
		if fields[0] == "view" {
			cur.ds.View = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "view"))
			continue
		}
		col := catalog.Column{Name: fields[0], Type: testType(t, fields[1])}
		g := auth.ColumnGrant{Effect: auth.Allow}
		for _, f := range fields[2:] {
			switch {
			case f == "key":
				col.PrimaryKey, col.Required = true, true
			case f == "required":
				col.Required = true
			case f == "denied":
				g.Effect = auth.Deny
			case f == "masked":
				g.Effect = auth.Masked
			case strings.HasPrefix(f, "collate="):
				c, ok := catalog.CollationOf(strings.TrimPrefix(f, "collate="))
				if !ok {
					t.Fatalf("no collation %s", f)
				}
				col.Type.Collation = c
			case strings.HasPrefix(f, "opener="):
				g.Opener = strings.TrimPrefix(f, "opener=")
			}
		}
		cur.ds.Columns = append(cur.ds.Columns, col)
		cur.grant.Columns = append(cur.grant.Columns, g)
	}
	return c
}

func testEnv(t *testing.T) Env {
	return Env{
		Catalog: loadCatalog(t, "testdata/catalog.txt"), Principal: "intern", Database: "shop",
		Now:  time.Date(2024, 2, 29, 13, 14, 15, 678901000, time.FixedZone("", 3600)),
		User: "intern@10.0.0.1", CurrentUser: "intern@%", ConnectionID: 7, Version: "8.0.36",
		SystemVariable: func(_, name string) (Value, bool) {
			return Value{Value: int64(4194304), Type: catalog.Type{Kind: catalog.Int64}}, name == "max_allowed_packet"
		},
	}
}

// envFrom applies a directive's arguments: db, mode, prepared, types.
func envFrom(t *testing.T, env Env, d *datadriven.TestData) Env {
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "db":
			env.Database = ""
			if len(a.Vals) > 0 {
				env.Database = a.Vals[0]
			}
		case "mode":
			env.SQLMode = strings.Join(a.Vals, ",")
		case "prepared":
			env.Prepared = true
		case "collation":
			env.Collation, _ = catalog.CollationOf(a.Vals[0])
		case "types":
			env.Prepared = true
			for _, v := range a.Vals {
				env.ParamTypes = append(env.ParamTypes, testType(t, v))
			}
		}
	}
	return env
}

func TestGolden(t *testing.T) {
	env := testEnv(t)
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if filepath.Ext(path) != ".test" {
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			return golden(t, envFrom(t, env, d), d)
		})
	})
}

func golden(t *testing.T, env Env, d *datadriven.TestData) string {
	switch d.Cmd {
	case "bind":
		q, err := Bind(context.Background(), d.Input, env)
		if err != nil {
			return errorText(err)
		}
		checkPlan(t, q)
		return plan.FormatQuery(q)
	case "bind-each":
		return each(d.Input, func(line string) string {
			q, err := Bind(context.Background(), line, env)
			if err != nil {
				return errorText(err)
			}
			checkPlan(t, q)
			return "ok\n"
		})
	case "types":
		return each(d.Input, func(line string) string { return outputTypes(t, line, env) })
	case "origins":
		q, err := Bind(context.Background(), d.Input, env)
		if err != nil {
			return errorText(err)
		}
		return origins(q)
	case "expression":
		return each(d.Input, func(line string) string {
			ds, _, _ := env.Catalog.Table("shop", "t")
			e, err := Expression(context.Background(), line, ds, nil, Env{})
			if err != nil {
				return errorText(err)
			}
			return fmt.Sprintf("%s  %s\n", plan.FormatExpr(e), e.Type())
		})
	}
	t.Fatalf("%s: unknown directive %s", d.Pos, d.Cmd)
	return ""
}

func each(input string, f func(string) string) string {
	var b strings.Builder
	for _, line := range strings.Split(input, "\n") {
		out := f(line)
		b.WriteString(line + "\n  -> " + out)
	}
	return b.String()
}

func errorText(err error) string {
	e, ok := sqlerr.As(err)
	if !ok {
		return "NOT A CLIENT ERROR: " + err.Error() + "\n"
	}
	if e.Code == sqlerr.Internal {
		return fmt.Sprintf("INTERNAL: %v\n", e.Cause)
	}
	return strconv.Itoa(int(e.Code.Errno)) + " " + e.Error() + "\n"
}

func outputTypes(t *testing.T, line string, env Env) string {
	q, err := Bind(context.Background(), line, env)
	if err != nil {
		return errorText(err)
	}
	checkPlan(t, q)
	var out []string
	for _, o := range q.Output {
		s := o.Type.String()
		if !o.Nullable {
			s += " not null"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ") + "\n"
}

func origins(q *plan.Query) string {
	var b strings.Builder
	for _, o := range q.Output {
		fmt.Fprintf(&b, "%s: domain=%s table=%s org=%s.%s key=%v\n", o.Name, o.Domain, o.Table, o.OrgTable, o.OrgName, o.PrimaryKey)
	}
	return b.String()
}

// checkPlan is what must hold of every plan: each ID is made once, and each
// reference is to a column of an input, or of an outer query.
func checkPlan(t *testing.T, q *plan.Query) {
	t.Helper()
	c := checker{t: t, q: q, made: map[plan.ColumnID]bool{}}
	c.operator(q.Root, nil)
	have := idsOf(q.Root.Columns())
	for _, o := range q.Output {
		if !have[o.ID] {
			t.Errorf("output %s=#%d is not made by the plan:\n%s", o.Name, o.ID, plan.FormatQuery(q))
		}
	}
}

type checker struct {
	t    *testing.T
	q    *plan.Query
	made map[plan.ColumnID]bool
}

func idsOf(cols []plan.Column) map[plan.ColumnID]bool {
	out := map[plan.ColumnID]bool{}
	for _, c := range cols {
		out[c.ID] = true
	}
	return out
}

func (c *checker) operator(op plan.Operator, outer map[plan.ColumnID]bool) {
	visible := map[plan.ColumnID]bool{}
	for id := range outer {
		visible[id] = true
	}
	inputs := op.Inputs()
	for i, in := range inputs {
		below := outer
		if j, ok := op.(*plan.Join); ok && j.Lateral && i == 1 {
			below = visible
		}
		c.operator(in, below)
		for _, col := range in.Columns() {
			visible[col.ID] = true
		}
	}
	for _, e := range op.Exprs() {
		c.expr(e, visible)
	}
	c.makes(op)
}

func (c *checker) makes(op plan.Operator) {
	below := map[plan.ColumnID]bool{}
	for _, in := range op.Inputs() {
		for _, col := range in.Columns() {
			below[col.ID] = true
		}
	}
	seen := map[plan.ColumnID]bool{}
	for _, col := range op.Columns() {
		if seen[col.ID] {
			c.t.Errorf("#%d comes twice out of one operator:\n%s", col.ID, plan.FormatQuery(c.q))
		}
		seen[col.ID] = true
		if col.ID >= c.q.NextID {
			c.t.Errorf("#%d is not below NextID", col.ID)
		}
		if below[col.ID] {
			continue
		}
		if c.made[col.ID] {
			c.t.Errorf("#%d is made twice:\n%s", col.ID, plan.FormatQuery(c.q))
		}
		c.made[col.ID] = true
	}
}

func (c *checker) expr(e plan.Expr, visible map[plan.ColumnID]bool) {
	plan.InspectExpr(e, func(e plan.Expr) bool {
		switch n := e.(type) {
		case *plan.Ref:
			if !visible[n.ID] {
				c.t.Errorf("#%d (%s) is out of scope:\n%s", n.ID, n.Name, plan.FormatQuery(c.q))
			}
		case *plan.Subquery:
			c.operator(n.Query, visible)
		}
		return true
	})
}
