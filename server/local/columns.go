package local

import (
	"bytes"

	"github.com/dolthub/go-mysql-server/sql"

	"nanohouse/server/wire"
)

// describesColumns reports whether a result is that of SHOW COLUMNS or DESCRIBE.
func describesColumns(schema sql.Schema) bool {
	return (len(schema) == 6 || len(schema) == 9) && schema[0].Name == "Field" && schema[1].Name == "Type"
}

// tellCollation moves a column's collation from its type to where MySQL shows it.
func tellCollation(schema sql.Schema, cells []wire.Cell) {
	name, collation, ok := bytes.Cut(cells[1], []byte(" COLLATE "))
	if !ok {
		return
	}
	cells[1] = name
	if schema[2].Name == "Collation" {
		cells[2] = collation
	}
}
