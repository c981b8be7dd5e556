package conformance

import "testing"

// Only an error that names what is not there is its own reason.
func TestRefusedByName(t *testing.T) {
	for what, want := range map[string]string{
		"ERROR 1235 (42000): B0007 This version of Nanohouse doesn't yet support 'JSON_TABLE'":                                   "refused: JSON_TABLE",
		"got ERROR 1235 (42000): B0007 function CHAR. Hint: compute it in the client, or ask for it to be added, want [[\"1\"]]": "refused: function CHAR",
		"got ERROR 1064 (42000): B0001 You have an error in your SQL syntax, want ERROR 1235 (42000): no":                        "",
		"row 1, value 1: got \"1\", want \"2\"": "",
	} {
		if got := RefusedByName(what); got != want {
			t.Errorf("%s\n  gives %q, want %q", what, got, want)
		}
	}
}

// The translation changes words, never the question.
func TestTPCDSInMySQL(t *testing.T) {
	for from, want := range map[string]string{
		"SELECT a AS \"30 days\" FROM t GROUP BY ROLLUP (a, b) ORDER BY a NULLS FIRST LIMIT 1;": "SELECT a AS `30 days` FROM t GROUP BY a, b WITH ROLLUP ORDER BY a  LIMIT 1",
		"SELECT a FROM t ORDER BY a DESC NULLS FIRST":                                           "SELECT a FROM t ORDER BY a IS NULL DESC, a DESC",
		"SELECT b c, * FROM t": "SELECT b c, t.* FROM t",
	} {
		if got, err := TPCDSinMySQL(1, from); err != nil || got != want {
			t.Errorf("%s\n  becomes %s (%v), want\n          %s", from, got, err, want)
		}
	}
	if _, err := TPCDSinMySQL(97, "SELECT 1"); err == nil {
		t.Error("a query 97 without its FULL OUTER JOIN must be an error")
	}
}
