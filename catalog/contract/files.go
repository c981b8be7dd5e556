package contract

import (
	"os"
	"path/filepath"
	"strings"

	"nanohouse/catalog"
)

// CheckFiles warns of local datasets without data files. A dataset may be
// declared before its data arrives, so that is no error; S3 is not asked.
func CheckFiles(datasets []*catalog.Dataset) []catalog.Finding {
	var out []catalog.Finding
	for _, ds := range datasets {
		if ds.View != "" || ds.Source.Store != catalog.Local {
			continue
		}
		if problem := missingFiles(ds.Source.Path); problem != "" {
			out = append(out, catalog.Finding{Position: ds.Declared, Severity: catalog.Warning,
				Problem: "dataset " + ds.Object() + ": " + problem,
				Fix:     "write the files, or correct the path in servers"})
		}
	}
	return out
}

// missingFiles says why a path gives no data file, or "".
func missingFiles(path string) string {
	if !strings.ContainsAny(path, "*?[{") {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return "the data file does not exist or cannot be read"
		case info.IsDir():
			return "the path is a folder, not a file"
		}
		return ""
	}
	if before, after, deep := strings.Cut(path, "**"); deep {
		return missingBelow(filepath.Dir(before+"x"), filepath.Base(after))
	}
	matches, err := filepath.Glob(path)
	if err != nil {
		return "the wildcards of the path are not well formed"
	}
	if len(matches) == 0 {
		return "no data file matches the path"
	}
	return ""
}

// missingBelow looks for a file of a name pattern anywhere below a folder.
func missingBelow(root, pattern string) string {
	found := false
	err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ok, bad := filepath.Match(pattern, e.Name()); bad != nil || ok && !e.IsDir() {
			found = true
			return filepath.SkipAll
		}
		return nil
	})
	if err != nil || !found {
		return "no data file matches the path"
	}
	return ""
}
