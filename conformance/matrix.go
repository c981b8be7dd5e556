package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Case is one dataset of the policy matrix; policy/README.md specifies the format.
type Case struct {
	Dataset    string
	Key        string
	Principals map[string]Sees
}

// Sees is what one principal sees of a dataset.
type Sees struct {
	Hidden bool
	Denied []string
	Masked map[string]string
	Rows   string
}

// keyedHash stands for a mask whose values only the server's key can make.
const keyedHash = "hash"

// ReadMatrix reads all files of the policy matrix.
func ReadMatrix() ([]Case, error) {
	files, err := filepath.Glob(filepath.Join(Root(), "conformance", "policy", "*.yaml"))
	if err != nil {
		return nil, err
	}
	var out []Case
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var cases []Case
		if err := yaml.Unmarshal(text, &cases); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, cases...)
	}
	return out, nil
}

// Domain and Table are the two parts of the dataset's name.
func (c Case) Domain() string { d, _, _ := strings.Cut(c.Dataset, "."); return d }

// Table is the dataset's name within its domain.
func (c Case) Table() string { _, t, _ := strings.Cut(c.Dataset, "."); return t }

// find gives the dataset of this table.
func find(sets []Dataset, name string) (Dataset, error) {
	for _, d := range sets {
		if d.Domain+"."+d.Table() == name {
			return d, nil
		}
	}
	return Dataset{}, fmt.Errorf("no contract for %s", name)
}

// Visible are the columns that the principal sees, in the contract's order.
func (s Sees) Visible(d Dataset) []string {
	var out []string
	for _, c := range d.Columns {
		if !slices.Contains(s.Denied, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

// Select is DuckDB SQL for what the principal sees of the dataset's raw rows;
// order is appended. A keyed hash becomes NULL.
func (s Sees) Select(d Dataset, from, order string) string {
	var cols []string
	for _, c := range d.Columns {
		if slices.Contains(s.Denied, c.Name) {
			continue
		}
		expr, masked := s.Masked[c.Name]
		switch {
		case !masked:
			expr = fmt.Sprintf("%q", c.Name)
		case expr == keyedHash:
			expr = "NULL"
		}
		if masked {
			expr = fmt.Sprintf("(%s)::%s", expr, duckType(c.Type))
		}
		cols = append(cols, fmt.Sprintf("%s AS %q", expr, c.Name))
	}
	sql := "SELECT " + strings.Join(cols, ", ") + " FROM (" + from + ")"
	if s.Rows != "" {
		sql += " WHERE " + s.Rows
	}
	if order != "" {
		sql += " ORDER BY " + order
	}
	return sql
}

// duckType is a contract's physical type as DuckDB casts to it.
func duckType(physical string) string {
	if strings.HasPrefix(physical, "VARCHAR") {
		return "VARCHAR"
	}
	return physical
}
