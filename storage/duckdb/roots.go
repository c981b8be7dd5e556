package duckdb

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"nanohouse/catalog"
)

// Root is the narrowest root that covers a source's files: the path itself when
// it has no wildcard, or the directory above the first wildcard.
func Root(src catalog.Source) string {
	p := src.Path
	i := strings.IndexAny(p, "*?[{")
	if i < 0 {
		return p
	}
	return p[:strings.LastIndexByte(p[:i], '/')+1]
}

// rootSet is the roots of a generation, sorted into what DuckDB asks for.
type rootSet struct {
	dirs, files []string
	s3, local   bool
}

// sortRoots tells directories from files. A local root that is a symbolic link
// is allowed by both of its names, because DuckDB resolves links before it checks.
func sortRoots(roots []string) rootSet {
	var s rootSet
	for _, r := range roots {
		if isS3(r) {
			s.s3 = true
			s.add(r, strings.HasSuffix(r, "/"))
			continue
		}
		s.local = true
		clean := filepath.Clean(r)
		info, err := os.Stat(clean)
		dir := strings.HasSuffix(r, "/") || err == nil && info.IsDir()
		s.add(clean, dir)
		if real, err := filepath.EvalSymlinks(clean); err == nil && real != clean {
			s.add(real, dir)
		}
	}
	slices.Sort(s.dirs)
	slices.Sort(s.files)
	s.dirs, s.files = slices.Compact(s.dirs), slices.Compact(s.files)
	return s
}

func (s *rootSet) add(root string, dir bool) {
	if dir {
		s.dirs = append(s.dirs, strings.TrimSuffix(root, "/")+"/")
	} else {
		s.files = append(s.files, root)
	}
}

// quote makes a SQL string literal. DuckDB has no escapes but the doubled quote.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func quoteList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// extensionFile is where an extension lies in a directory of extensions.
func extensionFile(dir, name string) string { return path.Join(dir, name+".duckdb_extension") }
