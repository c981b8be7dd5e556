package duckdb

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// Scratch runs statements one by one in an instance of its own that can read and
// write dir, and nothing else. It is for making data; the statements are ours,
// never a client's. Progress is told, before each statement, how many of n are done,
// and once at the end; it may be nil.
func Scratch(ctx context.Context, dir string, statements []string, progress func(done, n int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("scratch: %w", err)
	}
	temp, err := os.MkdirTemp(dir, ".scratch-*")
	if err != nil {
		return fmt.Errorf("scratch: %w", err)
	}
	defer os.RemoveAll(temp)
	db, err := openInstance(map[string]string{
		"autoinstall_known_extensions": "false",
		"autoload_known_extensions":    "false",
		"temp_directory":               temp,
		"secret_directory":             temp,
		"file_search_path":             dir,
	})
	if err != nil {
		return fmt.Errorf("scratch: %w", err)
	}
	defer bindings.Close(&db)
	c, err := connect(db)
	if err != nil {
		return fmt.Errorf("scratch: %w", err)
	}
	defer c.close()
	roots := sortRoots([]string{dir})
	for _, sql := range []string{"SET allowed_directories = " + quoteList(roots.dirs), "SET enable_external_access = false"} {
		if err := c.exec(sql); err != nil {
			return fmt.Errorf("scratch: %w", err)
		}
	}
	return runAll(ctx, c, statements, progress)
}

func runAll(ctx context.Context, c *conn, statements []string, progress func(done, n int)) error {
	w := newWatch(ctx, c)
	defer w.end()
	for i, sql := range statements {
		progress(i, len(statements))
		if err := w.step(func() error { return c.exec(sql) }); err != nil {
			return fmt.Errorf("scratch statement %d: %w", i+1, err)
		}
	}
	progress(len(statements), len(statements))
	return nil
}
