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

func firstWord(s string) string {
	w, _, _ := strings.Cut(local.Trim(s), " ")
	return strings.ToUpper(w)
}

// special splits off a statement that server/local knows without a parse.
func special(text string) (first, rest string, ok bool) {
	first = local.Trim(text)
	if local.Special(first) && !strings.Contains(first, ";") {
		return first, "", true
	}
	first, rest, ok = strings.Cut(first, ";")
	return first, rest, ok && local.Special(first)
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
