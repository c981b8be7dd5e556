package manual

import (
	"regexp"
	"strings"
)

// state is what becomes of a function or operator.
type state string

const (
	native    state = "native"
	rewritten state = "rewritten"
	goText    state = "Go"
	answered  state = "answered"
	refused   state = "refused"
)

// states are all of them, in the order of the document, with their meaning.
var states = []struct {
	state state
	means string
}{
	{native, "one function or operator of DuckDB"},
	{rewritten, "an expression of several"},
	{goText, "a function in Go that DuckDB calls"},
	{answered, "a value when the statement is planned: of the session, the clock, or a constant"},
	{refused, "an error that names it"},
}

var (
	// selected is the one expression of a generated statement over the sample.
	selected = regexp.MustCompile(`(?s)^SELECT (.*?) AS o1(?:,.*)?(?: FROM .*)?$`)
	operand  = regexp.MustCompile(`CAST\((?:\$\d+|NULL|c\d+) AS [A-Z]+(?:\([\d,]+\))?\)|\$\d+|\bc\d+\b`)
	outer    = regexp.MustCompile(`(?s)^CAST\((.*) AS [A-Z]+(?:\([\d,]+\))?\)$`)
	oneCall  = regexp.MustCompile(`(?is)^(?:TRY\()?\w+\((?:DISTINCT )?(?:[?*]|, |'[^']*')*(?: ORDER BY [? A-Z]+)?\)\)?(?: OVER \(.*\))?$`)
	oneOp    = regexp.MustCompile(`(?s)^\((?:\? [^?()]+ [?TRUE]+|\? IN \([?, ]+\)|\? IS NULL|[^?()\w]\?|NOT \?)\)$`)
	exists   = regexp.MustCompile(`^EXISTS \(SELECT 1 AS c0\)$`)
)

// stateOf tells from the text for DuckDB how a call is translated.
func stateOf(sql string) state {
	if strings.Contains(sql, "mysql_") {
		return goText
	}
	m := selected.FindStringSubmatch(sql)
	if m == nil {
		return rewritten
	}
	e := operand.ReplaceAllString(m[1], "?")
	for {
		inner := outer.FindStringSubmatch(e)
		if inner == nil || !balanced(inner[1]) {
			break
		}
		e = inner[1]
	}
	switch {
	case e == "?" && !strings.Contains(m[1], "c"):
		return answered
	case e == "?", oneCall.MatchString(e), oneOp.MatchString(e), exists.MatchString(e):
		return native
	}
	return rewritten
}

// balanced reports whether every parenthesis closes one before it.
func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
