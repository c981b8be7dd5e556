package casbin

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
)

// fold makes names comparable without case, as the catalog does. It does
// nothing else: a name written with look-alike characters is another name, and
// matches nothing.
func fold(s string) string { return strings.ToLower(s) }

// object is what a rule is about.
type object struct {
	all     bool   // *
	tag     string // tag:pii.email
	below   bool   // tag:pii.*: the tag and all tags below it
	dataset string // orders, orders_v1
	column  string // orders.email
}

// parseObject reads a folded object of a rule.
func parseObject(s string) (object, error) {
	if s == "*" {
		return object{all: true}, nil
	}
	if tag, ok := strings.CutPrefix(s, "tag:"); ok {
		o := object{tag: strings.TrimSpace(tag)}
		if base, ok := strings.CutSuffix(o.tag, ".*"); ok {
			o.tag, o.below = base, true
		}
		if o.tag == "" || strings.ContainsRune(o.tag, '*') {
			return object{}, fmt.Errorf("write a tag as tag:pii.email, or tag:pii.* for it and all below it")
		}
		return o, nil
	}
	dataset, column, dotted := strings.Cut(s, ".")
	if dataset == "" || dotted && column == "" || strings.ContainsRune(s, '*') {
		return object{}, fmt.Errorf("write orders, orders.email, tag:pii.email, tag:pii.* or *")
	}
	return object{dataset: dataset, column: column}, nil
}

// target is a dataset or one of its columns, as Casbin's matchers see it. The
// exported fields may be used by a mesh's own model: r.obj.Classification.
type target struct {
	Dataset        string // orders; * when the domain as a whole is meant
	Version        string // orders_v1
	Column         string // empty when the dataset as a whole is meant
	Tags           []string
	DatasetTags    []string
	Classification string
}

func datasetTarget(ds *catalog.Dataset) *target {
	return &target{Dataset: fold(ds.Name), Version: fold(ds.VersionedName()), DatasetTags: foldAll(ds.Tags)}
}

func (t *target) column(c *catalog.Column) *target {
	out := *t
	out.Column, out.Tags, out.Classification = fold(c.Name), foldAll(c.Tags), fold(string(c.Classification))
	return &out
}

func foldAll(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = fold(s)
	}
	return out
}

// covers reports whether a rule about o speaks of t. What speaks of a dataset
// speaks of each of its columns; what speaks of a column does not speak of the dataset.
func (o object) covers(t *target) bool {
	switch {
	case o.all:
		return true
	case o.tag != "":
		return o.tagged(t.DatasetTags) || o.tagged(t.Tags)
	case o.dataset != t.Dataset && o.dataset != t.Version:
		return false
	}
	return o.column == "" || o.column == t.Column
}

func (o object) tagged(tags []string) bool {
	for _, tag := range tags {
		if tag == o.tag || o.below && strings.HasPrefix(tag, o.tag+".") {
			return true
		}
	}
	return false
}

// keys are the index keys under which rules may speak of a dataset.
func keys(ds *catalog.Dataset) []string {
	out := []string{"*", fold(ds.Name), fold(ds.VersionedName())}
	seen := map[string]bool{}
	add := func(tags []string) {
		for _, tag := range tags {
			tag = fold(tag)
			if seen[tag] {
				continue
			}
			seen[tag] = true
			out = append(out, "tag:"+tag)
			for up := tag; up != ""; {
				if k := "tag:" + up + ".*"; !seen[k] {
					seen[k] = true
					out = append(out, k)
				}
				i := strings.LastIndexByte(up, '.')
				up = up[:max(i, 0)]
			}
		}
	}
	add(ds.Tags)
	for i := range ds.Columns {
		add(ds.Columns[i].Tags)
	}
	return out
}

// key is the index key of a rule's object.
func (o object) key() string {
	switch {
	case o.all:
		return "*"
	case o.tag != "" && o.below:
		return "tag:" + o.tag + ".*"
	case o.tag != "":
		return "tag:" + o.tag
	}
	return o.dataset
}

// breadth orders objects from the most particular.
func (o object) breadth() int {
	switch {
	case o.column != "":
		return 0
	case o.dataset != "":
		return 1
	case o.tag != "":
		return 2
	}
	return 3
}
