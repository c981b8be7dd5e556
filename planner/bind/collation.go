package bind

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// attribute is the collation that an expression has, and how strongly.
type attribute struct {
	collation catalog.Collation
	strength  catalog.Coercibility
	// ascii says that the text is a constant that every character set has.
	ascii bool
}

// attributeOf gives an expression's collation. What is no text has that of the
// text it would become.
func (x *exprs) attributeOf(e plan.Expr) attribute {
	if isNull(e) && e.Type().Coercibility != catalog.System {
		return attribute{catalog.Binary, catalog.Ignorable, true}
	}
	switch t := e.Type(); t.Kind {
	case catalog.String, catalog.UUID:
		return attribute{t.Collation, t.Coercibility, isASCII(e)}
	case catalog.Bytes:
		return attribute{catalog.Binary, t.Coercibility, false}
	case catalog.JSON:
		return attribute{catalog.UTF8MB4Bin, catalog.Implicit, false}
	}
	return attribute{x.connection(), catalog.Numeric, true}
}

// connection is the collation of literals. A mask or row filter has one of its
// own, so that it means the same in each session.
func (x *exprs) connection() catalog.Collation { return x.b.env.Collation }

func isASCII(e plan.Expr) bool {
	c, ok := e.(*plan.Const)
	if !ok {
		return false
	}
	for i, s := 0, constText(c); i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// withAttribute is a type of text with a collation.
func (a attribute) on(t catalog.Type) catalog.Type {
	if t.Kind == catalog.String || t.Kind == catalog.UUID || t.Kind == catalog.Bytes {
		t.Collation, t.Coercibility = a.collation, a.strength
	}
	if t.Kind == catalog.Bytes {
		t.Collation = 0
	}
	return t
}

// literalType is the type of a text of the statement itself.
func (x *exprs) literalType(s string) catalog.Type {
	return attribute{x.connection(), catalog.Coercible, false}.on(stringType(s))
}

// mixed is the collation of two together, as MySQL finds it: the stronger wins;
// of two equally strong ones that of code points, or a Unicode one. ok is false
// where there is none.
func (a attribute) mixed(b attribute) (out attribute, ok bool) {
	out = a.joined(b, &ok)
	out.ascii = a.ascii && b.ascii
	return out, ok
}

func (a attribute) joined(b attribute, ok *bool) attribute {
	*ok = true
	switch {
	case a.collation.Charset() != b.collation.Charset():
		return a.acrossCharsets(b, ok)
	case a.strength == b.strength && a.collation != b.collation:
		switch {
		case a.strength == catalog.Explicit:
			*ok = false
			return attribute{catalog.Binary, catalog.None, false}
		case a.collation.IsBin():
			return a
		case b.collation.IsBin():
			return b
		}
		return attribute{catalog.BinOf(a.collation), catalog.None, false}
	case b.strength.Number() < a.strength.Number():
		return b
	}
	return a
}

func (a attribute) acrossCharsets(b attribute, ok *bool) attribute {
	na, nb := a.strength.Number(), b.strength.Number()
	switch {
	case a.collation == catalog.Binary && na <= nb:
		return a
	case a.collation == catalog.Binary:
		return b
	case b.collation == catalog.Binary && nb <= na:
		return b
	case b.collation == catalog.Binary:
		return a
	case a.holds(b):
		return a
	case b.holds(a):
		return b
	case na < nb && nb >= catalog.System.Number():
		return a
	case nb < na && na >= catalog.System.Number():
		return b
	}
	*ok = false
	return attribute{catalog.Binary, catalog.None, false}
}

// holds reports whether b may become text of a's character set.
func (a attribute) holds(b attribute) bool {
	na, nb := a.strength.Number(), b.strength.Number()
	ua, ub := a.collation.IsUnicode(), b.collation.IsUnicode()
	switch {
	case ua && (na < nb || na == nb && !ub):
		return true
	case b.ascii && (na < nb || na == nb && !a.ascii):
		return true
	}
	return na == nb && a.collation.Charset() == "utf8mb4" && b.collation.Charset() == "utf8mb3"
}

// mix is the collation of several operands. Unless they only make a result,
// there must be one.
func (x *exprs) mix(operation string, es []plan.Expr, compares bool) (attribute, error) {
	out := x.attributeOf(es[0])
	unknown := false
	for _, e := range es[1:] {
		next, ok := out.mixed(x.attributeOf(e))
		if !ok {
			if next.collation != catalog.Binary || out.strength == catalog.Explicit && x.attributeOf(e).strength == catalog.Explicit {
				return out, x.illegalMix(operation, es)
			}
			unknown = true
		}
		out = next
		if compares && out.strength == catalog.None {
			return out, x.illegalMix(operation, es)
		}
	}
	if unknown && out.strength != catalog.Explicit {
		return out, x.illegalMix(operation, es)
	}
	if out.strength == catalog.Numeric || out.strength == catalog.Ignorable && !compares {
		return attribute{x.connection(), catalog.Coercible, out.ascii}, nil
	}
	return out, nil
}

func (x *exprs) illegalMix(operation string, es []plan.Expr) error {
	var names []string
	for _, e := range es {
		a := x.attributeOf(e)
		names = append(names, "("+a.collation.String()+","+a.strength.String()+")")
	}
	switch len(es) {
	case 2:
		return sqlerr.New(sqlerr.CollationMix, "Illegal mix of collations %s and %s for operation '%s'", names[0], names[1], operation)
	case 3:
		return sqlerr.New(sqlerr.CollationMix3, "Illegal mix of collations %s for operation '%s'", strings.Join(names, ", "), operation)
	}
	return sqlerr.New(sqlerr.CollationMixN, "Illegal mix of collations for operation '%s'", operation)
}

// isTextual reports whether values of a type compare by a collation.
func isTextual(t catalog.Type) bool {
	return t.Kind == catalog.String || t.Kind == catalog.UUID || t.Kind == catalog.Bytes
}

// comparableTexts brings two texts under the collation in which they compare: to
// their sort keys, where it is not bytewise.
func (x *exprs) comparableTexts(op string, a, b plan.Expr) (plan.Expr, plan.Expr, error) {
	c, err := x.mix(op, []plan.Expr{a, b}, true)
	if err != nil {
		return nil, nil, err
	}
	if c.collation == catalog.Binary {
		return x.to(a, typeBytes), x.to(b, typeBytes), nil
	}
	order := op != "=" && op != "<>" && op != "<=>"
	if isText(a) && isText(b) && x.b.textsOf(a).bytewiseTogether(x.b.textsOf(b), c.collation, order) {
		return a, b, nil
	}
	return x.underKey(a, c.collation), x.underKey(b, c.collation), nil
}

func isText(e plan.Expr) bool {
	k := e.Type().Kind
	return k == catalog.String || k == catalog.UUID
}

// underKey is what compares bytewise as e does under a collation.
func (x *exprs) underKey(e plan.Expr, c catalog.Collation) plan.Expr {
	if c == catalog.Binary {
		return x.to(e, typeBytes)
	}
	if e.Type().Kind == catalog.Bytes {
		e = x.to(e, typeText)
	}
	if c.Bytewise() {
		return e
	}
	return collationKey(e, c)
}

// collated brings operands under one collation before each of them compares by
// itself, as those of IN and BETWEEN do.
func (x *exprs) collated(operation string, es []plan.Expr) ([]plan.Expr, error) {
	for _, e := range es {
		if !isTextual(e.Type()) && !isNull(e) {
			return es, nil
		}
	}
	c, err := x.mix(operation, es, true)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Expr, len(es))
	for i, e := range es {
		out[i] = e
		if isTextual(e.Type()) && !isNull(e) && x.attributeOf(e).collation != c.collation {
			if c.collation == catalog.Binary {
				out[i] = x.to(e, typeBytes)
				continue
			}
			out[i] = withCollation(x.to(e, typeText), attribute{c.collation, catalog.Explicit, false})
		}
	}
	return out, nil
}

// withCollation is a text under another collation.
func withCollation(e plan.Expr, a attribute) plan.Expr {
	t := a.on(e.Type())
	if c, ok := e.(*plan.Const); ok {
		return &plan.Const{Value: c.Value, Typ: t, Secret: c.Secret}
	}
	return &plan.Call{Func: "collate", List: []plan.Expr{e, constString(a.collation.String())}, Typ: t}
}
