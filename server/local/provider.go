package local

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// View is the catalog as one principal sees it; what is not in it does not exist.
type View interface {
	Domains() []string
	Tables(domain string) []string
	Table(domain, name string) (*catalog.Dataset, auth.Grant, bool)
}

// provider shows the view of the session that asks, found in the context.
type provider struct{}

var _ sql.DatabaseProvider = provider{}

func viewOf(ctx *sql.Context) View {
	if s, ok := ctx.Session.(*session); ok && s.view != nil {
		return s.view
	}
	return nothing{}
}

// nothing is the view of a context without a session: it shows no domain.
type nothing struct{}

func (nothing) Domains() []string      { return nil }
func (nothing) Tables(string) []string { return nil }
func (nothing) Table(string, string) (*catalog.Dataset, auth.Grant, bool) {
	return nil, auth.Grant{}, false
}

func (provider) Database(ctx *sql.Context, name string) (sql.Database, error) {
	for _, d := range viewOf(ctx).Domains() {
		if strings.EqualFold(d, name) {
			return database{name: d}, nil
		}
	}
	return nil, sql.ErrDatabaseNotFound.New(name)
}

func (p provider) HasDatabase(ctx *sql.Context, name string) bool {
	_, err := p.Database(ctx, name)
	return err == nil
}

func (provider) AllDatabases(ctx *sql.Context) []sql.Database {
	var out []sql.Database
	for _, d := range viewOf(ctx).Domains() {
		out = append(out, database{name: d})
	}
	return out
}
