package conformance

import (
	"os"
	"path/filepath"
	"strings"
)

// AddLab adds the domain lab to a mesh: all types, gaps, and a mask of each kind.
func AddLab(mesh string, o *Oracle) error {
	from := filepath.Join(Root(), "conformance", "testdata", "lab")
	contracts, err := filepath.Glob(filepath.Join(from, "contracts", "*.yaml"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(mesh, "domains", "lab"), 0o755); err != nil {
		return err
	}
	data := filepath.Join(mesh, "data", "lab")
	for _, c := range contracts {
		name, _, _ := strings.Cut(filepath.Base(c), ".")
		if err := os.MkdirAll(filepath.Join(data, name), 0o755); err != nil {
			return err
		}
		text, err := os.ReadFile(c)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(mesh, "domains", "lab", filepath.Base(c)), text, 0o644); err != nil {
			return err
		}
	}
	sql, err := os.ReadFile(filepath.Join(from, "lab.sql"))
	if err != nil {
		return err
	}
	if _, err := o.Query(strings.ReplaceAll(string(sql), "{dir}", data)); err != nil {
		return err
	}
	rules, err := os.ReadFile(filepath.Join(from, "policy.csv"))
	if err != nil {
		return err
	}
	return AppendFile(filepath.Join(mesh, "policy", "policy.csv"), string(rules))
}

// AppendFile adds text to a file at once, so that a watcher sees one change.
func AppendFile(path, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return ReplaceFile(path, string(old)+text)
}

// ReplaceFile writes a file beside its place and moves it there.
func ReplaceFile(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
