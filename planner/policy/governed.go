// Package policy governs a plan's scans, or refuses the statement.
//
// It replaces each Scan by Project(masks, Filter(row filters, Scan)), so that
// filters and masks see raw values and everything above sees masked ones. What
// comes out is a Governed plan, which only Apply can make: sqlgen takes
// nothing else, so no plan reaches an engine around this package.
package policy

import (
	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// Governed is a plan to which policy has been applied. The zero Governed
// holds no plan, and nothing runs from it.
type Governed struct {
	query      *plan.Query
	scans      []*plan.Scan
	decisions  []Decision
	restricted bool
}

// Query is the governed plan, or nil for the zero Governed.
func (g Governed) Query() *plan.Query { return g.query }

// Scans are the only leaves with data that the plan has.
func (g Governed) Scans() []*plan.Scan { return g.scans }

// Restricted reports whether some rows are hidden from the principal: then no
// generated expression may raise an error that depends on data.
func (g Governed) Restricted() bool { return g.restricted }

// Decisions tells what policy did with each dataset of the statement, once
// for each dataset, in the order of first use.
func (g Governed) Decisions() []Decision { return g.decisions }

// Decision is why a dataset's columns came out as they did.
type Decision struct {
	Dataset *catalog.Dataset
	Grant   auth.Grant
	// Used are the ordinals of the columns that the statement reads, sorted.
	Used []int
}

// MaskedColumns lists the columns that come out masked: crm.customer_v1.c_phone.
func (g Governed) MaskedColumns() []string {
	var out []string
	for _, d := range g.decisions {
		for _, i := range d.Used {
			if d.Grant.Columns[i].Effect == auth.Masked {
				out = append(out, d.Dataset.Object()+"."+d.Dataset.Columns[i].Name)
			}
		}
	}
	return out
}
