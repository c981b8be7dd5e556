package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// special is a function with rules of its own.
type special func(x *exprs, name string, args []ast.Expr) (plan.Expr, error)

func specialFunction(name string) special {
	switch name {
	case "if":
		return (*exprs).ifFunc
	case "ifnull", "coalesce":
		return (*exprs).coalesce
	case "nullif":
		return (*exprs).nullif
	case "isnull":
		return (*exprs).isnull
	case "interval":
		return (*exprs).intervalFunc
	case "greatest", "least":
		return (*exprs).extreme
	case "mod":
		return (*exprs).mod
	case "ltrim", "rtrim":
		return (*exprs).trimSpaces
	case "field":
		return (*exprs).field
	case "bin", "oct", "conv":
		return (*exprs).conv
	case "strcmp":
		return (*exprs).strcmp
	case "regexp_like", "regexp_instr", "regexp_substr", "regexp_replace":
		return (*exprs).regexpFunction
	case "uuid_short":
		return (*exprs).uuidShort
	case "validate_password_strength":
		return (*exprs).passwordStrength
	case "ps_thread_id", "ps_current_thread_id":
		return (*exprs).performanceSchema
	case "aes_encrypt", "aes_decrypt":
		return (*exprs).cipher
	case "name_const":
		return (*exprs).nameConst
	case "grouping":
		return (*exprs).groupingCall
	case "collation", "charset", "coercibility", "weight_string":
		return (*exprs).collationFunction
	case "bit_count":
		return (*exprs).bitCountFunc
	case "any_value":
		return (*exprs).anyValue
	case "rand", "uuid":
		return (*exprs).random
	case "has_role", "claim":
		return (*exprs).principalFunc
	}
	if name == "st_distance_sphere" {
		return (*exprs).distanceSphere
	}
	if f := jsonSpecial(name); f != nil {
		return f
	}
	return dateFunction(name)
}

// some binds between least and most arguments.
func (x *exprs) some(name string, nodes []ast.Expr, least, most int) ([]plan.Expr, error) {
	if len(nodes) < least || len(nodes) > most {
		return nil, wrongCount(name)
	}
	return x.scalars(nodes...)
}

func (x *exprs) ifFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 3, 3)
	if err != nil {
		return nil, err
	}
	return x.cases("IF", args[:1], args[1:])
}

func (x *exprs) coalesce(name string, nodes []ast.Expr) (plan.Expr, error) {
	least, most := 1, len(nodes)
	if name == "ifnull" {
		least, most = 2, 2
	}
	args, err := x.some(name, nodes, least, most)
	if err != nil {
		return nil, err
	}
	args, t, err := x.same(strings.ToUpper(name), args)
	if err != nil {
		return nil, err
	}
	return &plan.Call{Func: "coalesce", List: args, Typ: t}, nil
}

// nullif is CASE WHEN a = b THEN NULL ELSE a END.
func (x *exprs) nullif(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	equal, err := x.comparison("=", args[0], args[1])
	if err != nil {
		return nil, err
	}
	return x.cases("NULLIF", []plan.Expr{equal}, []plan.Expr{constNull(typeNull), args[0]})
}

func (x *exprs) isnull(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	return isNullCall(args[0]), nil
}

// extreme is GREATEST and LEAST: the arguments compare as their common type.
func (x *exprs) extreme(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) < 2 {
		return nil, wrongCount(name)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	if args, err = x.jsonOperands(name, args, false); err != nil {
		return nil, err
	}
	if out, err := x.extremeDates(name, args); out != nil || err != nil {
		return out, err
	}
	args, t, err := x.same(strings.ToUpper(name), args)
	if err != nil {
		return nil, err
	}
	if e, err := x.collatedExtreme(name, args, t); e != nil || err != nil {
		return e, err
	}
	return &plan.Call{Func: name, List: args, Typ: t}, nil
}

// field is FIELD: texts compare as texts, exact numbers as such, all else as doubles.
func (x *exprs) field(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) < 2 {
		return nil, wrongCount(name)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	texts, exact := true, true
	for i, e := range args {
		e = x.value(e)
		args[i] = e
		t := e.Type()
		null := t.Kind == catalog.Null
		texts = texts && (null || t.IsText() || t.Kind == catalog.Bytes || t.IsTemporal())
		exact = exact && (null || isExact(t))
	}
	for i, e := range args {
		switch {
		case texts:
			args[i] = x.text(e)
		case exact:
			args[i] = x.number(e)
		default:
			args[i] = x.to(x.number(e), typeDouble)
		}
	}
	if texts {
		c, err := x.mix(name, args, false)
		if err != nil {
			return nil, err
		}
		for i, e := range args {
			if !c.collation.Bytewise() {
				args[i] = x.underKey(e, c.collation)
			}
		}
	}
	return &plan.Call{Func: name, List: args, Typ: typeInt}, nil
}

func (x *exprs) mod(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	return x.arithmetic("%", args[0], args[1]), nil
}

func (x *exprs) trimSpaces(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	e := x.text(x.value(args[0]))
	return &plan.Call{Func: name, List: []plan.Expr{e, constString(" ")}, Typ: e.Type()}, nil
}

func (x *exprs) trim(n *ast.TrimExpr) (plan.Expr, error) {
	args, err := x.scalars(n.Str, n.Pattern)
	if err != nil {
		return nil, err
	}
	name := map[string]string{ast.Leading: "ltrim", ast.Trailing: "rtrim", ast.Both: "trim"}[n.Dir]
	e := x.text(x.value(args[0]))
	return &plan.Call{Func: name, List: []plan.Expr{e, x.text(args[1])}, Typ: e.Type()}, nil
}

func (x *exprs) substr(n *ast.SubstrExpr) (plan.Expr, error) {
	nodes := []ast.Expr{n.Name, n.From}
	if n.Name == nil {
		nodes[0] = n.StrVal
	}
	if n.To != nil {
		nodes = append(nodes, n.To)
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	args[0] = x.text(x.value(args[0]))
	for i := range args[1:] {
		args[i+1] = x.whole(args[i+1])
	}
	return &plan.Call{Func: "substring", List: args, Typ: piece(args)}, nil
}

// random is a value that differs from row to row.
func (x *exprs) random(name string, nodes []ast.Expr) (plan.Expr, error) {
	if x.closed {
		return nil, notInPolicy(strings.ToUpper(name) + "()")
	}
	if len(nodes) == 1 && name == "rand" {
		return x.seeded(nodes[0])
	}
	if len(nodes) > 0 {
		return nil, wrongCount(name)
	}
	x.b.volatile = true
	x.b.random++
	t := typeDouble
	if name == "uuid" {
		t = varchar(36)
	}
	return &plan.Call{Func: name, Typ: t}, nil
}

// seeded is RAND(seed): of a seed that differs by row the first number that it
// gives. A constant seed gives the rows one after another numbers, in an order
// that only MySQL's storage knows.
func (x *exprs) seeded(node ast.Expr) (plan.Expr, error) {
	args, err := x.scalars(node)
	if err != nil {
		return nil, err
	}
	seed := x.whole(args[0])
	if _, isColumn := seed.(*plan.Const); isColumn && len(x.scope.base()) > 0 {
		return nil, unsupported("RAND with a constant seed over rows")
	}
	zero := &plan.Call{Func: "coalesce", List: []plan.Expr{x.to(seed, typeInt), constInt(0)}, Typ: typeInt}
	return &plan.Call{Func: "rand", List: []plan.Expr{zero}, Typ: typeDouble}, nil
}

// principalFunc is has_role('x') and claim('x') in masks and row filters.
func (x *exprs) principalFunc(name string, nodes []ast.Expr) (plan.Expr, error) {
	if !x.closed {
		return nil, x.noFunction(name)
	}
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	c, ok := args[0].(*plan.Const)
	if !ok || c.Typ.Kind != catalog.String {
		return nil, sqlerr.New(sqlerr.WrongArguments, "%s takes one constant string", name)
	}
	t := typeText
	if name == "has_role" {
		t = typeBool
	}
	return &plan.Call{Func: name, List: []plan.Expr{c}, Typ: t}, nil
}

func notInPolicy(what string) error {
	return sqlerr.New(sqlerr.Unsupported, "%s is not allowed in a mask or row filter", what)
}
