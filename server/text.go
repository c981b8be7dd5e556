package server

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"nanohouse/server/local"
)

// blank reports whether a text holds no further statement.
func blank(s string) bool { return local.Trim(s) == "" }

// first splits off the first statement of a text that the parser does not
// know. None of those holds a semicolon, except behind it.
func first(text string) (statement, rest string) {
	statement, rest, _ = strings.Cut(local.Trim(text), ";")
	return strings.TrimSpace(statement), rest
}

var hint = regexp.MustCompile(`(?is)^\s*select\s*/\*\+[^*]*\bmax_execution_time\s*\(\s*(\d+)\s*\)`)

// executionHint reads /*+ MAX_EXECUTION_TIME(ms) */ behind the first SELECT.
func executionHint(text string) (time.Duration, bool) {
	m := hint.FindStringSubmatch(local.Trim(text))
	if m == nil {
		return 0, false
	}
	ms, err := strconv.ParseInt(m[1], 10, 32)
	return time.Duration(ms) * time.Millisecond, err == nil
}

var outerLimit = regexp.MustCompile(`(?is)\blimit\s+[\d?]+(\s*(,|offset)\s*[\d?]+)?\s*\)*\s*$`)

// hasLimit reports whether a statement ends in a LIMIT of its own, which
// sql_select_limit does not change.
func hasLimit(text string) bool { return outerLimit.MatchString(local.Trim(text)) }

var explainFormat = regexp.MustCompile(`(?is)^(?:explain|describe|desc)\s+format\s*=\s*(\w+)\s+(.*)$`)

// splitFormat takes FORMAT= out of an EXPLAIN.
func splitFormat(text string) (rest, format string, ok bool) {
	m := explainFormat.FindStringSubmatch(local.Trim(text))
	if m == nil {
		return "", "", false
	}
	return "EXPLAIN " + m[2], strings.ToLower(m[1]), true
}

// writing are the first words of statements that are refused whether or not
// the parser knows their grammar.
var writing = map[string]bool{
	"CREATE": true, "ALTER": true, "DROP": true, "RENAME": true, "TRUNCATE": true, "INSERT": true, "REPLACE": true,
	"UPDATE": true, "DELETE": true, "MERGE": true, "LOAD": true, "IMPORT": true, "INSTALL": true, "UNINSTALL": true,
	"PURGE": true, "BINLOG": true,
	"GRANT": true, "REVOKE": true, "LOCK": true, "CALL": true, "XA": true, "HANDLER": true, "OPTIMIZE": true,
	"ANALYZE": true, "CHECK": true, "REPAIR": true, "CHECKSUM": true, "CACHE": true, "SHUTDOWN": true, "RESTART": true, "CLONE": true,
}

// words gives the first two words of a statement in capitals.
func words(text string) (first, verb string) {
	f := strings.Fields(local.Trim(text))
	if len(f) == 0 {
		return "", ""
	}
	first = strings.ToUpper(f[0])
	if len(f) == 1 || !plainWord.MatchString(f[1]) {
		return first, first
	}
	switch first {
	case "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "LOAD", "LOCK", "XA":
		return first, first + " " + strings.ToUpper(f[1])
	}
	return first, first
}

var plainWord = regexp.MustCompile(`^[a-zA-Z]+$`)
