package scalar

import (
	"testing"

	"nanohouse/catalog"
)

// The results are MySQL's.
func TestCollatedFunctions(t *testing.T) {
	id := OfInt(int64(catalog.UTF8MB4AiCi0900.ID()))
	text := OfText
	for _, c := range []struct {
		name string
		args []Value
		want Value
	}{
		{"mysql_collated_like", []Value{text("Straße"), text("stra_e"), text(`\`), id}, OfBool(true)},
		{"mysql_collated_like", []Value{text("Straße"), text("strasse"), text(`\`), id}, OfBool(false)}, // one by one
		{"mysql_collated_like", []Value{text("a%c"), text("A|%C"), text("|"), id}, OfBool(true)},
		{"mysql_collated_like", []Value{text(`a\c`), text(`A\C`), text(""), id}, OfBool(true)},
		{"mysql_collated_locate", []Value{text("É"), text("eée"), OfInt(2), id}, OfInt(2)},
		{"mysql_collated_locate", []Value{text("x"), text("eée"), OfInt(9), id}, OfInt(0)},
		{"mysql_collated_locate", []Value{text(""), text("ab"), OfInt(3), id}, OfInt(3)},
		{"mysql_collated_find_in_set", []Value{text("B"), text("a,b"), id}, OfInt(2)},
		{"mysql_collated_greatest", []Value{id, text("a"), text("B"), text("b")}, text("B")},
		{"mysql_collated_least", []Value{id, text("b"), text("A"), text("a")}, text("A")},
		{"mysql_weight_string", []Value{text("aB"), id}, text("\x1cG\x1c`")},
		{"mysql_encode_latin1", []Value{text("é€中")}, text("\xe9\x80?")},
		{"mysql_decode_latin1", []Value{text("\xe9\x80")}, text("é€")},
		{"mysql_fit_charset", []Value{text("é€中?"), OfInt(8)}, text("é€??")},
		{"mysql_fit_charset", []Value{text("é😀"), OfInt(33)}, text("é?")},
	} {
		if got := eval(t, c.name, c.args); got != c.want {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.args, got, c.want)
		}
	}
}
