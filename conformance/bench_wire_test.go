package conformance

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql"
)

// wireColumns are eight columns of lineitem of mixed types.
const wireColumns = "l_orderkey, l_partkey, l_quantity, l_extendedprice, l_shipdate, l_returnflag, l_shipmode, l_comment"

// benchWire streams the same rows from Nanohouse, and from MariaDB out of memory.
func benchWire(r *report, s *Server, o *Oracle, sets []Dataset) {
	const rows, rounds = 1_000_000, 3
	r.section("Wire", fmt.Sprintf("About %d rows of 8 columns of lineitem, Nanohouse from Parquet and MariaDB 10.11 from a MEMORY table, to the same client without TLS. Best of %d rounds in turns. Rows a second.", rows, rounds),
		"client", "Nanohouse", "MariaDB", "ratio")
	dir := r.t.TempDir()
	m, err := StartMariaDB(dir)
	if err != nil {
		r.t.Fatal(err)
	}
	defer m.Stop()
	d, err := find(sets, "sales.lineitem")
	if err != nil {
		r.t.Fatal(err)
	}
	last, err := o.Strings(fmt.Sprintf("SELECT max(k) FROM (SELECT l_orderkey AS k FROM (%s) ORDER BY k LIMIT %d)", d.Select(), rows))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := memoryTable(m, o, d, filepath.Join(dir, "lineitem.tsv"), last[0]); err != nil {
		r.t.Fatal(err)
	}
	// A LIMIT would do, but DuckDB gathers all its rows before the first.
	query := "SELECT " + wireColumns + " FROM sales.lineitem WHERE l_orderkey <= "
	clients := []struct {
		name         string
		ours, theirs func() (int, time.Duration, error)
	}{
		{"mariadb --quick",
			func() (int, time.Duration, error) {
				return cliRows(s.Addr, query+last[0], "-uadmin", "-padmin", "--skip-ssl")
			},
			func() (int, time.Duration, error) { return cliRows(m.Addr, query+last[0], "-uroot", "--skip-ssl") }},
		{"go-sql-driver, text",
			func() (int, time.Duration, error) {
				return driverStream("admin:admin@tcp("+s.Addr+")/", query+last[0])
			},
			func() (int, time.Duration, error) { return driverStream("root@tcp("+m.Addr+")/", query+last[0]) }},
		{"go-sql-driver, prepared",
			func() (int, time.Duration, error) {
				return driverStream("admin:admin@tcp("+s.Addr+")/", query+"?", last[0])
			},
			func() (int, time.Duration, error) {
				return driverStream("root@tcp("+m.Addr+")/", query+"?", last[0])
			}},
	}
	for _, c := range clients {
		var a, b []float64
		var first time.Duration
		for range rounds {
			for side, f := range []func() (int, time.Duration, error){c.theirs, c.ours} {
				n := 0
				x, err := seconds(func() (err error) { n, first, err = f(); return err })
				if err != nil || n == 0 {
					r.t.Fatalf("%s: %d rows, %v", c.name, n, err)
				}
				if side == 0 {
					b = append(b, float64(n)/x)
				} else {
					a = append(a, float64(n)/x)
				}
			}
		}
		x, y := -fastest(negated(a)), -fastest(negated(b))
		r.row(c.name, fmt.Sprintf("%.2f M", x/1e6), fmt.Sprintf("%.2f M", y/1e6), ratio(x, y))
		if first > 0 {
			r.row(c.name+", first row", ms(first.Seconds()), "", "")
		}
	}
	rss, _ := s.RSS()
	r.row("server memory afterwards", fmt.Sprintf("%d MB", rss>>20), "", "")
}

func negated(xs []float64) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = -x
	}
	return out
}

// memoryTable makes sales.lineitem of MariaDB a MEMORY table of the rows up to an order.
func memoryTable(m *Reference, o *Oracle, d Dataset, file, last string) error {
	if _, err := o.Query(fmt.Sprintf("COPY (SELECT %s FROM (%s) WHERE l_orderkey <= %s) TO %s (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '')",
		wireColumns, d.Select(), last, quoteSQL(file))); err != nil {
		return err
	}
	defer os.Remove(file)
	c, err := m.Connect()
	if err != nil {
		return err
	}
	defer c.Close()
	for _, sql := range []string{
		"CREATE DATABASE sales",
		"CREATE TABLE sales.lineitem (l_orderkey BIGINT, l_partkey BIGINT, l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_shipdate DATE, " +
			"l_returnflag VARCHAR(1), l_shipmode VARCHAR(10), l_comment VARCHAR(44)) ENGINE=MEMORY",
		"LOAD DATA INFILE '" + file + "' INTO TABLE sales.lineitem FIELDS TERMINATED BY '\\t'",
	} {
		if _, err := c.Query(sql); err != nil {
			return fmt.Errorf("%.60s: %w", sql, err)
		}
	}
	return nil
}

func cliRows(addr, query string, args ...string) (int, time.Duration, error) {
	host, port, _ := strings.Cut(addr, ":")
	cmd := exec.Command("mariadb", append([]string{"--no-defaults", "--quick", "-N", "-B", "-h", host, "-P", port, "-e", query}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	n, buf := 0, make([]byte, 1<<16)
	for {
		k, err := out.Read(buf)
		n += strings.Count(string(buf[:k]), "\n")
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return n, 0, cmd.Wait()
}

// driverStream reads a result without converting values, and tells when the first row came.
func driverStream(dsn, query string, args ...any) (n int, first time.Duration, err error) {
	db, err := sql.Open("mysql", dsn+"?allowNativePasswords=true")
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	start := time.Now()
	rows, err := db.QueryContext(context.Background(), query, args...)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	raw := make([]sql.RawBytes, 8)
	into := make([]any, len(raw))
	for i := range raw {
		into[i] = &raw[i]
	}
	for rows.Next() {
		if n++; n == 1 {
			first = time.Since(start)
		}
		if err := rows.Scan(into...); err != nil {
			return n, first, err
		}
	}
	return n, first, rows.Err()
}
