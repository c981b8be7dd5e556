package admission

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"nanohouse/storage"
)

type fakeRunner struct {
	RunFunc func() (storage.Rows, error)
}

func (f fakeRunner) Run(context.Context, storage.Query) (storage.Rows, error) { return f.RunFunc() }

type fakeRows struct{}

func (fakeRows) Columns() int                  { return 0 }
func (fakeRows) Next() (*storage.Batch, error) { return nil, nil }
func (fakeRows) Close() error                  { return nil }

func open() (storage.Rows, error) { return fakeRows{}, nil }

func TestNoMoreThanItsPlaces(t *testing.T) {
	g := New(fakeRunner{open}, 2)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			rows, err := g.Run(context.Background(), storage.Query{})
			if err != nil {
				t.Error(err)
				return
			}
			if n := g.Running(); n > 2 {
				t.Errorf("%d run at once, want at most 2", n)
			}
			_ = rows.Close()
			_ = rows.Close() // safe to call twice, and gives one place back only
		})
	}
	wait.Wait()
	if g.Running() != 0 || g.Waiting() != 0 {
		t.Errorf("%d places taken and %d waiting at the end", g.Running(), g.Waiting())
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	g := New(fakeRunner{open}, 1)
	first, err := g.Run(context.Background(), storage.Query{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := g.Run(ctx, storage.Query{}); !errors.Is(err, storage.ErrInterrupted) {
		t.Errorf("got %v, want ErrInterrupted", err)
	}
	_ = first.Close()
	if g.Running() != 0 {
		t.Error("the place of the query that gave up is lost")
	}
}

func TestFailedQueryGivesItsPlaceBack(t *testing.T) {
	boom := errors.New("boom")
	g := New(fakeRunner{func() (storage.Rows, error) { return nil, boom }}, 1)
	for range 3 {
		if _, err := g.Run(context.Background(), storage.Query{}); !errors.Is(err, boom) {
			t.Fatalf("got %v, want boom", err)
		}
	}
}
