package scalar

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
)

// encodeFunctions turn bytes into texts and back.
var encodeFunctions = []Function{
	{Name: "mysql_to_base64", Args: []Kind{Bytes}, Result: Text, Eval: toBase64},
	{Name: "mysql_from_base64", Args: []Kind{Bytes}, Result: Bytes, Eval: fromBase64},
	{Name: "mysql_unhex", Args: []Kind{Bytes}, Result: Bytes, Eval: unhex},
	{Name: "mysql_as_text", Args: []Kind{Bytes}, Result: Text, Eval: asText},
	{Name: "mysql_char_text", Args: []Kind{Bytes}, Result: Text, Eval: charText},
	{Name: "mysql_char", Args: []Kind{Int}, Variadic: true, Result: Bytes, Nulls: true, Eval: char},
}

// base64Line is how many characters MySQL writes on a line.
const base64Line = 76

func toBase64(a []Value) (Value, error) {
	all := base64.StdEncoding.EncodeToString([]byte(a[0].Text))
	var out strings.Builder
	for len(all) > base64Line {
		out.WriteString(all[:base64Line])
		out.WriteByte('\n')
		all = all[base64Line:]
	}
	out.WriteString(all)
	return limited(out.String())
}

// fromBase64 is NULL for what is no base64. Blanks do not count.
func fromBase64(a []Value) (Value, error) {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n\v\f\r", r) {
			return -1
		}
		return r
	}, a[0].Text)
	out, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return Null, nil
	}
	return OfText(string(out)), nil
}

// unhex reads an odd first digit alone.
func unhex(a []Value) (Value, error) {
	s := a[0].Text
	out := make([]byte, 0, len(s)/2+1)
	for i := len(s) & 1; i > 0 || s != ""; i = 0 {
		n := 2 - i
		value := 0
		for _, c := range []byte(s[:n]) {
			d := digitOf(c)
			if d > 15 {
				return Null, nil
			}
			value = value<<4 | d
		}
		out, s = append(out, byte(value)), s[n:]
	}
	return OfText(string(out)), nil
}

// asText is bytes where a text is wanted.
func asText(a []Value) (Value, error) {
	if !utf8.ValidString(a[0].Text) {
		return Null, sqlerr.New(sqlerr.NotText, "Cannot convert string from binary to utf8mb4")
	}
	return a[0], nil
}

// charText is the text of CHAR(… USING utf8mb4), or NULL where it is none.
func charText(a []Value) (Value, error) {
	if !utf8.ValidString(a[0].Text) {
		return Null, nil
	}
	return a[0], nil
}

// char is CHAR: the bytes of each number, the first one that is not 0 and those
// after it. NULLs are left out.
func char(a []Value) (Value, error) {
	out := []byte{}
	for _, v := range a {
		if v.Null {
			continue
		}
		n := uint32(v.Int)
		for shift := 24; shift > 0; shift -= 8 {
			if n>>shift != 0 {
				out = append(out, byte(n>>shift))
			}
		}
		out = append(out, byte(n))
	}
	return OfText(string(out)), nil
}
