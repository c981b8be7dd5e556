// Package pushdown cuts a governed plan into fragments, one for each engine,
// and says why.
package pushdown

import (
	"fmt"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/policy"
)

// Engine names an engine that fragments may go to.
type Engine string

// DuckDB is the embedded engine.
const DuckDB Engine = "duckdb"

// Fragment is the part of a plan that one engine runs.
type Fragment struct {
	Engine Engine
	Plan   policy.Governed
	// Because says why the fragment goes to its engine, for EXPLAIN.
	Because string
}

// Split gives the fragments of a plan, the last of which yields the result.
// DuckDB reaches every store that a contract may name today, so the whole
// statement is one fragment; a dataset in an unknown store is refused.
func Split(g policy.Governed) ([]Fragment, error) {
	if g.Query() == nil {
		return nil, sqlerr.New(sqlerr.Internal, "no governed plan")
	}
	for _, s := range g.Scans() {
		switch s.Dataset.Source.Store {
		case catalog.Local, catalog.S3:
		default:
			return nil, sqlerr.New(sqlerr.Unsupported, "dataset %s lies in a store that no engine reads", s.Dataset.Object())
		}
	}
	because := "no dataset is read"
	if n := len(g.Scans()); n > 0 {
		because = fmt.Sprintf("all %d scans are within its reach", n)
	}
	return []Fragment{{Engine: DuckDB, Plan: g, Because: because}}, nil
}
