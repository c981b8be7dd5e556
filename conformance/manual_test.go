package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// manualSample is the table whose columns the calls of the manual read; see internal/manual.
const manualSample = `(SELECT 1 AS x, 'a' AS s, CAST('{"a": 1}' AS JSON) AS j, DATE'2020-01-31' AS d UNION ALL SELECT 2, 'b', CAST('{}' AS JSON), DATE'2021-02-28') t`

// manualCall is a function of the manual with a call of it. Of one that is outside
// of what a server like this does, only the name matters.
type manualCall struct {
	name, statement string
	outside         bool
}

func readManual(t *testing.T) []manualCall {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root(), "internal", "manual", "testdata", "manual.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []manualCall
	outside := false
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, call, found := strings.Cut(line, " | ")
		if rest, ok := strings.CutPrefix(line, "| | "); ok {
			name, call = "|", rest
		}
		if !found {
			outside = strings.Contains(line, ": ")
			continue
		}
		sql := "SELECT " + call + " FROM " + manualSample
		if strings.HasPrefix(call, "SELECT ") {
			sql = strings.ReplaceAll(call, "{t}", manualSample)
		}
		out = append(out, manualCall{name, sql, outside})
	}
	return out
}

// The list of docs/sql.md has every function and operator of MySQL's help.
func TestManualIsComplete(t *testing.T) {
	c, err := theMySQL.get(t).Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	known := map[string]bool{}
	for _, m := range readManual(t) {
		known[m.name] = true
	}
	topics, err := c.One(`SELECT t.name FROM mysql.help_topic t JOIN mysql.help_category c USING (help_category_id)
		LEFT JOIN mysql.help_category p ON p.help_category_id = c.parent_category_id
		WHERE 'Functions' IN (c.name, p.name) OR p.name = 'Spatial Functions'`)
	if err != nil {
		t.Fatal(err)
	}
	if len(topics.Rows) < 400 {
		t.Errorf("MySQL's help has only %d functions", len(topics.Rows))
	}
	for _, r := range topics.Rows {
		if !known[r[0].Text] {
			t.Errorf("%s is not in internal/manual/testdata/manual.txt", r[0].Text)
		}
	}
}

// Each call of the manual answers as in MySQL, unless it is refused.
func TestManualAgrees(t *testing.T) {
	reference, err := theMySQL.get(t).Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer reference.Close()
	c := connect(t, theDemo.get(t), "admin")
	for _, server := range []*Conn{reference, c} {
		if _, err := server.Query("SET NAMES utf8mb4"); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range readManual(t) {
		if m.outside || Unsteady(m.statement) != "" || ownState[m.name] != "" {
			continue
		}
		diff, err := DiffServers(reference, c, m.statement)
		if err != nil {
			t.Fatalf("%s: %v", m.statement, err)
		}
		differs := diff != "" && !strings.HasPrefix(diff, "got ERROR")
		if why := knownDifference[m.name]; why != "" && !differs {
			t.Errorf("%s answers as MySQL does: it is not known to differ any more", m.name)
		} else if why == "" && differs {
			t.Errorf("%s: %s\n%s", m.name, diff, m.statement)
		}
	}
}

// knownDifference are functions that answer otherwise than MySQL, and why.
var knownDifference = map[string]string{
	"PI": "shows all its digits, where MySQL shows six",
}

// ownState are functions whose answers are each server's own.
var ownState = map[string]string{
	"CURRENT_USER": "account", "USER": "account", "SESSION_USER": "account", "SYSTEM_USER": "account", "DATABASE": "database", "SCHEMA": "database",
	"FOUND_ROWS": "rows of the statement before", "ROW_COUNT": "rows of the statement before", "VERSION": "version", "ICU_VERSION": "version",
	"RANDOM_BYTES": "chance", "UUID_SHORT": "chance", "CURRENT_ROLE": "roles",
	"LOCALTIME": "clock", "LOCALTIMESTAMP": "clock", "COMPRESS": "the bytes are zlib's", "STATEMENT_DIGEST": "each parser's own",
}
