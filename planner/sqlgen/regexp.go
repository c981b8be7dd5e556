package sqlgen

import (
	"strings"
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// regexp matches a constant pattern. MySQL's engine (ICU) and DuckDB's (RE2)
// agree on a part of the syntax only; the rest is translated or refused.
func (g *generator) regexp(c *plan.Call) (frag, error) {
	if len(c.List) == 3 {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "REGEXP_LIKE with a match type")
	}
	if len(c.List) != 2 {
		return frag{}, wrongArguments("REGEXP_LIKE")
	}
	pattern, ok := constText(c.List[1])
	if !ok {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "REGEXP with a pattern that is not a constant").WithHint("write the pattern as text in the statement")
	}
	native, err := translatePattern(pattern)
	if err != nil {
		return frag{}, err
	}
	f, err := g.textArg(c.List[0])
	if err != nil {
		return frag{}, err
	}
	p := g.bind(&plan.Const{Value: native, Typ: catalog.Type{Kind: catalog.String}}, repText)
	return frag{"regexp_matches(" + f.sql + ", " + p.sql + ")", repBool, f.once}, nil
}

// What the escapes and classes of ICU mean, in RE2's words.
var (
	patternEscapes = map[rune]string{
		'd': `\p{Nd}`, 'D': `\P{Nd}`, 's': `[\t\n\v\f\r\p{Z}\x{85}]`, 'S': `[^\t\n\v\f\r\p{Z}\x{85}]`,
		'w': `[\p{L}\p{M}\p{Nd}\p{Pc}]`, 'W': `[^\p{L}\p{M}\p{Nd}\p{Pc}]`, 't': `\t`, 'n': `\n`, 'r': `\r`,
	}
	classEscapes = map[rune]string{'d': `\p{Nd}`, 's': `\t\n\v\f\r\p{Z}\x{85}`, 'w': `\p{L}\p{M}\p{Nd}\p{Pc}`, 't': `\t`, 'n': `\n`, 'r': `\r`}
	posixClasses = map[string]string{"[:alpha:]": `\p{L}\p{Nl}`, "[:digit:]": `\p{Nd}`, "[:space:]": `\t\n\v\f\r\p{Z}\x{85}`,
		"[:upper:]": `\p{Lu}`, "[:lower:]": `\p{Ll}`, "[:punct:]": `\p{P}`, "[:alnum:]": `\p{L}\p{Nl}\p{Nd}`}
)

const (
	anyCharacter = `[^\n\v\f\r\x{85}\x{2028}\x{2029}]`
	lineEnd      = `(?:(?:\r\n|[\n\v\f\r\x{85}\x{2028}\x{2029}])?\z)`
)

func translatePattern(pattern string) (string, error) {
	refuse := func(what string) error {
		return sqlerr.New(sqlerr.Unsupported, "a regular expression with %s", what)
	}
	if pattern == "" {
		return "", sqlerr.New(sqlerr.WrongArguments, "Illegal argument to a regular expression.")
	}
	var out strings.Builder
	for i := 0; i < len(pattern); {
		r, n := utf8.DecodeRuneInString(pattern[i:])
		rest := pattern[i+n:]
		switch r {
		case '.':
			out.WriteString(anyCharacter)
		case '$':
			out.WriteString(lineEnd)
		case '^':
			out.WriteString(`\A`)
		case '(':
			if strings.HasPrefix(rest, "?") && !strings.HasPrefix(rest, "?:") {
				return "", refuse("look-around, options or named groups")
			}
			out.WriteByte('(')
		case '*', '+', '?', '}':
			if strings.HasPrefix(rest, "+") {
				return "", refuse("possessive quantifiers")
			}
			out.WriteRune(r)
		case '[':
			class, used, err := translateClass(pattern[i:])
			if err != nil {
				return "", err
			}
			out.WriteString(class)
			n = used
		case '\\':
			e, m := utf8.DecodeRuneInString(rest)
			native, ok := patternEscapes[e]
			switch {
			case ok:
				out.WriteString(native)
			case m == 1 && !isNameByte(byte(e)):
				out.WriteByte('\\')
				out.WriteRune(e)
			default:
				return "", refuse("the escape \\" + string(e))
			}
			n += m
		default:
			out.WriteRune(r)
		}
		i += n
	}
	return out.String(), nil
}

// translateClass reads a bracketed class from the start of s, and tells how
// many bytes it has.
func translateClass(s string) (string, int, error) {
	refused := sqlerr.New(sqlerr.Unsupported, "a regular expression with such a [class]")
	var out strings.Builder
	out.WriteByte('[')
	i := 1
	if strings.HasPrefix(s[i:], "^") {
		out.WriteByte('^')
		i++
	}
	for first := true; ; first = false {
		if i >= len(s) {
			return "", 0, refused
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == ']' && !first:
			out.WriteByte(']')
			return out.String(), i + 1, nil
		case r == ']':
			return "", 0, refused
		case r == '[':
			end := strings.Index(s[i:], ":]")
			if end < 0 || posixClasses[s[i:i+end+2]] == "" {
				return "", 0, refused
			}
			out.WriteString(posixClasses[s[i:i+end+2]])
			n = end + 2
		case r == '&' || r == '^' || r == '-' && strings.HasPrefix(s[i+n:], "-"):
			if strings.HasPrefix(s[i+n:], string(r)) {
				return "", 0, refused
			}
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\\':
			e, m := utf8.DecodeRuneInString(s[i+n:])
			native, ok := classEscapes[e]
			if !ok && (m != 1 || isNameByte(byte(e))) {
				return "", 0, refused
			}
			if !ok {
				native = `\` + string(e)
			}
			out.WriteString(native)
			n += m
		default:
			out.WriteRune(r)
		}
		i += n
	}
}
