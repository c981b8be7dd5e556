package bind

import (
	"strings"
	"time"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
)

// sessionFunctions give a value of the session or the statement's time, which
// is a constant for one statement. digits are those of the fraction asked for.
var sessionFunctions = map[string]func(x *exprs, digits int) plan.Expr{
	"now": now, "current_timestamp": now, "localtime": now, "localtimestamp": now, "sysdate": now,
	"curdate": today, "current_date": today, "curtime": clockNow, "current_time": clockNow,
	"utc_timestamp": utcNow, "utc_date": utcToday, "utc_time": utcClock,
	"user": user, "session_user": user, "system_user": user, "current_user": currentUser,
	"current_role": currentRole, "icu_version": icuVersion,
	"database": database, "schema": database, "version": version, "connection_id": connectionID,
	"found_rows": counter("found_rows"), "row_count": counter("row_count"), "last_insert_id": counter("last_insert_id"),
}

func (x *exprs) sessionFunction(name string, f func(*exprs, int) plan.Expr, n *ast.FuncExpr) (plan.Expr, error) {
	if x.closed {
		if name == "current_user" {
			return &plan.Call{Func: name, Typ: typeText}, nil
		}
		return nil, notInPolicy(strings.ToUpper(name) + "()")
	}
	args, err := arguments(n)
	if err != nil {
		return nil, err
	}
	digits := 0
	if len(args) == 1 && strings.Contains(name, "time") || len(args) == 1 && (name == "now" || name == "sysdate") {
		e, err := x.scalar(args[0])
		if err != nil {
			return nil, err
		}
		c, ok := e.(*plan.Const)
		d, isInt := int64(0), false
		if ok {
			d, isInt = c.Value.(int64)
		}
		if !isInt || d < 0 || d > 6 {
			return nil, sqlerr.New(sqlerr.TooBigPrecision, "Too-big precision %d specified for '%s'. Maximum is 6.", d, name)
		}
		digits = int(d)
	} else if len(args) > 0 {
		return nil, wrongCount(name)
	}
	x.b.volatile = true
	return ofSystem(f(x, digits)), nil
}

// ofSystem gives a text that the server itself says its collation.
func ofSystem(e plan.Expr) plan.Expr {
	if c, ok := e.(*plan.Const); ok && c.Typ.Kind == catalog.String {
		t := attribute{catalog.UTF8MB3GeneralCi, catalog.System, false}.on(c.Typ)
		return &plan.Const{Value: c.Value, Typ: t, Secret: c.Secret}
	}
	return e
}

// wall is a time's clock reading, without its zone.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func now(x *exprs, digits int) plan.Expr { return dateTimeConst(wall(x.b.env.now()), digits) }

func utcNow(x *exprs, digits int) plan.Expr { return dateTimeConst(x.b.env.now().UTC(), digits) }

func today(x *exprs, _ int) plan.Expr { return dateConst(x.b.env.now()) }

func utcToday(x *exprs, _ int) plan.Expr { return dateConst(x.b.env.now().UTC()) }

func clockNow(x *exprs, digits int) plan.Expr { return clockConst(x.b.env.now(), digits) }

func utcClock(x *exprs, digits int) plan.Expr { return clockConst(x.b.env.now().UTC(), digits) }

func clockConst(t time.Time, digits int) plan.Expr {
	text := formatDateTime(t, digits)
	return &plan.Const{Value: text[len("2006-01-02 "):], Typ: catalog.Type{Kind: catalog.Time, Precision: uint8(digits)}}
}

// icuVersion is the version of ICU whose patterns REGEXP reads.
func icuVersion(*exprs, int) plan.Expr { return constString("78.3") }

func currentRole(x *exprs, _ int) plan.Expr {
	if v, ok := x.b.env.Functions["current_role"]; ok {
		return &plan.Const{Value: v.Value, Typ: typeText}
	}
	return &plan.Const{Value: "NONE", Typ: typeText}
}

func user(x *exprs, _ int) plan.Expr { return constString(x.b.env.User) }

func currentUser(x *exprs, _ int) plan.Expr { return constString(x.b.env.CurrentUser) }

func database(x *exprs, _ int) plan.Expr {
	if x.b.env.Database == "" {
		return constNull(varchar(64))
	}
	return &plan.Const{Value: x.b.env.Database, Typ: varchar(64)}
}

func version(x *exprs, _ int) plan.Expr { return constString(x.b.env.Version) }

func connectionID(x *exprs, _ int) plan.Expr {
	return &plan.Const{Value: x.b.env.ConnectionID, Typ: typeUint}
}

func counter(name string) func(*exprs, int) plan.Expr {
	return func(x *exprs, _ int) plan.Expr {
		if v, ok := x.b.env.Functions[name]; ok {
			return &plan.Const{Value: v.Value, Typ: v.Type}
		}
		return constInt(0)
	}
}

// variable is @x or @@x.
func (x *exprs) variable(name string) (plan.Expr, error) {
	if x.closed {
		return nil, notInPolicy("a variable")
	}
	x.b.volatile = true
	system, isSystem := strings.CutPrefix(name, "@@")
	if !isSystem {
		if e, err := x.assignedValue(parse.VariableName(name)); e != nil || err != nil {
			return e, err
		}
		if x.b.env.UserVariable != nil {
			if v, ok := x.b.env.UserVariable(parse.VariableName(name)); ok {
				return &plan.Const{Value: v.Value, Typ: attribute{x.connection(), catalog.Implicit, false}.on(v.Type)}, nil
			}
		}
		return constNull(typeText), nil
	}
	scope := ""
	if s, rest, ok := strings.Cut(system, "."); ok {
		switch strings.ToLower(strings.Trim(s, "`")) {
		case "session", "local":
			scope, system = "session", rest
		case "global":
			scope, system = "global", rest
		}
	}
	system = strings.ToLower(strings.Trim(system, "`"))
	if x.b.env.SystemVariable != nil {
		if v, ok := x.b.env.SystemVariable(scope, system); ok {
			return ofSystem(&plan.Const{Value: v.Value, Typ: v.Type}), nil
		}
	}
	return nil, sqlerr.New(sqlerr.UnknownVariable, "Unknown system variable '%s'", system)
}
