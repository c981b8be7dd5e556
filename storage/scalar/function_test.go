package scalar

import (
	"strings"
	"testing"
)

// find gives a function by name.
func find(t *testing.T, name string) Function {
	t.Helper()
	for _, f := range All() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no function %s", name)
	return Function{}
}

// eval runs a function that must not fail.
func eval(t *testing.T, name string, args []Value) Value {
	t.Helper()
	f := find(t, name)
	v, err := f.Call(args)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// call runs a function over texts; "NULL" is NULL.
func call(t *testing.T, name string, args ...string) string {
	t.Helper()
	values := make([]Value, len(args))
	for i, a := range args {
		values[i] = Value{Text: a, Null: a == "NULL"}
	}
	f := find(t, name)
	v, err := f.Call(values)
	switch {
	case err != nil:
		return err.Error()
	case v.Null:
		return "NULL"
	}
	return v.Text
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range All() {
		if !strings.HasPrefix(f.Name, Prefix) || f.Name != strings.ToLower(f.Name) || seen[f.Name] {
			t.Errorf("%s: a name is lower case, begins with %s, and is there once", f.Name, Prefix)
		}
		if f.Eval == nil || f.Variadic && len(f.Args) == 0 {
			t.Errorf("%s: it has no Eval, or is variadic without a kind", f.Name)
		}
		seen[f.Name] = true
	}
}

// The results are MySQL's.
func TestSoundex(t *testing.T) {
	for in, want := range map[string]string{
		"hello": "H400", "Quadratically": "Q36324", "Tymczak": "T520", "Pfister": "P236", "été": "é300", "éfg": "é120",
		" 12ab": "A100", "bwb": "B000", "": "", "123": "", "aéb": "A100", "日本": "日000", "Robert Rupert": "R1636163", "NULL": "NULL",
	} {
		if got := call(t, "mysql_soundex", in); got != want {
			t.Errorf("soundex(%q) = %q, want %q", in, got, want)
		}
	}
}
