package catalog

import "fmt"

// Severity says whether a finding stops a start.
type Severity uint8

// An error stops a start and keeps a reload from being published.
const (
	Error Severity = iota
	Warning
)

// Finding is something wrong in a mesh's text: where, what, and what to write instead.
type Finding struct {
	Position
	Severity Severity
	Problem  string
	Fix      string
}

// String gives file:line: problem; fix.
func (f Finding) String() string {
	s := f.File
	if f.Line > 0 {
		s = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if f.Severity == Warning {
		s += ": warning"
	}
	s += ": " + f.Problem
	if f.Fix != "" {
		s += "; " + f.Fix
	}
	return s
}

// HasErrors reports whether any finding is an error.
func HasErrors(fs []Finding) bool {
	for _, f := range fs {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
