package conformance

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// openDriver opens go-sql-driver/mysql with TLS.
func openDriver(t testing.TB, s *Server, user string, change func(*mysql.Config)) *sql.DB {
	t.Helper()
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr, cfg.User, cfg.Passwd = "tcp", s.Addr, user, user
	cfg.TLS = &tls.Config{InsecureSkipVerify: true}
	cfg.ParseTime, cfg.Loc = true, time.UTC
	cfg.Logger = &mysql.NopLogger{}
	if change != nil {
		change(cfg)
	}
	conn, err := mysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(conn)
	t.Cleanup(func() { db.Close() })
	return db
}

// driverRows reads all values as text, bytes as hex.
func driverRows(t testing.TB, db *sql.DB, query string, args ...any) [][]Value {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	cols, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]Value
	for rows.Next() {
		cells := make([]sql.NullString, len(cols))
		ptrs := make([]any, len(cols))
		for i := range cells {
			ptrs[i] = &cells[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			t.Fatal(err)
		}
		row := make([]Value, len(cols))
		for i, c := range cells {
			row[i] = Value{Null: !c.Valid, Text: c.String}
			if n := cols[i].DatabaseTypeName(); c.Valid && (n == "BLOB" || n == "VARBINARY" || n == "BINARY") {
				row[i].Text = fmt.Sprintf("%X", c.String)
			}
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestGoDriver(t *testing.T) {
	s := theDemo.get(t)
	text := openDriver(t, s, "admin", func(c *mysql.Config) { c.ParseTime = false })
	c := connect(t, s, "admin")
	want := expectedRows(t, c, typesSQL)
	if d := diffRows(want, driverRows(t, text, typesSQL)); d != "" {
		t.Errorf("text: %s", d)
	}
	// An argument makes the driver prepare, and read the binary protocol.
	prepared := "SELECT * FROM (" + typesSQL[:len(typesSQL)-len(" ORDER BY id")] + ") t WHERE id > ? ORDER BY id"
	if d := diffRows(want, driverRows(t, text, prepared, 0)); d != "" {
		t.Errorf("binary: %s", d)
	}
	db := openDriver(t, s, "admin", nil)
	t.Run("parameters", func(t *testing.T) {
		at := time.Date(2024, 2, 29, 13, 14, 15, 16000, time.UTC)
		got := driverRows(t, db, "SELECT id FROM lab.types WHERE `at` = ? AND clock = ? AND day = ? AND price = ? AND bin = ? AND flag = ? AND f64 = ?",
			at, "01:02:03.000004", "2024-02-29", "12.34", []byte{0, 1, 255}, true, 2.5)
		if d := diffRows(vals("1"), got); d != "" {
			t.Error(d)
		}
		if d := diffRows(vals("NULL", "x", ":volume"), driverRows(t, db, "SELECT ?, ?, ':volume'", nil, "x")); d != "" {
			t.Error(d)
		}
		var back time.Time
		if err := db.QueryRow("SELECT CAST(? AS DATETIME(6))", at).Scan(&back); err != nil || !back.Equal(at) {
			t.Errorf("a time comes back as %v, %v", back, err)
		}
	})
	t.Run("two thousand parameters", func(t *testing.T) {
		q, args := "SELECT COUNT(*) FROM crm.customer WHERE c_custkey IN (0", []any{}
		for i := range 2000 {
			q, args = q+",?", append(args, i)
		}
		if d := diffRows(vals("1500"), driverRows(t, db, q+")", args...)); d != "" {
			t.Error(d)
		}
	})
	t.Run("column types", func(t *testing.T) { driverTypes(t, db) })
	t.Run("cancel", func(t *testing.T) { driverCancel(t, s, db) })
	t.Run("transactions", func(t *testing.T) { driverTransactions(t, db) })
}

func driverTypes(t *testing.T, db *sql.DB) {
	rows, err := db.Query("SELECT i8, u64, price, f32, f64, short, day, `at`, bin, flag FROM lab.types LIMIT 0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"TINYINT", "UNSIGNED BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "VARCHAR", "DATE", "DATETIME", "BLOB", "TINYINT"} {
		if got := types[i].DatabaseTypeName(); got != want {
			t.Errorf("%s is %s, want %s", types[i].Name(), got, want)
		}
	}
	if p, sc, ok := types[2].DecimalSize(); !ok || p != 18 || sc != 4 {
		t.Errorf("price is DECIMAL(%d,%d)", p, sc)
	}
}

// driverCancel asserts that a cancelled context ends the work in the server.
func driverCancel(t *testing.T, s *Server, db *sql.DB) {
	ctx, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
	defer cancel()
	var n int
	if err := db.QueryRowContext(ctx, endlessSQL).Scan(&n); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	waitIdle(t, s, 2*time.Second)
	var me *mysql.MySQLError
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(context.Background(), "SET SESSION max_execution_time = 200"); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRowContext(context.Background(), endlessSQL).Scan(&n); !errors.As(err, &me) || me.Number != 3024 {
		t.Errorf("time limit: got %v", err)
	}
}

func driverTransactions(t *testing.T, db *sql.DB) {
	for _, opt := range []*sql.TxOptions{nil, {ReadOnly: true}, {Isolation: sql.LevelRepeatableRead}} {
		tx, err := db.BeginTx(context.Background(), opt)
		if err != nil {
			t.Fatalf("%+v: %v", opt, err)
		}
		if err := tx.Commit(); err != nil {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
}

func TestGoDriverMillion(t *testing.T) {
	s := theDemo.get(t)
	db := openDriver(t, s, "admin", nil)
	want := million(t, connect(t, s, "admin"))
	for name, args := range map[string][]any{"text": nil, "binary": {0}} {
		q := millionSQL
		if args != nil {
			q = "SELECT l_orderkey, l_comment FROM sales.lineitem CROSS JOIN geo.nation WHERE n_nationkey >= ? ORDER BY l_orderkey, l_linenumber, n_nationkey LIMIT 1000000"
		}
		rows, err := db.Query(q, args...)
		if err != nil {
			t.Fatal(err)
		}
		var n, total, key int64
		var comment sql.RawBytes
		for rows.Next() {
			if err := rows.Scan(&key, &comment); err != nil {
				t.Fatal(err)
			}
			n, total = n+1, total+key
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if d := diffRows(want, vals(fmt.Sprint(n), fmt.Sprint(total))); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// runningMetric counts the queries that the engine works on.
const runningMetric = "nanohouse_queries_running"

// waitIdle waits until the server runs no query.
func waitIdle(t testing.TB, s *Server, limit time.Duration) {
	t.Helper()
	var last float64
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		n, found, err := s.Metric(runningMetric)
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			t.Fatalf("no metric %s", runningMetric)
		}
		if last = n; n == 0 {
			return
		}
	}
	t.Errorf("%v queries still run after %s", last, limit)
}
