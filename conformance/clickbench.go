package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Twice is one question said for two engines.
type Twice struct{ MySQL, DuckDB string }

// ClickBench reads the 43 queries of the benchmark.
func ClickBench() ([]Twice, error) {
	text, err := os.ReadFile(filepath.Join(Root(), "conformance", "clickbench", "queries.sql"))
	if err != nil {
		return nil, err
	}
	var out []Twice
	for _, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSuffix(strings.TrimSpace(line), ";")
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		if duckdb, ok := strings.CutPrefix(line, "duckdb: "); ok {
			out[len(out)-1].DuckDB = duckdb
			continue
		}
		out = append(out, Twice{line, line})
	}
	if len(out) != 43 {
		return nil, fmt.Errorf("%d queries of ClickBench instead of 43", len(out))
	}
	return out, nil
}

// Decide makes a query with LIMIT answer the same on any server: rows that its ORDER BY
// leaves equal are put in the order of all columns.
func Decide(sql string, columns int) string {
	head, limit, found := strings.Cut(sql, " LIMIT ")
	if !found {
		return sql
	}
	all := make([]string, columns)
	for i := range all {
		all[i] = fmt.Sprint(i + 1)
	}
	order := " ORDER BY "
	if strings.Contains(head, order) {
		order = ", "
	}
	return head + order + strings.Join(all, ", ") + " LIMIT " + limit
}
