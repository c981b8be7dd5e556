package parse

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"nanohouse/internal/sqlerr"
)

func TestGolden(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if filepath.Ext(path) != ".test" {
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			set := settings(d)
			switch d.Cmd {
			case "classify":
				return each(d.Input, func(line string) string { return classified(line, set) })
			case "digest":
				return each(d.Input, func(line string) string { return Digest(line) + "\n" })
			}
			t.Fatalf("%s: unknown directive %s", d.Pos, d.Cmd)
			return ""
		})
	})
}

// settings are those of a directive's arguments: db and mode.
func settings(d *datadriven.TestData) Settings {
	set := Settings{Database: "shop", Version: "8.0.36"}
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "db":
			set.Database = strings.Join(a.Vals, "")
		case "mode":
			set.SQLMode = strings.Join(a.Vals, ",")
		}
	}
	return set
}

func each(input string, f func(string) string) string {
	var b strings.Builder
	for _, line := range strings.Split(input, "\n") {
		b.WriteString(line + "\n  -> " + f(line))
	}
	return b.String()
}

func errorText(err error) string {
	e, ok := sqlerr.As(err)
	if !ok {
		return "NOT A CLIENT ERROR: " + err.Error() + "\n"
	}
	if e.Code == sqlerr.Internal {
		return fmt.Sprintf("INTERNAL: %v\n", e.Cause)
	}
	return strconv.Itoa(int(e.Code.Errno)) + " " + e.Error() + "\n"
}

func classified(line string, set Settings) string {
	st, err := Classify(line, set)
	if err != nil {
		return errorText(err)
	}
	s := fmt.Sprintf("%s (%s)", st.Kind, st.Verb)
	for _, tn := range st.Tables {
		s += fmt.Sprintf(" %s.%s", tn.Domain, tn.Name)
	}
	if st.Inner != "" {
		s += fmt.Sprintf(" inner=%q", st.Inner)
	}
	if st.Rest != "" {
		s += fmt.Sprintf(" rest=%q", st.Rest)
	}
	if st.Name != "" {
		s += " name=" + st.Name
	}
	if len(st.Vars) > 0 {
		s += fmt.Sprintf(" vars=%v", st.Vars)
	}
	if st.KillID > 0 {
		s += fmt.Sprintf(" id=%d query=%v", st.KillID, st.KillQuery)
	}
	if st.Params > 0 {
		s += fmt.Sprintf(" params=%d", st.Params)
	}
	return s + "\n"
}
