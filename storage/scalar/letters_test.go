package scalar

import "testing"

// The results are MySQL's.
func TestLetterCase(t *testing.T) {
	for in, want := range map[string]string{
		"straße é": "STRAßE É", "ქა": "ქა", "ɐbc": "Ɐ", "bɐ": "B", "ǆ": "Ǆ", "ﬁ": "ﬁ", "ŉ": "ŉ", "ıx": "IX", "NULL": "NULL", "": "",
	} {
		if got := call(t, "mysql_upper", in); got != want {
			t.Errorf("upper(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"ÀΣİ": "àσi", "ẞ": "ß", "Ა": "Ა", "Ⱥ": "", "Ⱥbc": "ⱥ"} {
		if got := call(t, "mysql_lower", in); got != want {
			t.Errorf("lower(%q) = %q, want %q", in, got, want)
		}
	}
}
