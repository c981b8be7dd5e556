package local

import (
	"fmt"
	"strconv"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
)

// Param is the value of a ? of a statement: nil, bool, int64, uint64,
// float64, string or []byte.
type Param struct {
	Value any
	Type  catalog.Type
}

// bindings gives parameters as literals of the parser's tree; no text is spliced.
func bindings(params []Param) map[string]ast.Expr {
	if len(params) == 0 {
		return nil
	}
	out := make(map[string]ast.Expr, len(params))
	for i, p := range params {
		out["v"+strconv.Itoa(i+1)] = literal(p)
	}
	return out
}

func literal(p Param) ast.Expr {
	switch v := p.Value.(type) {
	case nil:
		return &ast.NullVal{}
	case bool:
		return ast.BoolVal(v)
	case int64:
		return ast.NewIntVal([]byte(strconv.FormatInt(v, 10)))
	case uint64:
		return ast.NewIntVal([]byte(strconv.FormatUint(v, 10)))
	case float64:
		return ast.NewFloatVal(strconv.AppendFloat(nil, v, 'g', -1, 64))
	case []byte:
		return ast.NewStrVal(v)
	case string:
		if p.Type.Kind == catalog.Decimal {
			return ast.NewFloatVal([]byte(v))
		}
		return ast.NewStrVal([]byte(v))
	}
	return ast.NewStrVal([]byte(fmt.Sprint(p.Value)))
}
