package casbin

import (
	"fmt"
	"slices"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/spelling"
)

// vocabulary is the names that rules may speak of, by domain; under * those of all domains.
type vocabulary struct {
	datasets    map[string][]string        // domain to table names, for messages
	names       map[string]bool            // domain NUL table name
	columns     map[string][]string        // domain NUL table name to columns
	tags        map[string]map[string]bool // domain to object keys of tags of datasets and columns
	datasetTags map[string]map[string]bool
}

func newVocabulary(rev *catalog.Revision) *vocabulary {
	v := &vocabulary{map[string][]string{}, map[string]bool{}, map[string][]string{}, map[string]map[string]bool{}, map[string]map[string]bool{}}
	for _, ds := range rev.Datasets() {
		for _, domain := range []string{"*", fold(ds.Domain)} {
			for _, name := range []string{fold(ds.Name), fold(ds.VersionedName())} {
				if !v.names[domain+"\x00"+name] {
					v.datasets[domain] = append(v.datasets[domain], name)
				}
				v.names[domain+"\x00"+name] = true
				for i := range ds.Columns {
					k := domain + "\x00" + name
					v.columns[k] = append(v.columns[k], fold(ds.Columns[i].Name))
				}
			}
			addTags(v.tags, domain, keys(ds))
			addTags(v.datasetTags, domain, keys(&catalog.Dataset{Tags: ds.Tags}))
		}
	}
	return v
}

func addTags(to map[string]map[string]bool, domain string, keys []string) {
	if to[domain] == nil {
		to[domain] = map[string]bool{}
	}
	for _, k := range keys {
		if strings.HasPrefix(k, "tag:") {
			to[domain][k] = true
		}
	}
}

// check finds rules that speak of what does not exist or cannot be done.
func (p *Policy) check() []catalog.Finding {
	if p.revision == nil {
		return nil
	}
	v := newVocabulary(p.revision)
	var out []catalog.Finding
	for _, r := range p.rules {
		if r.kind == "g" {
			continue
		}
		if f := v.check(r); f != nil {
			f.Position = r.Position
			if p.own != nil {
				f.Severity = catalog.Warning // its own matchers may read the object otherwise
			}
			out = append(out, *f)
		}
	}
	return append(out, p.checkMasks()...)
}

func (v *vocabulary) check(r *rule) *catalog.Finding {
	if r.domain != "*" && v.datasets[r.domain] == nil {
		return wrong(fmt.Sprintf("there is no domain %s", r.domain), meant(r.domain, domains(v.datasets), "*"))
	}
	switch o := r.object; {
	case o.tag != "":
		return v.checkTag(r)
	case o.dataset != "":
		k := r.domain + "\x00" + o.dataset
		if !v.names[k] {
			return wrong(fmt.Sprintf("there is no dataset %s in domain %s", o.dataset, r.domain), meant(o.dataset, v.datasets[r.domain], "*"))
		}
		if o.column != "" && !slices.Contains(v.columns[k], o.column) {
			return wrong(fmt.Sprintf("dataset %s has no column %s", o.dataset, o.column), meant(o.column, v.columns[k]))
		}
	}
	return nil
}

func (v *vocabulary) checkTag(r *rule) *catalog.Finding {
	k := r.object.key()
	if !v.tags[r.domain][k] {
		var have []string
		for t := range v.tags[r.domain] {
			if !strings.HasSuffix(t, ".*") {
				have = append(have, t)
			}
		}
		if len(have) == 0 {
			return wrong(fmt.Sprintf("no contract has a tag that %s covers", k), "add the tag to a contract, or name the dataset")
		}
		return wrong(fmt.Sprintf("no contract has a tag that %s covers", k), meant(k, have)+", or add the tag to a contract")
	}
	if (r.kind == "p3" || r.kind == "p" && r.action != auth.Select) && !v.datasetTags[r.domain][k] {
		return wrong(fmt.Sprintf("only columns have a tag that %s covers, and this rule is about datasets", k), "name the dataset, or tag it")
	}
	return nil
}

func domains(m map[string][]string) []string {
	var out []string
	for d := range m {
		if d != "*" {
			out = append(out, d)
		}
	}
	return out
}

// meant says which of the names was meant, or lists them.
func meant(word string, names []string, more ...string) string {
	if near := spelling.Nearest(word, slices.Sorted(slices.Values(names))); near != "" {
		return "write " + near
	}
	return "write " + some(names, more...)
}

// some lists a few of the names that would be right.
func some(names []string, more ...string) string {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	const most = 8
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	names = append(names, more...)
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
