package parse

import (
	"fmt"
	"runtime/debug"
	"strings"

	"nanohouse/internal/sqlerr"
)

// Unsupported is the error for what MySQL has and we do not.
func Unsupported(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support '%s'", fmt.Sprintf(format, args...))
}

// SyntaxError is MySQL's message for an error at an offset. It quotes what
// the client itself wrote.
func SyntaxError(text string, at int) *sqlerr.Error {
	near := text[min(at, len(text)):]
	if len(near) > 80 {
		near = near[:80]
	}
	line := 1 + strings.Count(text[:min(at, len(text))], "\n")
	return sqlerr.New(sqlerr.Syntax, "%s", fmt.Sprintf(
		"You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '%s' at line %d",
		strings.ToValidUTF8(near, "?"), line))
}

// Recovered turns a panic into an error: one statement must not stop a server.
func Recovered(err *error) {
	if r := recover(); r != nil {
		*err = sqlerr.New(sqlerr.Internal, "internal error while reading the statement").WithCause(fmt.Errorf("%v\n%s", r, debug.Stack()))
	}
}
