package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// function binds a function by name: an aggregate, a window function, one
// with rules of its own, or one of the table.
func (x *exprs) function(n *ast.FuncExpr) (plan.Expr, error) {
	name := n.Name.Lowered()
	switch {
	case !n.Qualifier.IsEmpty():
		return nil, sqlerr.New(sqlerr.UnknownFunction, "FUNCTION %s.%s does not exist", n.Qualifier.String(), n.Name.String())
	case name == parse.AllSubquery || name == parse.AnySubquery:
		return nil, unsupported("ALL and ANY away from a comparison")
	case name == parse.Assignment:
		return nil, unsupported(":= within an expression")
	case parse.Closed(name):
		return nil, unsupported("function %s", strings.ToUpper(name))
	case n.Over != nil:
		return x.window(n)
	case aggregateNames[name]:
		return x.aggregate(n)
	case n.Distinct:
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	if windowNames[name] {
		return nil, sqlerr.New(sqlerr.WindowPlace, "You cannot use the window function '%s' in this context.", name)
	}
	if f, ok := sessionFunctions[name]; ok {
		return x.sessionFunction(name, f, n)
	}
	if f := specialFunction(name); f != nil {
		args, err := arguments(n)
		if err != nil {
			return nil, err
		}
		return f(x, name, args)
	}
	f, ok := functions[name]
	if !ok {
		f, ok = textFunctions[name]
	}
	if !ok {
		return nil, x.noFunction(name)
	}
	return x.tableFunction(name, f, n)
}

func (x *exprs) noFunction(name string) error {
	if refused[name] || spatialNames[name] {
		return unsupported("function %s", strings.ToUpper(name))
	}
	database := x.b.env.Database
	if database == "" {
		return sqlerr.New(sqlerr.UnknownFunction, "FUNCTION %s does not exist", name)
	}
	return sqlerr.New(sqlerr.UnknownFunction, "FUNCTION %s.%s does not exist", database, name)
}

// arguments are the expressions of a call, which no star may be among.
func arguments(n *ast.FuncExpr) ([]ast.Expr, error) {
	var out []ast.Expr
	for _, e := range n.Exprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			return nil, sqlerr.New(sqlerr.WrongArguments, "Incorrect parameter count in the call to native function '%s'", n.Name.String())
		}
		out = append(out, a.Expr)
	}
	return out, nil
}

func wrongCount(name string) error {
	return sqlerr.New(sqlerr.WrongArguments, "Incorrect parameter count in the call to native function '%s'", name)
}

func (x *exprs) tableFunction(name string, f function, n *ast.FuncExpr) (plan.Expr, error) {
	nodes, err := arguments(n)
	if err != nil {
		return nil, err
	}
	letters, ok := signature(f.args, len(nodes))
	if !ok {
		return nil, wrongCount(n.Name.String())
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	if ofNull(name, args) {
		return constNull(varbinary(1)), nil
	}
	for i := range args {
		if args[i], err = x.argument(args[i], letters[i]); err != nil {
			return nil, err
		}
	}
	if seesBytes[name] && isLatin1(args[0]) {
		args[0] = x.to(args[0], sized(catalog.Bytes, uint64(args[0].Type().Length)))
	}
	if comparesText[name] {
		if e, err := x.collatedFunction(name, args); e != nil || err != nil {
			return e, err
		}
	}
	if f.name != "" {
		name = f.name
	}
	return &plan.Call{Func: name, List: args, Typ: f.result(args)}, nil
}

// signature gives the letters of n arguments.
func signature(args string, n int) (string, bool) {
	required, optional, _ := strings.Cut(args, "?")
	letters := required + optional
	least := len(required)
	if strings.HasSuffix(letters, "+") {
		letters = letters[:len(letters)-1]
		least = min(least, len(letters))
		for len(letters) < n {
			letters += letters[len(letters)-1:]
		}
	}
	if n < least || n > len(letters) {
		return "", false
	}
	return letters[:n], true
}

// argument converts an argument to what its letter asks for.
func (x *exprs) argument(e plan.Expr, letter byte) (plan.Expr, error) {
	switch letter {
	case 't':
		return x.text(x.value(e)), nil
	case 'i':
		return x.whole(e), nil
	case 'n':
		return x.number(e), nil
	case 'm':
		return x.quantity(e), nil
	case 'd':
		return x.to(x.number(e), typeDouble), nil
	case 'A':
		return x.dateTime(e)
	case 'D':
		return x.date(e)
	case 'T':
		return x.to(e, typeTime6), nil
	case 'U':
		return x.anyTemporal(e)
	case 'b':
		return x.predicate(e), nil
	}
	e = x.value(e)
	if k := e.Type().Kind; k == catalog.Null || k == catalog.JSON {
		return x.to(e, typeText), nil
	}
	return e, nil
}

// whole makes a whole number, rounding as MySQL does.
// A text is read up to its first point.
func (x *exprs) whole(e plan.Expr) plan.Expr {
	if e.Type().Kind == catalog.String {
		return x.to(e, typeInt)
	}
	e = x.number(e)
	if e.Type().IsInteger() {
		return e
	}
	return x.to(e, typeInt)
}

// dateTime makes a DATE or DATETIME; an instant becomes the session's wall time.
func (x *exprs) dateTime(e plan.Expr) (plan.Expr, error) {
	t := e.Type()
	switch {
	case t.Kind == catalog.Date, t.Kind == catalog.DateTime:
		return e, nil
	case t.Kind == catalog.Timestamp:
		return x.to(e, catalog.Type{Kind: catalog.DateTime, Precision: t.Precision}), nil
	case t.Kind == catalog.Time:
		return x.onToday(e)
	}
	if isNull(e) {
		return constNull(typeDT), nil
	}
	return x.to(e, typeDT6), nil
}

func (x *exprs) date(e plan.Expr) (plan.Expr, error) {
	e, err := x.dateTime(e)
	if err != nil {
		return nil, err
	}
	return x.to(e, typeDate), nil
}

// anyTemporal makes a date, a time or both. Text and numbers are times, though
// a text may be a date and time of which only the time counts.
func (x *exprs) anyTemporal(e plan.Expr) (plan.Expr, error) {
	t := e.Type()
	switch {
	case t.Kind == catalog.Time:
		return e, nil
	case t.IsTemporal():
		return x.dateTime(e)
	case isNull(e):
		return constNull(typeDT), nil
	}
	return x.to(e, typeTime6), nil
}
