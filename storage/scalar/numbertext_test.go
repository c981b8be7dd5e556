package scalar

import "testing"

// MySQL 8 warns of '…' + 0, or of CAST('…' AS SIGNED), where false.
func TestNumberText(t *testing.T) {
	for s, want := range map[string][2]bool{
		"1": {true, true}, " -12 ": {true, true}, "+1.5": {true, false}, ".5": {true, false}, "5.": {true, false}, "1e3": {true, false},
		"1e": {false, false}, "1.5E-3\t": {true, false}, "": {true, false}, " ": {true, false}, "abc": {false, false}, "12abc": {false, false},
		".": {false, false}, "e5": {false, false}, "1 2": {false, false}, "--1": {false, false}, "0x10": {false, false},
	} {
		if got := isNumberText(s, false); got != want[0] {
			t.Errorf("number %q = %v", s, got)
		}
		if got := isNumberText(s, true); got != want[1] {
			t.Errorf("whole number %q = %v", s, got)
		}
	}
}
