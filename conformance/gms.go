package conformance

import (
	"regexp"
	"strings"
)

// readsOnly are statements that change nothing.
var readsOnly = regexp.MustCompile(`(?is)^[\s(]*(SELECT|WITH|VALUES|TABLE|SHOW|DESCRIBE|DESC|DO)\b`)

// outside are statements of go-mysql-server's tests that are about that server and its
// surroundings, not about what a query answers. They are not counted.
var outside = []struct {
	re  *regexp.Regexp
	why string
}{
	{regexp.MustCompile(`(?i)\bAS OF\b|FOR SYSTEM_TIME|myhistorytable`), "reads the past, as Dolt can"},
	{regexp.MustCompile(`(?i)\bINTO\b|FOR UPDATE|LOCK IN SHARE|\bUPDATE\b.*\bSET\b|\bDELETE\b|INSERT`), "does more than read"},
	{regexp.MustCompile(`(?i)information_schema|^\s*(SHOW|DESC|DESCRIBE)\b|mysql\.`), "asks for its own catalogue"},
	{regexp.MustCompile(`(?i)@@|\bSLEEP\s*\(|LOAD_FILE|_LOCK\s*\(|CONNECTION_ID|\bUSER\s*\(|\bVERSION\s*\(|DATABASE\s*\(|SCHEMA\s*\(|LAST_INSERT_ID|ROW_COUNT|FOUND_ROWS`), "asks for the state of its own session or server"},
	{regexp.MustCompile(`(?i)\bNOW\s*\(|CURRENT_|CURDATE|CURTIME|SYSDATE|UTC_|\bRAND\s*\(|UUID\s*\(|LOCALTIME|UNIX_TIMESTAMP\s*\(\s*\)|RANDOM_BYTES`), "chance and the clock"},
	{regexp.MustCompile(`(?i)\bMYTABLE_ALIAS|sequence_table|FROM\s+dolt|dolt_`), "functions and tables that only that server has"},
}

var (
	limits = regexp.MustCompile(`(?i)\bLIMIT\b`)
	orders = regexp.MustCompile(`(?i)\bORDER\s+BY\b`)
)

// OutsideGMS says why a statement of go-mysql-server's tests is not counted, or nothing.
func OutsideGMS(sql string) string {
	if !readsOnly.MatchString(sql) {
		return "does more than read"
	}
	if limits.MatchString(sql) && !orders.MatchString(sql) {
		return "which rows LIMIT leaves without an order is chance"
	}
	for _, o := range outside {
		if o.re.MatchString(sql) {
			return o.why
		}
	}
	return ""
}

// wordIn matches the tables of a list as words of a statement.
func wordIn(sql string, tables map[string]string) string {
	for _, w := range regexp.MustCompile(`\w+`).FindAllString(sql, -1) {
		for t := range tables {
			if strings.EqualFold(w, t) {
				return t
			}
		}
	}
	return ""
}
