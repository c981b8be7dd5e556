package yamldoc

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// same compares trees; nil and empty lists mean the same.
var same = cmpopts.EquateEmpty()

func TestParse(t *testing.T) {
	datadriven.RunTest(t, "testdata/parse.test", func(t *testing.T, d *datadriven.TestData) string {
		n, err := Parse([]byte(d.Input))
		if err != nil {
			return err.Error() + "\n"
		}
		var b strings.Builder
		if _, ok := quick([]byte(d.Input)); ok {
			b.WriteString("quick\n")
		}
		write(&b, &n, "")
		return b.String()
	})
}

func write(b *strings.Builder, n *Node, indent string) {
	switch n.Kind {
	case Scalar:
		quoted := ""
		if n.Quoted {
			quoted = " quoted"
		}
		if n.IsNull() {
			quoted = " null"
		}
		fmt.Fprintf(b, "%s%d: %q%s\n", indent, n.Line, n.Text, quoted)
	case Mapping:
		fmt.Fprintf(b, "%s%d: mapping\n", indent, n.Line)
		for i := range n.Entries {
			fmt.Fprintf(b, "%s  %d: %s =\n", indent, n.Entries[i].Line, n.Entries[i].Key)
			write(b, &n.Entries[i].Value, indent+"    ")
		}
	case Sequence:
		fmt.Fprintf(b, "%s%d: sequence\n", indent, n.Line)
		for i := range n.Items {
			write(b, &n.Items[i], indent+"  ")
		}
	}
}

// Aliases must not let a small text become a large tree, nor a loop.
func TestAliasesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	if _, err := Parse([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("an exponential text gave %v", err)
	}
	if _, err := Parse([]byte("a: &a [*a]\n")); err == nil || !strings.Contains(err.Error(), "lies within") {
		t.Errorf("a loop gave %v", err)
	}
	deep := strings.Repeat("[", 500) + strings.Repeat("]", 500)
	if _, err := Parse([]byte(deep)); err == nil || !strings.Contains(err.Error(), "too deeply") {
		t.Errorf("a deep text gave %v", err)
	}
}

// FuzzQuick compares the two parsers: what the quick one accepts, both read alike.
func FuzzQuick(f *testing.F) {
	if text, err := os.ReadFile("testdata/parse.test"); err == nil {
		for _, part := range strings.Split(string(text), "\n----\n") {
			_, input, _ := strings.Cut(part, "\nparse\n")
			f.Add([]byte(input))
		}
	}
	f.Add([]byte("a: b\nc:\n- d: e\n  f: [g, \"h\"]\n- i\n"))
	f.Add([]byte("---\n# c\na: >-\n  x\n\n  y\nb: |\n   z # no\n"))
	f.Add([]byte("a:\n  - b:\n    - c\n    d: 'e'  # f\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		fast, ok := quick(text)
		if !ok {
			_, _ = parseFull(text) // must not panic
			return
		}
		full, err := parseFull(text)
		if err != nil {
			t.Fatalf("only quick reads it: %v", err)
		}
		if d := cmp.Diff(full, fast, same); d != "" {
			t.Fatalf("full, quick:\n%s", d)
		}
	})
}
