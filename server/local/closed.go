package local

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/types"

	"nanohouse/internal/sqlerr"
)

// closed are functions of go-mysql-server that nobody may call: they read
// files, wait, lock, or fill memory. The server refuses them before a
// statement comes here; this is the second door.
var closed = map[string]bool{
	"load_file": true, "sleep": true, "benchmark": true, "get_lock": true, "is_free_lock": true,
	"is_used_lock": true, "release_lock": true, "release_all_locks": true, "repeat": true, "space": true,
	"lpad": true, "rpad": true,
}

var _ sql.FunctionProvider = provider{}

// account is CURRENT_USER(): the account, which is the same from every host.
func account(ctx *sql.Context) sql.Expression {
	return expression.NewLiteral(ctx.Client().User+"@%", types.LongText)
}

// Function hides the closed functions behind ones that refuse.
func (provider) Function(_ *sql.Context, _, name string) (sql.Function, bool) {
	name = strings.ToLower(name)
	if name == "current_user" {
		return sql.NewFunction0(name, account), true
	}
	if !closed[name] {
		return nil, false
	}
	refuse := func(*sql.Context, ...sql.Expression) (sql.Expression, error) {
		return nil, sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support 'function %s'", strings.ToUpper(name))
	}
	return sql.FunctionN{Name: name, Fn: refuse}, true
}
