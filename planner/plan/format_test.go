package plan

import (
	"testing"

	"nanohouse/catalog"
)

// A secret is never printed, and with HideConstants no value is.
func TestFormatHidesValues(t *testing.T) {
	text := catalog.Type{Kind: catalog.String}
	e := &Call{Func: "concat", Typ: text, List: []Expr{
		&Const{Value: "key", Typ: text, Secret: true}, &Const{Value: "x", Typ: text}, &Const{Typ: text},
	}}
	if got := FormatExpr(e); got != "concat(<secret>, 'x', null:longtext)" {
		t.Error(got)
	}
	if got := (Options{HideConstants: true}).FormatExpr(e); got != "concat(<secret>, ?, ?)" {
		t.Error(got)
	}
}
