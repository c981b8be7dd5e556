package contract

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// property reads one column. It returns false for what is not a column of the
// files, such as a measure, and for what has no usable name.
func (r *reader) property(n *yamldoc.Node, api string) (catalog.Column, bool) {
	c := catalog.Column{Declared: catalog.Position{File: r.file, Line: n.Line}}
	var t typing
	measure := false
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "name":
			c.Name = r.rawText(e)
		case "physicalName":
			c.PhysicalName = r.rawText(e)
		case "logicalType":
			t.logical, t.logicalLine = r.text(e), e.Line
		case "physicalType":
			t.physical, t.physicalLine = r.text(e), e.Line
		case "logicalTypeOptions":
			t.options = e
		case "required":
			c.Required = r.boolean(e)
		case "primaryKey":
			c.PrimaryKey = r.boolean(e)
		case "partitioned":
			c.Partition = r.boolean(e)
		case "classification":
			c.Classification = r.classification(e)
		case "tags":
			c.Tags = r.texts(e)
		case "description":
			c.Description = r.text(e)
		case "semanticType":
			measure = r.text(e) == "measure"
		case "customProperties":
			r.sayCollation(n.Line, r.custom(e))
		case "properties", "items", "map":
		default:
			r.checkKey(e, propertyKeys, "a property")
		}
	}
	if measure {
		r.warnf(n.Line, "write it as a column of a view", "the measure %s is not served", quote(c.Name))
		return c, false
	}
	if c.PhysicalName == "" {
		c.PhysicalName = c.Name
	}
	if problem := badColumn(c.Name); problem != "" {
		r.errorf(n.Line, "write name: with 1 to 64 characters, and physicalName: for what the files say", "the column name %s %s", quote(c.Name), problem)
		return c, false
	}
	c.Type = r.columnType(t, api, n.Line, "column "+quote(c.Name))
	r.textLength(&c, t)
	r.nested(n, &c, 0)
	return c, true
}

// rawText reads a name with its spaces.
func (r *reader) rawText(e *yamldoc.Entry) string {
	if r.text(e) == "" && !e.Value.Quoted {
		return ""
	}
	return r.keep(e.Value.Text)
}

// textLength applies maxLength to a physical type such as VARCHAR or TEXT that gives none.
func (r *reader) textLength(c *catalog.Column, t typing) {
	if c.Type.Kind == catalog.String && t.physical != "" && c.Type.Length == defaultLength && !strings.Contains(t.physical, "(") {
		c.Type.Length = r.maxLength(t)
	}
}

// classification reads a label. Any word will do, but one letter away from a
// label that closes a column is a mistake that would open it.
func (r *reader) classification(e *yamldoc.Entry) catalog.Classification {
	label := r.text(e)
	if near := r.almostClosed(label); near != "" {
		r.errorf(e.Line, "did you mean "+near+"?", "the classification %s is almost a label that closes a column", quote(label))
	}
	return catalog.Classification(label)
}

// maxNesting bounds the depth of properties within properties.
const maxNesting = 16

// nested gives a column the tags and the closed classification of what lies
// within it: a struct is served whole, so its most sensitive part decides.
func (r *reader) nested(n *yamldoc.Node, c *catalog.Column, depth int) {
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "properties":
			r.mappings(e, func(part *yamldoc.Node) { r.part(part, c, depth+1) })
		case "items":
			if e.Value.Kind == yamldoc.Mapping {
				r.part(&e.Value, c, depth+1)
			}
		case "map":
			for _, side := range []string{"key", "value"} {
				if part := e.Value.Get(side); part != nil && part.Value.Kind == yamldoc.Mapping {
					r.part(&part.Value, c, depth+1)
				}
			}
		}
	}
}

func (r *reader) part(n *yamldoc.Node, c *catalog.Column, depth int) {
	if depth > maxNesting {
		r.errorf(n.Line, "write fewer levels of properties", "column %s is nested too deeply", quote(c.Name))
		return
	}
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "tags":
			for _, tag := range r.texts(e) {
				if !has(c.Tags, tag) {
					c.Tags = append(c.Tags, tag)
				}
			}
		case "classification":
			if label := r.classification(e); label.Closed() && !c.Classification.Closed() {
				c.Classification = label
			}
		default:
			r.checkKey(e, propertyKeys, "a property")
		}
	}
	r.nested(n, c, depth)
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
