// Package sqlerr is the registry of errors that clients see: each has a code of
// ours, MySQL's errno and SQLSTATE, and a hint that says what to do.
//
// No error carries a data value, a secret or an engine's text.
package sqlerr

import (
	"errors"
	"fmt"
)

// Code is one registered kind of error.
type Code struct {
	ID       string // ours: P0102
	Errno    uint16 // MySQL's
	SQLState string // five characters
}

// Error is an error for a client.
type Error struct {
	Code    Code
	Message string
	// Hint says what to do; may be empty.
	Hint string
	// Ref is the id under which the server's log holds the cause; may be empty.
	Ref string
	// Cause is for the log only.
	Cause error
}

// New makes an error of a code. The arguments must be names, types or numbers
// of the statement or the catalog, never data values.
func New(c Code, format string, args ...any) *Error {
	return &Error{Code: c, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns a copy with a hint.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// WithCause returns a copy that remembers its cause for the log.
func (e *Error) WithCause(err error) *Error {
	c := *e
	c.Cause = err
	return &c
}

// WithRef returns a copy with the id of its log line.
func (e *Error) WithRef(ref string) *Error {
	c := *e
	c.Ref = ref
	return &c
}

// Error gives the text as a client gets it.
func (e *Error) Error() string {
	s := e.Code.ID + " " + e.Message
	if e.Hint != "" {
		s += ". Hint: " + e.Hint
	}
	if e.Ref != "" {
		s += " (ref " + e.Ref + ")"
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, sqlerr.New(code, "")) compare codes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code.ID == e.Code.ID
}

// As finds the client error within err.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
