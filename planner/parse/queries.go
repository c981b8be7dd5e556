package parse

import (
	"strings"

	"nanohouse/internal/sqlerr"
)

// Whole queries: what MySQL allows of parentheses, VALUES and DO around them,
// in the parser's form.

var setWords = []string{"union", "except", "intersect"}

// queries desugars the forms of whole queries.
func (s *Source) queries() {
	if s.is(0, "do") {
		l := s.lexemes[0]
		s.add(l.start, l.end, "select")
	}
	s.setVariables()
	for i := range s.lexemes {
		switch {
		case s.is(i, "values") && s.is(i+1, "row") && s.is(i+2, "("):
			s.valuesQuery(i)
		case s.is(i, "(") && s.isQuery(i+1) && s.standsAlone(i):
			s.parentheses(i)
		}
	}
}

// isQuery reports whether a query begins at i, maybe in parentheses.
func (s *Source) isQuery(i int) bool {
	if s.is(i, "select", "with", "table") || s.is(i, "values") && s.is(i+1, "row") {
		return true
	}
	if !s.is(i, "(") || !s.isQuery(i+1) {
		return false
	}
	end := s.closing(i)
	return end > 0 && s.endsQuery(end+1)
}

// endsQuery reports whether what stands at i may follow a query in parentheses.
func (s *Source) endsQuery(i int) bool {
	return i >= len(s.lexemes) || s.is(i, setWords...) || s.is(i, "order", "limit", "into", "for", "lock", ")", ";")
}

// standsAlone reports whether the parenthesis at i holds a query that is
// neither a subquery nor an operand of a set operation.
func (s *Source) standsAlone(i int) bool {
	end := s.closing(i)
	if end < 0 || s.is(end+1, setWords...) || !s.endsQuery(end+1) {
		return false
	}
	switch {
	case i == 0, s.is(i-1, ";", "explain", "describe", "desc", "analyze"):
		return true
	case s.is(i-1, ")"):
		return s.closesCTE(i - 1)
	case s.is(i-1, "("):
		return s.mayHoldQuery(i - 1)
	}
	return false
}

// closesCTE reports whether the parenthesis at i ends WITH x AS (…).
func (s *Source) closesCTE(i int) bool {
	open := s.opening(i)
	return open > 0 && s.is(open-1, "as")
}

// mayHoldQuery reports whether the parenthesis at i is one around a query,
// not that of a call.
func (s *Source) mayHoldQuery(i int) bool {
	if i == 0 {
		return true
	}
	if k := s.lexemes[i-1].kind; k == lexQuoted {
		return false
	} else if k != lexWord {
		return true
	}
	return s.is(i-1, "from", "join", "in", "exists", "any", "all", "some", "as", "lateral", "select", "where", "and", "or", "not", "xor", "on",
		"when", "then", "else", "case", "having", "by", "distinct", "union", "except", "intersect", "like", "between", "div", "mod")
}

// parentheses takes them off a query. Where it is cut and ordered within them
// and again outside, they stay, marked as one side of a set operation.
func (s *Source) parentheses(i int) {
	end := s.closing(i)
	if s.is(end+1, "order", "limit") && s.ordersItself(i, end) {
		s.add(s.lexemes[end].end, s.lexemes[end].end, " except all (select `"+NestedQuery+"`())")
		return
	}
	for _, l := range []lexeme{s.lexemes[i], s.lexemes[end]} {
		s.add(l.start, l.end, " ")
	}
}

// ordersItself reports whether the query between two parentheses has an ORDER
// BY or LIMIT of its own.
func (s *Source) ordersItself(begin, end int) bool {
	depth := 0
	for i := begin + 1; i < end; i++ {
		switch {
		case s.is(i, "("):
			depth++
		case s.is(i, ")"):
			depth--
		case depth == 0 && s.is(i, "order", "limit") && !s.is(i-1, "."):
			return true
		}
	}
	// Parentheses within parentheses hide what the inner ones hold.
	return s.is(begin+1, "(") && s.closing(begin+1) == end-1 && s.ordersItself(begin+1, end-1)
}

// valuesQuery makes VALUES ROW(…), … a query over a derived table, where it is
// not one already.
func (s *Source) valuesQuery(i int) {
	if s.rows == nil {
		s.rows = map[int]bool{}
	}
	s.rows[i+1] = true
	end := s.closing(i + 2)
	for end > 0 && s.is(end+1, ",") && s.is(end+2, "row") && s.is(end+3, "(") {
		s.rows[end+2] = true
		end = s.closing(end + 3)
	}
	if end < 0 || s.is(0, "insert", "replace") {
		return
	}
	l, last := s.lexemes[i], s.lexemes[end]
	s.add(l.start, l.start, "select * from (")
	s.add(last.end, last.end, ") as `"+ValuesList+"`")
}

// modifiers of SELECT that change no result.
var modifiers = map[string]bool{
	"high_priority": true, "straight_join": true, "sql_small_result": true, "sql_big_result": true, "sql_buffer_result": true, "sql_no_cache": true,
}

// selectModifiers drops the words after SELECT that only advise MySQL's
// optimizer, and keeps ALL, DISTINCT and SQL_CALC_FOUND_ROWS.
func (s *Source) selectModifiers(i int) {
	all, distinct := -1, -1
	for j := i + 1; j < len(s.lexemes); j++ {
		l := s.lexemes[j]
		switch word := strings.ToLower(s.of(l)); {
		case l.kind != lexWord:
			return
		case modifiers[word]:
			s.add(l.start, l.end, strings.Repeat(" ", l.end-l.start))
		case word == "all":
			all = j
		case word == "distinct", word == "distinctrow":
			distinct = j
			s.add(l.start, l.end, "distinct")
		case word == "sql_calc_found_rows":
		default:
			return
		}
		if all >= 0 && distinct >= 0 {
			s.fail(sqlerr.New(sqlerr.WrongUsage, "Incorrect usage of ALL and DISTINCT"))
		}
	}
}
