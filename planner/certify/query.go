package certify

import (
	"errors"
	"fmt"
	"slices"
)

// query checks a node of a query by its type.
func (c *checker) query(v *value, at place) error {
	at.leaf, at.values = nil, false
	switch t := v.str("type"); t {
	case "SELECT_NODE":
		return c.selectNode(v, at)
	case "SET_OPERATION_NODE":
		return c.apply(t, c.nodes[t], v, at)
	case "RECURSIVE_CTE_NODE":
		return c.recursive(v, at)
	default:
		return fmt.Errorf("the query node %q is not known", t)
	}
}

func queryRule(c *checker, v *value, at place) error { return c.query(v, at) }

func noCTEs(_ *checker, v *value, _ place) error {
	if err := onlyKeys(v, "map"); err != nil {
		return err
	}
	return empty(nil, v.get("map"), place{})
}

// selectNode checks a SELECT. Its WITH may define one recursive query; its FROM
// may be files, and then it may do nothing but convert their columns.
func (c *checker) selectNode(v *value, at place) error {
	inner, err := c.with(v.get("cte_map"), at)
	if err != nil {
		return err
	}
	from := v.get("from_table")
	switch from.str("type") {
	case "TABLE_FUNCTION":
		return c.leafSelect(v, from, inner)
	case "EXPRESSION_LIST":
		inner.values = true
	}
	return c.apply("SELECT", c.nodes["SELECT_NODE"], v, inner)
}

// done is a key that was checked already.
func done(*checker, *value, place) error { return nil }

const maxGroupSets = 65

// groupSets are the numbers of the grouped expressions. Several are a rollup's:
// each has more of the keys than the one before.
func groupSets(_ *checker, v *value, _ place) error {
	if v.kind != array || len(v.items) > maxGroupSets {
		return errors.New("too many grouping sets")
	}
	for i := 1; i < len(v.items); i++ {
		if len(v.items[i].items) <= len(v.items[i-1].items) {
			return errors.New("grouping sets that are no rollup")
		}
	}
	for i := range v.items {
		if v.items[i].kind != array {
			return errors.New("a list expected")
		}
		for j := range v.items[i].items {
			if v.items[i].items[j].kind != number {
				return errors.New("a number expected")
			}
		}
	}
	return nil
}

// leafSelect checks SELECT columns FROM read_parquet(…).
func (c *checker) leafSelect(v, from *value, at place) error {
	for _, key := range []string{"modifiers", "where_clause", "group_expressions", "group_sets"} {
		if err := empty(c, v.get(key), at); err != nil {
			return fmt.Errorf("a leaf has %s: %w", key, err)
		}
	}
	l := &leaf{}
	at.leaf = l
	if err := c.apply("leaf", c.nodes["SELECT_NODE"], v, at); err != nil {
		return err
	}
	path, hive, err := source(from)
	if err != nil {
		return err
	}
	return c.found(path, hive, l.columns)
}

// with takes the names that WITH RECURSIVE defines into scope.
func (c *checker) with(v *value, at place) (place, error) {
	if err := onlyKeys(v, "map"); err != nil {
		return at, err
	}
	m := v.get("map")
	if m.kind != array {
		return at, errors.New("a list of CTEs expected")
	}
	for i := range m.items {
		e := &m.items[i]
		if err := onlyKeys(e, "key", "value"); err != nil {
			return at, err
		}
		name := e.get("key")
		if name.kind != text || !isID(name.text, "r") {
			return at, fmt.Errorf("the CTE %q has no id", name.text)
		}
		if e.get("value").get("query").get("node").str("type") != "RECURSIVE_CTE_NODE" {
			return at, fmt.Errorf("the CTE %s is not recursive", name.text)
		}
		inner := at
		inner.ctes = append(slices.Clone(at.ctes), name.text)
		if err := c.apply("CTE", c.nodes["CTE"], e.get("value"), inner); err != nil {
			return at, err
		}
		at = inner
	}
	return at, nil
}

func (c *checker) recursive(v *value, at place) error {
	if name := v.str("cte_name"); !slices.Contains(at.ctes, name) {
		return fmt.Errorf("the recursive query %q is not in scope", name)
	}
	return c.apply("RECURSIVE", c.nodes["RECURSIVE_CTE_NODE"], v, at)
}

// modifier is ORDER BY, LIMIT or DISTINCT.
func modifier(c *checker, v *value, at place) error {
	t := v.str("type")
	switch t {
	case "ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER":
		return c.apply(t, c.nodes[t], v, at)
	}
	return fmt.Errorf("the modifier %q is not known", t)
}

func order(c *checker, v *value, at place) error {
	return c.apply("ORDER BY", c.nodes["ORDER BY"], v, at)
}
