package wire

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
)

// shapeError says that rows have another number of columns than their result.
type shapeError struct{ want, got int }

func (e *shapeError) Error() string {
	return fmt.Sprintf("a row has %d columns where its result has %d", e.got, e.want)
}

// Causes of a statement's end, which contexts carry (see context.Cause).
var (
	// ErrKilled: KILL, or COM_PROCESS_KILL.
	ErrKilled = errors.New("killed")
	// ErrDeadline: the statement's time limit.
	ErrDeadline = errors.New("time limit passed")
	// ErrGone: the client closed its connection.
	ErrGone = errors.New("client gone")
	// ErrDraining: the server stops.
	ErrDraining = errors.New("server is stopping")
)

// Fault gives the error that a client may see for any error. What is not
// known becomes an internal error. Faults whose cause belongs in the log have
// a Ref.
func Fault(ctx context.Context, err error) *sqlerr.Error {
	if e, ok := sqlerr.As(err); ok {
		if e.Cause != nil && e.Ref == "" && (e.Code == sqlerr.Internal || e.Code == sqlerr.Uncertified || e.Code == sqlerr.EngineFailed) {
			return e.WithRef(newRef())
		}
		return e
	}
	if e := interruption(ctx, err); e != nil {
		return e
	}
	return engineFault(err)
}

func interruption(ctx context.Context, err error) *sqlerr.Error {
	if !errors.Is(err, storage.ErrInterrupted) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, ErrDeadline), errors.Is(cause, context.DeadlineExceeded):
		return sqlerr.New(sqlerr.TimedOut, "Query execution was interrupted, maximum statement execution time exceeded")
	case errors.Is(cause, ErrDraining):
		return sqlerr.New(sqlerr.ShuttingDown, "Server shutdown in progress")
	}
	return sqlerr.New(sqlerr.Interrupted, "Query execution was interrupted")
}

func engineFault(err error) *sqlerr.Error {
	var cast *storage.CastError
	switch {
	case errors.As(err, &cast):
		return sqlerr.New(sqlerr.BadStoredValue, "column %s of file %s holds a value that does not fit its contract", cast.Column, cast.File).
			WithHint("ask the domain's owner to repair the file or the contract").WithCause(err)
	case errors.Is(err, storage.ErrCast):
		return sqlerr.New(sqlerr.BadStoredValue, "a stored value does not fit its contract").WithRef(newRef()).WithCause(err)
	case errors.Is(err, storage.ErrOverflow):
		return sqlerr.New(sqlerr.OutOfRange, "value is out of range in an expression").
			WithHint("cast the operands to a wider type").WithCause(err)
	case errors.Is(err, storage.ErrTooManyRows):
		return sqlerr.New(sqlerr.SubqueryRows, "Subquery returns more than 1 row").WithCause(err)
	case errors.Is(err, storage.ErrShape):
		return sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support 'a subquery or LATERAL in this place'").
			WithHint("write it as a join, or in WHERE").WithRef(newRef()).WithCause(err)
	case errors.Is(err, storage.ErrOutOfMemory):
		return sqlerr.New(sqlerr.OutOfMemory, "the statement needs more memory than it may have").
			WithHint("select fewer columns or rows, or ask the operator for a higher limit").WithRef(newRef()).WithCause(err)
	case errors.Is(err, storage.ErrNoSpace):
		return sqlerr.New(sqlerr.NoSpill, "the server has no space left for intermediate results").
			WithHint("select fewer rows, or ask the operator for more").WithRef(newRef()).WithCause(err)
	case errors.Is(err, storage.ErrSource), errors.Is(err, storage.ErrStale):
		return sqlerr.New(sqlerr.SourceUnreadable, "a data file of %s cannot be read", sourceOf(err)).
			WithHint("try again; if it stays, ask the domain's owner").WithRef(newRef()).WithCause(err)
	case errors.Is(err, storage.ErrEngineLost):
		return sqlerr.New(sqlerr.EngineFailed, "the engine was restarted").WithHint("run the statement again").
			WithRef(newRef()).WithCause(err)
	}
	return sqlerr.New(sqlerr.Internal, "internal error").WithHint("give the operator the ref").
		WithRef(newRef()).WithCause(err)
}

// SourceError says which datasets a statement read when a file could not be read.
type SourceError struct {
	Datasets []string
	Err      error
}

// Error gives the cause, for the log.
func (e *SourceError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *SourceError) Unwrap() error { return e.Err }

// sourceOf names the datasets of a SourceError.
func sourceOf(err error) string {
	var e *SourceError
	if !errors.As(err, &e) || len(e.Datasets) == 0 {
		return "the statement"
	}
	if len(e.Datasets) == 1 {
		return "dataset " + e.Datasets[0]
	}
	return "one of the datasets " + strings.Join(e.Datasets, ", ")
}

// newRef makes the id that ties a client's error to a line of the log.
func newRef() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
