package conformance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What a principal sees of a dataset is the same in each way to ask for it.
func TestPolicyMatrix(t *testing.T) {
	s, o := theDemo.get(t), theOracle.get(t)
	cases, err := ReadMatrix()
	if err != nil {
		t.Fatal(err)
	}
	sets, err := Datasets(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][][]Value{}
	for _, c := range cases {
		for user, sees := range c.Principals {
			t.Run(c.Dataset+"/"+user, func(t *testing.T) {
				d, err := find(sets, c.Dataset)
				if err != nil {
					t.Fatal(err)
				}
				m := &matrixCase{t: t, c: connect(t, s, user), o: o, Case: c, user: user, sees: sees, d: d, known: known}
				if sees.Hidden {
					m.hidden()
					return
				}
				m.listings()
				m.values()
				m.denied()
				m.explain()
			})
		}
	}
}

type matrixCase struct {
	Case
	t    *testing.T
	c    *Conn
	o    *Oracle
	user string
	sees Sees
	d    Dataset
	// known are answers of the oracle by its SQL.
	known map[string][][]Value
}

func (m *matrixCase) one(sql string) *Result {
	m.t.Helper()
	r, err := m.c.One(sql)
	if err != nil {
		m.t.Fatalf("%s: %v", sql, err)
	}
	return r
}

// expectError asserts an error's number, and that the message names nothing but the statement's own names.
func (m *matrixCase) expectError(sql string, errno ...int) {
	m.t.Helper()
	for _, prepared := range []bool{false, true} {
		if _, err := ask(m.c, sql, prepared); !slices.Contains(errno, Errno(err)) {
			m.t.Errorf("%s: prepared=%v: got %v, want error %d", sql, prepared, err, errno)
		}
	}
}

// hidden asserts that the dataset does not exist, in the same words as for one that nobody has.
func (m *matrixCase) hidden() {
	for _, form := range []string{"SELECT * FROM %s", "SELECT COUNT(*) FROM %s", "SHOW COLUMNS FROM %s", "DESCRIBE %s",
		"SHOW CREATE TABLE %s", "EXPLAIN SELECT * FROM %s"} {
		// Who sees no dataset of a domain does not see the domain either.
		m.expectError(fmt.Sprintf(form, m.Dataset), 1146, 1049)
		_, here := m.c.Query(fmt.Sprintf(form, m.Dataset))
		_, nowhere := m.c.Query(fmt.Sprintf(form, "no_domain.no_such_thing"))
		if fmt.Sprint(here) != strings.NewReplacer("no_such_thing", m.Table(), "no_domain", m.Domain()).Replace(fmt.Sprint(nowhere)) {
			m.t.Errorf("a hidden dataset answers otherwise than an absent one:\n%v\n%v", here, nowhere)
		}
	}
	for _, table := range []string{"columns", "tables"} {
		r := m.one(fmt.Sprintf("SELECT * FROM information_schema.%s WHERE table_schema = '%s' AND table_name = '%s'", table, m.Domain(), m.Table()))
		if len(r.Rows) != 0 {
			m.t.Errorf("information_schema.%s shows a hidden dataset: %v", table, r.Rows)
		}
	}
	for _, row := range m.one("SHOW DATABASES").Rows {
		if row[0].Text == m.Domain() {
			m.t.Errorf("SHOW DATABASES shows %s", m.Domain())
		}
	}
}

// listings asserts that each way to list columns lists those that the principal may read.
func (m *matrixCase) listings() {
	want := m.sees.Visible(m.d)
	star := m.one("SELECT * FROM " + m.Dataset + " LIMIT 0")
	var names []string
	for _, c := range star.Columns {
		names = append(names, c.Name)
	}
	m.same("SELECT *", names, want)
	m.same("SHOW COLUMNS", first(m.one("SHOW COLUMNS FROM "+m.Dataset)), want)
	m.same("SHOW FULL COLUMNS", first(m.one("SHOW FULL COLUMNS FROM "+m.Dataset)), want)
	m.same("DESCRIBE", first(m.one("DESCRIBE "+m.Dataset)), want)
	m.same("information_schema.columns", first(m.one(fmt.Sprintf(
		"SELECT column_name FROM information_schema.columns WHERE table_schema = '%s' AND table_name = '%s' ORDER BY ordinal_position", m.Domain(), m.Table()))), want)
	m.same("COM_FIELD_LIST", m.fieldList(), want)
	ddl := m.one("SHOW CREATE TABLE " + m.Dataset).Rows[0][1].Text
	for _, c := range m.d.Columns {
		if has := strings.Contains(ddl, "`"+c.Name+"`"); has != slices.Contains(want, c.Name) {
			m.t.Errorf("SHOW CREATE TABLE shows %s: %v", c.Name, has)
		}
	}
}

func (m *matrixCase) fieldList() []string {
	m.one("SELECT 1")
	if _, err := m.c.Query("USE " + m.Domain()); err != nil {
		m.t.Fatal(err)
	}
	p, err := m.c.Command(0x04, append([]byte(m.Table()), 0))
	var out []string
	for err == nil && p[0] != 0xfe {
		var col Column
		if col, err = decodeColumn(p); err == nil {
			out = append(out, col.Name)
			p, err = m.c.read()
		}
	}
	if err != nil {
		m.t.Errorf("COM_FIELD_LIST: %v", err)
	}
	return out
}

func (m *matrixCase) same(what string, got, want []string) {
	m.t.Helper()
	if !slices.Equal(got, want) {
		m.t.Errorf("%s shows %v, want %v", what, got, want)
	}
}

func first(r *Result) []string {
	var out []string
	for _, row := range r.Rows {
		out = append(out, row[0].Text)
	}
	return out
}

var hexHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// values asserts every cell against masks and filters that DuckDB computed.
func (m *matrixCase) values() {
	sql := m.sees.Select(m.d, m.d.Select(), m.Key)
	want := m.known[sql] // several users see the same of large datasets
	if want == nil {
		var err error
		if want, err = m.o.Query(sql); err != nil {
			m.t.Fatal(err)
		}
		m.known[sql] = want
	}
	got := m.one("SELECT * FROM " + m.Dataset + " ORDER BY " + m.Key)
	for i, c := range got.Columns {
		if m.sees.Masked[c.Name] != keyedHash {
			continue
		}
		for j, row := range got.Rows {
			if !row[i].Null && !hexHash.MatchString(row[i].Text) {
				m.t.Fatalf("row %d of %s is no keyed hash: %s", j, c.Name, row[i])
			}
			row[i] = Value{Null: true}
		}
	}
	if d := diffRows(want, got.Rows); d != "" {
		m.t.Errorf("SELECT * as %s: %s", m.user, d)
	}
	n := m.one("SELECT COUNT(*) FROM " + m.Dataset).Rows[0][0].Text
	if n != fmt.Sprint(len(want)) {
		m.t.Errorf("COUNT(*) is %s, want %d", n, len(want))
	}
}

func (m *matrixCase) denied() {
	for _, col := range m.sees.Denied {
		for _, form := range []string{"SELECT %s FROM %s", "SELECT COUNT(*) FROM %[2]s WHERE %[1]s IS NULL", "SELECT 1 FROM %[2]s ORDER BY %[1]s",
			"SELECT COUNT(%s) FROM %s", "SELECT COUNT(*) FROM %[2]s GROUP BY %[1]s", "SELECT a.%[1]s FROM %[2]s a", "EXPLAIN SELECT %s FROM %s"} {
			m.expectError(fmt.Sprintf(form, col, m.Dataset), 1143)
		}
		_, err := m.c.Query(fmt.Sprintf("SELECT %s FROM %s", col, m.Dataset))
		for _, part := range []string{col, m.user, "Hint: "} {
			if !strings.Contains(fmt.Sprint(err), part) {
				m.t.Errorf("the error does not speak of %q: %v", part, err)
			}
		}
	}
}

// explain asserts that a plan is shown without the names of what is denied.
func (m *matrixCase) explain() {
	for _, form := range []string{"EXPLAIN SELECT * FROM ", "EXPLAIN FORMAT=TREE SELECT COUNT(*) FROM "} {
		r := m.one(form + m.Dataset)
		if len(r.Rows) == 0 {
			m.t.Errorf("%s%s shows nothing", form, m.Dataset)
		}
		text := strings.ReplaceAll(fmt.Sprint(r.Rows), "<secret>", "")
		for _, col := range m.sees.Denied {
			if regexp.MustCompile(`\b` + col + `\b`).MatchString(text) {
				m.t.Errorf("%s%s names %s: %s", form, m.Dataset, col, text)
			}
		}
		if strings.Contains(text, ".parquet") || strings.Contains(text, "read_parquet") {
			m.t.Errorf("%s%s shows files: %s", form, m.Dataset, text)
		}
	}
	r := m.one("EXPLAIN POLICY SELECT * FROM " + m.Dataset)
	text := fmt.Sprint(r.Rows)
	for _, col := range m.sees.Visible(m.d) {
		if !strings.Contains(text, col) {
			m.t.Errorf("EXPLAIN POLICY does not speak of %s: %s", col, text)
		}
	}
}
