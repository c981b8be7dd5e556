package certify

import (
	"errors"
	"fmt"
	"slices"
)

func tableRule(c *checker, v *value, at place) error { return c.table(v, at) }

// table checks an item of a FROM by its type. Names of tables are refused but
// for those of recursive queries in scope: DuckDB would look them up as files.
func (c *checker) table(v *value, at place) error {
	t := v.str("type")
	rs, ok := c.tables[t]
	switch {
	case !ok:
		return fmt.Errorf("the table %q is not known", t)
	case t == "BASE_TABLE" && !slices.Contains(at.ctes, v.str("table_name")):
		return fmt.Errorf("the table %q is not in scope", v.str("table_name"))
	case t == "TABLE_FUNCTION" && at.leaf == nil:
		return errors.New("a table function outside of a leaf")
	case t == "JOIN":
		at.leaf, at.values = nil, false
	}
	return c.apply(t, rs, v, at)
}

func tableAlias(c *checker, v *value, at place) error {
	if v.kind == text && v.text == "valueslist" {
		return nil
	}
	return tableID(c, v, at)
}

// source reads read_parquet('path', option = constant, …): the path, and
// whether parts of it are columns.
func source(from *value) (path string, hive bool, err error) {
	f := from.get("function")
	for _, k := range f.fields {
		switch k.key {
		case "class", "type", "function_name", "children", "query_location", "alias":
		case "schema", "catalog", "filter":
			err = empty(nil, &k.value, place{})
		case "order_bys":
			err = noOrders(&k.value)
		case "distinct", "is_operator", "export_state":
			err = oneOf("false")(nil, &k.value, place{})
		default:
			err = fmt.Errorf("unknown key %s", k.key)
		}
		if err != nil {
			return "", false, fmt.Errorf("table function: %w", err)
		}
	}
	args := f.get("children").items
	if f.str("class") != "FUNCTION" || f.str("function_name") != "read_parquet" || len(args) == 0 {
		return "", false, fmt.Errorf("the table function %q is not allowed", f.str("function_name"))
	}
	path, ok := constantText(&args[0])
	if !ok || path == "" {
		return "", false, errors.New("read_parquet of a path that is not constant")
	}
	for i := range args[1:] {
		name, on, err := option(&args[1+i])
		if err != nil {
			return "", false, err
		}
		hive = hive || name == "hive_partitioning" && on
	}
	return path, hive, nil
}

// tableID is a name of a table: t1, or r1 of a recursive query.
func tableID(_ *checker, v *value, _ place) error {
	if v.kind != text || v.text != "" && !isID(v.text, "tr") {
		return fmt.Errorf("the table's name %q is no id", v.text)
	}
	return nil
}

func noOrders(v *value) error {
	if err := onlyKeys(v, "type", "orders"); err != nil {
		return err
	}
	return empty(nil, v.get("orders"), place{})
}

// constantText reads a constant of type VARCHAR.
func constantText(v *value) (string, bool) {
	k := v.get("value")
	if v.str("class") != "CONSTANT" || onlyKeys(v, "class", "type", "alias", "query_location", "value") != nil ||
		onlyKeys(k, "type", "is_null", "value") != nil || onlyKeys(k.get("type"), "id", "type_info") != nil {
		return "", false
	}
	if k.get("type").str("id") != "VARCHAR" || k.get("value").kind != text {
		return "", false
	}
	return k.get("value").text, true
}

// option reads name = TRUE or FALSE, which DuckDB parses as a cast of 't' or 'f'.
func option(v *value) (name string, on bool, err error) {
	l, r := v.get("left"), v.get("right")
	names := l.get("column_names").items
	if v.str("class") != "COMPARISON" || v.str("type") != "COMPARE_EQUAL" || l.str("class") != "COLUMN_REF" || len(names) != 1 {
		return "", false, errors.New("read_parquet has an argument that is no option")
	}
	if onlyKeys(v, "class", "type", "alias", "query_location", "left", "right") != nil ||
		onlyKeys(l, "class", "type", "alias", "query_location", "column_names") != nil ||
		onlyKeys(r, "class", "type", "alias", "query_location", "child", "cast_type", "try_cast") != nil ||
		onlyKeys(r.get("cast_type"), "id", "type_info") != nil {
		return "", false, errors.New("an option of another form")
	}
	value, ok := constantText(r.get("child"))
	if !ok || r.str("class") != "CAST" || r.get("cast_type").str("id") != "BOOLEAN" || value != "t" && value != "f" {
		return "", false, errors.New("an option that is not TRUE or FALSE")
	}
	switch names[0].text {
	case "union_by_name", "hive_partitioning", "hive_types_autocast":
		return names[0].text, value == "t", nil
	}
	return "", false, fmt.Errorf("the option %q is not known", names[0].text)
}
