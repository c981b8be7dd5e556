package jsonvalue

import (
	"encoding/base64"
	"sort"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how many levels a document may have.
const MaxDepth = 100

// SyntaxError tells what is wrong with a text, in MySQL's words, and at which byte.
type SyntaxError struct {
	Reason string
	Offset int
	// TooDeep says that the text is a document, of more than MaxDepth levels.
	TooDeep bool
}

func (e *SyntaxError) Error() string { return e.Reason }

const (
	missingQuote = "Missing a closing quotation mark in string."
	badValue     = "Invalid value."
)

// Parse reads a document. The value may share s.
func Parse(s string) (*Value, *SyntaxError) {
	p := parser{s: s}
	p.space()
	if p.i == len(s) {
		return nil, &SyntaxError{Reason: "The document is empty.", Offset: p.i}
	}
	v, err := p.value(1)
	if err != nil {
		return nil, err
	}
	if p.space(); p.i < len(s) {
		return nil, p.wrong("The document root must not be followed by other values.")
	}
	return v, nil
}

type parser struct {
	s string
	i int
}

func (p *parser) wrong(reason string) *SyntaxError { return &SyntaxError{Reason: reason, Offset: p.i} }

func (p *parser) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\n' || p.s[p.i] == '\t' || p.s[p.i] == '\r') {
		p.i++
	}
}

func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) value(depth int) (*Value, *SyntaxError) {
	if depth > MaxDepth {
		return nil, &SyntaxError{Reason: "Terminate parsing due to Handler error.", Offset: p.i, TooDeep: true}
	}
	switch c := p.peek(); c {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		s, err := p.text()
		if err != nil {
			return nil, err
		}
		return &Value{Kind: String, Text: s}, nil
	case 't':
		return p.word("true", &Value{Kind: Bool, Int: 1})
	case 'f':
		return p.word("false", &Value{Kind: Bool})
	case 'n':
		return p.word("null", &Value{})
	case 'd', 'u', 'D', 'T', 'S', 'B':
		return p.marked(c)
	}
	return p.number()
}

func (p *parser) word(w string, v *Value) (*Value, *SyntaxError) {
	if !strings.HasPrefix(p.s[p.i:], w) {
		for n := 0; n < len(w) && p.peek() == w[n]; n++ {
			p.i++
		}
		return nil, p.wrong(badValue)
	}
	p.i += len(w)
	return v, nil
}

func (p *parser) array(depth int) (*Value, *SyntaxError) {
	v := &Value{Kind: Array}
	p.i++
	for p.space(); p.peek() != ']'; {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		v.Items = append(v.Items, item)
		p.space()
		if p.peek() == ',' {
			p.i++
			p.space()
			if p.peek() == ']' {
				return nil, p.wrong(badValue)
			}
		} else if p.peek() != ']' {
			return nil, p.wrong("Missing a comma or ] after an array element.")
		}
	}
	p.i++
	return v, nil
}

func (p *parser) object(depth int) (*Value, *SyntaxError) {
	v := &Value{Kind: Object}
	p.i++
	sorted := true
	for p.space(); p.peek() != '}'; {
		if p.peek() != '"' {
			return nil, p.wrong("Missing a name for object member.")
		}
		key, err := p.text()
		if err != nil {
			return nil, err
		}
		if p.space(); p.peek() != ':' {
			return nil, p.wrong("Missing a colon after a name of object member.")
		}
		p.i++
		p.space()
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if n := len(v.Keys); n > 0 && !keyLess(v.Keys[n-1], key) {
			sorted = false
		}
		v.Keys, v.Items = append(v.Keys, key), append(v.Items, item)
		p.space()
		if p.peek() == ',' {
			p.i++
			p.space()
			if p.peek() == '}' {
				return nil, p.wrong("Missing a name for object member.")
			}
		} else if p.peek() != '}' {
			return nil, p.wrong("Missing a comma or } after an object member.")
		}
	}
	p.i++
	if !sorted {
		v.order()
	}
	return v, nil
}

// order sorts the members by name; of those with one name the last stays.
func (v *Value) order() {
	sort.Stable(byKey{v})
	n := 0
	for i := range v.Keys {
		if i+1 < len(v.Keys) && v.Keys[i+1] == v.Keys[i] {
			continue
		}
		v.Keys[n], v.Items[n] = v.Keys[i], v.Items[i]
		n++
	}
	v.Keys, v.Items = v.Keys[:n], v.Items[:n]
}

type byKey struct{ *Value }

func (b byKey) Len() int           { return len(b.Keys) }
func (b byKey) Less(i, j int) bool { return keyLess(b.Keys[i], b.Keys[j]) }
func (b byKey) Swap(i, j int) {
	b.Keys[i], b.Keys[j] = b.Keys[j], b.Keys[i]
	b.Items[i], b.Items[j] = b.Items[j], b.Items[i]
}

// text reads a string, whose opening quote is next.
func (p *parser) text() (string, *SyntaxError) {
	start := p.i + 1
	for i := start; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case c == '"':
			s := p.s[start:i]
			if !utf8.ValidString(s) {
				return "", &SyntaxError{Reason: "Invalid encoding in string.", Offset: start}
			}
			p.i = i + 1
			return s, nil
		case c == '\\':
			return p.escaped(start, i)
		case c < 0x20:
			return "", &SyntaxError{Reason: "Invalid encoding in string.", Offset: i}
		}
	}
	return "", &SyntaxError{Reason: missingQuote, Offset: len(p.s)}
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads the rest of a string from its first backslash on.
func (p *parser) escaped(start, i int) (string, *SyntaxError) {
	out := append(make([]byte, 0, len(p.s[start:i])+32), p.s[start:i]...)
	for i < len(p.s) {
		c := p.s[i]
		switch {
		case c == '"':
			if !utf8.Valid(out) {
				return "", &SyntaxError{Reason: "Invalid encoding in string.", Offset: start}
			}
			p.i = i + 1
			return string(out), nil
		case c < 0x20:
			return "", &SyntaxError{Reason: "Invalid encoding in string.", Offset: i}
		case c != '\\':
			out = append(out, c)
			i++
			continue
		case i+1 == len(p.s):
			return "", &SyntaxError{Reason: "Invalid escape character in string.", Offset: i}
		}
		if e, ok := escapes[p.s[i+1]]; ok {
			out = append(out, e)
			i += 2
			continue
		}
		if p.s[i+1] != 'u' {
			return "", &SyntaxError{Reason: "Invalid escape character in string.", Offset: i}
		}
		r, n, err := codePoint(p.s, i)
		if err != nil {
			return "", err
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	return "", &SyntaxError{Reason: missingQuote, Offset: len(p.s)}
}

// codePoint reads \uXXXX at i, or a pair of them.
func codePoint(s string, i int) (rune, int, *SyntaxError) {
	surrogate := &SyntaxError{Reason: "The surrogate pair in string is invalid.", Offset: i}
	high, ok := hex4(s, i+2)
	if !ok {
		return 0, 0, &SyntaxError{Reason: "Incorrect hex digit after \\u escape in string.", Offset: i}
	}
	switch {
	case high < 0xD800 || high > 0xDFFF:
		return high, 6, nil
	case high > 0xDBFF || !strings.HasPrefix(s[i+6:], `\u`):
		return 0, 0, surrogate
	}
	low, ok := hex4(s, i+8)
	if !ok {
		return 0, 0, &SyntaxError{Reason: "Incorrect hex digit after \\u escape in string.", Offset: i}
	}
	if low < 0xDC00 || low > 0xDFFF {
		return 0, 0, surrogate
	}
	return 0x10000 + (high-0xD800)<<10 + low - 0xDC00, 12, nil
}

func hex4(s string, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	r := rune(0)
	for _, c := range []byte(s[i : i+4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// marked reads a scalar that JSON's text cannot tell.
func (p *parser) marked(mark byte) (*Value, *SyntaxError) {
	start := p.i
	p.i++
	digits := p.i
	for p.i < len(p.s) && (isDigit(p.s[p.i]) || p.s[p.i] == '.' || p.s[p.i] == '-') {
		p.i++
	}
	word := p.s[digits:p.i]
	invalid := &SyntaxError{Reason: badValue, Offset: start}
	switch mark {
	case 'd':
		if word == "" {
			return nil, invalid
		}
		return &Value{Kind: Decimal, Text: word}, nil
	case 'u':
		n, ok := digitsValue(word)
		if !ok {
			return nil, invalid
		}
		return &Value{Kind: Uint, Uint: n}, nil
	}
	if p.peek() != '"' {
		return nil, invalid
	}
	s, err := p.text()
	if err != nil {
		return nil, invalid
	}
	if mark == 'B' {
		field, ok := digitsValue(word)
		raw, err := base64.StdEncoding.DecodeString(s)
		if !ok || err != nil {
			return nil, invalid
		}
		return &Value{Kind: Opaque, Field: uint8(field), Text: string(raw)}, nil
	}
	return &Value{Kind: map[byte]Kind{'D': Date, 'T': Time, 'S': DateTime}[mark], Text: s}, nil
}
