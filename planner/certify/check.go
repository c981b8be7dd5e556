package certify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Leaf is a scan that the governed plan has.
type Leaf struct {
	// Path is the path or glob of the files.
	Path string
	// Hive says that parts of the path are columns.
	Hive bool
	// Columns are the names, in the files, of the columns that the plan lists.
	Columns []string
}

// ErrRefused is wrapped by every error of Check: the SQL must not run.
var ErrRefused = errors.New("not certified")

// Check certifies the parse of a statement, as json_serialize_sql prints it.
// Each leaf must be read, and nothing else may be.
func Check(parsed []byte, leaves []Leaf) error {
	v, err := parse(parsed)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c := &checker{leaves: leaves, read: make([]bool, len(leaves)), exprs: exprRules, nodes: nodeRules, tables: tableRules}
	if err := c.statement(&v); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	for i, read := range c.read {
		if !read {
			return fmt.Errorf("%w: the leaf %s is not read", ErrRefused, leaves[i].Path)
		}
	}
	return nil
}

// checker walks one statement.
type checker struct {
	leaves []Leaf
	read   []bool
	// What is known of each kind of node.
	exprs, nodes, tables map[string]rules
}

// place is where in the statement a node stands.
type place struct {
	// ctes are the names that WITH RECURSIVE defines around the node.
	ctes []string
	// leaf is set within a SELECT that reads files, whose columns have names
	// of the files; elsewhere columns have ids only.
	leaf *leaf
	// values is set in the SELECT that DuckDB makes of a VALUES list, the only
	// place where a star may stand.
	values bool
	// raising is set within error(…), where the marker and the file name stand.
	raising bool
}

// leaf collects the columns that a SELECT reads of its files.
type leaf struct{ columns []string }

func (c *checker) statement(v *value) error {
	if err := onlyKeys(v, "error", "statements"); err != nil {
		return err
	}
	if e := v.get("error"); e.kind != boolean || e.text != "false" {
		return errors.New("the parse has an error")
	}
	statements := v.get("statements")
	if statements.kind != array || len(statements.items) != 1 {
		return errors.New("not one statement")
	}
	return c.body(&statements.items[0], place{})
}

// body is a query: a node, and the numbers of its parameters.
func (c *checker) body(v *value, at place) error {
	if err := onlyKeys(v, "node", "named_param_map"); err != nil {
		return err
	}
	for i := range v.get("named_param_map").items {
		if err := onlyKeys(&v.get("named_param_map").items[i], "key", "value"); err != nil {
			return err
		}
	}
	return c.query(v.get("node"), at)
}

func onlyKeys(v *value, keys ...string) error {
	if v.kind != object {
		return fmt.Errorf("an object with %s expected", strings.Join(keys, ", "))
	}
	for i := range v.fields {
		if !slices.Contains(keys, v.fields[i].key) {
			return fmt.Errorf("unknown key %s", v.fields[i].key)
		}
	}
	return nil
}

// rules are what each key of a node must hold.
type rules map[string]func(c *checker, v *value, at place) error

// apply checks every key of a node by its rule. A key without one is refused.
func (c *checker) apply(name string, rs rules, v *value, at place) error {
	if v.kind != object {
		return fmt.Errorf("%s is no object", name)
	}
	for i := range v.fields {
		f := &v.fields[i]
		rule, ok := rs[f.key]
		if !ok {
			return fmt.Errorf("%s has the unknown key %s", name, f.key)
		}
		if err := rule(c, &f.value, at); err != nil {
			return fmt.Errorf("%s.%s: %w", name, f.key, err)
		}
	}
	return nil
}

// found notes that files are read, if they are those of a leaf with room for
// the columns. Text that a template repeats may read a leaf twice.
func (c *checker) found(path string, hive bool, columns []string) error {
	matched, known := false, false
	for i, l := range c.leaves {
		if l.Path != path || l.Hive != hive {
			continue
		}
		known = true
		if within(columns, l.Columns) {
			c.read[i], matched = true, true
		}
	}
	switch {
	case !known:
		return fmt.Errorf("%s is not a leaf of the plan", path)
	case !matched:
		return fmt.Errorf("%s is read in columns that the plan does not list", path)
	}
	return nil
}

func within(names, allowed []string) bool {
	for _, n := range names {
		if !slices.ContainsFunc(allowed, func(a string) bool { return strings.EqualFold(a, n) }) {
			return false
		}
	}
	return true
}
