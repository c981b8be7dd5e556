package certify

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a parsed JSON value. Numbers stay text.
type value struct {
	kind   kind
	text   string // of strings and numbers
	fields []field
	items  []value
}

type field struct {
	key   string
	value value
}

type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
)

// get finds a field; a missing one is null.
func (v *value) get(key string) *value {
	for i := range v.fields {
		if v.fields[i].key == key {
			return &v.fields[i].value
		}
	}
	return &value{}
}

// str is the text of a field, or empty.
func (v *value) str(key string) string {
	if f := v.get(key); f.kind == text {
		return f.text
	}
	return ""
}

// maxDepth bounds nesting; DuckDB itself refuses expressions deeper than 1,000.
const maxDepth = 6000

var errJSON = errors.New("the parse is not JSON")

// parser reads JSON. The standard library's takes several times as long, on
// every statement that is planned.
type parser struct {
	in  string // one copy, of which all texts are parts
	pos int
}

func parse(in []byte) (value, error) {
	p := &parser{in: string(in)}
	v, err := p.value(0)
	if err != nil {
		return value{}, err
	}
	p.blanks()
	if p.pos != len(in) {
		return value{}, fmt.Errorf("%w: more follows at byte %d", errJSON, p.pos)
	}
	return v, nil
}

func (p *parser) blanks() {
	for p.pos < len(p.in) && (p.in[p.pos] == ' ' || p.in[p.pos] == '\n' || p.in[p.pos] == '\t' || p.in[p.pos] == '\r') {
		p.pos++
	}
}

func (p *parser) fail() error { return fmt.Errorf("%w: byte %d", errJSON, p.pos) }

// take moves over one byte if it is next.
func (p *parser) take(b byte) bool {
	p.blanks()
	if p.pos < len(p.in) && p.in[p.pos] == b {
		p.pos++
		return true
	}
	return false
}

func (p *parser) word(w string) bool {
	if strings.HasPrefix(p.in[p.pos:], w) {
		p.pos += len(w)
		return true
	}
	return false
}

func (p *parser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, fmt.Errorf("%w: nested too deep", errJSON)
	}
	p.blanks()
	switch {
	case p.word("null"):
		return value{}, nil
	case p.word("true"):
		return value{kind: boolean, text: "true"}, nil
	case p.word("false"):
		return value{kind: boolean, text: "false"}, nil
	case p.take('{'):
		return p.object(depth)
	case p.take('['):
		return p.array(depth)
	case p.pos < len(p.in) && p.in[p.pos] == '"':
		s, err := p.string()
		return value{kind: text, text: s}, err
	}
	return p.number()
}

func (p *parser) number() (value, error) {
	start := p.pos
	for p.pos < len(p.in) && (p.in[p.pos] >= '0' && p.in[p.pos] <= '9' || p.in[p.pos] == '-' || p.in[p.pos] == '+' ||
		p.in[p.pos] == '.' || p.in[p.pos] == 'e' || p.in[p.pos] == 'E') {
		p.pos++
	}
	s := p.in[start:p.pos]
	if _, err := strconv.ParseFloat(s, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
		return value{}, p.fail()
	}
	return value{kind: number, text: s}, nil
}

func (p *parser) object(depth int) (value, error) {
	v := value{kind: object}
	if p.take('}') {
		return v, nil
	}
	v.fields = make([]field, 0, 8)
	for {
		p.blanks()
		key, err := p.string()
		if err != nil {
			return value{}, err
		}
		if !p.take(':') {
			return value{}, p.fail()
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		for i := range v.fields {
			if v.fields[i].key == key {
				return value{}, fmt.Errorf("%w: key %q twice", errJSON, key)
			}
		}
		v.fields = append(v.fields, field{key, item})
		if p.take('}') {
			return v, nil
		}
		if !p.take(',') {
			return value{}, p.fail()
		}
	}
}

func (p *parser) array(depth int) (value, error) {
	v := value{kind: array}
	if p.take(']') {
		return v, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return value{}, err
		}
		v.items = append(v.items, item)
		if p.take(']') {
			return v, nil
		}
		if !p.take(',') {
			return value{}, p.fail()
		}
	}
}

func (p *parser) string() (string, error) {
	if p.pos >= len(p.in) || p.in[p.pos] != '"' {
		return "", p.fail()
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.in) && p.in[p.pos] != '"' && p.in[p.pos] != '\\' && p.in[p.pos] >= ' ' {
		p.pos++
	}
	if p.pos < len(p.in) && p.in[p.pos] == '"' {
		s := p.in[start:p.pos]
		p.pos++
		if !utf8.ValidString(s) {
			return "", p.fail()
		}
		return s, nil
	}
	return p.escaped(start)
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads a string with escapes, from its start.
func (p *parser) escaped(start int) (string, error) {
	out := append([]byte(nil), p.in[start:p.pos]...)
	for p.pos < len(p.in) {
		b := p.in[p.pos]
		p.pos++
		switch {
		case b == '"':
			if !utf8.Valid(out) {
				return "", p.fail()
			}
			return string(out), nil
		case b < ' ':
			return "", p.fail()
		case b != '\\':
			out = append(out, b)
		case p.pos >= len(p.in):
			return "", p.fail()
		case p.in[p.pos] == 'u':
			if len(p.in)-p.pos < 5 {
				return "", p.fail()
			}
			n, err := strconv.ParseUint(p.in[p.pos+1:p.pos+5], 16, 16)
			if err != nil || n >= 0xd800 && n < 0xe000 {
				// DuckDB writes characters as they are; only controls come as \u.
				return "", p.fail()
			}
			out = utf8.AppendRune(out, rune(n))
			p.pos += 5
		default:
			e, ok := escapes[p.in[p.pos]]
			if !ok {
				return "", p.fail()
			}
			out = append(out, e)
			p.pos++
		}
	}
	return "", p.fail()
}
