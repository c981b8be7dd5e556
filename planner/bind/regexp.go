package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// regexpForms are the arguments of the functions of regular expressions between
// the pattern and the match type: i are numbers, which have a default, t texts.
var regexpForms = map[string]struct {
	letters  string
	defaults []int64
}{
	"regexp_like":    {"", nil},
	"regexp_instr":   {"iii", []int64{1, 1, 0}},
	"regexp_substr":  {"ii", []int64{1, 1}},
	"regexp_replace": {"tii", []int64{0, 1, 0}},
}

// regexpFunction binds a function of regular expressions with all its arguments:
// those left out have their defaults, and the match type begins with that of the
// collation.
func (x *exprs) regexpFunction(name string, nodes []ast.Expr) (plan.Expr, error) {
	form := regexpForms[name]
	least := 2 + strings.Count(form.letters, "t")
	args, err := x.some(name, nodes, least, 3+len(form.letters))
	if err != nil {
		return nil, err
	}
	list := []plan.Expr{x.text(x.value(args[0])), x.text(x.value(args[1]))}
	for i, letter := range form.letters {
		switch {
		case len(args) <= 2+i:
			list = append(list, constInt(form.defaults[i]))
		case letter == 't':
			list = append(list, x.text(x.value(args[2+i])))
		default:
			list = append(list, x.whole(args[2+i]))
		}
	}
	kind, err := x.matchType(name, list)
	if err != nil {
		return nil, err
	}
	if len(args) == 3+len(form.letters) {
		asked := x.text(x.value(args[len(args)-1]))
		kind = &plan.Call{Func: "concat", List: []plan.Expr{kind, asked}, Typ: typeText}
		if c, ok := asked.(*plan.Const); ok && c.Value != nil {
			kind = constString(constText(list0(kind)) + constText(c))
		}
	}
	return &plan.Call{Func: name, List: append(list, kind), Typ: regexpType(name, list)}, nil
}

// list0 is the first argument of a call, a constant.
func list0(e plan.Expr) *plan.Const { return e.(*plan.Call).List[0].(*plan.Const) }

func regexpType(name string, list []plan.Expr) catalog.Type {
	switch name {
	case "regexp_like":
		return typeBool
	case "regexp_instr":
		return typeInt
	case "regexp_substr":
		return likeFirst(list)
	}
	return catalog.Type{Kind: list[0].Type().Kind}
}

// matchType is the match type of the collation: i where case does not count. Bytes
// match bytes only.
func (x *exprs) matchType(name string, list []plan.Expr) (plan.Expr, error) {
	bytes := list[0].Type().Kind == catalog.Bytes
	for _, e := range list[1:] {
		if t := e.Type(); (t.Kind == catalog.Bytes) != bytes && (t.Kind == catalog.Bytes || t.Kind == catalog.String) && !isNull(e) && !isNull(list[0]) {
			return nil, sqlerr.New(sqlerr.MixedCharsets, "Character set '%s' cannot be used in conjunction with '%s' in call to %s.", x.charsetOf(list[0]), x.charsetOf(e), name)
		}
	}
	if bytes {
		return constString("c"), nil
	}
	c, err := x.mix(name, list[:2], true)
	if err != nil {
		return nil, err
	}
	if c.collation.IsBin() || strings.HasSuffix(c.collation.String(), "_cs") {
		return constString("c"), nil
	}
	return constString("i"), nil
}

func (x *exprs) charsetOf(e plan.Expr) string {
	if e.Type().Kind == catalog.Bytes {
		return "binary"
	}
	return x.attributeOf(e).collation.String()
}

// regexp is REGEXP and RLIKE.
func (x *exprs) regexp(n *ast.ComparisonExpr) (plan.Expr, error) {
	return x.regexpFunction("regexp_like", []ast.Expr{n.Left, n.Right})
}
