package demo

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// Orders are placed from 1992-01-01 to 1998-08-02; there is a file a year.
const (
	firstYear = 1992
	lastYear  = 1998
)

// MinScale and MaxScale bound the scale: below, TPC-H's formula for suppliers
// has too few to choose from; above, a demo is the wrong tool.
const (
	MinScale = 0.001
	MaxScale = 100
)

// macros names the statements that make no table.
const macros = "macros"

// folders are the datasets' places below the data directory.
var folders = []string{
	"geo/region", "geo/nation", "supply/supplier", "supply/part", "supply/partsupp",
	"crm/customer", "sales/orders", "sales/lineitem",
}

// statement is one step of making the data.
type statement struct {
	SQL  string
	Name string // of the table, and the year, for the progress bar
}

// statements gives the SQL that makes all tables at a scale below dir, which
// must have the folders.
func statements(dir string, scale float64) ([]statement, error) {
	values := sizes(scale)
	values["data"] = strings.ReplaceAll(filepath.ToSlash(dir), "'", "''")
	var out []statement
	text, err := fill(macros, values)
	if err != nil {
		return nil, err
	}
	for _, m := range strings.Split(text, ";\n") {
		out = append(out, statement{SQL: m, Name: macros})
	}
	add := func(name string) error {
		text, err := fill(name, values)
		title := name
		if year := values["year"]; year != "" {
			title += " of " + year
		}
		out = append(out, statement{SQL: text, Name: title})
		return err
	}
	for _, t := range []string{"region", "nation", "supplier", "part", "partsupp", "customer"} {
		if err := add(t); err != nil {
			return nil, err
		}
	}
	for year := firstYear; year <= lastYear; year++ {
		values["year"] = strconv.Itoa(year)
		for _, t := range []string{"lineitem", "orders"} { // a year's orders add up its lines
			if err := add(t); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// preparing is the number of steps before the first table.
func preparing(steps []statement) int {
	n := 0
	for n < len(steps) && steps[n].Name == macros {
		n++
	}
	return n
}

// sizes gives TPC-H's row counts at a scale, as the SQL files name them.
func sizes(scale float64) map[string]string {
	rows := func(atOne float64) int64 { return int64(math.Round(atOne * scale)) }
	customers := rows(150_000)
	return map[string]string{
		"suppliers": fmt.Sprint(max(10, rows(10_000))),
		"parts":     fmt.Sprint(rows(200_000)),
		"customers": fmt.Sprint(customers),
		"buyers":    fmt.Sprint(customers - customers/3),
		"orders":    fmt.Sprint(rows(1_500_000)),
		"clerks":    fmt.Sprint(max(1, rows(1_000))),
	}
}

// fill reads sql/name.sql and puts the values in the place of its ${names}.
func fill(name string, values map[string]string) (string, error) {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return "", err
	}
	return os.Expand(string(text), func(key string) string { return values[key] }), nil
}

// generator identifies the SQL that makes the data: other SQL, other data.
func generator() string {
	all, err := statements("", 1)
	if err != nil {
		return ""
	}
	h := sha256.New()
	for _, s := range all {
		h.Write([]byte(s.SQL))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
