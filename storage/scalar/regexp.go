package scalar

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar/icu"
)

// regexpFunctions are the functions of regular expressions. Their last argument
// is the match type: that of the collation, and then what the statement asks for.
var regexpFunctions = slices.Concat(
	[]Function{
		{Name: "mysql_regexp_like", Args: []Kind{Text, Text, Text}, Result: Bool, Nulls: true,
			Eval: func(a []Value) (Value, error) { return regexpLike(characters, a) }},
		{Name: "mysql_regexp_like_bytes", Args: []Kind{Bytes, Bytes, Text}, Result: Bool, Nulls: true,
			Eval: func(a []Value) (Value, error) { return regexpLike(bytewise, a) }},
	},
	regexpPair("regexp_instr", []Kind{Text, Text, Int, Int, Int, Text}, Int, regexpInstr),
	regexpPair("regexp_substr", []Kind{Text, Text, Int, Int, Text}, Text, regexpSubstr),
	regexpPair("regexp_replace", []Kind{Text, Text, Text, Int, Int, Text}, Text, regexpReplace),
)

// regexpPair is a function over texts, and its twin over bytes.
func regexpPair(name string, args []Kind, result Kind, eval func(u unit, a []Value) (Value, error)) []Function {
	text := Function{Name: Prefix + name, Args: args, Result: result, Nulls: true,
		Eval: func(a []Value) (Value, error) { return eval(characters, a) }}
	bytes := Function{Name: text.Name + "_bytes", Args: slices.Clone(args), Result: result, Nulls: true,
		Eval: func(a []Value) (Value, error) { return eval(bytewise, a) }}
	for i, k := range args[:len(args)-1] {
		if k == Text {
			bytes.Args[i] = Bytes
		}
	}
	if result == Text {
		bytes.Result = Bytes
	}
	return []Function{text, bytes}
}

// patterns are compiled patterns, by match type and text. A statement has few.
var patterns struct {
	sync.RWMutex
	byKey map[string]compiled
}

type compiled struct {
	re  *icu.Regexp
	err error
}

const maxPatterns = 512

// compilePattern compiles a pattern once.
func compilePattern(pattern, matchType, function string) (*icu.Regexp, error) {
	key := matchType + "/" + pattern
	patterns.RLock()
	c, ok := patterns.byKey[key]
	patterns.RUnlock()
	if !ok {
		c = compileNew(pattern, matchType, function)
		patterns.Lock()
		if len(patterns.byKey) >= maxPatterns || patterns.byKey == nil {
			patterns.byKey = map[string]compiled{}
		}
		patterns.byKey[strings.Clone(key)] = c
		patterns.Unlock()
	}
	return c.re, c.err
}

func compileNew(pattern, matchType, function string) compiled {
	var o icu.Options
	for _, c := range matchType {
		switch c {
		case 'i':
			o.AnyCase = true
		case 'c':
			o.AnyCase = false
		case 'm':
			o.Lines = true
		case 'n':
			o.All = true
		case 'u':
			o.Unix = true
		default:
			return compiled{err: sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to %s", function)}
		}
	}
	re, err := icu.Compile(strings.Clone(pattern), o)
	return compiled{re, regexpError(err)}
}

// regexpErrors are MySQL's errors of regular expressions.
var regexpErrors = map[icu.Kind]struct {
	code sqlerr.Code
	text string
}{
	icu.IllegalArgument: {sqlerr.RegexpIllegalArgument, "Illegal argument to a regular expression."},
	icu.BadEscape:       {sqlerr.RegexpEscape, "Unrecognized escape sequence in regular expression."},
	icu.Parenthesis:     {sqlerr.RegexpParenthesis, "Mismatched parenthesis in regular expression."},
	icu.BadInterval:     {sqlerr.RegexpInterval, "Incorrect description of a {min,max} interval."},
	icu.MaxLessMin:      {sqlerr.RegexpMaxLess, "The maximum is less than the minumum in a {min,max} interval."},
	icu.BackReference:   {sqlerr.RegexpBackReference, "Invalid back-reference in regular expression."},
	icu.LookBehind:      {sqlerr.RegexpLookBehind, "The look-behind assertion exceeds the limit in regular expression."},
	icu.MissingBracket:  {sqlerr.RegexpMissingBracket, "The regular expression contains an unclosed bracket expression."},
	icu.InvalidRange:    {sqlerr.RegexpInvalidRange, "The regular expression contains an [x-y] character range where x comes after y."},
	icu.TooBig:          {sqlerr.RegexpTooBig, "The regular expression pattern exceeds limits on size or complexity."},
	icu.NumberTooBig:    {sqlerr.RegexpNumber, "Decimal number in regular expression is too large."},
	icu.GroupName:       {sqlerr.RegexpCaptureGroupName, "A capture group has an invalid name."},
	icu.GroupIndex:      {sqlerr.RegexpIndex, "Index out of bounds in regular expression search."},
	icu.TimeOut:         {sqlerr.RegexpTimeOut, "Timeout exceeded in regular expression match."},
}

func regexpError(err error) error {
	var e *icu.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return err
	case e.Kind == icu.Syntax:
		return sqlerr.New(sqlerr.RegexpSyntax, "Syntax error in regular expression on line 1, character %d.", e.At)
	case e.Kind == icu.Unsupported:
		return sqlerr.New(sqlerr.Unsupported, "a regular expression %s", e.What)
	}
	m := regexpErrors[e.Kind]
	return sqlerr.New(m.code, "%s", m.text)
}

// pattern compiles the pattern of a call: nil where an argument is NULL. A wrong
// pattern or match type is an error, be another argument NULL or not.
func pattern(u unit, a []Value, function string) (*icu.Regexp, error) {
	kind := a[len(a)-1]
	if kind.Null {
		return nil, nil
	}
	text := "a"
	if !a[1].Null {
		text = u.decoded(a[1].Text)
	}
	re, err := compilePattern(text, kind.Text, function)
	if err != nil {
		return nil, err
	}
	for i := range a {
		if a[i].Null {
			return nil, nil
		}
	}
	return re, nil
}

// decoded gives each byte as a character.
func (u unit) decoded(s string) string {
	if u == characters {
		return s
	}
	var out strings.Builder
	for i := range len(s) {
		out.WriteRune(rune(s[i]))
	}
	return out.String()
}

// encoded is the opposite of decoded.
func (u unit) encoded(s string) string {
	if u == characters {
		return s
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, byte(r))
	}
	return string(out)
}

// nth finds the n-th match from the place-th character on.
func nth(re *icu.Regexp, s string, place, n int64) (icu.Match, error) {
	at := characters.offset(s, place-1)
	for {
		m, err := re.Search(s, at)
		if m == nil || n <= 1 {
			return m, regexpError(err)
		}
		if at = m.Next(s); at < 0 {
			return nil, nil
		}
		n--
	}
}

func regexpLike(u unit, a []Value) (Value, error) {
	re, err := pattern(u, a, "regexp_like")
	if re == nil {
		return Null, err
	}
	m, err := re.Search(u.decoded(a[0].Text), 0)
	return OfBool(m != nil), regexpError(err)
}

var errRegexpIndex = sqlerr.New(sqlerr.RegexpIndex, "Index out of bounds in regular expression search.")

// regexpInstr is REGEXP_INSTR(text, pattern, place, occurrence, end or start, type).
func regexpInstr(u unit, a []Value) (Value, error) {
	if !a[4].Null && a[4].Int != 0 && a[4].Int != 1 {
		return Null, sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to regexp_instr: return_option must be 1 or 0.")
	}
	re, err := pattern(u, a, "regexp_instr")
	if re == nil {
		return Null, err
	}
	s := u.decoded(a[0].Text)
	place := a[2].Int
	if length := int64(utf8.RuneCountInString(s)); length > 0 && (place < 1 || place > length) {
		return Null, errRegexpIndex
	} else if length == 0 {
		place = 1
	}
	m, err := nth(re, s, place, a[3].Int)
	if m == nil {
		return OfInt(0), err
	}
	return OfInt(int64(utf8.RuneCountInString(s[:m[a[4].Int]])) + 1), nil
}

func regexpSubstr(u unit, a []Value) (Value, error) {
	re, s, err := searched(u, a, a[2], "regexp_substr")
	if re == nil {
		return Null, err
	}
	m, err := nth(re, s, a[2].Int, a[3].Int)
	if m == nil {
		return Null, err
	}
	return OfText(u.encoded(s[m[0]:m[1]])), nil
}

// searched is the pattern and the text of a call, whose place must be in the text.
func searched(u unit, a []Value, place Value, function string) (*icu.Regexp, string, error) {
	if !place.Null && place.Int < 1 {
		return nil, "", sqlerr.New(sqlerr.WrongParameters, "Incorrect parameters in the call to native function '%s'", function)
	}
	re, err := pattern(u, a, function)
	if re == nil {
		return nil, "", err
	}
	s := u.decoded(a[0].Text)
	if place.Int > int64(utf8.RuneCountInString(s))+1 {
		return nil, "", errRegexpIndex
	}
	return re, s, nil
}

// regexpReplace is REGEXP_REPLACE(text, pattern, new, place, occurrence, type);
// occurrence 0 is all of them.
func regexpReplace(u unit, a []Value) (Value, error) {
	re, s, err := searched(u, a, a[3], "regexp_replace")
	if re == nil || s == "" {
		return Value{Null: re == nil}, err
	}
	with, n := u.decoded(a[2].Text), a[4].Int
	var out strings.Builder
	done := 0
	m, err := nth(re, s, a[3].Int, n)
	for m != nil && err == nil {
		out.WriteString(s[done:m[0]])
		if err := re.Expand(&out, with, s, m); err != nil {
			return Null, regexpError(err)
		}
		done = m[1]
		next := m.Next(s)
		if n != 0 || next < 0 {
			break
		}
		if out.Len() > maxPacket {
			return Null, nil
		}
		m, err = re.Search(s, next)
	}
	if err != nil {
		return Null, regexpError(err)
	}
	out.WriteString(s[done:])
	return limited(u.encoded(out.String()))
}
