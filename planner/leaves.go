package planner

import (
	"strings"

	"nanohouse/planner/certify"
	"nanohouse/planner/policy"
)

// leaves tells certify what the statement may read: for each governed scan its
// path, and the columns that it lists, spelt as the contract or the files spell them.
func leaves(g policy.Governed, files []described) []certify.Leaf {
	out := make([]certify.Leaf, 0, len(g.Scans()))
	for _, s := range g.Scans() {
		leaf := certify.Leaf{Path: s.Dataset.Source.Path, Hive: s.Dataset.Source.Hive}
		for _, i := range s.Ordinals {
			name := s.Dataset.Columns[i].PhysicalName
			leaf.Columns = append(leaf.Columns, name)
			for _, d := range files {
				if d.dataset != s.Dataset {
					continue
				}
				for _, c := range d.columns {
					if c.Name != name && strings.EqualFold(c.Name, name) {
						leaf.Columns = append(leaf.Columns, c.Name)
					}
				}
			}
		}
		out = append(out, leaf)
	}
	return out
}
