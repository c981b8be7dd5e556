package conformance

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The statements that all clients run.
const (
	typesSQL = "SELECT id, flag, i8, i16, i32, i64, u8, u16, u32, u64, huge, price, wide, f32, f64, txt, short, day, `at`, clock, uid, bin FROM lab.types ORDER BY id"
	// endless has 60,000 cubed rows to count and needs no memory.
	endlessSQL = "SELECT COUNT(*) FROM sales.lineitem a, sales.lineitem b, sales.lineitem c WHERE a.l_quantity + b.l_quantity + c.l_tax > 1.5"
	millionSQL = "SELECT l_orderkey, l_comment FROM sales.lineitem CROSS JOIN geo.nation ORDER BY l_orderkey, l_linenumber, n_nationkey LIMIT 1000000"
)

var clientSQL = map[string]string{
	"types": typesSQL, "endless": endlessSQL, "million": millionSQL,
	"databases": "SHOW DATABASES", "tables": "SHOW TABLES FROM crm", "columns": "SHOW COLUMNS FROM crm.customer",
}

// clientErrors are statements that fail, with errno and SQLSTATE.
var clientErrors = map[string][2]string{
	"syntax":         {"SELEC 1", "1064 42000"},
	"unknown column": {"SELECT nothing FROM geo.region", "1054 42S22"},
	"unknown table":  {"SELECT * FROM geo.nothing", "1146 42S02"},
	"no database":    {"SELECT * FROM region", "1046 3D000"},
	"read only":      {"INSERT INTO geo.region VALUES (9, 'x', 'y')", "1290 HY000"},
	"out of range":   {"SELECT i64 + 1 FROM lab.types WHERE id = 3", "1690 22003"},
	"subquery rows":  {"SELECT (SELECT id FROM lab.people)", "1242 21000"},
}

// said is what a client printed, by check.
type said map[string]json.RawMessage

func runClient(t *testing.T, s *Server, extra []string, name string, args ...string) said {
	t.Helper()
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	var pairs []string
	for k, v := range clientSQL {
		all[k] = v
		pairs = append(pairs, k+"\x1f"+v)
	}
	errs := map[string]string{}
	for k, v := range clientErrors {
		errs[k] = v[0]
		pairs = append(pairs, "error "+k+"\x1f"+v[0])
	}
	all["errors"] = errs
	statements, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(append(os.Environ(), "NH_HOST="+host, "NH_PORT="+port, "NH_STATEMENTS="+string(statements),
		"NH_PAIRS="+strings.Join(pairs, "\x1e")), extra...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	timer := time.AfterFunc(4*time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, stderr.String())
	}
	got := said{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var pair [2]json.RawMessage
		var check string
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			t.Fatalf("%s printed %q", name, lines.Text())
		}
		if err := json.Unmarshal(pair[0], &check); err != nil {
			t.Fatal(err)
		}
		got[check] = pair[1]
	}
	return got
}

func (g said) is(t *testing.T, check, want string) {
	t.Helper()
	var v string
	if err := json.Unmarshal(g[check], &v); err != nil {
		t.Errorf("%s: got %s, want %q", check, g[check], want)
	} else if v != want {
		t.Errorf("%s: got %q, want %q", check, v, want)
	}
}

func (g said) rows(t *testing.T, check string, want [][]Value) {
	t.Helper()
	var got [][]*string
	if err := json.Unmarshal(g[check], &got); err != nil {
		t.Errorf("%s: got %s", check, g[check])
		return
	}
	if d := diffRows(want, values(got)); d != "" {
		t.Errorf("%s: %s", check, d)
	}
}

func values(rows [][]*string) [][]Value {
	out := make([][]Value, len(rows))
	for i, r := range rows {
		for _, v := range r {
			if v == nil {
				out[i] = append(out[i], Value{Null: true})
			} else {
				out[i] = append(out[i], Value{Text: *v})
			}
		}
	}
	return out
}

// expectedRows are what the tests' own client reads, bytes as hex.
func expectedRows(t *testing.T, c *Conn, sql string) [][]Value {
	t.Helper()
	r, err := c.One(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	for i, col := range r.Columns {
		if typeLetter(col) != 'B' {
			continue
		}
		for _, row := range r.Rows {
			row[i].Text = fmt.Sprintf("%X", row[i].Text)
		}
	}
	return r.Rows
}

// million gives the number of rows and the sum of keys of the million-row result.
func million(t *testing.T, c *Conn) [][]Value {
	t.Helper()
	r, err := c.One("SELECT COUNT(*), SUM(l_orderkey) FROM (" + millionSQL + ") t")
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows[0][0].Text != "1000000" {
		t.Fatalf("the million has %s rows", r.Rows[0][0])
	}
	return r.Rows
}

// common asserts what every client says.
func (g said) common(t *testing.T, s *Server, withState bool) {
	t.Helper()
	c := connect(t, s, "admin")
	g.is(t, "tls", "yes")
	g.rows(t, "types", expectedRows(t, c, typesSQL))
	for _, name := range []string{"databases", "tables", "columns"} {
		g.rows(t, name, expectedRows(t, c, clientSQL[name]))
	}
	g.rows(t, "parameters", vals("1"))
	code := func(errno, state string) string {
		if withState {
			return errno + " " + state
		}
		return errno
	}
	for _, name := range slices.Sorted(maps.Keys(clientErrors)) {
		errno, state, _ := strings.Cut(clientErrors[name][1], " ")
		g.is(t, "error "+name, code(errno, state))
	}
	g.is(t, "wrong password", code("1045", "28000"))
	g.is(t, "unknown user", code("1045", "28000"))
	g.is(t, "no tls", code("3159", "HY000"))
	g.is(t, "time limit", code("3024", "HY000"))
	g.is(t, "alive after kill", "yes")
	g.rows(t, "multi", [][]Value{vals("1")[0], vals("2", "3")[0], vals("4")[0]})
}

func (g said) million(t *testing.T, want [][]Value) {
	t.Helper()
	var flat []string
	if json.Unmarshal(g["million"], &flat) == nil && len(flat) == 2 {
		g["million"], _ = json.Marshal([][]string{flat})
	}
	g.rows(t, "million", want)
}

func TestPyMySQL(t *testing.T) {
	s := theDemo.get(t)
	py, err := Python()
	if err != nil {
		missing(t, toolError{err})
	}
	g := runClient(t, s, nil, py, "clients/python/client.py")
	g.common(t, s, false)
	g.is(t, "error denied", "1143")
	g.is(t, "kill query", "1317")
	g.is(t, "autocommit", "True")
	g.million(t, million(t, connect(t, s, "admin")))
}

func TestConnectorPython(t *testing.T) {
	s := theDemo.get(t)
	py, err := Python()
	if err != nil {
		missing(t, toolError{err})
	}
	g := runClient(t, s, nil, py, "clients/python/prepared.py")
	g.rows(t, "types prepared", expectedRows(t, connect(t, s, "admin"), typesSQL))
	g.rows(t, "parameters", vals("1"))
	g.rows(t, "null parameters", vals("NULL", "1", "none", "2"))
	g.rows(t, "long data", vals("256000", longDigest(), "7"))
	g.rows(t, "executed again", [][]Value{vals("2")[0], vals("3.0")[0], vals("NULL")[0]})
	for name, e := range clientErrors {
		g.is(t, "error "+name, e[1])
	}
}

// longDigest is the MD5 of all bytes, a thousand times, which clients send in pieces.
func longDigest() string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return fmt.Sprintf("%x", md5.Sum(bytes.Repeat(all, 1000)))
}

func TestMysql2ForNode(t *testing.T) {
	s := theDemo.get(t)
	dir := os.Getenv("NANOHOUSE_TEST_NODE")
	if dir == "" {
		missing(t, toolError{fmt.Errorf("NANOHOUSE_TEST_NODE is not set: run conformance/install.sh, or use make test")})
	}
	g := runClient(t, s, []string{"NH_NODE_MODULES=" + filepath.Join(dir, "node_modules")}, "node", "clients/node/client.js")
	g.common(t, s, true)
	g.rows(t, "types prepared", unpaddedTimes(expectedRows(t, connect(t, s, "admin"), typesSQL)))
	for name, e := range clientErrors {
		g.is(t, "error prepared "+name, e[1])
	}
	g.rows(t, "date parameter", vals("1"))
	g.is(t, "kill query", "1317 70100")
	g.rows(t, "change user", vals("analyst@%", "****"))
	g.is(t, "pool", "210")
	g.million(t, million(t, connect(t, s, "admin")))
}

// unpaddedTimes writes the microseconds of a TIME without their leading zeros,
// as mysql2 shows them in the binary protocol, from any server.
func unpaddedTimes(rows [][]Value) [][]Value {
	for _, r := range rows {
		for i, v := range r {
			if whole, micros, ok := strings.Cut(v.Text, "."); ok && len(micros) == 6 && strings.Count(whole, ":") == 2 && !strings.Contains(whole, " ") {
				r[i].Text = strings.TrimSuffix(whole+"."+strings.TrimLeft(micros, "0"), ".")
			}
		}
	}
	return rows
}

func TestConnectorJ(t *testing.T) {
	s := theDemo.get(t)
	jars, _ := filepath.Glob(filepath.Join(os.Getenv("NANOHOUSE_TEST_JARS"), "mysql-connector-j-*.jar"))
	if len(jars) == 0 {
		missing(t, toolError{fmt.Errorf("no Connector/J in NANOHOUSE_TEST_JARS: run conformance/install.sh, or use make test")})
	}
	g := runClient(t, s, nil, "java", "-Xmx512m", "-cp", jars[0], "clients/java/Client.java")
	if string(g["error out of range"]) == `"1690 22001"` {
		// Connector/J gives this SQLSTATE of its own to every data truncation.
		g["error out of range"] = json.RawMessage(`"1690 22003"`)
	}
	g.common(t, s, true)
	c := connect(t, s, "admin")
	g.rows(t, "types prepared", expectedRows(t, c, typesSQL))
	g.rows(t, "parameters again", vals("1"))
	g.rows(t, "null parameter", vals("2"))
	g.rows(t, "long data", vals("256000", longDigest(), "7"))
	g.rows(t, "getTables", expectedRows(t, c, "SELECT table_schema, table_name, 'TABLE' FROM information_schema.tables WHERE table_schema = 'crm' ORDER BY table_name"))
	g.rows(t, "getColumns", [][]Value{
		vals("c_custkey", "BIGINT", "19", "NULL", "Key of the customer.")[0], vals("c_name", "VARCHAR", "25", "NULL", "Name of the customer.")[0],
		vals("c_address", "VARCHAR", "40", "NULL", "Street and floor.")[0],
		vals("c_nationkey", "INT", "10", "NULL", "The nation of the customer (geo.nation).")[0],
		vals("c_phone", "VARCHAR", "15", "NULL", "Phone number; its first two digits are the country code, c_nationkey + 10.")[0],
		vals("c_acctbal", "DECIMAL", "15", "2", "Balance of the account; below zero is debt.")[0], vals("c_mktsegment", "VARCHAR", "10", "NULL", "Market segment.")[0],
		vals("c_comment", "VARCHAR", "117", "NULL", "Free text.")[0],
	})
	g.is(t, "metadata calls", "ok")
	g.is(t, "catalog", "crm")
	g.is(t, "kill query", "cancelled")
	g.is(t, "query timeout", "timeout")
	g.rows(t, "change user", vals("analyst@%", "****"))
	g.rows(t, "cursor", expectedRows(t, c, "SELECT COUNT(*), SUM(l_orderkey) FROM sales.lineitem"))
	g.is(t, "two cursors", "10")
	g.million(t, million(t, c))
}
