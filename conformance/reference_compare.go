package conformance

import (
	"fmt"
	"strings"
)

// DiffServers runs a statement on a reference and on the program and says how the
// answers differ: in rows, or in the number of the error.
func DiffServers(reference, program *Conn, sql string) (string, error) {
	want, wantErr := reference.One(sql)
	if Errno(wantErr) < 0 {
		return "", fmt.Errorf("reference: %w", wantErr)
	}
	got, gotErr := program.One(sql)
	if Errno(gotErr) < 0 {
		return "", fmt.Errorf("program: %w", gotErr)
	}
	if wantErr != nil || gotErr != nil {
		if Errno(wantErr) == Errno(gotErr) {
			return "", nil
		}
		return fmt.Sprintf("got %s, want %s", shortAnswer(got, gotErr), shortAnswer(want, wantErr)), nil
	}
	w, g := want.Rows, got.Rows
	if !Ordered(sql) {
		sortRows(w)
		sortRows(g)
	}
	return diffRows(w, g), nil
}

func shortAnswer(r *Result, err error) string {
	if err != nil {
		return stripRef(err.Error())
	}
	s := fmt.Sprint(r.Rows)
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
