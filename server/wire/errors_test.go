package wire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
)

func TestFault(t *testing.T) {
	ended := func(cause error) context.Context {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(cause)
		return ctx
	}
	interrupted := fmt.Errorf("%w: INTERRUPT Error", storage.ErrInterrupted)
	cases := []struct {
		name string
		ctx  context.Context
		err  error
		want sqlerr.Code
	}{
		{"killed", ended(ErrKilled), interrupted, sqlerr.Interrupted},
		{"time limit", ended(ErrDeadline), interrupted, sqlerr.TimedOut},
		{"draining", ended(ErrDraining), context.Canceled, sqlerr.ShuttingDown},
		{"overflow", context.Background(), fmt.Errorf("%w: 4711", storage.ErrOverflow), sqlerr.OutOfRange},
		{"cast", context.Background(), fmt.Errorf("4711: %w", &storage.CastError{Column: "a.b.c", File: "f"}), sqlerr.BadStoredValue},
		{"memory", context.Background(), fmt.Errorf("%w: 4711", storage.ErrOutOfMemory), sqlerr.OutOfMemory},
		{"spill", context.Background(), fmt.Errorf("%w: 4711", storage.ErrNoSpace), sqlerr.NoSpill},
		{"source", context.Background(), fmt.Errorf("%w: 4711", storage.ErrSource), sqlerr.SourceUnreadable},
		{"subquery", context.Background(), fmt.Errorf("%w: 4711", storage.ErrTooManyRows), sqlerr.SubqueryRows},
		{"engine", context.Background(), fmt.Errorf("%w: 4711", storage.ErrEngineLost), sqlerr.EngineFailed},
		{"anything else", context.Background(), errors.New("4711"), sqlerr.Internal},
		{"a client's error", context.Background(), fmt.Errorf("plan: %w", sqlerr.New(sqlerr.ColumnDenied, "x")), sqlerr.ColumnDenied},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Fault(c.ctx, c.err)
			if got.Code != c.want {
				t.Errorf("got %v", got)
			}
			if strings.Contains(got.Error(), "4711") {
				t.Errorf("the engine's text reaches the client: %v", got)
			}
		})
	}
	if a, b := Fault(context.Background(), errors.New("x")), Fault(context.Background(), errors.New("x")); a.Ref == "" || a.Ref == b.Ref {
		t.Errorf("refs %q %q", a.Ref, b.Ref)
	}
}
