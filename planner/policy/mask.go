package policy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// hidden stands for the characters that a mask takes away. It has one length,
// so that a mask tells nothing of the value's length.
const hidden = "****"

var (
	text    = catalog.Type{Kind: catalog.String}
	integer = catalog.Type{Kind: catalog.Int64}
)

// mask gives the expression that stands for a masked column. A mask that does
// not suit the column's type denies the column.
func (r *rawScan) mask(ordinal int, g auth.ColumnGrant) (plan.Expr, error) {
	col := r.ds.Columns[ordinal]
	if !g.Mask.Kind.Suits(col.Type) {
		return nil, sqlerr.New(sqlerr.ColumnDenied, "column %s.%s.%s is denied to %s: its mask does not suit its type",
			r.ds.Domain, r.ds.Name, col.Name, r.env.Principal.Name)
	}
	switch g.Mask.Kind {
	case auth.Nullify:
		return &plan.Const{Typ: col.Type}, nil
	case auth.Redact:
		return &plan.Const{Value: redacted(col.Type), Typ: col.Type}, nil
	case auth.Hash:
		return r.hash(r.ref(ordinal)), nil
	case auth.Partial:
		return partial(r.ref(ordinal), g.Mask.First, g.Mask.Last), nil
	case auth.Email:
		return email(r.ref(ordinal)), nil
	case auth.Year:
		return startOf("dayofyear", r.ref(ordinal)), nil
	case auth.Month:
		return startOf("dayofmonth", r.ref(ordinal)), nil
	case auth.Round:
		return round(r.ref(ordinal), g.Mask.Digits), nil
	}
	return r.bind(g.Mask.SQL, g.Why, col.Type)
}

// redacted is the fixed value of a type, which NULLs become too.
func redacted(t catalog.Type) any {
	switch t.Kind {
	case catalog.Bool:
		return false
	case catalog.Decimal:
		return "0"
	case catalog.Float, catalog.Double:
		return float64(0)
	case catalog.String:
		if t.Length > 0 && int(t.Length) < len(hidden) {
			return hidden[:t.Length]
		}
		return hidden
	case catalog.Bytes:
		return []byte{}
	case catalog.Date:
		return "1970-01-01"
	case catalog.DateTime, catalog.Timestamp:
		return "1970-01-01 00:00:00"
	case catalog.Time:
		return "00:00:00"
	case catalog.UUID:
		return "00000000-0000-0000-0000-000000000000"
	case catalog.JSON:
		return "null"
	}
	return int64(0)
}

// hash replaces a value by a keyed hash. Its two keys are derived from the
// mesh's mask key, and the inner and outer hash (as HMAC has them) keep the
// hash from being extended. Equal values hash equally wherever they stand, so that
// masked keys still join.
func (r *rawScan) hash(v plan.Expr) plan.Expr {
	inner := call("sha2", text, call("concat", text, r.key("inner"), Convert(v, text)), constInt(256))
	outer := call("sha2", text, call("concat", text, r.key("outer"), inner), constInt(256))
	t := v.Type()
	if t.Kind == catalog.String {
		if t.Length > 0 && t.Length < 2*sha256.Size {
			outer = call("left", text, outer, constInt(int64(t.Length)))
		}
		return Convert(outer, t)
	}
	// 15 hex digits fit every signed 64-bit number; smaller types take fewer.
	digits := map[catalog.Kind]int64{
		catalog.Int8: 1, catalog.UInt8: 2, catalog.Int16: 3, catalog.UInt16: 4, catalog.Int32: 7, catalog.UInt32: 8,
	}[t.Kind]
	if digits == 0 {
		digits = 15
	}
	number := call("conv", text, call("left", text, outer, constInt(digits)), constInt(16), constInt(10))
	return Convert(Convert(number, catalog.Type{Kind: catalog.UInt64}), t)
}

func (r *rawScan) key(use string) plan.Expr {
	mac := hmac.New(sha256.New, r.env.Authorizer.MaskKey())
	mac.Write([]byte("nanohouse mask " + use))
	return &plan.Const{Value: hex.EncodeToString(mac.Sum(nil)), Typ: text, Secret: true}
}

// partial keeps the first and last characters of values that are longer than
// both together.
func partial(v plan.Expr, first, last int) plan.Expr {
	long := call(">", boolean, call("char_length", integer, v), constInt(int64(first+last)))
	kept := call("concat", text, call("left", text, v, constInt(int64(first))), constText(hidden),
		call("right", text, v, constInt(int64(last))))
	return either(v, long, kept, first+len(hidden)+last)
}

// email keeps the first letter and the domain of an address.
func email(v plan.Expr) plan.Expr {
	at := call(">", boolean, call("locate", integer, constText("@"), v), constInt(1))
	kept := call("concat", text, call("left", text, v, constInt(1)), constText(hidden+"@"),
		call("substring_index", text, v, constText("@"), constInt(-1)))
	longest := 1 + len(hidden) + int(v.Type().Length)
	return either(v, at, kept, longest)
}

// either gives kept where the condition holds, the hidden characters where it
// does not, and NULL for NULL. What could be longer than the column is cut, which
// is left out where it cannot, since it costs as much as the mask itself.
func either(v, cond, kept plan.Expr, longest int) plan.Expr {
	t := v.Type()
	if t.Length > 0 && longest > int(t.Length) {
		kept = call("left", text, kept, constInt(int64(t.Length)))
	}
	return &plan.Case{
		Whens: []plan.When{
			{Cond: call("is_null", boolean, v), Then: &plan.Const{Typ: t}},
			{Cond: cond, Then: kept},
		},
		Else: constText(redacted(t).(string)), Typ: t,
	}
}

// startOf gives the first day of the year or month: the date less the days
// since, which the function dayOf counts from 1.
func startOf(dayOf string, v plan.Expr) plan.Expr {
	date := catalog.Type{Kind: catalog.Date}
	d := Convert(v, date)
	days := call("-", integer, call(dayOf, integer, d), constInt(1))
	return Convert(call("interval_sub", date, d, &plan.Interval{Amount: days, Unit: "day"}), v.Type())
}

// round rounds a number, and gives a decimal its fractional digits back by a
// factor of 1.00, which cannot overflow; where it could, by a cast that costs more.
func round(v plan.Expr, digits int) plan.Expr {
	t := v.Type()
	rounded := call("round", t, v, constInt(int64(digits)))
	if t.Kind != catalog.Decimal {
		return Convert(rounded, t)
	}
	kept := min(max(digits, 0), int(t.Scale))
	missing := int(t.Scale) - kept
	if missing == 0 {
		return rounded
	}
	wide := int(t.Precision) + missing + 1
	if t.Precision <= 18 && wide <= 18 || t.Precision > 18 && wide <= 38 {
		one := &plan.Const{Value: "1." + strings.Repeat("0", missing),
			Typ: catalog.Type{Kind: catalog.Decimal, Precision: uint8(missing + 1), Scale: uint8(missing)}}
		return call("*", catalog.Type{Kind: catalog.Decimal, Precision: uint8(wide), Scale: t.Scale}, rounded, one)
	}
	shorter := catalog.Type{Kind: catalog.Decimal, Precision: min(38, t.Precision+1), Scale: uint8(kept)}
	return Convert(call("round", shorter, v, constInt(int64(digits))), t)
}

func call(name string, t catalog.Type, args ...plan.Expr) plan.Expr {
	return &plan.Call{Func: name, List: args, Typ: t}
}

func constInt(n int64) plan.Expr { return &plan.Const{Value: n, Typ: integer} }

func constText(s string) plan.Expr { return &plan.Const{Value: s, Typ: text} }
