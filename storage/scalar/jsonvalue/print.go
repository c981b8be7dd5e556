package jsonvalue

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// Print gives the text of a value that MySQL shows.
func (v *Value) Print() string { return string(v.append(nil, false)) }

// Encode gives the text of a value that Parse reads back as it is.
func (v *Value) Encode() string { return string(v.append(nil, true)) }

// AppendPrint appends what Print gives.
func (v *Value) AppendPrint(dst []byte) []byte { return v.append(dst, false) }

// Unquoted is the text of a value outside of a document: a string without quotes.
func (v *Value) Unquoted() string {
	switch v.Kind {
	case String, Date, Time, DateTime:
		return v.Text
	case Opaque:
		return string(v.appendOpaque(nil))
	}
	return v.Print()
}

func (v *Value) append(dst []byte, marks bool) []byte {
	switch v.Kind {
	case Null:
		return append(dst, "null"...)
	case Bool:
		return strconv.AppendBool(dst, v.Int != 0)
	case Int:
		return strconv.AppendInt(dst, v.Int, 10)
	case Double:
		return appendDouble(dst, v.Float)
	case String:
		return AppendQuoted(dst, v.Text)
	case Array:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = item.append(dst, marks)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(AppendQuoted(dst, v.Keys[i]), ": "...)
			dst = item.append(dst, marks)
		}
		return append(dst, '}')
	}
	if marks {
		return v.appendMarked(dst)
	}
	switch v.Kind {
	case Uint:
		return strconv.AppendUint(dst, v.Uint, 10)
	case Decimal:
		return append(dst, v.Text...)
	case Opaque:
		return append(v.appendOpaque(append(dst, '"')), '"')
	}
	return append(append(append(dst, '"'), v.Text...), '"')
}

func (v *Value) appendMarked(dst []byte) []byte {
	switch v.Kind {
	case Uint:
		return strconv.AppendUint(append(dst, 'u'), v.Uint, 10)
	case Decimal:
		return append(append(dst, 'd'), v.Text...)
	case Opaque:
		dst = strconv.AppendUint(append(dst, 'B'), uint64(v.Field), 10)
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), []byte(v.Text)), '"')
	}
	mark := map[Kind]byte{Date: 'D', Time: 'T', DateTime: 'S'}[v.Kind]
	return append(append(append(dst, mark, '"'), v.Text...), '"')
}

func (v *Value) appendOpaque(dst []byte) []byte {
	dst = strconv.AppendUint(append(dst, "base64:type"...), uint64(v.Field), 10)
	return base64.StdEncoding.AppendEncode(append(dst, ':'), []byte(v.Text))
}

const hexDigits = "0123456789abcdef"

// AppendQuoted appends a text in quotes, escaped.
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(append(dst, s[from:i]...), '\\')
		from = i + 1
		if n := strings.IndexByte("\"\\\b\f\n\r\t", c); n >= 0 {
			dst = append(dst, `"\bfnrt`[n])
			continue
		}
		dst = append(dst, 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(append(dst, s[from:]...), '"')
}

// Pretty gives the text of a value over several lines, as JSON_PRETTY does.
func (v *Value) Pretty() string { return string(v.appendPretty(nil, 0)) }

func (v *Value) appendPretty(dst []byte, level int) []byte {
	if v.IsScalar() || len(v.Items) == 0 {
		return v.append(dst, false)
	}
	open, end := byte('['), byte(']')
	if v.Kind == Object {
		open, end = '{', '}'
	}
	line := func(level int) { dst = append(append(dst, '\n'), strings.Repeat("  ", level)...) }
	dst = append(dst, open)
	for i, item := range v.Items {
		if i > 0 {
			dst = append(dst, ',')
		}
		line(level + 1)
		if v.Kind == Object {
			dst = append(AppendQuoted(dst, v.Keys[i]), ": "...)
		}
		dst = item.appendPretty(dst, level+1)
	}
	line(level)
	return append(dst, end)
}
