package conformance

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
)

// mariadbCLI runs the mariadb client with statements on its standard input.
func mariadbCLI(t *testing.T, s *Server, user, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	if _, err := exec.LookPath("mariadb"); err != nil {
		missing(t, toolError{err})
	}
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"--no-defaults", "--protocol=tcp", "-h" + host, "-P" + port, "-u" + user, "-p" + user}, args...)
	cmd := exec.Command("mariadb", args...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// batch is a result as `mariadb -B --raw` prints it.
func batch(r *Result) string {
	var b strings.Builder
	for i, c := range r.Columns {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(c.Name)
	}
	b.WriteByte('\n')
	for _, row := range r.Rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			if v.Null {
				b.WriteString("NULL")
			} else {
				b.WriteString(v.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestMariadbCLI(t *testing.T) {
	s := theDemo.get(t)
	c := connect(t, s, "admin")
	for _, sql := range []string{typesSQL, "SHOW DATABASES", "SHOW TABLES FROM sales", "DESCRIBE crm.customer", "SHOW CREATE TABLE crm.customer",
		"SELECT * FROM lab.people ORDER BY id", "SELECT c_name, c_phone FROM crm.customer ORDER BY c_custkey"} {
		want, err := c.One(sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		out, errs, err := mariadbCLI(t, s, "admin", sql, "--ssl", "-B", "--raw")
		if err != nil {
			t.Errorf("%s: %v %s", sql, err, errs)
		} else if out != batch(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", sql, out, batch(want))
		}
	}
	t.Run("tls", func(t *testing.T) {
		out, errs, err := mariadbCLI(t, s, "admin", "SHOW STATUS LIKE 'Ssl_cipher'", "--ssl", "-B", "-N")
		if err != nil || len(strings.Fields(out)) != 2 {
			t.Errorf("no cipher: %q %s", out, errs)
		}
	})
	t.Run("status", func(t *testing.T) {
		out, errs, err := mariadbCLI(t, s, "admin", "\\s", "--ssl")
		if err != nil {
			t.Fatal(err, errs)
		}
		for _, line := range []string{"Current user:", "Server version:", "Uptime:", "SSL:"} {
			if !strings.Contains(out, line) {
				t.Errorf("\\s does not show %q:\n%s", line, out)
			}
		}
	})
	t.Run("names for completion", func(t *testing.T) {
		if _, errs, err := mariadbCLI(t, s, "admin", "SELECT 1;", "--ssl", "--auto-rehash", "-D", "crm"); err != nil || errs != "" {
			t.Errorf("auto-rehash: %v %s", err, errs)
		}
	})
	t.Run("prepare", func(t *testing.T) {
		out, errs, err := mariadbCLI(t, s, "admin", "PREPARE p FROM 'SELECT r_name FROM geo.region WHERE r_regionkey = ?'; SET @k = 3; EXECUTE p USING @k; DEALLOCATE PREPARE p;", "--ssl", "-B", "-N")
		if err != nil || out != "EUROPE\n" {
			t.Errorf("got %q, %v %s", out, err, errs)
		}
	})
}

func TestMariadbCLIErrors(t *testing.T) {
	s := theDemo.get(t)
	for name, e := range clientErrors {
		errno, state, _ := strings.Cut(e[1], " ")
		_, errs, _ := mariadbCLI(t, s, "admin", e[0], "--ssl")
		if want := fmt.Sprintf("ERROR %s (%s) at line 1: ", errno, state); !strings.Contains("\n"+errs, "\n"+want) {
			t.Errorf("%s: got %q, want %q", name, errs, want)
		}
	}
	_, errs, _ := mariadbCLI(t, s, "intern", "SELECT c_name FROM crm.customer", "--ssl")
	if !strings.Contains("\n"+errs, "\nERROR 1143 (42000) at line 1: P0102 ") || !strings.Contains(errs, "Hint: ") {
		t.Errorf("denied: %q", errs)
	}
	for _, args := range [][]string{{"--ssl", "-pwrong"}, {"--ssl", "-unobody"}} {
		_, errs, _ := mariadbCLI(t, s, "admin", "SELECT 1", args...)
		if !strings.HasPrefix(errs, "ERROR 1045 (28000): ") {
			t.Errorf("%v: %q", args, errs)
		}
	}
	_, errs, _ = mariadbCLI(t, s, "admin", "SELECT 1", "--skip-ssl")
	if !strings.HasPrefix(errs, "ERROR 3159 (HY000): ") {
		t.Errorf("without TLS: %q", errs)
	}
}

func TestMariadbCLIMillion(t *testing.T) {
	s := theDemo.get(t)
	out, errs, err := mariadbCLI(t, s, "admin", millionSQL, "--ssl", "-B", "-N", "--quick")
	if err != nil {
		t.Fatal(err, errs)
	}
	var n, total int64
	for _, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		var key int64
		if _, err := fmt.Sscan(line, &key); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		n, total = n+1, total+key
	}
	want := million(t, connect(t, s, "admin"))
	if got := vals(fmt.Sprint(n), fmt.Sprint(total)); diffRows(want, got) != "" {
		t.Errorf("got %v, want %v", got, want)
	}
}
