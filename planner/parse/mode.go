package parse

import (
	"fmt"
	"strings"
)

// Settings are what of a session changes how a text is read.
type Settings struct {
	// Database is the current database; empty when none is selected.
	Database string
	// SQLMode is the session's sql_mode; empty means MySQL's default.
	SQLMode string
	// Version is the server's, as VERSION() gives it: 8.0.44.
	Version string
}

// version is the server's version as executable comments name it: 80044.
func (s Settings) version() int {
	var major, minor, patch int
	if n, _ := fmt.Sscanf(s.Version, "%d.%d.%d", &major, &minor, &patch); n != 3 {
		return 80036
	}
	return major*10000 + minor*100 + patch
}

// Mode is what of sql_mode changes the meaning of a query.
type Mode struct {
	AnsiQuotes, PipesAsConcat, FullGroupBy bool
	// NoBackslash makes a backslash in a string a character like others.
	NoBackslash bool
	// HighNot makes NOT bind as tight as !.
	HighNot bool
	// RealAsFloat makes REAL another name of FLOAT.
	RealAsFloat bool
}

func (s Settings) mode() (Mode, error) {
	if s.SQLMode == "" {
		return Mode{FullGroupBy: true}, nil
	}
	var m Mode
	for _, name := range strings.Split(strings.ToUpper(s.SQLMode), ",") {
		switch name = strings.TrimSpace(name); name {
		case "DEFAULT":
			m.FullGroupBy = true
		case "ANSI":
			m.AnsiQuotes, m.PipesAsConcat, m.FullGroupBy, m.RealAsFloat = true, true, true, true
		case "ANSI_QUOTES":
			m.AnsiQuotes = true
		case "PIPES_AS_CONCAT":
			m.PipesAsConcat = true
		case "ONLY_FULL_GROUP_BY":
			m.FullGroupBy = true
		case "NO_BACKSLASH_ESCAPES":
			m.NoBackslash = true
		case "HIGH_NOT_PRECEDENCE":
			m.HighNot = true
		case "REAL_AS_FLOAT":
			m.RealAsFloat = true
		case "NO_UNSIGNED_SUBTRACTION", "TIME_TRUNCATE_FRACTIONAL":
			return m, Unsupported("sql_mode %s", name)
		}
	}
	return m, nil
}

// DivisionWarnings reports whether a division by zero gives a warning.
func (s Settings) DivisionWarnings() bool {
	if s.SQLMode == "" {
		return true
	}
	for _, name := range strings.Split(strings.ToUpper(s.SQLMode), ",") {
		switch strings.TrimSpace(name) {
		case "DEFAULT", "TRADITIONAL", "ERROR_FOR_DIVISION_BY_ZERO":
			return true
		}
	}
	return false
}
