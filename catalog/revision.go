package catalog

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Domain is one domain's datasets. It is shown to MySQL as a database.
type Domain struct {
	Name string
	// Tables maps each lower-case table name, versioned and default, to its dataset.
	Tables map[string]*Dataset
}

// Revision is one immutable state of the whole catalog.
type Revision struct {
	// Number grows by one with each revision that a process publishes.
	Number  uint64
	domains map[string]*Domain
}

var lastRevision atomic.Uint64

// NewRevision makes a revision of the datasets. Every live version becomes a
// table name_vN, and the highest active version (or, where none is active, the highest)
// becomes the table name. Two datasets of one table name are an error.
func NewRevision(datasets []*Dataset) (*Revision, error) {
	r := &Revision{Number: lastRevision.Add(1), domains: map[string]*Domain{}}
	for _, ds := range datasets {
		key := strings.ToLower(ds.Domain)
		dom := r.domains[key]
		if dom == nil {
			dom = &Domain{Name: ds.Domain, Tables: map[string]*Dataset{}}
			r.domains[key] = dom
		}
		name := strings.ToLower(ds.VersionedName())
		if old := dom.Tables[name]; old != nil {
			return nil, fmt.Errorf("%s:%d: table %s.%s is already declared at %s:%d; give one of them another name or major version",
				ds.Declared.File, ds.Declared.Line, ds.Domain, name, old.Declared.File, old.Declared.Line)
		}
		dom.Tables[name] = ds
	}
	for _, ds := range datasets {
		dom := r.domains[strings.ToLower(ds.Domain)]
		name := strings.ToLower(ds.Name)
		old := dom.Tables[name]
		if old != nil && !strings.EqualFold(old.Name, ds.Name) {
			return nil, fmt.Errorf("%s:%d: table %s.%s is already declared at %s:%d; give one of them another name",
				ds.Declared.File, ds.Declared.Line, ds.Domain, name, old.Declared.File, old.Declared.Line)
		}
		if old == nil || preferred(ds, old) {
			dom.Tables[name] = ds
		}
	}
	return r, nil
}

// preferred reports whether a is a better default version than b.
func preferred(a, b *Dataset) bool {
	if (a.Status == Active) != (b.Status == Active) {
		return a.Status == Active
	}
	return a.Major > b.Major
}

// Domain finds a domain by name, ignoring case.
func (r *Revision) Domain(name string) (*Domain, bool) {
	d, ok := r.domains[strings.ToLower(name)]
	return d, ok
}

// Dataset finds the dataset behind a table name, versioned or not, ignoring case.
func (r *Revision) Dataset(domain, table string) (*Dataset, bool) {
	d, ok := r.Domain(domain)
	if !ok {
		return nil, false
	}
	ds, ok := d.Tables[strings.ToLower(table)]
	return ds, ok
}

// Domains lists the domains, sorted by name.
func (r *Revision) Domains() []*Domain {
	out := make([]*Domain, 0, len(r.domains))
	for _, d := range r.domains {
		out = append(out, d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Datasets lists each dataset once, sorted by object name.
func (r *Revision) Datasets() []*Dataset {
	seen := map[*Dataset]bool{}
	var out []*Dataset
	for _, d := range r.domains {
		for _, ds := range d.Tables {
			if !seen[ds] {
				seen[ds] = true
				out = append(out, ds)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Object() < out[j].Object() })
	return out
}

// TableNames lists a domain's table names, sorted.
func (d *Domain) TableNames() []string {
	out := make([]string, 0, len(d.Tables))
	for n := range d.Tables {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}
