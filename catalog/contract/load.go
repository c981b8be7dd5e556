package contract

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"

	"nanohouse/catalog"
)

// Suffix is how a contract's file name ends.
const Suffix = ".odcs.yaml"

// Options says how contracts are read. The zero Options reads everything anew.
type Options struct {
	// Server is the name or environment of the server to read where a contract
	// has several; empty means the first that holds Parquet files.
	Server string
	// Collation is that of text whose contract says none.
	Collation catalog.Collation
	// Broken also gives the datasets of contracts with errors, as far as they were
	// understood. They are for checking what speaks of them, and must not be served.
	Broken bool
	// Cache, when set, keeps what each file gave, so that only changed files
	// are read anew and unchanged datasets stay the same values.
	Cache *Cache
}

// Load reads every contract under the mesh directory's domains folder. It gives
// the datasets that are served (active and deprecated ones), sorted by file, and findings.
func Load(meshDir string, opt Options) ([]*catalog.Dataset, []catalog.Finding) {
	dir, err := filepath.Abs(meshDir)
	if err != nil {
		return nil, []catalog.Finding{{Problem: "the mesh directory cannot be named: " + err.Error(), Fix: "name an existing directory"}}
	}
	files, findings := list(dir)
	results := readAll(dir, files, opt)
	var datasets []*catalog.Dataset
	for _, r := range results {
		datasets = append(datasets, r.datasets...)
		if opt.Broken {
			datasets = append(datasets, r.broken...)
		}
		findings = append(findings, r.findings...)
	}
	findings = append(findings, clashes(datasets)...)
	sortFindings(findings)
	return datasets, findings
}

// result is what one file gave.
type result struct {
	datasets []*catalog.Dataset
	broken   []*catalog.Dataset // of a contract with errors
	findings []catalog.Finding
}

// readAll reads the files, several at a time; the results are in the files' order.
func readAll(dir string, files []string, opt Options) []result {
	results := make([]result, len(files))
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wait.Go(func() {
			for i := range next {
				results[i] = readFile(dir, files[i], opt)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wait.Wait()
	if opt.Cache != nil {
		opt.Cache.keep(files)
	}
	return results
}

// readFile reads one contract, from the cache when its text is unchanged.
func readFile(dir, file string, opt Options) result {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		return result{findings: []catalog.Finding{{
			Position: catalog.Position{File: file},
			Problem:  "the file cannot be read: " + cause(err),
			Fix:      "make it readable for the server",
		}}}
	}
	read := func() result { return readText(dir, file, text, opt) }
	if opt.Cache == nil {
		return read()
	}
	return opt.Cache.get(dir, file, opt, text, read)
}

// cause is an error without the path that it may repeat.
func cause(err error) string {
	if e, ok := err.(*fs.PathError); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// list finds the contract files, as slash paths relative to the mesh directory.
// Hidden folders are passed over, as mounted config maps keep a second copy there.
func list(dir string) (files []string, findings []catalog.Finding) {
	root := filepath.Join(dir, "domains")
	report := func(path string, sev catalog.Severity, problem, fix string) {
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			rel = path
		}
		findings = append(findings, catalog.Finding{
			Position: catalog.Position{File: filepath.ToSlash(rel)}, Severity: sev, Problem: problem, Fix: fix})
	}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			report(path, catalog.Error, "it cannot be read: "+cause(err), "make a folder domains with a folder for each domain")
			return nil
		case e.IsDir() && path != root && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.Type()&fs.ModeSymlink != 0 && isDir(path):
			report(path, catalog.Warning, "a symbolic link to a folder is not followed", "put the folder itself here")
		case !e.IsDir() && strings.HasSuffix(e.Name(), Suffix):
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(rel))
		case !e.IsDir() && (strings.HasSuffix(e.Name(), ".odcs.yml") || strings.HasSuffix(e.Name(), ".odcs")):
			report(path, catalog.Warning, "the file is not read, as its name does not end with "+Suffix, "rename it")
		}
		return nil
	})
	if err != nil {
		report(root, catalog.Error, "it cannot be read: "+cause(err), "make it readable for the server")
	}
	sort.Strings(files)
	return files, findings
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// sortFindings puts findings in the order of files and lines.
func sortFindings(fs []catalog.Finding) {
	sort.SliceStable(fs, func(i, j int) bool {
		if fs[i].File != fs[j].File {
			return fs[i].File < fs[j].File
		}
		return fs[i].Line < fs[j].Line
	})
}
