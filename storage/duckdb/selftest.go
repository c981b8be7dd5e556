package duckdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// probe is a directory outside the roots, with files that a locked instance must
// not be able to read.
type probe struct{ dir string }

// newProbe writes the files with the instance while it is still open, and reads
// one back: a refusal proves nothing unless the file can be read otherwise.
func newProbe(c *conn, parent string) (*probe, error) {
	dir, err := os.MkdirTemp(parent, "probe-*")
	if err != nil {
		return nil, fmt.Errorf("self-test: %w", err)
	}
	p := &probe{dir: dir}
	err = errors.Join(
		c.exec("COPY (SELECT 1 AS x) TO "+p.file("x.parquet")+" (FORMAT parquet)"),
		os.WriteFile(filepath.Join(dir, "x.csv"), []byte("x\n1\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "x.json"), []byte(`{"x": 1}`), 0o600),
	)
	if err == nil {
		err = c.exec("SELECT x FROM read_parquet(" + p.file("x.parquet") + ")")
	}
	if err != nil {
		p.remove()
		return nil, fmt.Errorf("self-test: %w", err)
	}
	return p, nil
}

func (p *probe) file(name string) string { return quote(filepath.Join(p.dir, name)) }

func (p *probe) remove() { os.RemoveAll(p.dir) }

// run tries each way out of a locked instance. One that is open is an error.
func (p *probe) run(db bindings.Database, roots rootSet) error {
	c, err := connect(db)
	if err != nil {
		return err
	}
	defer c.close()
	for _, sql := range p.escapes(roots) {
		err := c.exec(sql)
		var e *Error
		switch {
		case err == nil:
			return fmt.Errorf("self-test: the engine is not locked: it ran %s", sql)
		case !errors.As(err, &e) || !refused(e):
			return fmt.Errorf("self-test: cannot tell whether the engine is locked: %s: %w", sql, err)
		}
	}
	return nil
}

// refused reports whether an error is the lock's, and not, say, a missing file's.
func refused(e *Error) bool {
	return e.Type == "Permission" || strings.Contains(e.Text, "the configuration has been locked")
}

// escapes are the ways out that must be closed. DuckDB leaves SET search_path, SET
// VARIABLE and PRAGMA enable_profiling open; that Run takes a SELECT only closes them.
func (p *probe) escapes(roots rootSet) []string {
	var out []string
	for _, f := range []string{"read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema", "parquet_file_metadata", "parquet_kv_metadata", "parquet_full_metadata", "read_duckdb"} {
		out = append(out, "FROM "+f+"("+p.file("x.parquet")+")")
	}
	for _, f := range []string{"read_csv", "read_csv_auto", "sniff_csv", "read_text", "read_blob", "glob"} {
		out = append(out, "FROM "+f+"("+p.file("x.csv")+")")
	}
	for _, f := range []string{"read_json", "read_json_auto", "read_ndjson", "read_json_objects"} {
		out = append(out, "FROM "+f+"("+p.file("x.json")+")")
	}
	out = append(out,
		"FROM parquet_bloom_probe("+p.file("x.parquet")+", 'x', 1)",
		"FROM "+p.file("x.parquet"),
		"FROM "+p.file("x.csv"),
		`FROM "`+filepath.Join(p.dir, "x.parquet")+`"`,
		"FROM glob("+p.file("*")+")",
		"FROM query("+quote("FROM read_text("+p.file("x.csv")+")")+")",
		"FROM query_table("+p.file("x.parquet")+")",
		"FROM read_text('/proc/self/environ')",
		"FROM 'http://127.0.0.1:9/x.parquet'",
		"FROM read_blob('https://127.0.0.1:9/x')",
		"FROM read_parquet('s3://self-test/x.parquet')",
		"COPY (SELECT 1) TO "+p.file("y.csv"),
		"COPY (SELECT 1) TO "+p.file("y.parquet"),
		"EXPORT DATABASE "+p.file("y"),
		"ATTACH "+p.file("y.db"),
		"INSTALL httpfs",
		"LOAD spatial",
		"LOAD "+p.file("y.duckdb_extension"),
	)
	for _, dir := range roots.dirs {
		if !isS3(dir) {
			rel, err := filepath.Rel(dir, filepath.Join(p.dir, "x.csv"))
			if err == nil {
				out = append(out, "FROM read_text("+quote(dir+rel)+")")
			}
		}
	}
	for _, s := range []string{
		"enable_external_access = true", "allowed_directories = ['/']", "allowed_paths = ['/etc/passwd']", "allowed_configs = ['threads']",
		"lock_configuration = false", "autoload_known_extensions = true", "allow_unredacted_secrets = true", "temp_directory = '/'",
		"profiling_output = '/x'", "log_query_path = '/x'", "logging_storage = 'file'", "memory_limit = '1TB'", "threads = 1",
		"disabled_optimizers = ''", "file_search_path = '/'", "home_directory = '/'",
	} {
		out = append(out, "SET "+s, "SET GLOBAL "+s)
	}
	return append(out, "RESET enable_external_access", "PRAGMA threads = 1")
}
