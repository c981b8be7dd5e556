package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Script is a run of statements on one connection.
type Script struct {
	Name       string
	Statements []string
}

// Corpus are all statements of the tests, for tests that compare two servers.
func Corpus() ([]Script, error) {
	var out []Script
	attacks, err := ReadAttacks()
	if err != nil {
		return nil, err
	}
	for _, a := range attacks {
		out = append(out, Script{a.ID, a.Statements})
	}
	dir := filepath.Join(Root(), "conformance")
	files, err := filepath.Glob(filepath.Join(dir, "slt", "*.slt"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		recs, err := ReadSLT(f)
		if err != nil {
			return nil, err
		}
		s := Script{Name: filepath.Base(f)}
		for _, r := range recs {
			if r.SQL != "" && !r.HasParam {
				s.Statements = append(s.Statements, r.SQL)
			}
		}
		out = append(out, s)
	}
	queries, err := TPCH()
	if err != nil {
		return nil, err
	}
	for i, q := range queries {
		out = append(out, Script{fmt.Sprintf("tpch q%02d", i+1), []string{q}})
	}
	return out, nil
}

// TPCH are the 22 queries in MySQL's dialect, with domains.
func TPCH() ([]string, error) {
	var out []string
	for i := 1; i <= 22; i++ {
		text, err := os.ReadFile(filepath.Join(Root(), "conformance", "tpch", fmt.Sprintf("q%02d.sql", i)))
		if err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSuffix(strings.TrimSpace(string(text)), ";"))
	}
	return out, nil
}

// unsteady are statements whose answers may differ between any two servers, and why.
var unsteady = []struct {
	re  *regexp.Regexp
	why string
}{
	{regexp.MustCompile(`(?i)processlist|connection_id\(`), "numbers of connections and ports"},
	{regexp.MustCompile(`(?i)\buuid\(|\brand\(|\bnow\(|curdate|curtime|sysdate|utc_|current_time|current_date`), "chance and the clock"},
	{regexp.MustCompile(`(?i)show (global |session )?status|@@(hostname|port|pid_file|socket|datadir|basedir|tmpdir|server_uuid)|show (global |session )?variables`), "the process's own figures"},
	{regexp.MustCompile(`(?i)show profile`), "times"},
}

// Unsteady says why a statement's answer is not compared, or nothing.
func Unsteady(sql string) string {
	for _, u := range unsteady {
		if u.re.MatchString(sql) {
			return u.why
		}
	}
	return ""
}

// Ordered reports whether the statement fixes the order of its rows.
func Ordered(sql string) bool {
	tail := strings.ToUpper(sql[strings.LastIndexByte(sql, ')')+1:])
	return strings.Contains(tail, "ORDER BY") || !strings.Contains(strings.ToUpper(sql), "SELECT")
}

// Run runs one statement of a script and gives all that the server said.
func Run(c *Conn, sql string) (*Exchange, error) {
	e := &Exchange{}
	var err error
	e.Results, err = c.Query(sql)
	if err != nil {
		if Errno(err) < 0 {
			return nil, err
		}
		e.Err = err.(*ServerError)
	}
	if strings.Contains(strings.ToUpper(sql), "WARNINGS") {
		return e, nil
	}
	w, err := c.One("SHOW WARNINGS")
	if err != nil {
		return nil, fmt.Errorf("SHOW WARNINGS: %w", err)
	}
	for _, row := range w.Rows {
		e.Warnings = append(e.Warnings, stripRef(fmt.Sprint(row)))
	}
	return e, nil
}

var policyWords = regexp.MustCompile(`(?im)explain|show (create|full columns|columns|fields|table status|grants|index|keys|warnings|errors|count)|\bdesc(ribe)?\s+\w+\.\w+|information_schema|warning_count`)

// speaksOfPolicy reports whether an answer tells of policy itself or of NOT NULL, which
// masked files do not have.
func speaksOfPolicy(sql string) bool { return policyWords.MatchString(sql) }
