package sqlgen

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/storage/scalar/icu"
)

// regexp matches a pattern. MySQL's engine (ICU) and DuckDB's (RE2) agree on a
// part of the syntax: constant patterns of it DuckDB matches itself.
func (g *generator) regexp(c *plan.Call) (frag, error) {
	if len(c.List) != 2 && len(c.List) != 3 {
		return frag{}, wrongArguments("REGEXP_LIKE")
	}
	list := c.List
	if len(list) == 2 {
		list = append(list[:2:2], &plan.Const{Value: "c", Typ: catalog.Type{Kind: catalog.String}})
	}
	kind, _ := constText(list[2])
	if pattern, ok := constText(list[1]); ok && kind == "c" && !anyBytes(list[:2]) {
		if native, ok := nativePattern(pattern); ok {
			f, err := g.textArg(list[0])
			if err != nil {
				return frag{}, err
			}
			p := g.bind(&plan.Const{Value: native, Typ: catalog.Type{Kind: catalog.String}}, repText)
			return frag{"regexp_matches(" + f.sql + ", " + p.sql + ")", repBool, f.once}, nil
		}
	}
	return g.regexpOf("regexp_like", "TTT", repBool, list)
}

// regexpCall is REGEXP_INSTR, REGEXP_SUBSTR and REGEXP_REPLACE.
func (g *generator) regexpCall(c *plan.Call) (frag, error) {
	form := map[string]struct {
		letters string
		rep     rep
	}{"regexp_instr": {"TTPPPT", repInt}, "regexp_substr": {"TTPPT", repText}, "regexp_replace": {"TTTPPT", repText}}[c.Func]
	if len(c.List) != len(form.letters) {
		return frag{}, wrongArguments(strings.ToUpper(c.Func))
	}
	return g.regexpOf(c.Func, form.letters, form.rep, c.List)
}

func (g *generator) regexpOf(name, letters string, r rep, list []plan.Expr) (frag, error) {
	if list[0].Type().Kind == catalog.Bytes {
		last := len(letters) - 1
		letters, name = strings.ReplaceAll(letters[:last], "T", "X")+letters[last:], name+"_bytes"
		if r == repText {
			r = repBlob
		}
	}
	args, err := g.lettered(letters, list)
	if err != nil {
		return frag{}, err
	}
	return g.guard(frag{"mysql_" + name + "(" + texts(args) + ")", r, anyOnce(args...)}), nil
}

// nativePattern writes a pattern for DuckDB's engine, if that means the same there.
func nativePattern(pattern string) (string, bool) {
	native, err := translatePattern(pattern)
	if err != nil {
		return "", false
	}
	if _, err := icu.Compile(pattern, icu.Options{}); err != nil {
		return "", false // the function knows MySQL's error
	}
	_, err = regexp.Compile(native)
	return native, err == nil
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
