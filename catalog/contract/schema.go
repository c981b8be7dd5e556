package contract

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// object is one schema object of a contract: a table or a view.
type object struct {
	name        string
	line        int
	view        bool
	query       string
	description string
	tags        []string
	deprecated  bool
	hive        *bool // what a custom property says
	columns     []catalog.Column
}

// datasets reads schema and servers. A contract with several schema objects
// gives several datasets.
func (r *reader) datasets(doc *yamldoc.Node, h header, wanted string) []*catalog.Dataset {
	var objects []object
	if e := doc.Get("schema"); e != nil {
		r.mappings(e, func(n *yamldoc.Node) { objects = append(objects, r.object(n, h)) })
		if len(objects) == 0 {
			r.errorf(e.Line, "write - name: …, and properties: below it", "the schema has no objects")
		}
	}
	stored := 0
	for _, o := range objects {
		if !o.view {
			stored++
		}
	}
	var srv server
	if stored > 0 {
		srv = r.server(doc, wanted)
	}
	if srv.ok && stored > 1 && !strings.Contains(srv.path, model) {
		r.errorf(srv.line, "write "+model+" in the path where the object's name stands, or a contract for each",
			"%d schema objects would read the same files", stored)
	}
	var out []*catalog.Dataset
	for i := range objects {
		o := &objects[i]
		ds := h.dataset(o, r.file)
		if !o.view && srv.ok {
			ds.Source = r.source(srv, o)
			ds.Located = catalog.Position{File: r.file, Line: srv.pathLine}
			ds.Columns = o.columns
		}
		out = append(out, ds)
	}
	return out
}

// dataset puts together what the contract and its object say.
func (h header) dataset(o *object, file string) *catalog.Dataset {
	ds := &catalog.Dataset{
		Domain: h.domain, Name: o.name, Version: h.version, Major: h.major, Status: h.status, Product: h.product,
		Description: o.description, Owner: h.owner, Columns: o.columns, View: o.query,
		Declared: catalog.Position{File: file, Line: o.line}, Roles: h.roles, ServiceLevels: h.serviceLevels,
	}
	if ds.Description == "" {
		ds.Description = h.description
	}
	if o.deprecated && ds.Status == catalog.Active {
		ds.Status = catalog.Deprecated
	}
	ds.Tags = append(ds.Tags, h.tags...)
	for _, tag := range o.tags {
		if !has(ds.Tags, tag) {
			ds.Tags = append(ds.Tags, tag)
		}
	}
	return ds
}

// object reads one schema object.
func (r *reader) object(n *yamldoc.Node, h header) object {
	o := object{line: n.Line}
	var custom map[string]*yamldoc.Entry
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "name":
			o.name = r.text(e)
		case "physicalType":
			o.view = strings.EqualFold(r.text(e), "view")
		case "description":
			o.description = r.text(e)
		case "tags":
			o.tags = r.texts(e)
		case "deprecated":
			o.deprecated = r.boolean(e)
		case "customProperties":
			custom = r.custom(e)
		case "properties":
			o.columns = r.columns(e, h.api)
		default:
			r.checkKey(e, objectKeys, "a schema object")
		}
	}
	most := maxIdentifier - len(fmt.Sprintf("_v%d", h.major))
	if problem := badName(o.name, most); problem != "" {
		r.errorf(n.Line, fmt.Sprintf("write name: with letters, digits and _ (at most %d)", most), "the dataset name %s %s, and cannot be a table", quote(o.name), problem)
	}
	if len(o.columns) == 0 {
		r.errorf(n.Line, "write properties: with a name and a type for each", "dataset %s has no columns", quote(o.name))
	}
	o.hive = r.hiveProperty(custom)
	r.collate(o.columns, custom)
	r.view(&o, custom)
	return o
}

// columns reads properties, and refuses a name that is there twice, as MySQL's
// column names do not differ by case.
func (r *reader) columns(e *yamldoc.Entry, api string) []catalog.Column {
	out := make([]catalog.Column, 0, len(e.Value.Items))
	first := make(map[string]int, len(e.Value.Items))
	r.mappings(e, func(n *yamldoc.Node) {
		c, ok := r.property(n, api)
		if !ok {
			return
		}
		key := strings.ToLower(c.Name)
		if line := first[key]; line > 0 {
			r.errorf(n.Line, "give one of them another name, and write physicalName for what the files say",
				"column %s is already declared at line %d", quote(c.Name), line)
			return
		}
		first[key] = n.Line
		out = append(out, c)
	})
	return out
}

// view reads the query of a view from its custom properties.
func (r *reader) view(o *object, custom map[string]*yamldoc.Entry) {
	query := custom["query"]
	if !o.view {
		return
	}
	if query == nil {
		r.errorf(o.line, "write customProperties: with - property: query, and value: SELECT … below it", "the view %s has no query", quote(o.name))
		return
	}
	o.query = strings.TrimSpace(strings.TrimRight(r.text(query), "; \n"))
	if first, _, _ := strings.Cut(strings.ToUpper(o.query), " "); o.query == "" || strings.TrimSpace(first) == "" {
		r.errorf(query.Line, "write value: SELECT …", "the query of the view %s is empty", quote(o.name))
	}
	for i := range o.columns {
		if o.columns[i].Partition {
			r.errorf(o.columns[i].Declared.Line, "remove partitioned", "the view %s has no files, so that column %s is no partition", quote(o.name), quote(o.columns[i].Name))
		}
	}
}
