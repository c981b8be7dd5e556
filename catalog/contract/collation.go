package contract

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// collationProperty reads the custom property collation, or nil when there is none.
func (r *reader) collationProperty(custom map[string]*yamldoc.Entry) *catalog.Collation {
	e := custom["collation"]
	if e == nil {
		return nil
	}
	c, ok := catalog.CollationOf(r.text(e))
	if !ok || !c.Stored() {
		r.errorf(e.Line, "write one of "+strings.Join(catalog.StoredCollations(), ", "), "the collation %s is none that data may have", quote(r.text(e)))
	}
	return &c
}

// sayCollation notes the collation that a column gives.
func (r *reader) sayCollation(line int, custom map[string]*yamldoc.Entry) {
	if c := r.collationProperty(custom); c != nil {
		if r.said == nil {
			r.said = map[int]*catalog.Collation{}
		}
		r.said[line] = c
	}
}

// collate gives the columns of a dataset their collation: their own, the
// dataset's, or the mesh's.
func (r *reader) collate(columns []catalog.Column, custom map[string]*yamldoc.Entry) {
	all := r.collation
	if c := r.collationProperty(custom); c != nil {
		all = *c
	}
	for i := range columns {
		c := &columns[i]
		own := r.said[c.Declared.Line]
		switch {
		case c.Type.Kind != catalog.String && c.Type.Kind != catalog.UUID:
			if own != nil {
				r.errorf(c.Declared.Line, "remove it", "column %s has a collation and is no text", quote(c.Name))
			}
		case own != nil:
			c.Type.Collation = *own
		default:
			c.Type.Collation = all
		}
	}
}
