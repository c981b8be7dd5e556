package local

import (
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
)

// database is a domain. It has no views, triggers, procedures or events, but
// must say so: go-mysql-server asks every database.
type database struct{ name string }

var (
	_ sql.Database                = database{}
	_ sql.ReadOnlyDatabase        = database{}
	_ sql.CollatedDatabase        = database{}
	_ sql.ViewDatabase            = database{}
	_ sql.TriggerDatabase         = database{}
	_ sql.StoredProcedureDatabase = database{}
	_ sql.EventDatabase           = database{}
)

func (d database) Name() string     { return d.name }
func (d database) IsReadOnly() bool { return true }

func (d database) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	ds, grant, ok := viewOf(ctx).Table(d.name, name)
	if !ok {
		return nil, false, nil
	}
	return newTable(d.name, strings.ToLower(name), ds, grant), true, nil
}

func (d database) GetTableNames(ctx *sql.Context) ([]string, error) {
	return viewOf(ctx).Tables(d.name), nil
}

func (d database) GetCollation(*sql.Context) sql.CollationID { return collation }
func (d database) SetCollation(*sql.Context, sql.CollationID) error {
	return errReadOnly
}

func (d database) AllViews(*sql.Context) ([]sql.ViewDefinition, error) { return nil, nil }
func (d database) GetViewDefinition(*sql.Context, string) (sql.ViewDefinition, bool, error) {
	return sql.ViewDefinition{}, false, nil
}
func (d database) CreateView(*sql.Context, string, string, string) error { return errReadOnly }
func (d database) DropView(*sql.Context, string) error                   { return errReadOnly }

func (d database) GetTriggers(*sql.Context) ([]sql.TriggerDefinition, error) { return nil, nil }
func (d database) CreateTrigger(*sql.Context, sql.TriggerDefinition) error   { return errReadOnly }
func (d database) DropTrigger(*sql.Context, string) error                    { return errReadOnly }

func (d database) GetStoredProcedure(*sql.Context, string) (sql.StoredProcedureDetails, bool, error) {
	return sql.StoredProcedureDetails{}, false, nil
}
func (d database) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	return nil, nil
}
func (d database) SaveStoredProcedure(*sql.Context, sql.StoredProcedureDetails) error {
	return errReadOnly
}
func (d database) DropStoredProcedure(*sql.Context, string) error { return errReadOnly }

func (d database) GetEvent(*sql.Context, string) (sql.EventDefinition, bool, error) {
	return sql.EventDefinition{}, false, nil
}
func (d database) GetEvents(*sql.Context) ([]sql.EventDefinition, any, error) { return nil, nil, nil }
func (d database) SaveEvent(*sql.Context, sql.EventDefinition) (bool, error) {
	return false, errReadOnly
}
func (d database) DropEvent(*sql.Context, string) error { return errReadOnly }
func (d database) UpdateEvent(*sql.Context, string, sql.EventDefinition) (bool, error) {
	return false, errReadOnly
}
func (d database) UpdateLastExecuted(*sql.Context, string, time.Time) error { return errReadOnly }
func (d database) NeedsToReloadEvents(*sql.Context, any) (bool, error)      { return false, nil }
