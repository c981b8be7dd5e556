package wire

import (
	"strings"
	"unicode/utf8"
)

// Charset is how text goes to and comes from a client.
type Charset struct {
	Name string
	// Collation is the id that column definitions carry.
	Collation uint16
	// Width is the greatest number of bytes of a character.
	Width uint32
	// Latin1 says that text is converted; all others go as the UTF-8 that they are.
	Latin1 bool
}

// UTF8 is the character set of everything inside the server.
var UTF8 = Charset{Name: "utf8mb4", Collation: 255, Width: 4}

// CharsetOf finds a character set that clients may use, by name.
func CharsetOf(name string) (Charset, bool) {
	switch strings.ToLower(name) {
	case "utf8mb4":
		return UTF8, true
	case "utf8", "utf8mb3":
		return Charset{Name: "utf8mb3", Collation: 33, Width: 3}, true
	case "latin1":
		return Charset{Name: "latin1", Collation: 8, Width: 1, Latin1: true}, true
	case "ascii":
		return Charset{Name: "ascii", Collation: 11, Width: 1}, true
	case "binary":
		return Charset{Name: "binary", Collation: BinaryCharset, Width: 1}, true
	}
	return Charset{}, false
}

// CharsetOfCollation finds the character set that a collation id of the
// handshake stands for, and the name of the collation where it is a common one.
// An id that is not known means utf8mb4, as it does for MySQL.
func CharsetOfCollation(id uint16) Charset {
	name := "utf8mb4"
	switch {
	case id == 33 || id == 83 || (id >= 192 && id <= 215) || id == 76 || id == 223:
		name = "utf8mb3"
	case id == 5 || id == 8 || id == 15 || id == 31 || id == 47 || id == 48 || id == 49 || id == 94:
		name = "latin1"
	case id == 11 || id == 65:
		name = "ascii"
	case id == BinaryCharset:
		name = "binary"
	}
	c, _ := CharsetOf(name)
	return c
}

// cp1252 holds the characters of bytes 0x80 to 0x9f in MySQL's latin1.
var cp1252 = [32]rune{
	0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
}

// Decode gives a client's text as UTF-8.
func (c Charset) Decode(b []byte) string {
	if !c.Latin1 {
		return string(b)
	}
	out := make([]byte, 0, len(b)+8)
	for _, x := range b {
		r := rune(x)
		if x >= 0x80 && x <= 0x9f {
			r = cp1252[x-0x80]
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// appendLatin1 appends UTF-8 text as latin1; what latin1 lacks becomes a question mark.
func appendLatin1(dst, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		dst = append(dst, latin1Byte(r))
	}
	return dst
}

func latin1Byte(r rune) byte {
	if r < 0x80 || (r >= 0xa0 && r <= 0xff) {
		return byte(r)
	}
	for i, c := range cp1252 {
		if c == r {
			return byte(0x80 + i)
		}
	}
	return '?'
}

// Encode gives text in the client's character set.
func (c Charset) Encode(s string) []byte {
	if !c.Latin1 {
		return []byte(s)
	}
	return appendLatin1(nil, []byte(s))
}
