package local

import (
	"slices"

	"fmt"

	"github.com/dolthub/go-mysql-server/sql"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

var (
	errReadOnly = sqlerr.New(sqlerr.ReadOnly, "this mesh's datasets are read-only")
	// errNoRows is what a scan of a dataset through this package gives.
	errNoRows = sqlerr.New(sqlerr.Unsupported, "a statement that mixes datasets with system tables").
			WithHint("query information_schema in a statement of its own")
)

// table is the shape of a dataset: its readable columns and their comments. It has no rows to give.
type table struct {
	database, name, comment string
	schema                  sql.Schema
	key                     []string
}

var (
	_ sql.Table            = (*table)(nil)
	_ sql.CommentedTable   = (*table)(nil)
	_ sql.PrimaryKeyTable  = (*table)(nil)
	_ sql.IndexAddressable = (*table)(nil)
)

func newTable(db, name string, ds *catalog.Dataset, grant auth.Grant) *table {
	t := &table{database: db, name: name, comment: ds.Description}
	whole := true
	for i := range ds.Columns {
		c := &ds.Columns[i]
		if !grant.Readable(i) {
			whole = whole && !c.PrimaryKey
			continue
		}
		// A mask may give NULL, or one value for many rows.
		raw := grant.Columns[i].Effect == auth.Allow
		whole = whole && (raw || !c.PrimaryKey)
		t.schema = append(t.schema, &sql.Column{
			Name: c.Name, Type: columnType(c.Type), Nullable: !raw || !c.Required && !c.PrimaryKey,
			Source: name, DatabaseSource: db, PrimaryKey: c.PrimaryKey && raw, Comment: c.Description,
		})
		if c.PrimaryKey && raw {
			t.key = append(t.key, c.Name)
		}
	}
	if !whole { // a key is shown whole or not at all
		t.key = nil
		for _, c := range t.schema {
			c.PrimaryKey = false
		}
	}
	return t
}

func (t *table) Name() string                                                 { return t.name }
func (t *table) String() string                                               { return t.name }
func (t *table) Comment() string                                              { return t.comment }
func (t *table) Schema(*sql.Context) sql.Schema                               { return t.schema }
func (t *table) PreciseMatch() bool                                           { return false }
func (t *table) DatabaseName() string                                         { return t.database }
func (t *table) IndexedAccess(*sql.Context, sql.IndexLookup) sql.IndexedTable { return nil }

// Collation is that of all columns of text, or else the server's.
func (t *table) Collation() sql.CollationID {
	var found []sql.CollationID
	for _, c := range t.schema {
		if s, ok := c.Type.(sql.StringType); ok && s.Collation() != sql.Collation_binary && !slices.Contains(found, s.Collation()) {
			found = append(found, s.Collation())
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return collation
}

// PrimaryKeySchema implements sql.PrimaryKeyTable.
func (t *table) PrimaryKeySchema(*sql.Context) sql.PrimaryKeySchema {
	var ordinals []int
	for i, c := range t.schema {
		if c.PrimaryKey {
			ordinals = append(ordinals, i)
		}
	}
	return sql.NewPrimaryKeySchema(t.schema, ordinals...)
}

// Partitions refuses: a dataset's rows are never read here.
func (t *table) Partitions(*sql.Context) (sql.PartitionIter, error) { return nil, errNoRows }

// PartitionRows refuses: a dataset's rows are never read here.
func (t *table) PartitionRows(*sql.Context, sql.Partition) (sql.RowIter, error) {
	return nil, errNoRows
}

// GetIndexes tells of the primary key, which clients look for.
func (t *table) GetIndexes(*sql.Context) ([]sql.Index, error) {
	if len(t.key) == 0 {
		return nil, nil
	}
	return []sql.Index{keyIndex{t}}, nil
}

// keyIndex is a primary key as SHOW INDEX shows it. No lookup can use it.
type keyIndex struct{ t *table }

var _ sql.Index = keyIndex{}

func (k keyIndex) ID() string        { return "PRIMARY" }
func (k keyIndex) Database() string  { return k.t.database }
func (k keyIndex) Table() string     { return k.t.name }
func (k keyIndex) IsUnique() bool    { return true }
func (k keyIndex) IsSpatial() bool   { return false }
func (k keyIndex) IsFullText() bool  { return false }
func (k keyIndex) IsVector() bool    { return false }
func (k keyIndex) Comment() string   { return "" }
func (k keyIndex) IndexType() string { return "BTREE" }
func (k keyIndex) IsGenerated() bool { return false }

func (k keyIndex) Expressions() []string {
	out := make([]string, len(k.t.key))
	for i, c := range k.t.key {
		out[i] = fmt.Sprintf("%s.%s", k.t.name, c)
	}
	return out
}

func (k keyIndex) ColumnExpressionTypes(*sql.Context) []sql.ColumnExpressionType {
	var out []sql.ColumnExpressionType
	for _, c := range k.t.schema {
		if c.PrimaryKey {
			out = append(out, sql.ColumnExpressionType{Expression: k.t.name + "." + c.Name, Type: c.Type})
		}
	}
	return out
}

func (k keyIndex) CanSupport(*sql.Context, ...sql.Range) bool { return false }
func (k keyIndex) CanSupportOrderBy(sql.Expression) bool      { return false }
func (k keyIndex) CoversColumns([]string) bool                { return false }
func (k keyIndex) PrefixLengths() []uint16                    { return nil }
