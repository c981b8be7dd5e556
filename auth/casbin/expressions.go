package casbin

import (
	"nanohouse/auth"
	"nanohouse/catalog"
)

// Expression is the SQL of a mask or row filter, with the dataset that it must suit.
type Expression struct {
	Dataset *catalog.Dataset
	Ordinal int // of the masked column; -1 for a row filter
	SQL     string
	Rule    auth.Rule
}

// Expressions gives each SQL mask and row filter with each dataset and column
// that it may be applied to, for type-checking.
func (p *Policy) Expressions() []Expression {
	if p.revision == nil || len(p.rules) == 0 {
		return nil
	}
	var out []Expression
	for _, ds := range p.revision.Datasets() {
		ix := p.index(ds)
		for _, r := range ix.filters.rules {
			out = append(out, Expression{ds, -1, r.filter, r.Rule})
		}
		for i, n := range ix.classOf {
			for _, list := range [][]*rule{ix.masks.rules, ix.classes[n].masks.rules} {
				for _, r := range list {
					if r.mask.Kind == auth.SQLExpression {
						out = append(out, Expression{ds, i, r.mask.SQL, r.Rule})
					}
				}
			}
		}
	}
	return out
}
