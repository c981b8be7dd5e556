package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// char is CHAR(n, … [USING charset]): the bytes of numbers, or the text that they are.
func (x *exprs) char(n *ast.CharExpr) (plan.Expr, error) {
	nodes := make([]ast.Expr, len(n.Exprs))
	for i, e := range n.Exprs {
		a, ok := e.(*ast.AliasedExpr)
		if !ok {
			return nil, wrongCount("char")
		}
		nodes[i] = a.Expr
	}
	args, err := x.scalars(nodes...)
	if err != nil {
		return nil, err
	}
	for i, a := range args {
		args[i] = x.whole(a)
	}
	size := uint64(maxBytes * len(args))
	out := &plan.Call{Func: "char", List: args, Typ: sized(catalog.Bytes, size)}
	if n.Type == "" {
		return out, nil
	}
	c, err := charset(n.Type)
	if err != nil || c == catalog.Binary {
		return out, err
	}
	call := &plan.Call{Func: "char_text", List: []plan.Expr{out}, Typ: attribute{c, catalog.Coercible, false}.on(sized(catalog.String, size))}
	if c.Charset() == "latin1" {
		call.Func = "decode_latin1"
	}
	x.b.isSettled(call)
	return call, nil
}

// cipher is AES_ENCRYPT and AES_DECRYPT, whose mode is a variable of the session.
func (x *exprs) cipher(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 6)
	if err != nil {
		return nil, err
	}
	mode := "aes-128-ecb"
	if x.b.env.SystemVariable != nil && !x.closed {
		if v, ok := x.b.env.SystemVariable("session", "block_encryption_mode"); ok {
			mode, _ = v.Value.(string)
		}
	}
	x.b.volatile = true
	if len(args) == 2 && !strings.HasSuffix(mode, "-ecb") {
		return nil, wrongCount(name)
	}
	list := []plan.Expr{constString(mode)}
	for _, a := range args {
		list = append(list, x.text(x.value(a)))
	}
	const cipherBlock = 16
	size := lengthAs(catalog.Bytes, list[1])
	if name == "aes_encrypt" {
		size = size/cipherBlock*cipherBlock + cipherBlock
	}
	return &plan.Call{Func: name, List: list, Typ: sized(catalog.Bytes, size)}, nil
}

// conv is CONV, and BIN and OCT, which are CONV of a decimal number to base 2 or 8.
// X'41' is the number 65 to it, whatever the base is.
func (x *exprs) conv(name string, nodes []ast.Expr) (plan.Expr, error) {
	count := 1
	if name == "conv" {
		count = 3
	}
	args, err := x.some(name, nodes, count, count)
	if err != nil {
		return nil, err
	}
	from, to := plan.Expr(constInt(10)), plan.Expr(constInt(2))
	switch name {
	case "oct":
		to = constInt(8)
	case "conv":
		from, to = x.whole(args[1]), x.whole(args[2])
	}
	if v, ok := nodes[0].(*ast.SQLVal); ok && (v.Type == ast.HexVal || v.Type == ast.HexNum || v.Type == ast.BitVal) {
		args[0], from = x.number(args[0]), constInt(10)
	}
	list := []plan.Expr{x.text(x.value(args[0])), from, to}
	return &plan.Call{Func: "conv", List: list, Typ: varchar(65)}, nil
}

// bytes takes a text for the bytes that it is.
func (x *exprs) bytes(e plan.Expr) plan.Expr {
	if e.Type().Kind == catalog.Bytes {
		return e
	}
	size := lengthAs(catalog.Bytes, e)
	if c, ok := e.(*plan.Const); ok && c.Value != nil {
		size = uint64(len(constText(c)))
	}
	return x.to(e, sized(catalog.Bytes, size))
}

// strcmp is STRCMP, which compares dates with constant texts as dates.
func (x *exprs) strcmp(name string, nodes []ast.Expr) (plan.Expr, error) {
	args, err := x.some(name, nodes, 2, 2)
	if err != nil {
		return nil, err
	}
	for i, a := range args {
		c, ok := args[1-i].(*plan.Const)
		if ok && c.Value != nil && a.Type().IsTemporal() && (c.Typ.Kind == catalog.String || c.Typ.Kind == catalog.Bytes) {
			return nil, unsupported("STRCMP over a mix of text and dates").WithHint("compare with < and =, or CAST both AS CHAR")
		}
	}
	args = []plan.Expr{x.text(x.value(args[0])), x.text(x.value(args[1]))}
	if e, err := x.collatedFunction(name, args); e != nil || err != nil {
		return e, err
	}
	return &plan.Call{Func: name, List: args, Typ: typeInt}, nil
}

// ofNull is a function whose first argument, of which it takes a form or a piece,
// is the literal NULL: bytes, to MySQL.
func ofNull(name string, args []plan.Expr) bool {
	if !likeFirstText[name] || name == "quote" || len(args) == 0 {
		return false
	}
	c, ok := args[0].(*plan.Const)
	return ok && c.Value == nil && c.Typ.Kind == catalog.Null
}
