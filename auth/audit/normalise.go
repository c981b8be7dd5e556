package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostStatement bounds the text that is kept of a statement.
const mostStatement = 4096

// Normalise gives the form of a statement: each literal is replaced by ?, lists of
// literals by one, comments go, and blanks become one. What it does not understand
// it takes for a literal, so that no value is kept by mistake.
//
// A double-quoted text is a literal too: unless ANSI_QUOTES is set MySQL reads it
// as one, and a name lost is better than a value kept.
func Normalise(text string) string {
	n := normaliser{text: text}
	for n.at < len(n.text) && n.out.Len() < mostStatement {
		n.next()
	}
	if n.at < len(n.text) {
		n.out.WriteString(" …")
	}
	return n.out.String()
}

type normaliser struct {
	text  string
	at    int
	out   strings.Builder
	last  string // the token before
	prior string // and the one before that
}

func (n *normaliser) next() {
	rest := n.text[n.at:]
	c, size := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsSpace(c):
		n.at += size
	case c == '#' || strings.HasPrefix(rest, "--") && (len(rest) == 2 || rest[2] <= ' '):
		n.skipTo("\n")
	case strings.HasPrefix(rest, "/*"):
		// The text of a /*! comment */ may run, but it may hold literals too.
		n.at += 2
		n.skipTo("*/")
	case c == '\'' || c == '"':
		n.quoted(byte(c))
		n.literal()
	case c == '`':
		from := n.at
		n.quoted('`')
		n.emit(n.text[from:n.at])
	case c >= '0' && c <= '9', c == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9' && !isWord(n.last):
		n.number()
		n.literal()
	case wordRune(c):
		n.word()
	case c == utf8.RuneError && size <= 1:
		n.at += size
		n.literal()
	default:
		n.at += size
		n.emit(rest[:size])
	}
}

// skipTo goes behind the next end, or to the end of the text.
func (n *normaliser) skipTo(end string) {
	i := strings.Index(n.text[n.at:], end)
	if i < 0 {
		n.at = len(n.text)
		return
	}
	n.at += i + len(end)
}

// quoted goes behind a quoted text, in which the quote is doubled or, but in
// names, escaped. An open quote reaches to the end.
func (n *normaliser) quoted(q byte) {
	for n.at++; n.at < len(n.text); n.at++ {
		switch {
		case n.text[n.at] == '\\' && q != '`':
			n.at++
		case n.text[n.at] != q:
		case n.at+1 < len(n.text) && n.text[n.at+1] == q:
			n.at++
		default:
			n.at++
			return
		}
	}
	n.at = len(n.text)
}

// number goes behind a number: 12, 0x1F, 1.5e-3.
func (n *normaliser) number() {
	for n.at < len(n.text) {
		c := n.text[n.at]
		sign := (c == '+' || c == '-') && n.at > 0 && (n.text[n.at-1]|0x20) == 'e' && !strings.HasPrefix(strings.ToLower(n.text[n.at-1:]), "ex")
		if !(c == '.' || c == '_' || c >= '0' && c <= '9' || (c|0x20) >= 'a' && (c|0x20) <= 'z' || sign) {
			return
		}
		n.at++
	}
}

func wordRune(c rune) bool {
	return c == '_' || c == '$' || c == '@' || unicode.IsLetter(c) || unicode.IsDigit(c)
}

func isWord(s string) bool {
	c, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && (wordRune(c) || c == '`')
}

func (n *normaliser) word() {
	from := n.at
	for n.at < len(n.text) {
		c, size := utf8.DecodeRuneInString(n.text[n.at:])
		if !wordRune(c) {
			break
		}
		n.at += size
	}
	w := n.text[from:n.at]
	// x'1F', b'01', n'text' and _utf8mb4'text' are one literal.
	if n.at < len(n.text) && (n.text[n.at] == '\'' || n.text[n.at] == '"') && (len(w) == 1 || w[0] == '_') {
		return
	}
	n.emit(w)
}

// literal writes ?, but in a list of literals only one.
func (n *normaliser) literal() {
	if n.last == "?" {
		return // 'a' 'b' is one text
	}
	if n.last == "," && n.prior == "?" {
		n.last, n.prior = "?", ""
		return
	}
	n.emit("?")
}

func (n *normaliser) emit(token string) {
	if n.last == "," && n.prior == "?" {
		n.out.WriteByte(',') // held back by the lines below
	}
	n.prior, n.last = n.last, token
	if token == "," && n.prior == "?" {
		return
	}
	if n.out.Len() > 0 && token != "," && token != ")" && token != "." && n.prior != "(" && n.prior != "." && (token != "(" || !isWord(n.prior)) {
		n.out.WriteByte(' ')
	}
	n.out.WriteString(token)
}
