package bind

import (
	"context"
	"errors"
	"fmt"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/dolthub/vitess/go/vt/vterrors"

	"nanohouse/internal/sqlerr"
)

// maxText bounds what is parsed, and maxDepth how deep it may nest: the
// parser and we recurse.
const (
	maxText    = 4 << 20
	maxLexemes = 400_000
	maxDepth   = 200
)

// parsed is the first statement of a text.
type parsed struct {
	stmt ast.Statement
	src  *source
	mode mode
	// end is where the statement ends in the client's text; rest is where
	// the next begins.
	end, rest int
}

// parse parses the first statement of a text. The statement is nil when
// the text holds only comments.
func parse(text string, env Env) (*parsed, error) {
	m, err := env.mode(text)
	if err != nil {
		return nil, err
	}
	if len(text) > maxText {
		return nil, unsupported("a statement of more than 4 MB")
	}
	src := normalize(text, m.ansiQuotes, env.version())
	if src.bad >= 0 && src.bad < src.firstEnd() {
		return nil, syntaxError(text, src.bad)
	}
	if err := src.checkDepth(); err != nil {
		return nil, err
	}
	p := &parsed{src: src, mode: m, end: len(text), rest: len(text)}
	stmt, next, err := ast.ParseOneWithOptions(context.Background(), src.parsed, m.options())
	if errors.Is(err, ast.ErrEmpty) {
		p.skipEmpty()
		return p, nil
	}
	if err != nil {
		return nil, src.syntaxError(err, m.options())
	}
	p.stmt = stmt
	if next < len(src.parsed) {
		p.rest = src.original(next)
		p.end = p.rest
		if i := strings.LastIndexByte(text[:p.rest], ';'); i >= 0 {
			p.end = i
		}
	}
	p.trimRest()
	return p, nil
}

func (m mode) options() ast.ParserOptions {
	return ast.ParserOptions{AnsiQuotes: m.ansiQuotes, PipesAsConcat: m.pipesAsConcat}
}

// firstEnd is where the first statement ends, as far as lexemes tell.
func (s *source) firstEnd() int {
	for i, l := range s.lexemes {
		if s.is(i, ";") {
			return l.start
		}
	}
	return len(s.text)
}

// skipEmpty steps over an empty statement before a semicolon.
func (p *parsed) skipEmpty() {
	for _, l := range p.src.lexemes {
		if p.src.of(l) == ";" {
			p.end, p.rest = l.start, l.end
			p.trimRest()
			return
		}
	}
}

// trimRest forgets a rest without a lexeme in it.
func (p *parsed) trimRest() {
	n := len(p.src.lexemes)
	for n > 0 && p.src.of(p.src.lexemes[n-1]) == ";" {
		n--
	}
	for p.rest < len(p.src.text) && isSpace(p.src.text[p.rest]) {
		p.rest++
	}
	if n == 0 || p.src.lexemes[n-1].start < p.rest {
		p.rest = len(p.src.text)
		if n > 0 {
			p.end = min(p.end, max(p.src.lexemes[n-1].end, 0))
		}
	}
}

// checkDepth refuses texts that nest too deep for a recursive parser, and
// those so long that a chain of operators would.
func (s *source) checkDepth() error {
	if len(s.lexemes) > maxLexemes {
		return unsupported("a statement of more than %d words", maxLexemes)
	}
	depth := 0
	for i, l := range s.lexemes {
		switch {
		case l.kind == lexPunct && s.is(i, "("), s.is(i, "case"):
			depth++
		case l.kind == lexPunct && s.is(i, ")"), s.is(i, "end"):
			depth = max(0, depth-1)
		}
		if depth > maxDepth {
			return unsupported("more than %d nested parentheses", maxDepth)
		}
	}
	return nil
}

// syntaxError turns the parser's error into MySQL's.
func (s *source) syntaxError(err error, opts ast.ParserOptions) error {
	se, ok := vterrors.AsSyntaxError(err)
	if !ok {
		return syntaxError(s.text, 0)
	}
	switch message, _, _ := strings.Cut(se.Message, " at position "); {
	case strings.HasPrefix(message, "Every derived table"):
		return sqlerr.New(sqlerr.DerivedAlias, "Every derived table must have its own alias")
	case strings.HasPrefix(message, "INTO clause"):
		return sqlerr.New(sqlerr.MisplacedInto, "Misplaced INTO clause, INTO is not allowed inside subqueries, and must be placed at end for UNION clauses.")
	}
	end := s.original(se.Position - 1)
	if se.Position-1 >= len(s.parsed) && s.failsAtEnd(opts) {
		return syntaxError(s.text, len(s.text))
	}
	at := 0
	for _, l := range s.lexemes {
		if l.start < end {
			at = l.start
		}
	}
	return syntaxError(s.text, at)
}

// failsAtEnd reports whether the text ends too early: then one more lexeme
// moves the error.
func (s *source) failsAtEnd(opts ast.ParserOptions) bool {
	_, err := ast.ParseWithOptions(context.Background(), s.parsed+" )", opts)
	se, ok := vterrors.AsSyntaxError(err)
	return ok && se.Position-1 > len(s.parsed)
}

// syntaxError is MySQL's message for an error at an offset. It quotes what
// the client itself wrote.
func syntaxError(text string, at int) *sqlerr.Error {
	near := text[min(at, len(text)):]
	if len(near) > 80 {
		near = near[:80]
	}
	line := 1 + strings.Count(text[:min(at, len(text))], "\n")
	return sqlerr.New(sqlerr.Syntax, "%s", fmt.Sprintf(
		"You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '%s' at line %d",
		strings.ToValidUTF8(near, "?"), line))
}
