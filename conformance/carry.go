package conformance

import (
	"fmt"
	"strconv"
	"strings"
)

// Carry copies the tables of a MySQL database into a schema of the oracle, from where
// MakeMesh takes them, and gives the tables that it left behind, with the reason.
func Carry(c *Conn, db string, o *Oracle, schema string) (map[string]string, error) {
	if _, err := o.Query("CREATE SCHEMA " + quoteName(schema)); err != nil {
		return nil, err
	}
	tables, err := c.One("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = " + quoteSQL(db))
	if err != nil {
		return nil, err
	}
	left := map[string]string{}
	for _, t := range tables.Rows {
		name := t[0].Text
		if t[1].Text != "BASE TABLE" {
			left[name] = "a view"
			continue
		}
		why, err := carryTable(c, db, o, schema, name)
		if err != nil {
			return nil, fmt.Errorf("carry %s.%s: %w", db, name, err)
		}
		if why != "" {
			left[name] = why
		}
	}
	return left, nil
}

func carryTable(c *Conn, db string, o *Oracle, schema, table string) (left string, err error) {
	cols, err := c.One(`SELECT column_name, data_type, column_type, collation_name, numeric_precision, numeric_scale, character_maximum_length, datetime_precision, is_nullable, column_key
		FROM information_schema.columns WHERE table_schema = ` + quoteSQL(db) + " AND table_name = " + quoteSQL(table) + " ORDER BY ordinal_position")
	if err != nil {
		return "", err
	}
	var defs, list, keys []string
	blob := map[int]bool{}
	for i, col := range cols.Rows {
		typ := carriedType(col)
		if typ == "" {
			return "column " + col[0].Text + " of type " + col[2].Text, nil
		}
		def := quoteName(col[0].Text) + " " + typ
		if col[8].Text == "NO" {
			def += " NOT NULL"
		}
		if col[9].Text == "PRI" {
			keys = append(keys, quoteName(col[0].Text))
		}
		expr := "`" + strings.ReplaceAll(col[0].Text, "`", "``") + "`"
		if blob[i] = typ == "BLOB"; blob[i] {
			expr = "HEX(" + expr + ")"
		}
		defs, list = append(defs, def), append(list, expr)
	}
	if len(keys) > 0 {
		defs = append(defs, "PRIMARY KEY ("+strings.Join(keys, ", ")+")")
	}
	rows, err := c.One(fmt.Sprintf("SELECT %s FROM `%s`.`%s`", strings.Join(list, ", "), db, table))
	if err != nil {
		return "", err
	}
	name := quoteName(schema) + "." + quoteName(table)
	if _, err := o.Query(fmt.Sprintf("CREATE TABLE %s (%s)", name, strings.Join(defs, ", "))); err != nil {
		return "", err
	}
	for at := 0; at < len(rows.Rows); at += 500 {
		if _, err := o.Query("INSERT INTO " + name + " VALUES " + valueRows(rows.Rows[at:min(at+500, len(rows.Rows))], blob)); err != nil {
			_, dropped := o.Query("DROP TABLE " + name)
			return "a value that DuckDB does not have", dropped
		}
	}
	return "", nil
}

// valueRows writes rows for VALUES of the oracle; blob columns come in hexadecimal.
func valueRows(rows [][]Value, blob map[int]bool) string {
	tuples := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for j, v := range r {
			switch {
			case v.Null:
				cells[j] = "NULL"
			case blob[j]:
				cells[j] = "unhex(" + quoteSQL(v.Text) + ")"
			default:
				cells[j] = quoteSQL(v.Text)
			}
		}
		tuples[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return strings.Join(tuples, ", ")
}

var carriedTypes = map[string]string{
	"tinyint": "TINYINT", "smallint": "SMALLINT", "mediumint": "INTEGER", "int": "INTEGER", "bigint": "BIGINT", "float": "FLOAT", "double": "DOUBLE",
	"tinytext": "VARCHAR", "text": "VARCHAR", "mediumtext": "VARCHAR", "longtext": "VARCHAR", "json": "JSON", "date": "DATE",
	"binary": "BLOB", "varbinary": "BLOB", "tinyblob": "BLOB", "blob": "BLOB", "mediumblob": "BLOB", "longblob": "BLOB",
}

// carriedType is the type of a contract that has a MySQL column's values, or nothing.
func carriedType(col []Value) string {
	typ, full, collation := col[1].Text, col[2].Text, col[3].Text
	unsigned := strings.Contains(full, "unsigned")
	text := strings.HasSuffix(typ, "text") || strings.HasSuffix(typ, "char")
	switch {
	case strings.Contains(full, "zerofill"), text && collation != "utf8mb4_0900_bin":
		return "" // other values, or another order
	case typ == "decimal" && !unsigned:
		if digits, _ := strconv.Atoi(col[4].Text); digits > 38 {
			return ""
		}
		return fmt.Sprintf("DECIMAL(%s,%s)", col[4].Text, col[5].Text)
	case strings.HasSuffix(typ, "int") && unsigned:
		return "U" + carriedTypes[typ]
	case unsigned:
		return ""
	case strings.HasSuffix(typ, "char"):
		return fmt.Sprintf("VARCHAR(%s)", col[6].Text)
	case typ == "datetime" && col[7].Text == "6":
		return "TIMESTAMP"
	case typ == "datetime" && col[7].Text == "0":
		return "TIMESTAMP_S"
	case typ == "timestamp":
		return "TIMESTAMPTZ"
	case typ == "time":
		return "TIME"
	}
	return carriedTypes[typ]
}
