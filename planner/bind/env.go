package bind

import (
	"fmt"
	"strings"
	"time"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

// Catalog is what one principal may see. A dataset without a Grant is not in it.
type Catalog interface {
	Domains() []string
	Tables(domain string) []string
	Table(domain, name string) (*catalog.Dataset, auth.Grant, bool)
}

// Value is a value of the session: a variable, or what a function like
// FOUND_ROWS() gives. Value is as in plan.Const.
type Value struct {
	Value any
	Type  catalog.Type
}

// Env is what a session brings to a statement.
type Env struct {
	Catalog Catalog
	// Principal is the name in messages about denied columns.
	Principal string
	// Database is the current database; empty when none is selected.
	Database string
	// SQLMode is the session's sql_mode; empty means MySQL's default.
	SQLMode string
	// Now is the statement's time, in the session's time zone. The zero time
	// stands for the present in UTC.
	Now time.Time
	// User and CurrentUser are name@host, as USER() and CURRENT_USER() give them.
	User, CurrentUser string
	ConnectionID      uint64
	// Version is the server's, as VERSION() gives it: 8.0.44.
	Version string
	// SystemVariable reads @@name; scope is "", "session" or "global". May be nil.
	SystemVariable func(scope, name string) (Value, bool)
	// UserVariable reads @name; a variable never set is NULL. May be nil.
	UserVariable func(name string) (Value, bool)
	// Functions holds the values of FOUND_ROWS, ROW_COUNT and LAST_INSERT_ID
	// by lower-case name.
	Functions map[string]Value
	// Prepared says that ? is a parameter.
	Prepared bool
	// ParamTypes are the types that the client gave to the parameters at
	// execution; a parameter without one gets the type that fits its place.
	ParamTypes []catalog.Type
}

// Key identifies what a plan that is not volatile depends on.
func (e Env) Key() string {
	zone, offset := e.now().Zone()
	return fmt.Sprintf("%q %q %q %s %d %v %v", e.Database, e.SQLMode, e.Version, zone, offset, e.Prepared, e.ParamTypes)
}

func (e Env) now() time.Time {
	if e.Now.IsZero() {
		return time.Now().UTC()
	}
	return e.Now
}

// version is the server's version as executable comments name it: 80044.
func (e Env) version() int {
	var major, minor, patch int
	if n, _ := fmt.Sscanf(e.Version, "%d.%d.%d", &major, &minor, &patch); n != 3 {
		return 80036
	}
	return major*10000 + minor*100 + patch
}

// mode is what of sql_mode changes the meaning of a query.
type mode struct {
	ansiQuotes, pipesAsConcat, fullGroupBy bool
}

func (e Env) mode(text string) (mode, error) {
	if e.SQLMode == "" {
		return mode{fullGroupBy: true}, nil
	}
	var m mode
	for _, name := range strings.Split(strings.ToUpper(e.SQLMode), ",") {
		switch name = strings.TrimSpace(name); name {
		case "DEFAULT":
			m.fullGroupBy = true
		case "ANSI":
			m = mode{true, true, true}
		case "ANSI_QUOTES":
			m.ansiQuotes = true
		case "PIPES_AS_CONCAT":
			m.pipesAsConcat = true
		case "ONLY_FULL_GROUP_BY":
			m.fullGroupBy = true
		case "NO_BACKSLASH_ESCAPES":
			// Without a backslash in the text the mode changes nothing.
			if strings.Contains(text, `\`) {
				return m, unsupported("a backslash under sql_mode %s", name)
			}
		case "HIGH_NOT_PRECEDENCE", "NO_UNSIGNED_SUBTRACTION", "PAD_CHAR_TO_FULL_LENGTH", "TIME_TRUNCATE_FRACTIONAL":
			return m, unsupported("sql_mode %s", name)
		}
	}
	return m, nil
}

// unsupported is the error for what MySQL has and we do not.
func unsupported(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support '%s'", fmt.Sprintf(format, args...))
}
