package bind

import (
	"slices"
	"strings"

	"nanohouse/catalog"
	"nanohouse/catalog/collation"
	"nanohouse/planner/plan"
)

// maxListed bounds the list of the texts that an expression may give.
const maxListed = 64

// texts is what is known of the texts that an expression gives. It tells where
// comparing bytes is comparing by a collation: then there is no sort key to make.
type texts struct {
	// listed are all of them, where listed says so.
	all    []string
	listed bool
	// distinct says that texts of this expression that differ in bytes differ
	// under every collation; ordered that their order is the same, too.
	distinct, ordered bool
	// plain says that the texts are of digits and marks, none of which two
	// collations take for another; sortable that they are of such as also sort alike.
	plain, sortable bool
}

// textsOf finds out what texts an expression gives.
func (b *binder) textsOf(e plan.Expr) texts {
	switch n := e.(type) {
	case *plan.Const:
		if n.Value == nil {
			return texts{listed: true}
		}
		return listed(constText(n))
	case *plan.Ref:
		return b.texts[n.ID]
	case *plan.Case:
		out := b.textsOf(n.Else)
		for _, w := range n.Whens {
			out = out.or(b.textsOf(w.Then))
		}
		return out
	case *plan.Cast:
		return castTexts(n)
	case *plan.Call:
		return b.callTexts(n)
	}
	return texts{}
}

func listed(all ...string) texts {
	t := texts{all: all, listed: true, plain: true, sortable: true}
	for _, s := range all {
		plain, sortable := marks(s)
		t.plain, t.sortable = t.plain && plain, t.sortable && sortable
	}
	return t
}

// marks tells whether a text is of digits and marks alone, and of those that
// stand in one order in all collations.
func marks(s string) (plain, sortable bool) {
	sortable = true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return false, false
		}
		sortable = sortable && strings.IndexByte(" -./0123456789", c) >= 0
	}
	return !strings.HasSuffix(s, " "), sortable && !strings.HasSuffix(s, " ")
}

// or is for an expression that gives texts of either.
func (t texts) or(o texts) texts {
	if t.listed && o.listed && len(t.all)+len(o.all) <= maxListed {
		return listed(append(slices.Clone(t.all), o.all...)...)
	}
	out := texts{plain: t.plain && o.plain, sortable: t.sortable && o.sortable}
	out.distinct, out.ordered = out.plain, out.sortable
	return out
}

// castTexts is what numbers and dates are as text.
func castTexts(c *plan.Cast) texts {
	if c.To.Kind != catalog.String || c.To.Length > 0 && c.To.Length < textLength(c.Input.Type()) {
		return texts{}
	}
	switch t := c.Input.Type(); {
	case t.IsInteger(), t.Kind == catalog.Decimal, t.Kind == catalog.Date:
		return texts{distinct: true, ordered: true, plain: true, sortable: true}
	case t.Kind == catalog.DateTime, t.Kind == catalog.Timestamp:
		return texts{distinct: true, ordered: true, plain: true}
	}
	return texts{}
}

var (
	dayNames   = listed("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	monthNames = listed("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
)

func (b *binder) callTexts(c *plan.Call) texts {
	switch c.Func {
	case "collate":
		return b.textsOf(c.List[0])
	case "coalesce":
		out := b.textsOf(c.List[0])
		for _, e := range c.List[1:] {
			out = out.or(b.textsOf(e))
		}
		return out
	case "hex", "md5", "sha1", "sha2", "uuid":
		return texts{distinct: true, ordered: true}
	case "dayname":
		return dayNames
	case "monthname":
		return monthNames
	case "date_format":
		if f, ok := c.List[1].(*plan.Const); ok && f.Value != nil {
			return formatted(constText(f))
		}
	}
	return texts{}
}

// formatted is what DATE_FORMAT gives. Each of its texts has the same letters in
// the same case, so that they differ where their letters do; and where all parts
// have one width, the same kinds of characters stand at the same places.
func formatted(format string) texts {
	out := texts{distinct: true, ordered: true, plain: true, sortable: true}
	for i := 0; i < len(format); i++ {
		part := format[i : i+1]
		if part == "%" && i+1 < len(format) {
			i++
			switch c := format[i]; {
			case strings.IndexByte("YmdHhIiSsfjyUuVvwXx", c) >= 0:
				part = "0"
			case strings.IndexByte("cekl", c) >= 0:
				part, out.ordered = "0", false
			case c == 'T':
				part = ":"
			case c == 'r', c == 'p':
				part = "M"
			default:
				part, out.ordered = "M", false
			}
		}
		plain, sortable := marks(part)
		if part == " " {
			plain, sortable = i+1 < len(format), i+1 < len(format)
		}
		out.plain, out.sortable = out.plain && plain, out.sortable && sortable
	}
	return out
}

// bytewise reports whether texts compare under a collation as their bytes do:
// all orders, or only which are equal.
func (t texts) bytewise(c catalog.Collation, order bool) bool {
	switch {
	case t.ordered || t.sortable, !order && (t.distinct || t.plain):
		return true
	case t.listed:
		return listAgrees(t.all, c, order)
	}
	return false
}

func listAgrees(all []string, c catalog.Collation, order bool) bool {
	all = slices.Clone(all)
	slices.Sort(all)
	all = slices.Compact(all)
	keys := make([]string, len(all))
	seen := map[string]bool{}
	for i, s := range all {
		keys[i] = collation.Key(s, c)
		if seen[keys[i]] {
			return false
		}
		seen[keys[i]] = true
	}
	return !order || slices.IsSorted(keys)
}

// bytewiseTogether reports it of comparing texts of one with those of another.
func (t texts) bytewiseTogether(o texts, c catalog.Collation, order bool) bool {
	switch {
	case t.sortable && o.sortable, !order && t.plain && o.plain:
		return true
	case t.listed && o.listed && len(t.all)+len(o.all) <= maxListed:
		return listAgrees(append(slices.Clone(t.all), o.all...), c, order)
	}
	return false
}
