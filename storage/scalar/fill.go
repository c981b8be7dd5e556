package scalar

import (
	"slices"
	"strings"
)

// fillFunctions make texts longer, or of parts.
var fillFunctions = slices.Concat(
	twice("lpad", "tit", "t", false, func(u unit, a []Value) (Value, error) { return pad(u, a, true) }),
	twice("rpad", "tit", "t", false, func(u unit, a []Value) (Value, error) { return pad(u, a, false) }),
	twice("repeat", "ti", "t", false, repeat),
	twice("concat_ws", "tt*", "t", true, concatWithSeparator),
	twice("make_set", "ut*", "t", true, makeSet),
	twice("export_set", "uttti", "t", false, exportSet),
	[]Function{
		{Name: "mysql_quote", Args: []Kind{Text}, Result: Text, Nulls: true, Eval: quote},
	},
)

// pad is LPAD and RPAD. A length is bounded by the bytes that so many
// characters may have.
func pad(u unit, a []Value, before bool) (Value, error) {
	s, length, with := a[0].Text, a[1].Int, a[2].Text
	most := int64(maxPacket)
	if u == characters {
		most /= 4
	}
	if length < 0 || length > most {
		return Null, nil
	}
	missing := length - int64(u.length(s))
	switch {
	case missing < 0:
		return OfText(s[:u.offset(s, length)]), nil
	case missing == 0 || with == "":
		return OfText(s), nil
	}
	count := int64(u.length(with))
	fill := strings.Repeat(with, int(missing/count)) + with[:u.offset(with, missing%count)]
	if before {
		return OfText(fill + s), nil
	}
	return OfText(s + fill), nil
}

func repeat(_ unit, a []Value) (Value, error) {
	s, n := a[0].Text, a[1].Int
	switch {
	case n <= 0 || s == "":
		return OfText(""), nil
	case n > int64(maxPacket/len(s)):
		return Null, nil
	}
	return OfText(strings.Repeat(s, int(n))), nil
}

// concatWithSeparator is CONCAT_WS, which leaves NULLs out.
func concatWithSeparator(_ unit, a []Value) (Value, error) {
	if a[0].Null {
		return Null, nil
	}
	return joined(a[1:], a[0].Text, func(int) bool { return true })
}

// makeSet is MAKE_SET: the texts whose bits are set, with commas.
func makeSet(_ unit, a []Value) (Value, error) {
	if a[0].Null {
		return Null, nil
	}
	return joined(a[1:], ",", func(i int) bool { return i < 64 && a[0].Uint>>i&1 == 1 })
}

// joined joins those texts that are not NULL and that pick picks.
func joined(texts []Value, separator string, pick func(i int) bool) (Value, error) {
	var out strings.Builder
	first := true
	for i := range texts {
		if texts[i].Null || !pick(i) {
			continue
		}
		if !first {
			out.WriteString(separator)
		}
		first = false
		out.WriteString(texts[i].Text)
		if out.Len() > maxPacket {
			return Null, nil
		}
	}
	return OfText(out.String()), nil
}

// exportSet is EXPORT_SET(bits, on, off, separator, how many).
func exportSet(_ unit, a []Value) (Value, error) {
	n := a[4].Int
	if n < 0 || n > 64 {
		n = 64
	}
	parts := make([]string, n)
	for i := range parts {
		parts[i] = a[2].Text
		if a[0].Uint>>i&1 == 1 {
			parts[i] = a[1].Text
		}
	}
	return limited(strings.Join(parts, a[3].Text))
}

var quoted = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\x00", `\0`, "\x1a", `\Z`)

func quote(a []Value) (Value, error) {
	if a[0].Null {
		return OfText("NULL"), nil
	}
	return limited("'" + quoted.Replace(a[0].Text) + "'")
}
