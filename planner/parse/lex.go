package parse

import "strings"

// lexKind is the kind of a lexeme.
type lexKind uint8

const (
	lexWord    lexKind = iota // a keyword or an unquoted name
	lexQuoted                 // a name in backticks (or double quotes under ANSI_QUOTES)
	lexString                 // a string, hex or bit literal
	lexNumber                 // a number
	lexPunct                  // an operator or separator
	lexParam                  // ?
	lexComment                // a comment, or the marks of an executable one
	lexBad                    // what MySQL's lexer refuses
)

// lexeme is a part of the text: text[start:end].
type lexeme struct {
	kind       lexKind
	start, end int
}

// lexer cuts text into lexemes as MySQL does.
type lexer struct {
	text    string
	pos     int
	mode    Mode
	version int
	special int // how many executable comments are open
	out     []lexeme
}

// lex cuts text into lexemes. version is the server's, as in /*!80036.
func lex(text string, m Mode, version int) []lexeme {
	l := &lexer{text: text, mode: m, version: version}
	for l.pos < len(text) {
		l.next()
	}
	return l.out
}

func (l *lexer) next() {
	start, c := l.pos, l.text[l.pos]
	switch {
	case isSpace(c):
		l.pos++
	case c == '#', l.has("--") && (l.pos+2 == len(l.text) || l.text[l.pos+2] <= ' '):
		l.skipLine()
		l.emit(lexComment, start)
	case l.has("/*"):
		l.comment(start)
	case l.special > 0 && l.has("*/"):
		l.special--
		l.pos += 2
		l.emit(lexComment, start)
	case c == '\'', c == '"' && !l.mode.AnsiQuotes:
		l.str(start, c)
	case c == '`', c == '"':
		l.quoted(start, c)
	case (c|0x20 == 'x' || c|0x20 == 'b') && l.pos+1 < len(l.text) && l.text[l.pos+1] == '\'':
		l.pos++
		l.str(start, '\'')
	case isDigit(c), c == '.' && l.pos+1 < len(l.text) && isDigit(l.text[l.pos+1]) && !l.afterName():
		l.number(start)
	case isWord(c), c == '@':
		l.word(start)
	case c == '?':
		l.pos++
		l.emit(lexParam, start)
	case c < ' ' || c == 0x7f:
		l.pos++
		l.emit(lexBad, start)
	default:
		l.punct(start)
	}
}

func (l *lexer) emit(k lexKind, start int) { l.out = append(l.out, lexeme{k, start, l.pos}) }

func (l *lexer) has(prefix string) bool { return strings.HasPrefix(l.text[l.pos:], prefix) }

func (l *lexer) skipLine() {
	if i := strings.IndexByte(l.text[l.pos:], '\n'); i >= 0 {
		l.pos += i
		return
	}
	l.pos = len(l.text)
}

// comment reads a comment, or only the opening mark of one that is executed.
func (l *lexer) comment(start int) {
	if l.has("/*!") {
		n := 3
		for n < 9 && l.pos+n < len(l.text) && isDigit(l.text[l.pos+n]) {
			n++
		}
		if digits := n - 3; digits == 0 || digits >= 5 && atoi(l.text[l.pos+3:l.pos+n]) <= l.version {
			l.pos += n
			l.special++
			l.emit(lexComment, start)
			return
		}
	}
	i := strings.Index(l.text[l.pos+2:], "*/")
	if i < 0 {
		l.pos = len(l.text)
		l.emit(lexBad, start)
		return
	}
	l.pos += i + 4
	l.emit(lexComment, start)
}

func (l *lexer) str(start int, quote byte) {
	l.pos++
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case c == '\\' && !l.mode.NoBackslash:
			l.pos += 2
		case c == quote && l.pos+1 < len(l.text) && l.text[l.pos+1] == quote:
			l.pos += 2
		case c == quote:
			l.pos++
			l.emit(lexString, start)
			return
		default:
			l.pos++
		}
	}
	l.pos = len(l.text)
	l.emit(lexBad, start)
}

func (l *lexer) quoted(start int, quote byte) {
	l.pos++
	for l.pos < len(l.text) {
		switch {
		case l.text[l.pos] != quote:
			l.pos++
		case l.pos+1 < len(l.text) && l.text[l.pos+1] == quote:
			l.pos += 2
		default:
			l.pos++
			l.emit(lexQuoted, start)
			return
		}
	}
	l.emit(lexBad, start)
}

// number reads a number, or a name that begins with a digit.
func (l *lexer) number(start int) {
	for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
		l.pos++
	}
	if l.pos < len(l.text) && isWord(l.text[l.pos]) && !l.exponent() {
		l.wordRest()
		k := lexWord
		if strings.HasPrefix(l.text[start:l.pos], "0x") || strings.HasPrefix(l.text[start:l.pos], "0b") {
			k = lexNumber
		}
		l.emit(k, start)
		return
	}
	if l.pos < len(l.text) && l.text[l.pos] == '.' {
		l.pos++
		for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
			l.pos++
		}
	}
	if l.exponent() {
		l.pos += 2
		for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
			l.pos++
		}
	}
	l.emit(lexNumber, start)
}

// exponent reports whether e5, e+5 or e-5 follows.
func (l *lexer) exponent() bool {
	rest := l.text[l.pos:]
	if len(rest) < 2 || rest[0]|0x20 != 'e' {
		return false
	}
	return isDigit(rest[1]) || (rest[1] == '+' || rest[1] == '-') && len(rest) > 2 && isDigit(rest[2])
}

func (l *lexer) word(start int) {
	l.pos++
	l.wordRest()
	l.emit(lexWord, start)
}

func (l *lexer) wordRest() {
	for l.pos < len(l.text) && (isWord(l.text[l.pos]) || isDigit(l.text[l.pos]) || l.text[l.pos] == '@') {
		l.pos++
	}
}

func (l *lexer) punct(start int) {
	for _, p := range []string{"<=>", "->>", "<=", ">=", "<>", "!=", ":=", "||", "&&", "<<", ">>", "->"} {
		if l.has(p) {
			l.pos += len(p)
			l.emit(lexPunct, start)
			return
		}
	}
	l.pos++
	l.emit(lexPunct, start)
}

// afterName reports whether the lexeme before ends in a name, so that .5 is a
// dot and a name.
func (l *lexer) afterName() bool {
	if len(l.out) == 0 {
		return false
	}
	last := l.out[len(l.out)-1]
	return last.end == l.pos && (last.kind == lexWord || last.kind == lexQuoted)
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isWord reports whether c is part of an unquoted name. Bytes of multi-byte
// characters are.
func isWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' || c >= 0x80
}

func atoi(digits string) int {
	n := 0
	for i := 0; i < len(digits); i++ {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}
