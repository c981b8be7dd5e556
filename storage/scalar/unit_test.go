package scalar

import (
	"strings"
	"testing"
)

// A text longer than max_allowed_packet is NULL, and is never made.
func TestLimits(t *testing.T) {
	long := strings.Repeat("a", maxPacket)
	for name, args := range map[string][]Value{
		"mysql_repeat":    {OfText("ab"), OfInt(1 << 62)},
		"mysql_lpad":      {OfText("a"), OfInt(maxPacket/4 + 1), OfText("b")},
		"mysql_replace":   {OfText(long[:1<<20]), OfText("a"), OfText(long[:1<<10])},
		"mysql_insert":    {OfText(long), OfInt(1), OfInt(0), OfText("b")},
		"mysql_concat_ws": {OfText(","), OfText(long), OfText("b")},
		"mysql_quote":     {OfText(long)},
		"mysql_to_base64": {OfText(long)},
	} {
		if v := eval(t, name, args); !v.Null {
			t.Errorf("%s gives %d bytes, want NULL", name, len(v.Text))
		}
	}
	if v := eval(t, "mysql_lpad_bytes", []Value{OfText("a"), OfInt(maxPacket), OfText("b")}); len(v.Text) != maxPacket {
		t.Errorf("lpad of bytes: %d bytes, want %d", len(v.Text), maxPacket)
	}
}

// Places outside of a text change nothing, and split no character.
func TestSubstringIndexOverlaps(t *testing.T) {
	for _, c := range []struct {
		name, text, delimiter string
		n                     int64
		want                  string
	}{
		{"mysql_substring_index", "aaaaa", "aa", -1, "a"},
		{"mysql_substring_index_bytes", "aaaaa", "aa", -1, ""},
		{"mysql_substring_index", "aaaa", "aa", 2, "aa"},
		{"mysql_substring_index", "a.b.c", ".", -1 << 63, "a.b.c"},
		{"mysql_substring_index_bytes", "a.b.c", ".", -1 << 63, "a.b.c"},
	} {
		if v := eval(t, c.name, []Value{OfText(c.text), OfText(c.delimiter), OfInt(c.n)}); v.Text != c.want {
			t.Errorf("%s(%q, %q, %d) = %q, want %q", c.name, c.text, c.delimiter, c.n, v.Text, c.want)
		}
	}
}
