package parse

import (
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// SelectTexts gives the text of each item of a SELECT list as the client
// typed it, without alias. The parser's own positions are those of its
// look-ahead, so they only tell which SELECT it is.
func (s *Source) SelectTexts(n *ast.Select) []string {
	at := -1
	for i, e := range n.SelectExprs {
		if a, ok := e.(*ast.AliasedExpr); ok && a.EndParsePos > 0 {
			at = s.original(a.StartParsePos)
			if i == 0 {
				at = max(at, 1)
			}
			break
		}
	}
	if at < 0 {
		return nil
	}
	first := -1
	for i, l := range s.lexemes {
		if l.start >= at {
			break
		}
		if s.is(i, "select") && !s.is(i-1, ".") {
			first = i + 1
		}
	}
	if first < 0 {
		return nil
	}
	return s.listTexts(first)
}

// listTexts cuts the list that begins at a lexeme at its commas.
func (s *Source) listTexts(first int) []string {
	for s.is(first, "all", "distinct", "distinctrow", "straight_join", "high_priority", "sql_small_result", "sql_big_result",
		"sql_buffer_result", "sql_no_cache", "sql_cache", "sql_calc_found_rows") {
		first++
	}
	var out []string
	depth, begin := 0, first
	cut := func(i int) {
		if i > begin {
			out = append(out, s.Text[s.lexemes[begin].start:s.lexemes[i-1].end])
		}
		begin = i + 1
	}
	for i := first; i < len(s.lexemes); i++ {
		switch {
		case s.is(i, "("):
			depth++
		case s.is(i, ")"):
			if depth--; depth < 0 {
				cut(i)
				return out
			}
		case depth == 0 && s.is(i, ","):
			cut(i)
		case depth == 0 && s.endsList(i):
			cut(i)
			return out
		}
	}
	cut(len(s.lexemes))
	return out
}

func (s *Source) endsList(i int) bool {
	if s.is(i, "from") && s.is(i+1, "first") && s.is(i+2, "over", "respect") {
		return false
	}
	return !s.is(i-1, ".") && s.is(i, "from", "into", "where", "group", "having", "window", "order", "limit", "union",
		"except", "intersect", "for", "lock", ";")
}
