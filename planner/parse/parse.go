package parse

import (
	"context"
	"errors"
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

// Tree is the first statement of a text.
type Tree struct {
	Stmt   ast.Statement
	Source *Source
	Mode   Mode
	// End is where the statement ends in the client's text; Rest is where
	// the next begins.
	End, Rest int
}

// Parse parses the first statement of a text. The statement is nil when
// the text holds only comments.
func Parse(text string, set Settings) (*Tree, error) {
	m, err := set.mode()
	if err != nil {
		return nil, err
	}
	if len(text) > maxText {
		return nil, Unsupported("a statement of more than 4 MB")
	}
	src := normalize(text, m, set.version())
	if src.bad >= 0 && src.bad < src.firstEnd() {
		return nil, SyntaxError(text, src.bad)
	}
	if src.failure != nil {
		return nil, src.failure
	}
	if err := src.checkDepth(); err != nil {
		return nil, err
	}
	p := &Tree{Source: src, Mode: m, End: len(text), Rest: len(text)}
	stmt, next, err := ast.ParseOneWithOptions(context.Background(), src.parsed, m.options())
	if errors.Is(err, ast.ErrEmpty) {
		p.skipEmpty()
		return p, nil
	}
	if err != nil {
		return nil, src.clientError(err, m.options())
	}
	p.Stmt = stmt
	if next < len(src.parsed) {
		p.Rest = src.original(next)
		p.End = p.Rest
		if i := strings.LastIndexByte(text[:p.Rest], ';'); i >= 0 {
			p.End = i
		}
	}
	p.trimRest()
	return p, nil
}

func (m Mode) options() ast.ParserOptions {
	return ast.ParserOptions{AnsiQuotes: m.AnsiQuotes, PipesAsConcat: m.PipesAsConcat}
}

// firstEnd is where the first statement ends, as far as lexemes tell.
func (s *Source) firstEnd() int {
	for i, l := range s.lexemes {
		if s.is(i, ";") {
			return l.start
		}
	}
	return len(s.Text)
}

// skipEmpty steps over an empty statement before a semicolon.
func (p *Tree) skipEmpty() {
	for _, l := range p.Source.lexemes {
		if p.Source.of(l) == ";" {
			p.End, p.Rest = l.start, l.end
			p.trimRest()
			return
		}
	}
}

// trimRest forgets a rest without a lexeme in it.
func (p *Tree) trimRest() {
	n := len(p.Source.lexemes)
	for n > 0 && p.Source.of(p.Source.lexemes[n-1]) == ";" {
		n--
	}
	for p.Rest < len(p.Source.Text) && isSpace(p.Source.Text[p.Rest]) {
		p.Rest++
	}
	if n == 0 || p.Source.lexemes[n-1].start < p.Rest {
		p.Rest = len(p.Source.Text)
		if n > 0 {
			p.End = min(p.End, max(p.Source.lexemes[n-1].end, 0))
		}
	}
}

// checkDepth refuses texts that nest too deep for a recursive parser, and
// those so long that a chain of operators would.
func (s *Source) checkDepth() error {
	if len(s.lexemes) > maxLexemes {
		return Unsupported("a statement of more than %d words", maxLexemes)
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
			return Unsupported("more than %d nested parentheses", maxDepth)
		}
	}
	return nil
}

// clientError turns the parser's error into MySQL's.
func (s *Source) clientError(err error, opts ast.ParserOptions) error {
	se, ok := vterrors.AsSyntaxError(err)
	if !ok {
		return SyntaxError(s.Text, 0)
	}
	switch message, _, _ := strings.Cut(se.Message, " at position "); {
	case strings.HasPrefix(message, "Every derived table"):
		return sqlerr.New(sqlerr.DerivedAlias, "Every derived table must have its own alias")
	case strings.HasPrefix(message, "frame start cannot"):
		return sqlerr.New(sqlerr.WindowFrameStart, "Window '<unnamed window>': frame start cannot be UNBOUNDED FOLLOWING.")
	case strings.HasPrefix(message, "frame end cannot"):
		return sqlerr.New(sqlerr.WindowFrameEnd, "Window '<unnamed window>': frame end cannot be UNBOUNDED PRECEDING.")
	case strings.HasPrefix(message, "frame starting from"):
		return sqlerr.New(sqlerr.BadFrame, "Window '<unnamed window>': frame start or end is negative, NULL or of non-integral type")
	case strings.HasPrefix(message, "INTO clause"):
		return sqlerr.New(sqlerr.MisplacedInto, "Misplaced INTO clause, INTO is not allowed inside subqueries, and must be placed at end for UNION clauses.")
	}
	end := s.original(se.Position - 1)
	if se.Position-1 >= len(s.parsed) && s.failsAtEnd(opts) {
		return SyntaxError(s.Text, len(s.Text))
	}
	at := 0
	for _, l := range s.lexemes {
		if l.start < end {
			at = l.start
		}
	}
	return SyntaxError(s.Text, at)
}

// failsAtEnd reports whether the text ends too early: then one more lexeme
// moves the error.
func (s *Source) failsAtEnd(opts ast.ParserOptions) bool {
	_, err := ast.ParseWithOptions(context.Background(), s.parsed+" )", opts)
	se, ok := vterrors.AsSyntaxError(err)
	return ok && se.Position-1 > len(s.parsed)
}

// ParamAt finds the n-th parameter, from 1, in the text.
func (s *Source) ParamAt(n int) int {
	for _, l := range s.lexemes {
		if l.kind != lexParam {
			continue
		}
		if n--; n == 0 {
			return l.start
		}
	}
	return 0
}
