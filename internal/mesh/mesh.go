// Package mesh puts contracts, policy, users and settings together as one
// immutable revision, and publishes a new one when their files change.
package mesh

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nanohouse/auth/authn"
	"nanohouse/auth/casbin"
	"nanohouse/catalog"
	"nanohouse/catalog/contract"
	"nanohouse/internal/mesh/config"
)

// Config is a mesh's settings.
type Config = config.Config

// Mesh is one immutable state of everything that a mesh's files say.
type Mesh struct {
	// Dir is the mesh directory, absolute.
	Dir     string
	Config  *Config
	Catalog *catalog.Revision
	Policy  *casbin.Policy
	Users   *authn.Users
	// Warnings are the findings that did not keep it from being published.
	Warnings []catalog.Finding
}

// LoadConfig reads mesh.yaml alone.
func LoadConfig(dir string) (*Config, []catalog.Finding) { return config.Load(dir, os.Getenv) }

// Load reads a mesh directory. The Mesh is nil when a finding is an error.
func Load(dir string) (*Mesh, []catalog.Finding) { return load(dir, nil) }

// load reads a mesh, with what the cache has of unchanged contracts.
func load(dir string, cache *contract.Cache) (*Mesh, []catalog.Finding) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, []catalog.Finding{{Problem: "the mesh directory cannot be named: " + err.Error(), Fix: "name an existing directory"}}
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return nil, []catalog.Finding{{Position: catalog.Position{File: dir}, Problem: "this is not a mesh directory",
			Fix: "name a directory with a folder domains, or make one with nanohouse demo"}}
	}
	cfg, findings := LoadConfig(abs)
	opt := contract.Options{Cache: cache}
	if cfg != nil {
		opt.Server, opt.Collation = cfg.Storage.Server, cfg.Collation
	}
	datasets, more := contract.Load(abs, opt)
	findings = append(findings, more...)
	users, more := authn.Load(abs)
	findings = append(findings, more...)
	if catalog.HasErrors(findings) {
		// A policy would be judged by the wrong datasets.
		return nil, findings
	}
	m := &Mesh{Dir: abs, Config: cfg, Users: users}
	findings = append(findings, m.checkRoots(datasets)...)
	if m.Catalog, err = catalog.NewRevision(datasets); err != nil {
		return nil, append(findings, catalog.Finding{Position: catalog.Position{File: "domains"}, Problem: err.Error()})
	}
	m.Policy, more = casbin.Load(abs, m.Catalog)
	findings = append(findings, more...)
	findings = append(findings, m.Policy.CheckMembers(users.Members())...)
	findings = append(findings, users.Check(authn.Config{Native: cfg.Auth.NativePassword, Cleartext: cfg.Auth.CleartextPassword})...)
	if catalog.HasErrors(findings) {
		return nil, findings
	}
	m.Warnings = findings
	return m, findings
}

// Roots are the places that an engine must be allowed to read for this mesh:
// folders and s3:// prefixes that end with a slash, and single files.
func (m *Mesh) Roots() []string {
	if len(m.Config.Storage.Roots) > 0 {
		return slices.Clone(m.Config.Storage.Roots)
	}
	var all []string
	for _, ds := range m.Catalog.Datasets() {
		if ds.View == "" {
			all = append(all, ds.Source.Root())
		}
	}
	slices.Sort(all)
	var out []string
	for _, root := range slices.Compact(all) {
		// Sorted, a folder comes before all that lies within it.
		if n := len(out); n == 0 || !within(root, out[n-1]) {
			out = append(out, root)
		}
	}
	return out
}

// within reports whether a path is a root, or lies in a root that is a folder.
func within(path, root string) bool {
	return path == root || strings.HasSuffix(root, "/") && strings.HasPrefix(path, root)
}

// checkRoots reports datasets outside of the roots that mesh.yaml allows, and a
// spill folder that queries could read.
func (m *Mesh) checkRoots(datasets []*catalog.Dataset) []catalog.Finding {
	var out []catalog.Finding
	spill := m.Config.Engine.SpillDir + "/"
	inData := func(root string) bool { return strings.HasSuffix(root, "/") && strings.HasPrefix(spill, root) }
	for _, root := range m.Config.Storage.Roots {
		if inData(root) {
			out = append(out, catalog.Finding{Position: catalog.Position{File: config.File},
				Problem: "engine.spill_dir lies within a root of storage.roots, where queries could read it", Fix: "write another folder in one of them"})
		}
	}
	for _, ds := range datasets {
		if ds.View != "" {
			continue
		}
		root := ds.Source.Root()
		if inData(root) {
			out = append(out, catalog.Finding{Position: ds.Declared,
				Problem: "the files of " + ds.Object() + " and engine.spill_dir lie in one folder, where queries could read what was spilled",
				Fix:     "write a folder of its own in the path, such as data/" + ds.Name + "/*.parquet"})
		}
		allowed := len(m.Config.Storage.Roots) == 0
		for _, r := range m.Config.Storage.Roots {
			allowed = allowed || within(root, r)
		}
		if !allowed {
			out = append(out, catalog.Finding{Position: ds.Declared,
				Problem: "the files of " + ds.Object() + " lie outside of what storage.roots of mesh.yaml allows",
				Fix:     "add their folder there, or move them"})
		}
	}
	return out
}
