package contract

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
)

// clashes finds datasets that would be one table, and domains written in two ways.
func clashes(datasets []*catalog.Dataset) []catalog.Finding {
	var out []catalog.Finding
	report := func(ds *catalog.Dataset, fix, format string, args ...any) {
		out = append(out, catalog.Finding{Position: ds.Declared, Problem: fmt.Sprintf(format, args...), Fix: fix})
	}
	domains := map[string]*catalog.Dataset{}
	versioned := map[string]*catalog.Dataset{}
	key := func(domain, table string) string { return strings.ToLower(domain + "." + table) }
	for _, ds := range datasets {
		if first := domains[strings.ToLower(ds.Domain)]; first == nil {
			domains[strings.ToLower(ds.Domain)] = ds
		} else if first.Domain != ds.Domain {
			report(ds, "write "+first.Domain+", and name the folder so",
				"domain %s is written %s at %s", ds.Domain, first.Domain, place(first.Declared))
		}
		k := key(ds.Domain, ds.VersionedName())
		if first := versioned[k]; first != nil {
			report(ds, "give one of them another name or major version, or status: retired",
				"table %s is already declared at %s", ds.Object(), place(first.Declared))
			continue
		}
		versioned[k] = ds
	}
	// The table without a version must not be another dataset's versioned table.
	for _, ds := range datasets {
		other := versioned[key(ds.Domain, ds.Name)]
		if other != nil && !strings.EqualFold(other.Name, ds.Name) {
			report(ds, "give one of them another name",
				"table %s.%s is already declared at %s", ds.Domain, ds.Name, place(other.Declared))
		}
	}
	return out
}

func place(p catalog.Position) string { return fmt.Sprintf("%s:%d", p.File, p.Line) }
