package wire

import (
	"strings"
	"testing"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/storage"
)

func TestTextGivesWhatAClientWouldPrint(t *testing.T) {
	out := []plan.Output{{Name: "n", Type: catalog.Type{Kind: catalog.Int64}}, {Name: "d", Type: catalog.Type{Kind: catalog.Decimal, Precision: 15, Scale: 2}}}
	batch := &storage.Batch{Rows: 3, Columns: []storage.Vector{
		{Data: []int64{7, -12345678901, 0}, Valid: []uint64{0b011}},
		{Data: []int64{150, -5, 0}, Scale: 2},
	}}
	var lines []string
	err := NewText(out, Format{}).Rows(batch, func(cells []Cell) error {
		var words []string
		for _, c := range cells {
			if c == nil {
				words = append(words, "NULL")
			} else {
				words = append(words, string(c))
			}
		}
		lines = append(lines, strings.Join(words, " "))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(lines, "; "), "7 1.50; -12345678901 -0.05; NULL 0.00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A value of 251 bytes or more has a longer length in front, and an empty one is not NULL.
func TestWithoutLengthTakesEveryLength(t *testing.T) {
	for _, n := range []int{0, 250, 251, 70_000, 1 << 24} {
		var b []byte
		b = packet.AppendLenInt(b, uint64(n))
		c := withoutLength(append(b, make([]byte, n)...))
		if c == nil || len(c) != n {
			t.Errorf("length %d: got %d bytes, nil %v", n, len(c), c == nil)
		}
	}
}
