package local

import (
	"regexp"
	"strings"
)

// MariaDB's ODBC driver asks for columns by one long SELECT that assigns user
// variables within expressions, which the parser does not know. Each variable
// is set in one item and read in later ones, so that its value can stand in
// its place.

var (
	odbcHead   = regexp.MustCompile(`(?is)^select\s+table_schema\s+as\s+table_cat\b.*@dt\s*:=`)
	odbcFrom   = regexp.MustCompile(`(?i)\bfrom\s+information_schema\.columns\b`)
	assignment = regexp.MustCompile(`@\w+\s*:=\s*`)
	odbcItems  = []struct {
		variable string
		item     *regexp.Regexp
	}{
		{"@tol", regexp.MustCompile(`(?is)\bas\s+column_size\s*,\s*(.*?)\s+as\s+buffer_length\b`)},
		{"@ColSize", regexp.MustCompile(`(?is)\bas\s+type_name\s*,\s*(.*?)\s+as\s+column_size\b`)},
		{"@dt", regexp.MustCompile(`(?is)\bcolumn_name\s*,\s*(.*?)\s+as\s+data_type\b`)},
	}
)

// withoutAssignments rewrites that SELECT; any other text stays as it is.
func withoutAssignments(text string) string {
	if !odbcHead.MatchString(text) {
		return text
	}
	at := odbcFrom.FindStringIndex(text)
	if at == nil {
		return text
	}
	items, rest := assignment.ReplaceAllString(text[:at[0]], ""), text[at[0]:]
	for _, o := range odbcItems {
		m := o.item.FindStringSubmatch(items)
		if m == nil {
			return text
		}
		items = strings.ReplaceAll(items, o.variable, "("+m[1]+")")
	}
	return items + rest
}
