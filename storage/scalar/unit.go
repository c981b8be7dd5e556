package scalar

import (
	"strings"
	"unicode/utf8"
)

// maxPacket is max_allowed_packet: a longer text is NULL.
const maxPacket = 64 << 20

// unit is what a function counts: the characters of a text, or bytes.
type unit bool

const (
	characters unit = false
	bytewise   unit = true
)

// kind is the kind of what is counted.
func (u unit) kind() Kind {
	if u == bytewise {
		return Bytes
	}
	return Text
}

// length counts s.
func (u unit) length(s string) int {
	if u == bytewise {
		return len(s)
	}
	return utf8.RuneCountInString(s)
}

// offset is where in s the n-th unit begins, counted from 0; len(s) beyond the last.
func (u unit) offset(s string, n int64) int {
	if u == bytewise || n >= int64(len(s)) {
		return int(min(n, int64(len(s))))
	}
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

// index is the place of sub in s, in units from 0, or -1.
func (u unit) index(s, sub string) int {
	i := strings.Index(s, sub)
	if i < 0 {
		return -1
	}
	return u.length(s[:i])
}

// limited is a text, unless it is longer than a packet may be.
func limited(s string) (Value, error) {
	if len(s) > maxPacket {
		return Null, nil
	}
	return OfText(s), nil
}

// twice makes a function that has a twin over bytes: in args, t is text or bytes,
// i a BIGINT, u a UBIGINT. result is t or i.
func twice(name, args, result string, nulls bool, eval func(u unit, args []Value) (Value, error)) []Function {
	var out []Function
	for _, u := range []unit{characters, bytewise} {
		kinds := map[byte]Kind{'t': u.kind(), 'i': Int, 'u': Uint}
		letters, variadic := strings.CutSuffix(args, "*")
		f := Function{Name: Prefix + name, Variadic: variadic, Nulls: nulls, Result: kinds[result[0]],
			Eval: func(args []Value) (Value, error) { return eval(u, args) }}
		if u == bytewise {
			f.Name += "_bytes"
		}
		for i := range len(letters) {
			f.Args = append(f.Args, kinds[letters[i]])
		}
		out = append(out, f)
	}
	return out
}
