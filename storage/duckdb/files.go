package duckdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"nanohouse/catalog"
	"nanohouse/storage"
)

// file is what tells one version of a data file, or of a directory, from another.
// Objects of S3 have neither Changed nor Inode.
type file struct {
	Name    string
	Size    int64
	Written int64 // ns since 1970
	Changed int64 // ns since 1970; unlike Written, no program can set it
	Inode   uint64
}

// maxStat is how many files are looked at before every single query. The files
// of larger sources are looked at once a trust time.
const maxStat = 100

// list finds a source's files, sorted by name.
func (e *Engine) list(ctx context.Context, src catalog.Source) ([]file, error) {
	switch {
	case strings.ContainsRune(src.Path, 0):
		return nil, fmt.Errorf("%w: the path holds a NUL byte", storage.ErrSource)
	case isS3(src.Path):
		return e.listObjects(ctx, src.Path)
	case !strings.ContainsAny(src.Path, "*?[{"):
		return stat([]string{src.Path})
	}
	// DuckDB's wildcards are the ones that count.
	var names []string
	err := e.collect(ctx, "SELECT file FROM glob("+quote(src.Path)+")", func(b *storage.Batch, i int) {
		names = append(names, text(b, 0, i))
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	return stat(names)
}

func (e *Engine) listObjects(ctx context.Context, pattern string) ([]file, error) {
	var out []file
	sql := "SELECT filename, size::BIGINT, epoch_us(last_modified) FROM read_blob(" + quote(pattern) + ") ORDER BY filename"
	err := e.collect(ctx, sql, func(b *storage.Batch, i int) {
		out = append(out, file{Name: text(b, 0, i), Size: number(b, 1, i), Written: number(b, 2, i) * 1000})
	})
	return out, err
}

func stat(names []string) ([]file, error) {
	out := make([]file, len(names))
	for i, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", storage.ErrSource, err)
		}
		out[i] = file{Name: name, Size: info.Size(), Written: info.ModTime().UnixNano()}
		if s, ok := info.Sys().(*syscall.Stat_t); ok {
			out[i].Changed, out[i].Inode = changed(s), s.Ino
		}
	}
	return out, nil
}

// directories are those of the files, whose age changes when files come and go.
func directories(files []file) ([]file, error) {
	var names []string
	for _, f := range files {
		names = append(names, filepath.Dir(f.Name))
	}
	slices.Sort(names)
	return stat(slices.Compact(names))
}

// unchanged reports whether files are still as they were.
func unchanged(files []file) bool {
	for i := range files {
		now, err := stat([]string{files[i].Name})
		if err != nil || now[0] != files[i] {
			return false
		}
	}
	return true
}

// DuckDB knows a footer that it has cached by the second of the file's age. Two
// versions of one second look the same to it, and it would read the new data by
// the old footer. So footers of files that may still change within their second
// are not cached, and an instance that may have cached one of two twins is given up.

// settleTime is the age from which a file's second is surely over.
const settleTime = 2 * time.Second

// unsettled is when the youngest of the files will have settled.
func unsettled(files []file) time.Time {
	var youngest int64
	for _, f := range files {
		youngest = max(youngest, f.Written)
	}
	return time.Unix(0, youngest).Add(settleTime)
}

// twins reports whether a version that may have been cached has been replaced by
// one of the same second.
func twins(old []file, seen time.Time, files []file) bool {
	byName := make(map[string]file, len(old))
	for _, f := range old {
		byName[f.Name] = f
	}
	for _, f := range files {
		o, ok := byName[f.Name]
		if ok && o != f && o.Written/1e9 == f.Written/1e9 && !isS3(f.Name) && unsettled([]file{o}).Before(seen) {
			return true
		}
	}
	return false
}
