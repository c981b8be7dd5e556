package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// comparesText are functions of the table that compare texts.
var comparesText = map[string]bool{"strcmp": true, "locate": true, "position": true, "instr": true, "find_in_set": true}

// collatedFunction is one of these under a collation that is not bytewise; nil
// where it is.
func (x *exprs) collatedFunction(name string, args []plan.Expr) (plan.Expr, error) {
	switch name {
	case "instr":
		return x.locate(args[1], args[0], constInt(1)), nil
	case "locate", "position":
		if len(args) == 3 {
			return x.locate(args[0], args[1], args[2]), nil
		}
		return x.locate(args[0], args[1], constInt(1)), nil
	}
	c, err := x.mix(name, args[:2], true)
	if err != nil || c.collation.Bytewise() {
		return nil, err
	}
	if name == "strcmp" {
		return x.compared(args[0], args[1])
	}
	if c.collation.IsBin() {
		return nil, nil
	}
	list := []plan.Expr{args[0], args[1], constString(c.collation.String())}
	return &plan.Call{Func: "collated_find_in_set", List: list, Typ: typeInt}, nil
}

// locate searches under the collation of the text that is searched.
func (x *exprs) locate(part, text, from plan.Expr) plan.Expr {
	c := x.attributeOf(text).collation
	switch {
	case isNull(part), isNull(text), c == catalog.Binary:
		return nil
	case part.Type().Kind == catalog.Bytes: // which have to be a text: sqlgen asks
	case c.IsBin():
		return nil
	}
	return &plan.Call{Func: "collated_locate", List: []plan.Expr{part, text, from, constString(c.String())}, Typ: typeInt}
}

// compared is -1, 0 or 1.
func (x *exprs) compared(a, b plan.Expr) (plan.Expr, error) {
	out := &plan.Case{Else: constNull(typeInt), Typ: typeInt}
	for i, op := range []string{"=", "<", ">"} {
		cond, err := x.comparison(op, a, b)
		if err != nil {
			return nil, err
		}
		out.Whens = append(out.Whens, plan.When{Cond: cond, Then: constInt(int64([]int{0, -1, 1}[i]))})
	}
	return out, nil
}

// collatedExtreme is GREATEST or LEAST of texts whose order is not bytewise; nil
// where it is.
func (x *exprs) collatedExtreme(name string, args []plan.Expr, t catalog.Type) (plan.Expr, error) {
	if t.Kind != catalog.String {
		return nil, nil
	}
	c, err := x.mix(name, args, false)
	if err != nil || c.collation.Bytewise() {
		return nil, err
	}
	all := texts{listed: true}
	for _, e := range args {
		all = all.or(x.b.textsOf(e))
	}
	if all.bytewise(c.collation, true) {
		return nil, nil
	}
	call := &plan.Call{Func: "collated_" + name, List: append([]plan.Expr{constString(c.collation.String())}, args...), Typ: c.on(t)}
	x.b.isSettled(call)
	return call, nil
}

// collationFunction is COLLATION, CHARSET, COERCIBILITY and WEIGHT_STRING.
func (x *exprs) collationFunction(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 1, 1)
	if err != nil {
		return nil, err
	}
	a := x.attributeOf(args[0])
	if a.strength == catalog.Numeric {
		a.collation = catalog.Binary
	}
	switch name {
	case "coercibility":
		return constInt(int64(a.strength.Number())), nil
	case "charset":
		return x.systemText(a.collation.Charset()), nil
	case "collation":
		return x.systemText(a.collation.String()), nil
	}
	e := args[0]
	switch {
	case isNull(e):
		return constNull(typeBytes), nil
	case e.Type().Kind == catalog.Bytes:
		return e, nil
	case !isText(e):
		return nil, unsupported("WEIGHT_STRING of %s", e.Type())
	}
	return &plan.Call{Func: name, List: []plan.Expr{e, constString(a.collation.String())}, Typ: typeBytes}, nil
}

// systemText is a text that the server itself says.
func (x *exprs) systemText(s string) plan.Expr {
	t := attribute{catalog.UTF8MB3GeneralCi, catalog.Coercible, false}.on(varchar(64))
	return &plan.Const{Value: strings.ToLower(s), Typ: t}
}
