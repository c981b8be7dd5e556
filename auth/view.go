package auth

import (
	"sort"

	"nanohouse/catalog"
)

// View is the catalog as one principal sees it. What the principal may not
// see does not exist in it.
type View struct {
	Revision   *catalog.Revision
	Authorizer Authorizer
	Principal  Principal
}

// Domains lists the domains with at least one visible dataset, sorted.
func (v View) Domains() []string {
	var out []string
	for _, d := range v.Revision.Domains() {
		for _, ds := range d.Tables {
			if v.Authorizer.Grant(v.Principal, ds).Visible {
				out = append(out, d.Name)
				break
			}
		}
	}
	return out
}

// Tables lists the visible tables of a domain, sorted.
func (v View) Tables(domain string) []string {
	d, ok := v.Revision.Domain(domain)
	if !ok {
		return nil
	}
	var out []string
	for name, ds := range d.Tables {
		if v.Authorizer.Grant(v.Principal, ds).Visible {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// Table finds a visible table and what the principal may see of it.
func (v View) Table(domain, name string) (*catalog.Dataset, Grant, bool) {
	ds, ok := v.Revision.Dataset(domain, name)
	if !ok {
		return nil, Grant{}, false
	}
	g := v.Authorizer.Grant(v.Principal, ds)
	if !g.Visible {
		return nil, Grant{}, false
	}
	return ds, g, true
}
