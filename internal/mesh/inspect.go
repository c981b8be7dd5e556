package mesh

import (
	"path/filepath"
	"strings"

	"nanohouse/auth/authn"
	"nanohouse/auth/casbin"
	"nanohouse/catalog"
	"nanohouse/catalog/contract"
	"nanohouse/internal/mesh/config"
)

// Inspect reads a mesh for tools that say everything that is wrong at once: it
// goes on after errors, with what it understood. Its Mesh must not be served when a
// finding is an error, and is nil when nothing more can be said of it.
func Inspect(dir string) (*Mesh, []catalog.Finding) {
	m, findings := Load(dir)
	if m != nil {
		return m, findings
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, findings
	}
	cfg, findings := LoadConfig(abs)
	if cfg == nil {
		d := config.Default(abs)
		cfg = &d
	}
	datasets, more := contract.Load(abs, contract.Options{Server: cfg.Storage.Server, Collation: cfg.Collation, Broken: true})
	findings = append(findings, more...)
	m = &Mesh{Dir: abs, Config: cfg}
	m.Users, more = authn.Load(abs)
	findings = append(findings, more...)
	findings = append(findings, m.checkRoots(readable(datasets))...)
	m.Catalog, err = catalog.NewRevision(named(datasets))
	if err != nil || lost(datasets, findings) {
		// Rules may be about what is not known: only their form can be judged.
		m.Catalog = nil
	}
	m.Policy, more = casbin.Inspect(abs, m.Catalog)
	findings = append(findings, more...)
	if m.Catalog == nil {
		return nil, findings
	}
	return m, findings
}

// named gives the datasets that have a domain and a name.
func named(datasets []*catalog.Dataset) []*catalog.Dataset {
	var out []*catalog.Dataset
	for _, ds := range datasets {
		if ds.Domain != "" && ds.Name != "" {
			out = append(out, ds)
		}
	}
	return out
}

// readable gives the datasets whose files are known.
func readable(datasets []*catalog.Dataset) []*catalog.Dataset {
	var out []*catalog.Dataset
	for _, ds := range named(datasets) {
		if ds.Source.Path != "" || ds.View != "" {
			out = append(out, ds)
		}
	}
	return out
}

// lost reports whether some contract with an error gave no dataset at all.
func lost(datasets []*catalog.Dataset, findings []catalog.Finding) bool {
	gave := map[string]bool{}
	for _, ds := range named(datasets) {
		gave[ds.Declared.File] = true
	}
	for _, f := range findings {
		if f.Severity == catalog.Error && strings.HasPrefix(f.File, "domains/") && !gave[f.File] {
			return true
		}
	}
	return false
}
