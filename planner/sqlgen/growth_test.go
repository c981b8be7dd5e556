package sqlgen

import (
	"errors"
	"strings"
	"testing"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// A short text of nested functions must be refused before it fills the
// memory, whether the repetition is ours or the engine's.
func TestNestingIsRefusedBeforeItGrows(t *testing.T) {
	double, text, integer := catalog.Type{Kind: catalog.Double}, catalog.Type{Kind: catalog.String}, catalog.Type{Kind: catalog.Int64}
	date, decimal := catalog.Type{Kind: catalog.Date}, catalog.Type{Kind: catalog.Decimal, Precision: 10, Scale: 2}
	one := &plan.Const{Value: 1.0, Typ: double}
	call := func(name string, typ catalog.Type, list ...plan.Expr) plan.Expr {
		return &plan.Call{Func: name, List: list, Typ: typ}
	}
	for name, nest := range map[string]func(plan.Expr) plan.Expr{
		"CAST":  func(e plan.Expr) plan.Expr { return &plan.Cast{Input: &plan.Cast{Input: e, To: text}, To: decimal} },
		"/":     func(e plan.Expr) plan.Expr { return call("/", double, one, e) },
		"ROUND": func(e plan.Expr) plan.Expr { return call("round", double, e) },
		"POW":   func(e plan.Expr) plan.Expr { return call("pow", double, one, e) },
		"WEEK": func(e plan.Expr) plan.Expr {
			return call("week", integer, &plan.Const{Typ: date, Value: "2020-01-01"}, e)
		},
		"ELT":      func(e plan.Expr) plan.Expr { return call("elt", text, e, e, one) },
		"IF":       func(e plan.Expr) plan.Expr { return call("if", double, e, e, e) },
		"COALESCE": func(e plan.Expr) plan.Expr { return call("coalesce", double, e, e) },
		"LPAD":     func(e plan.Expr) plan.Expr { return call("lpad", text, e, one, e) },
	} {
		t.Run(name, func(t *testing.T) {
			var e plan.Expr = &plan.Ref{ID: 1, Typ: double}
			for range 40 {
				e = nest(e)
			}
			g := newTestGenerator()
			g.reps[1] = repDouble
			f, err := g.expr(e)
			if err == nil && weight(f.sql) > float64(len(f.sql)+maxRepeated) {
				err = tooComplex()
			}
			var refused *sqlerr.Error
			if !errors.As(err, &refused) || refused.Code != sqlerr.Unsupported {
				t.Errorf("got %d bytes and %v", len(f.sql), err)
			}
		})
	}
}

// Long lists are no reason to refuse.
func TestLongListsAreNotRefused(t *testing.T) {
	integer := catalog.Type{Kind: catalog.Int64}
	in := &plan.Call{Func: "in", List: []plan.Expr{&plan.Ref{ID: 1, Typ: integer}}, Typ: catalog.Type{Kind: catalog.Bool}}
	for i := range 100_000 {
		in.List = append(in.List, &plan.Const{Value: int64(i), Typ: integer})
	}
	g := newTestGenerator()
	g.reps[1] = repInt
	f, err := g.expr(&plan.Call{Func: "not", List: []plan.Expr{in}, Typ: in.Typ})
	if err != nil {
		t.Fatal(err)
	}
	if w := weight(f.sql); w != float64(len(f.sql)) {
		t.Errorf("%d bytes weigh %v", len(f.sql), w)
	}
}

func TestWeight(t *testing.T) {
	x := strings.Repeat("x", 100)
	for sql, want := range map[string]float64{
		"f(" + x + ", '(" + x + "CASE')":                       210,
		"NULLIF(" + x + ", 0)":                                 6 + 2*105,
		"NULLIF(NULLIF(" + x + ", 0), 0)":                      6 + 2*(6+2*105+4) - 0,
		"CASE WHEN " + x + " THEN 1 END":                       118,
		"CASE " + x + " WHEN 1 THEN 2 WHEN 3 THEN 4 END":       4 + 2*102 + 34,
		"CASE WHEN a THEN CASE b WHEN 1 THEN 2 END ELSE 3 END": 52,
		"unclosed 'text":                                       14,
		"CASE CASE (":                                          11,
	} {
		if got := weight(sql); got < want-12 || got > want+12 {
			t.Errorf("%s: got %v, want %v", sql, got, want)
		}
	}
}
