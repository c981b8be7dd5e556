package duckdb

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// startSettings are the settings that an instance is opened with.
func startSettings(cfg Config, dir string) map[string]string {
	s := map[string]string{
		"autoinstall_known_extensions": "false",
		"autoload_known_extensions":    "false",
		"allow_community_extensions":   "false",
		"allow_unsigned_extensions":    "false",
		"allow_persistent_secrets":     "false",
		"secret_directory":             dir,
		"temp_directory":               dir,
		// A result without ORDER BY comes in file order: the same answer each time.
		"preserve_insertion_order":               "true",
		"scalar_subquery_error_on_multiple_rows": "true",
		"default_null_order":                     "nulls_first_on_asc_last_on_desc",
		"errors_as_json":                         "true",
	}
	if cfg.MemoryLimit > 0 {
		s["memory_limit"] = strconv.FormatInt(cfg.MemoryLimit, 10) + "B"
	}
	if cfg.Threads > 0 {
		s["threads"] = strconv.Itoa(cfg.Threads)
	}
	return s
}

// lockDown closes the instance to everything but its roots, and proves it.
// The order matters: secrets and extensions need an open instance, allowed
// directories do nothing before external access ends, and then the lock keeps
// all of it.
func lockDown(db bindings.Database, cfg Config, probeParent string) error {
	c, err := connect(db)
	if err != nil {
		return err
	}
	defer c.close()
	if err := registerFunctions(c, scalarFunctions()); err != nil {
		return err
	}
	roots := sortRoots(cfg.Roots)
	if roots.s3 {
		if err := openS3(c, cfg); err != nil {
			return err
		}
	}
	probe, err := newProbe(c, probeParent)
	if err != nil {
		return err
	}
	defer probe.remove()
	for _, sql := range lockSettings(cfg, roots) {
		if err := c.exec(sql); err != nil {
			return fmt.Errorf("lock the engine: %w", err)
		}
	}
	return probe.run(db, roots)
}

// lockSettings are the last statements of an open instance.
func lockSettings(cfg Config, roots rootSet) []string {
	var out []string
	if cfg.SpillLimit > 0 {
		// Not a start setting: DuckDB shows it then, but does not keep to it.
		out = append(out, fmt.Sprintf("SET GLOBAL max_temp_directory_size = '%dB'", cfg.SpillLimit))
	}
	return append(out,
		// Footers are kept, and checked against the file's age on each use; see settle.
		"SET GLOBAL parquet_metadata_cache = true",
		// This cache of file contents knows an object by its ETag, but a local file by the
		// second of its age, which is too coarse; there the system has a cache of its own.
		"SET GLOBAL enable_external_file_cache = "+strconv.FormatBool(roots.s3 && !roots.local),
		"SET GLOBAL allowed_directories = "+quoteList(roots.dirs),
		"SET GLOBAL allowed_paths = "+quoteList(roots.files),
		// What each query sets on its connection; see setZone and setCached.
		"SET GLOBAL allowed_configs = ['TimeZone', 'parquet_metadata_cache']",
		"SET GLOBAL enable_external_access = false",
		"SET GLOBAL lock_configuration = true",
	)
}

// openS3 loads httpfs and makes the secrets.
func openS3(c *conn, cfg Config) error {
	if err := loadHTTPFS(c, cfg); err != nil {
		return err
	}
	timeout := max(1, int(cmp.Or(cfg.RequestTimeout, 10*time.Second).Seconds()))
	for _, sql := range []string{
		fmt.Sprintf("SET GLOBAL http_timeout = %d", timeout),
		"SET GLOBAL http_retries = 1",
		"SET GLOBAL http_retry_wait_ms = 50",
	} {
		if err := c.exec(sql); err != nil {
			return fmt.Errorf("set up S3: %w", err)
		}
	}
	for i, s := range cfg.Secrets {
		sql, err := createSecret(i, s)
		if err != nil {
			return err
		}
		if c.exec(sql) != nil {
			// DuckDB's own text may show the statement, and so the credential.
			return fmt.Errorf("secret for %s: the engine refuses it; look at its scope, endpoint and region", cmp.Or(s.Scope, "s3://"))
		}
	}
	return nil
}

func loadHTTPFS(c *conn, cfg Config) error {
	if cfg.ExtensionDir != "" {
		file := extensionFile(cfg.ExtensionDir, "httpfs")
		if err := c.exec("LOAD " + quote(file)); err != nil {
			return fmt.Errorf("S3 roots need DuckDB's extension httpfs: load %s: %w", file, err)
		}
		return nil
	}
	err := c.exec("LOAD httpfs")
	if err == nil {
		return nil
	}
	if !cfg.InstallExtensions {
		return fmt.Errorf("S3 roots need DuckDB's extension httpfs: set extension_dir to a directory that holds it, or allow install_extensions: %w", err)
	}
	if err := errors.Join(c.exec("INSTALL httpfs"), c.exec("LOAD httpfs")); err != nil {
		return fmt.Errorf("S3 roots need DuckDB's extension httpfs: install: %w", err)
	}
	return nil
}

// createSecret writes the statement that makes a secret.
func createSecret(i int, s Secret) (string, error) {
	options := []string{"TYPE s3"}
	add := func(name, value string) {
		if value != "" {
			options = append(options, name+" "+quote(value))
		}
	}
	add("KEY_ID", s.KeyID)
	add("SECRET", s.Key)
	add("SESSION_TOKEN", s.Token)
	add("REGION", s.Region)
	add("SCOPE", s.Scope)
	if s.Endpoint != "" {
		u, err := url.Parse(s.Endpoint)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			return "", fmt.Errorf("secret for %s: the endpoint must be a URL, https://host:port", s.Scope)
		}
		add("ENDPOINT", u.Host)
		add("URL_STYLE", "path")
		options = append(options, "USE_SSL "+strconv.FormatBool(u.Scheme == "https"))
	}
	return fmt.Sprintf("CREATE SECRET s3_%d (%s)", i, strings.Join(options, ", ")), nil
}
