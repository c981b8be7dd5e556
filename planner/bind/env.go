package bind

import (
	"fmt"
	"time"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
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
	// Collation is that of literals: collation_connection.
	Collation catalog.Collation
	// SQLMode is the session's sql_mode; empty means MySQL's default.
	SQLMode string
	// Now is the statement's time, in the session's time zone. The zero time
	// stands for the present in UTC.
	Now time.Time
	// Locale is lc_time_names, the language of months and days; empty means en_US.
	Locale string
	// WeekMode is default_week_format.
	WeekMode int
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
	// Numbers are the session variables that change results, by lower-case name,
	// where they are not MySQL's defaults. May be nil.
	Numbers map[string]uint64
	// Prepared says that ? is a parameter.
	Prepared bool
	// ParamTypes are the types that the client gave to the parameters at
	// execution; a parameter without one gets the type that fits its place.
	ParamTypes []catalog.Type
}

// Key identifies what a plan that is not volatile depends on.
func (e Env) Key() string {
	return fmt.Sprintf("%q %d %q %q %q %q %d %v %v %v", e.Database, e.Collation, e.SQLMode, e.Version, e.now().Location(), e.Locale, e.WeekMode, e.Prepared, e.ParamTypes, e.Numbers)
}

// DefaultNumbers are MySQL's defaults of the variables that Numbers knows.
var DefaultNumbers = map[string]uint64{"div_precision_increment": 4, "group_concat_max_len": 1024}

// number is the value of a variable of DefaultNumbers.
func (e Env) number(name string) int {
	if n, ok := e.Numbers[name]; ok {
		return int(min(n, 1<<31))
	}
	return int(DefaultNumbers[name])
}

// divScale is how many fractional digits a quotient has more than the dividend.
func (e Env) divScale() int { return e.number("div_precision_increment") }

func (e Env) now() time.Time {
	if e.Now.IsZero() {
		return time.Now().UTC()
	}
	return e.Now
}

// Syntax is what of the session changes how a text is read.
func (e Env) Syntax() parse.Settings {
	return parse.Settings{Database: e.Database, SQLMode: e.SQLMode, Version: e.Version}
}

// unsupported is the error for what MySQL has and we do not.
func unsupported(format string, args ...any) *sqlerr.Error { return parse.Unsupported(format, args...) }
