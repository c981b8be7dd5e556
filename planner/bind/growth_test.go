package bind

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
)

// What uses an operand several times must not grow with each level of nesting.
func TestNestingIsRefusedBeforeItGrows(t *testing.T) {
	env := testEnv(t)
	for name, form := range map[string]string{
		"NULLIF":   "NULLIF(%s, 'q')",
		"BETWEEN":  "(%s BETWEEN 1 AND 3)",
		"CASE":     "CASE %s WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 5 THEN 4 ELSE 4 END",
		"row":      "((%s, 1) = (1, 2))",
		"subquery": "NULLIF((SELECT %s), 1)",
		"order":    "((%s, 1) < (1, 2))",
		"IN":       "(%s NOT IN (1, 2, 'x'))",
	} {
		t.Run(name, func(t *testing.T) {
			e := "1"
			for range 60 {
				e = fmt.Sprintf(form, e)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Bind(context.Background(), "SELECT "+e, env)
			runtime.ReadMemStats(&after)
			var refused *sqlerr.Error
			if err != nil && (!errors.As(err, &refused) || refused.Code != sqlerr.Unsupported && refused.Code != sqlerr.OperandColumns) {
				t.Errorf("got %v", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 500<<20 {
				t.Errorf("took %d MB: %v", used>>20, err)
			}
		})
	}
	// Many that are each too small to be refused.
	item := "1"
	for range 14 {
		item = fmt.Sprintf("(%s BETWEEN 1 AND 3)", item)
	}
	if _, err := Bind(context.Background(), "SELECT "+strings.Repeat(item+", ", 300)+"1", env); err == nil {
		t.Error("300 large expressions were bound")
	}
	// A long list, and a long sum, are no reason to refuse.
	for _, text := range []string{
		"SELECT 1 IN (" + strings.Repeat("1, ", 100_000) + "1)",
		"SELECT " + strings.Repeat("1 + ", 4000) + "1",
	} {
		if _, err := Bind(context.Background(), text, env); err != nil {
			t.Errorf("%.30s…: %v", text, err)
		}
	}
}
