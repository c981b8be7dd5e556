package local

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"

	"nanohouse/internal/sqlerr"
)

// Fault gives the error that a client may see for an error of go-mysql-server.
// Its texts speak of the statement's own names and constants only: no dataset
// is read here.
func Fault(err error) error {
	if _, ok := sqlerr.As(err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	code := sqlerr.BadStatement
	switch {
	case sql.ErrSyntaxError.Is(err):
		code = sqlerr.Syntax
	case sql.ErrDatabaseNotFound.Is(err):
		return sqlerr.New(sqlerr.UnknownDatabase, "Unknown database '%s'", last(err)).WithCause(err)
	case sql.ErrTableNotFound.Is(err):
		return sqlerr.New(sqlerr.UnknownTable, "Unknown table '%s'", last(err)).WithCause(err)
	case sql.ErrInvalidTimeZone.Is(err):
		return sqlerr.New(sqlerr.UnknownTimeZone, "Unknown or incorrect time zone: '%s'", last(err)).WithCause(err)
	case sql.ErrNoDatabaseSelected.Is(err):
		return sqlerr.New(sqlerr.NoDatabase, "No database selected").WithCause(err)
	case sql.ErrColumnNotFound.Is(err), sql.ErrTableColumnNotFound.Is(err):
		code = sqlerr.UnknownColumn
	case sql.ErrUnknownSystemVariable.Is(err):
		code = sqlerr.UnknownVariable
	case sql.ErrFunctionNotFound.Is(err):
		code = sqlerr.UnknownFunction
	case sql.ErrAmbiguousColumnName.Is(err):
		code = sqlerr.AmbiguousColumn
	case sql.ErrReadOnly.Is(err):
		return errReadOnly
	case sql.ErrSystemVariableReadOnly.Is(err):
		code = sqlerr.ReadOnlyVariable
	case sql.ErrInvalidSystemVariableValue.Is(err), sql.ErrCharSetUnknown.Is(err), sql.ErrCollationUnknown.Is(err):
		code = sqlerr.WrongVariableValue
	default:
		if e := sql.CastSQLError(err); e != nil && e.Num != mysql.ERUnknownError {
			code = sqlerr.Code{ID: code.ID, Errno: uint16(e.Num), SQLState: e.State}
		}
	}
	return &sqlerr.Error{Code: code, Message: clean(err.Error()), Cause: err}
}

var suggestion = regexp.MustCompile(`,? maybe you mean .*$`)

// clean takes away suggestions of other names.
func clean(s string) string { return suggestion.ReplaceAllString(s, "") }

// last gives the name at the end of an error's text.
func last(err error) string {
	s := clean(err.Error())
	if i := strings.LastIndex(s, ": "); i >= 0 {
		return s[i+2:]
	}
	return s
}
