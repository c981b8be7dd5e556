package server

import (
	"context"
	"errors"
	"strings"
	"testing"

	"nanohouse/storage"
)

// widening gives each plan a wider one, whose statement the fake engine answers.
func widening(h *harness) {
	plan := h.planner.PlanFunc
	h.planner.PlanFunc = func(text string, env Env) (*Plan, error) {
		p, err := plan(text, env)
		if err == nil {
			p.Widen = func(context.Context) (*Plan, error) {
				return plan(strings.ReplaceAll(text, "overflow", "numbers_2"), env)
			}
		}
		return p, err
	}
}

func TestOverflowAtTheBeginningIsAnsweredByTheWiderPlan(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "")
	if _, err := ask(c, "SELECT overflow FROM sales.orders"); err == nil || !strings.Contains(err.Error(), "1690") {
		t.Errorf("without a wider plan: got %v, want 1690", err)
	}
	widening(h)
	got, err := ask(c, "SELECT overflow FROM sales.orders")
	if err != nil || !strings.Contains(got, "1") {
		t.Errorf("with a wider plan: got %q, %v", got, err)
	}
	if n := h.closed.Load(); n < 3 {
		t.Errorf("%d results closed, want all 3", n)
	}
}

func TestPeekGivesEachBatchOnce(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 2500} {
		h := &harness{}
		rows, err := peek(&fakeRows{n: n, closed: &h.closed}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for {
			b, err := rows.Next()
			if err != nil {
				t.Fatal(err)
			}
			if b == nil {
				break
			}
			got += b.Rows
		}
		if got != n {
			t.Errorf("%d rows, want %d", got, n)
		}
	}
}

func TestPeekClosesRowsThatFail(t *testing.T) {
	h := &harness{}
	if _, err := peek(&fakeRows{err: storage.ErrOverflow, closed: &h.closed}, nil); !errors.Is(err, storage.ErrOverflow) {
		t.Errorf("got %v, want ErrOverflow", err)
	}
	if h.closed.Load() != 1 {
		t.Error("the rows that failed stay open")
	}
}
