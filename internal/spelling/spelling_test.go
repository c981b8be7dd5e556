package spelling

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"classification", "tags", "name", "physicalName", "logicalType"}
	for _, c := range []struct{ word, want string }{
		{"clasification", "classification"},
		{"CLASSIFICATION", "classification"},
		{"tag", "tags"},
		{"tgas", "tags"},
		{"nmae", "name"},
		{"physical_name", "physicalName"},
		{"type", ""},
		{"", ""},
		{"somethingElse", ""},
	} {
		if got := Nearest(c.word, words); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}
