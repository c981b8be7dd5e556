package sqlgen

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// function is one translation of a MySQL function: its arguments as letters
// (see arg), DuckDB's text of it, and the DuckDB type that the text has.
//
// In sql, {1} is the first argument, {*} all of them, {2*} all from the second.
type function struct {
	args string // one letter for each; a last * repeats the letter before, ? makes the rest optional
	sql  string
	rep  rep
	// raises says that the text may raise on data, where MySQL gives NULL.
	raises bool
	// errs says that the text raises a MySQL error on data, as MySQL does. Where
	// policy hides rows, which an error could tell of, it is NULL instead.
	errs bool
	// guarded says that the text raises an error of MySQL's.
	guarded bool
	// finite says that a result beyond all doubles is out of range.
	finite bool
	// volatile says that each call gives another value.
	volatile bool
	// bytes says that the text is for bytes: some argument X has to be of that type.
	bytes bool
}

// functions holds every function that a template can say. The tables of their
// kinds are in functions_*.go.
var functions = mergeTables(textFunctions, digestFunctions, namingFunctions, numberFunctions, dateFunctions, jsonTableFunctions, sphereFunctions, formFunctions)

func mergeTables(tables ...map[string][]function) map[string][]function {
	out := map[string][]function{}
	for _, t := range tables {
		for name, fs := range t {
			out[name] = append(out[name], fs...)
		}
	}
	return out
}

// matches reports whether the arguments are as many as the function takes,
// and of the kinds that its capital-free letters ask for.
func (f *function) matches(list []plan.Expr) bool {
	letters, ok := f.letters(len(list))
	if !ok {
		return false
	}
	bytes := !f.bytes
	for i, l := range letters {
		t := list[i].Type()
		if !suits(l, t) {
			return false
		}
		bytes = bytes || l == 'X' && t.Kind == catalog.Bytes
	}
	return bytes
}

// letters gives one letter for each of n arguments.
func (f *function) letters(n int) (string, bool) {
	most, repeats := strings.CutSuffix(f.args, "*")
	least, optional, has := strings.Cut(most, "?")
	most = least + optional
	switch {
	case repeats && n >= len(most):
		return most + strings.Repeat(most[len(most)-1:], n-len(most)), true
	case n == len(most), has && n >= len(least) && n < len(most):
		return most[:n], true
	}
	return "", false
}

// suits reports whether an argument is of the kind that a small letter asks for.
func suits(letter rune, t catalog.Type) bool {
	switch letter {
	case 'i':
		return t.IsInteger()
	case 'c':
		return t.Kind == catalog.Decimal || t.IsInteger()
	case 'm':
		return t.Kind == catalog.Time
	case 'b':
		return t.Kind == catalog.Bytes
	case 'n', 'u':
		return t.IsNumeric()
	case 'd':
		return t.Kind == catalog.DateTime || t.Kind == catalog.Timestamp || t.Kind == catalog.Date
	}
	return true
}

// arg converts an argument to what a letter stands for:
//
//	A  as it is                 T  text            X  bytes
//	P  BIGINT, of what has no room the nearest
//	I  BIGINT                   N  DOUBLE          U  UBIGINT, for bits
//	D  DATE or TIMESTAMP        S  TIMESTAMP       E  DATE
//	M  microseconds (TIME)      B  BOOLEAN
//	i  whole number, BIGINT     c  decimal         n  number as it is
//	m  TIME only                b  bytes only      u  number, UBIGINT
//	d  DATE or DATETIME only, TIMESTAMP
func (g *generator) arg(letter byte, e plan.Expr) (frag, error) {
	switch letter {
	case 'T':
		return g.textArg(e)
	case 'P':
		return g.howMany(e)
	}
	f, err := g.expr(e)
	if err != nil {
		return frag{}, err
	}
	t := e.Type()
	to := func(k catalog.Kind) (frag, error) { return g.convert(f, t, catalog.Type{Kind: k}) }
	switch letter {
	case 'A', 'b', 'n':
		return g.kept(f, t)
	case 'X':
		return to(catalog.Bytes)
	case 'I', 'i':
		if f.rep.isNumber() && f.rep.fits(repInt) {
			return f.cast(repInt), nil
		}
		return to(catalog.Int64)
	case 'N':
		return to(catalog.Double)
	case 'U', 'u':
		if f.rep == repInt || f.rep.base < int64Base && f.rep.isInteger() {
			return toUnsigned(f.cast(repInt)), nil
		}
		return to(catalog.UInt64)
	case 'c':
		if f.rep.isInteger() {
			return decimalOperand(f)
		}
		return g.kept(f, t)
	case 'D':
		return g.dayArg(f, t)
	case 'S', 'd':
		return g.stampArg(f, t)
	case 'E':
		return to(catalog.Date)
	case 'M', 'm':
		return g.convert(f, t, catalog.Type{Kind: catalog.Time, Precision: 6})
	case 'B':
		return g.truth(f)
	}
	return frag{}, sqlerr.New(sqlerr.Internal, "sqlgen: no argument letter %c", letter)
}

// template fills a function's text.
func (g *generator) template(f *function, c *plan.Call) (frag, error) {
	letters, _ := f.letters(len(c.List))
	args := make([]frag, len(c.List))
	for i, e := range c.List {
		a, err := g.arg(letters[i], e)
		if err != nil {
			return frag{}, err
		}
		if a.rep == repNull {
			a = frag{sql: "CAST(NULL AS VARCHAR)", rep: repText}
			if letters[i] != 'A' && letters[i] != 'T' {
				a.sql = "NULL"
			}
		}
		args[i] = a
	}
	sql, repeated := fill(f.sql, args)
	out := frag{sql, f.rep, anyOnce(args...)}
	if repeated >= 0 && args[repeated].once && args[repeated].rep != repNull {
		// The text of a subquery may be repeated, as it is evaluated once for
		// each row either way; a volatile one may not.
		if calls := args[repeated].sql; strings.Contains(calls, "random()") || strings.Contains(calls, "uuid()") || strings.Contains(calls, "mysql_random_bytes(") || strings.Contains(calls, "mysql_uuid_short(") {
			return frag{}, sqlerr.New(sqlerr.Unsupported, "%s of a function that differs from call to call", strings.ToUpper(c.Func)).
				WithHint("compute the value in a derived table first")
		}
	}
	if f.rep == (rep{}) && len(args) > 0 {
		out.rep = args[0].rep
	}
	if f.finite {
		// The cast raises for infinity, and for what is no number.
		out.sql = "CASE WHEN isfinite(" + out.sql + ") THEN " + out.sql + " ELSE " + frag{out.sql, rep{}, false}.cast(repInt).sql + " END"
		out = g.guard(out)
	}
	if f.guarded {
		out = g.guard(out)
	}
	if f.raises {
		out = try(out)
	}
	if f.errs {
		out = g.guard(out)
	}
	out.once = out.once || f.volatile
	return out, nil
}

// howMany is a whole number of which only how great it is matters.
func (g *generator) howMany(e plan.Expr) (frag, error) {
	if c, ok := e.(*plan.Const); ok {
		if u, ok := c.Value.(uint64); ok {
			e = &plan.Const{Value: int64(min(u, 1<<63-1)), Typ: catalog.Type{Kind: catalog.Int64}, Secret: c.Secret}
		}
	}
	f, err := g.arg('n', e)
	if err != nil || f.rep != repUInt {
		return g.arg('I', e)
	}
	return frag{"CAST(least(" + f.sql + ", 9223372036854775807) AS BIGINT)", repInt, f.once}, nil
}

// fill puts arguments in their places, and tells which one of them is used
// more than once, or -1.
func fill(sql string, args []frag) (string, int) {
	var s strings.Builder
	used := make([]int, len(args))
	for {
		before, rest, ok := strings.Cut(sql, "{")
		s.WriteString(before)
		if !ok {
			break
		}
		place, after, _ := strings.Cut(rest, "}")
		if !isPlace(place) {
			s.WriteByte('{')
			sql = rest
			continue
		}
		sql = after
		from, all := strings.CutSuffix(place, "*")
		n := 0
		if from != "" {
			n = int(from[0]-'0') - 1
		}
		if all {
			s.WriteString(texts(args[n:]))
			continue
		}
		s.WriteString(args[n].sql)
		used[n]++
	}
	for i, n := range used {
		if n > 1 {
			return s.String(), i
		}
	}
	return s.String(), -1
}

// isPlace tells {1}, {2*} and {*} from braces of a regular expression.
func isPlace(s string) bool {
	s, all := strings.CutSuffix(s, "*")
	return s == "" && all || len(s) == 1 && s[0] >= '1' && s[0] <= '9'
}
