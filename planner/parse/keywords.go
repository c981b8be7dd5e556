package parse

import "strings"

// freeWords are names to MySQL and keywords to the parser.
var freeWords = wordSet(`account attribute avg comment escape event execute failed_login_attempts file first format full get_format
	identified next none off password password_lock_time process reload returning rollup shutdown sql_cache super
	timestampadd timestampdiff vector view`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// freeWord quotes such a word where it is a name, in a query.
func (s *Source) freeWord(i int, l lexeme) bool {
	word := strings.ToLower(s.of(l))
	if !freeWords[word] || !s.reading(i) || s.is(i+1, "(") {
		return false
	}
	switch word {
	case "escape":
		// a LIKE b ESCAPE '|'
		if i > 0 && i+1 < len(s.lexemes) && !s.is(i-1, "select", ",", "(", "by", "where", "and", "or", "as", "=", "on", "not", "having") &&
			(s.lexemes[i+1].kind == lexString || s.lexemes[i+1].kind == lexParam || s.is(i+1, "@")) {
			return false
		}
	case "full":
		if s.is(i+1, "join", "outer") {
			return false
		}
	case "rollup":
		if s.is(i-1, "with") {
			return false
		}
	case "first":
		if s.is(i-1, "from") && s.is(i+1, "over", "respect", "ignore") {
			return false
		}
	}
	s.add(l.start, l.end, "`"+s.of(l)+"`")
	return true
}

// reading reports whether the lexeme at i belongs to a query.
func (s *Source) reading(i int) bool {
	if s.is(0, "select", "with", "(", "table", "values", "do") {
		return i > 0
	}
	if !s.is(0, "explain", "describe", "desc") {
		return false
	}
	for j := 1; j < i; j++ {
		if s.is(j, "select", "with") {
			return true
		}
	}
	return false
}
