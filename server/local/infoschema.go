package local

import (
	"sort"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/information_schema"
)

// infoSchema is information_schema, for many sessions at once: each statement
// gets tables of its own, since the engine writes its catalog into them.
type infoSchema struct{ sql.Database }

func (d infoSchema) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	t, ok, err := d.Database.GetTableInsensitive(ctx, name)
	if it, is := t.(*information_schema.InformationSchemaTable); is {
		c := *it
		return &c, ok, err
	}
	return t, ok, err
}

// GetTableNames lists the tables sorted: a listing must not differ from run to run.
func (d infoSchema) GetTableNames(ctx *sql.Context) ([]string, error) {
	names, err := d.Database.GetTableNames(ctx)
	sort.Slice(names, func(i, j int) bool { return strings.ToLower(names[i]) < strings.ToLower(names[j]) })
	return names, err
}
