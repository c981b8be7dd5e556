package local

import (
	"context"
	"errors"
	"regexp"

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
		code = sqlerr.UnknownDatabase
	case sql.ErrTableNotFound.Is(err):
		code = sqlerr.UnknownTable
	case sql.ErrColumnNotFound.Is(err), sql.ErrTableColumnNotFound.Is(err):
		code = sqlerr.UnknownColumn
	case sql.ErrNoDatabaseSelected.Is(err):
		code = sqlerr.NoDatabase
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
