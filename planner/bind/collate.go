package bind

import (
	"strings"
	"unicode/utf8"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/catalog/collation"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// charset finds the default collation of a character set.
func charset(name string) (catalog.Collation, error) {
	c, ok := catalog.DefaultCollation(name)
	if ok {
		return c, nil
	}
	if otherCharsets[strings.ToLower(name)] {
		return 0, unsupported("character set %s", name)
	}
	return 0, sqlerr.New(sqlerr.UnknownCharset, "Unknown character set: '%s'", name)
}

// otherCharsets are those that MySQL has besides.
var otherCharsets = words(`armscii8 big5 cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030 gb2312
	gbk geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32`)

// castText is CAST(x AS CHAR(n) CHARACTER SET c).
func (x *exprs) castText(e plan.Expr, t catalog.Type, n *ast.ConvertType) (plan.Expr, error) {
	c := x.connection()
	switch strings.ToLower(n.Charset) {
	case "":
		if strings.EqualFold(n.Type, "nchar") {
			c = catalog.UTF8MB3GeneralCi
		}
	case "binary":
		return x.to(x.text(e), catalog.Type{Kind: catalog.Bytes, Length: t.Length}), nil
	default:
		var err error
		if c, err = charset(n.Charset); err != nil {
			return nil, err
		}
	}
	if t.Length > 0 {
		e = &plan.Cast{Input: x.text(e), To: attribute{c, catalog.Implicit, false}.on(t)}
	}
	return x.recoded(x.to(e, typeText), c), nil
}

// convertUsing is CONVERT(x USING charset).
func (x *exprs) convertUsing(n *ast.ConvertUsingExpr) (plan.Expr, error) {
	e, err := x.scalar(n.Expr)
	if err != nil {
		return nil, err
	}
	e = x.text(x.value(e))
	c, err := charset(n.Type)
	if err != nil {
		return nil, err
	}
	if c == catalog.Binary {
		return x.to(e, typeBytes), nil
	}
	return x.recoded(x.to(e, typeText), c), nil
}

// recoded is a text in the character set of a collation: what that lacks becomes
// a question mark.
func (x *exprs) recoded(e plan.Expr, c catalog.Collation) plan.Expr {
	from := x.attributeOf(e)
	to := attribute{c, catalog.Implicit, false}
	if from == to && !isConst(e) {
		return e
	}
	lossless := c.Charset() == "utf8mb4" || from.collation.Charset() == c.Charset() || isASCII(e) ||
		from.collation == catalog.Binary || from.collation.Charset() == "ascii" || c.IsUnicode() && !from.collation.IsUnicode()
	if !lossless {
		e = &plan.Call{Func: "fit_charset", List: []plan.Expr{e, constString(c.String())}, Typ: to.on(e.Type())}
		x.b.isSettled(e)
	}
	return withCollation(e, to)
}

// collate is x COLLATE c.
func (x *exprs) collate(n *ast.CollateExpr) (plan.Expr, error) {
	e, err := x.scalar(n.Expr)
	if err != nil {
		return nil, err
	}
	c, ok := catalog.CollationOf(n.Collation)
	if !ok {
		if isCollationName(n.Collation) {
			return nil, unsupported("collation %s", n.Collation)
		}
		return nil, sqlerr.New(sqlerr.UnknownCollation, "Unknown collation: '%s'", n.Collation)
	}
	e = x.text(x.value(e))
	from := x.attributeOf(e).collation
	if isNull(e) {
		from = x.connection()
	}
	if from.Charset() != c.Charset() {
		return nil, sqlerr.New(sqlerr.CollationCharset, "COLLATION '%s' is not valid for CHARACTER SET '%s'", strings.ToLower(n.Collation), from.Charset())
	}
	if c == catalog.Binary {
		return withCollation(e, attribute{c, catalog.Explicit, false}), nil
	}
	return withCollation(x.to(e, typeText), attribute{c, catalog.Explicit, false}), nil
}

// isCollationName reports whether a name is one that MySQL may have.
func isCollationName(name string) bool {
	set, rest, ok := strings.Cut(strings.ToLower(name), "_")
	if _, known := catalog.DefaultCollation(set); !known && !otherCharsets[set] {
		return false
	}
	return ok && (strings.HasSuffix(rest, "_ci") || strings.HasSuffix(rest, "_cs") || rest == "bin" ||
		strings.HasSuffix(rest, "_bin"))
}

// introduced is _charset'…': the bytes of a literal, read as text of a character set.
func (x *exprs) introduced(introducer string, e plan.Expr) (plan.Expr, error) {
	k, ok := e.(*plan.Const)
	if !ok || k.Typ.Kind != catalog.String && k.Typ.Kind != catalog.Bytes {
		return nil, parse.SyntaxError(x.b.src.Text, 0)
	}
	name := strings.ToLower(strings.TrimPrefix(introducer, "_"))
	if _, ok := catalog.DefaultCollation(name); !ok {
		return nil, unsupported("character set introducer %s", introducer)
	}
	c, err := charset(name)
	if err != nil {
		return nil, err
	}
	text := constText(k)
	switch {
	case c == catalog.Binary:
		return bytesLiteral([]byte(text)), nil
	case c.Charset() == "latin1":
		text = fromLatin1(text)
	case !utf8.ValidString(text), c.Charset() == "ascii" && !isASCII(k),
		c.Charset() == "utf8mb3" && strings.ContainsFunc(text, func(r rune) bool { return r > 0xFFFF }):
		return nil, unsupported("a %s literal that is no text of it", name)
	}
	return &plan.Const{Value: text, Typ: attribute{c, catalog.Coercible, false}.on(stringType(text))}, nil
}

func fromLatin1(s string) string {
	var out strings.Builder
	for i := range len(s) {
		out.WriteRune(collation.FromLatin1(s[i]))
	}
	return out.String()
}

// seesBytes are functions that look at the bytes of their first argument.
var seesBytes = words(`ascii bit_length compress crc32 hex length md5 octet_length ord sha sha1 sha2 to_base64`)

// isLatin1 reports whether a text has other bytes for clients than here.
func isLatin1(e plan.Expr) bool {
	return e.Type().Kind == catalog.String && e.Type().Collation.Charset() == "latin1"
}

// encoded is the bytes of a text of latin1.
func encoded(e plan.Expr, t catalog.Type) plan.Expr {
	if k, ok := e.(*plan.Const); ok && k.Value != nil {
		var out []byte
		for _, r := range constText(k) {
			out = append(out, collation.Latin1(r))
		}
		return &plan.Const{Value: out, Typ: t, Secret: k.Secret}
	}
	return &plan.Call{Func: "encode_latin1", List: []plan.Expr{e}, Typ: t}
}
