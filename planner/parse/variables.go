package parse

import "strings"

// userVariable reports the variable @x, @`x` or @'x' at i, and where it ends.
func (s *Source) userVariable(i int) (name string, end int, ok bool) {
	if i >= len(s.lexemes) || s.lexemes[i].kind != lexWord {
		return "", 0, false
	}
	t := s.text(i)
	switch {
	case t == "@" && i+1 < len(s.lexemes) && s.lexemes[i+1].start == s.lexemes[i].end &&
		(s.lexemes[i+1].kind == lexQuoted || s.lexemes[i+1].kind == lexString):
		return VariableName(s.text(i + 1)), i + 2, true
	case len(t) > 1 && t[0] == '@' && t[1] != '@':
		return VariableName(t), i + 1, true
	}
	return "", 0, false
}

// quotedVariable writes @'x' as @`x`, the only quotes of a name that the parser knows.
func (s *Source) quotedVariable(i int) {
	name, end, ok := s.userVariable(i)
	if !ok || end != i+2 || s.lexemes[i+1].kind != lexString || strings.Contains(name, "`") {
		return
	}
	s.add(s.lexemes[i+1].start, s.lexemes[i+1].end, "`"+name+"`")
}

// setVariables makes SET @x = a, @y = b a SELECT of a and b, whose values go to
// the variables. As in MySQL, none of them reads what another sets. A SET that
// names system variables stays.
func (s *Source) setVariables() {
	if !s.is(0, "set") {
		return
	}
	var names []string
	type target struct{ begin, end int }
	var targets []target
	for i := 1; ; {
		name, end, ok := s.userVariable(i)
		if !ok || !s.is(end, "=", ":=") {
			return
		}
		names, targets = append(names, name), append(targets, target{i, end})
		if i = s.operandEnd(end, func(j int) bool { return s.is(j, ",", ";") }); !s.is(i, ",") {
			break
		}
		i++
	}
	plain := true
	for n, t := range targets {
		end := len(s.lexemes)
		if n+1 < len(targets) {
			end = targets[n+1].begin
		}
		plain = plain && s.plainValue(t.end+1, end)
	}
	if plain {
		return // the session keeps it, without an engine
	}
	for _, l := range s.lexemes {
		if strings.HasPrefix(s.of(l), "@@") {
			return
		}
	}
	first := s.lexemes[0]
	s.add(first.start, first.end, "select")
	for _, t := range targets {
		from, to := s.lexemes[t.begin].start, s.lexemes[t.end].end
		s.add(from, to, strings.Repeat(" ", to-from))
	}
	s.targets = names
}

// plainValue reports whether a value from i is one literal, maybe with a sign.
func (s *Source) plainValue(i, end int) bool {
	if s.is(i, "-") {
		i++
	}
	if i >= end || i+1 < end && !s.is(i+1, ",", ";") {
		return false
	}
	k := s.lexemes[i].kind
	return k == lexString || k == lexNumber || s.is(i, "null", "true", "false")
}
