package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"nanohouse/catalog"
)

// tell prints findings in the order of files and lines, and how many there are.
func tell(w io.Writer, findings []catalog.Finding) (faults, warnings int) {
	sort.SliceStable(findings, func(i, j int) bool {
		a, b := findings[i], findings[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	for _, f := range findings {
		if f.Severity == catalog.Warning {
			warnings++
		} else {
			faults++
		}
		fmt.Fprintln(w, f)
	}
	return faults, warnings
}

// count writes a number with its word: 1 error, 2 errors.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// meshDir checks that a directory can be a mesh, and gives its absolute path.
func meshDir(dir string) (string, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no folder %s; name the mesh's folder with --mesh, or make one to try: nanohouse demo --dir %s", dir, dir)
	case err != nil:
		return "", fmt.Errorf("open the mesh: %w", err)
	case !info.IsDir():
		return "", fmt.Errorf("%s is a file; name the folder that holds mesh.yaml", dir)
	}
	for _, part := range []string{"mesh.yaml", "domains", "policy"} {
		if _, err := os.Stat(filepath.Join(dir, part)); err == nil {
			return filepath.Abs(dir)
		}
	}
	return "", fmt.Errorf("%s is no mesh: it holds neither mesh.yaml nor domains nor policy", dir)
}
