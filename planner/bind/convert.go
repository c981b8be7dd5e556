package bind

import (
	"strconv"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/internal/temporal"
	"nanohouse/planner/plan"
)

// convert is CAST(x AS type) and CONVERT(x, type).
func (x *exprs) convert(n *ast.ConvertExpr) (plan.Expr, error) {
	t, err := castType(n.Type)
	if err != nil {
		return nil, err
	}
	e, err := x.scalar(n.Expr)
	if err != nil {
		return nil, err
	}
	if t.Kind == catalog.JSON {
		if e, err = x.jsonArgumentOf(n.Expr); err != nil {
			return nil, err
		}
		return x.castJSON(e)
	}
	e = x.value(e)
	switch {
	case t.Kind == catalog.String:
		return x.castText(e, t, n.Type)
	case t.Kind == catalog.Bytes && n.Type.Length != nil:
		whole := x.to(e, catalog.Type{Kind: catalog.Bytes})
		return &plan.Call{Func: "cast_binary", List: []plan.Expr{whole, constInt(int64(t.Length))}, Typ: sized(catalog.Bytes, uint64(t.Length))}, nil
	case t.Kind == catalog.Bytes:
		return x.bytes(x.text(e)), nil
	case t.IsTemporal():
		return x.castTemporal(e, t), nil
	case t == typeInt && isBitLiteral(e):
		return wrapped(x.bits(e)), nil
	}
	return x.to(e, t), nil
}

// castTemporal rounds to the type's digits, which a constant with more keeps
// for the engine to do.
func (x *exprs) castTemporal(e plan.Expr, t catalog.Type) plan.Expr {
	if c, ok := e.(*plan.Const); ok && c.Value != nil {
		f, ok := x.foldTo(c, withPrecision(t, 6)).(*plan.Const)
		if ok && f.Typ.Precision <= t.Precision {
			return &plan.Const{Value: f.Value, Typ: t}
		}
		if c.Typ == t {
			return e
		}
		return x.castTo(e, t)
	}
	return x.to(e, t)
}

// castType is the type that CAST names.
func castType(ct *ast.ConvertType) (catalog.Type, error) {
	length, err := castNumber(ct.Length, 0)
	if err != nil {
		return typeNull, err
	}
	switch name := strings.ToLower(ct.Type); name {
	case "signed":
		return typeInt, nil
	case "unsigned":
		return typeUint, nil
	case "char", "nchar":
		return catalog.Type{Kind: catalog.String, Length: uint32(length)}, nil
	case "binary":
		return catalog.Type{Kind: catalog.Bytes, Length: uint32(length)}, nil
	case "date":
		return typeDate, nil
	case "datetime", "time":
		if length > 6 {
			return typeNull, sqlerr.New(sqlerr.TooBigPrecision, "Too-big precision %d specified for 'CAST'. Maximum is 6.", length)
		}
		t := catalog.Type{Kind: catalog.DateTime, Precision: uint8(length)}
		if name == "time" {
			t.Kind = catalog.Time
		}
		return t, nil
	case "decimal":
		return castDecimal(ct)
	case "double", "real":
		return typeDouble, nil
	case "float":
		return catalog.Type{Kind: catalog.Float}, nil
	case "json":
		return typeJSON, nil
	}
	return typeNull, unsupported("CAST AS %s", strings.ToUpper(ct.Type))
}

func castDecimal(ct *ast.ConvertType) (catalog.Type, error) {
	p, err := castNumber(ct.Length, 10)
	if err != nil {
		return typeNull, err
	}
	s, err := castNumber(ct.Scale, 0)
	if err != nil {
		return typeNull, err
	}
	if p > maxPrecision || s > maxScale || s > p {
		return typeNull, sqlerr.New(sqlerr.WrongArgument, "Too big precision or scale in DECIMAL(%d,%d)", p, s)
	}
	return decimal(p, s), nil
}

func castNumber(v *ast.SQLVal, otherwise int) (int, error) {
	if v == nil {
		return otherwise, nil
	}
	n, err := strconv.Atoi(string(v.Val))
	if err != nil || n < 0 {
		return 0, unsupported("this length in CAST")
	}
	return n, nil
}

// extract is EXTRACT(unit FROM x).
func (x *exprs) extract(n *ast.ExtractFuncExpr) (plan.Expr, error) {
	args, err := x.scalars(n.Expr)
	if err != nil {
		return nil, err
	}
	return x.extractUnit(strings.ToLower(n.Unit), args[0])
}

// timestampFunc is TIMESTAMPDIFF and TIMESTAMPADD.
func (x *exprs) timestampFunc(n *ast.TimestampFuncExpr) (plan.Expr, error) {
	args, err := x.scalars(n.Expr1, n.Expr2)
	if err != nil {
		return nil, err
	}
	unit := strings.TrimPrefix(strings.ToLower(n.Unit), "sql_tsi_")
	if n.Name == "timestampadd" {
		return x.addInterval(false, args[1], args[0], unit)
	}
	if u, ok := temporal.UnitOf(unit); !ok || u.Compound() {
		return nil, unsupported("TIMESTAMPDIFF in %s", strings.ToUpper(unit))
	}
	for i := range args {
		if args[i], err = x.dateTime(args[i]); err != nil {
			return nil, err
		}
	}
	list := []plan.Expr{constString(unit), args[0], args[1]}
	return &plan.Call{Func: "timestampdiff", List: list, Typ: typeInt}, nil
}
