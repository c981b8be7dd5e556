package duckdb

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Config is what an engine may use.
type Config struct {
	// Roots are what the engine may read: absolute directories and files, and s3://
	// prefixes (ending in a slash) and objects. Nothing else can be read.
	Roots []string
	// Secrets are the credentials of S3 roots.
	Secrets []Secret
	// MemoryLimit is in bytes; 0 means four fifths of the machine's.
	MemoryLimit int64
	// Threads is how many threads execute queries; 0 means one a processor.
	Threads int
	// SpillDir is where private spill directories are made. It must lie outside the roots.
	SpillDir string
	// SpillLimit is in bytes; 0 means nine tenths of what the disk has free.
	SpillLimit int64
	// ExtensionDir holds httpfs.duckdb_extension, which S3 roots need.
	ExtensionDir string
	// InstallExtensions allows to fetch httpfs from DuckDB's repository when
	// ExtensionDir is empty and it is not installed yet.
	InstallExtensions bool
	// RequestTimeout bounds each request to S3; 0 means 10 s.
	RequestTimeout time.Duration
}

// Secret is the credential of one S3 prefix. It never appears in an error or a log.
type Secret struct {
	// Scope is the s3:// prefix that the secret is for; empty means all.
	Scope string
	// Endpoint is a URL, http:// or https://; empty means AWS.
	Endpoint string
	Region   string
	KeyID    string
	Key      string
	Token    string
}

// String hides the credential, so that no %v can show it.
func (s Secret) String() string { return "secret for " + s.Scope }

// GoString hides the credential from %#v.
func (s Secret) GoString() string { return s.String() }

// Validate says which key is wrong, and why.
func (c Config) Validate() error {
	if c.SpillDir == "" {
		return errors.New("spill_dir: a directory is needed")
	}
	if c.MemoryLimit < 0 || c.SpillLimit < 0 || c.Threads < 0 || c.RequestTimeout < 0 {
		return errors.New("memory_limit, spill_limit, threads and request_timeout must not be negative")
	}
	spill, err := filepath.Abs(c.SpillDir)
	if err != nil {
		return fmt.Errorf("spill_dir: %w", err)
	}
	for _, r := range c.Roots {
		if err := validateRoot(r); err != nil {
			return err
		}
		if !isS3(r) && within(spill, r) {
			return fmt.Errorf("spill_dir: %s lies inside the data root %s, where queries could read it", spill, r)
		}
	}
	return nil
}

func validateRoot(root string) error {
	switch {
	case strings.ContainsRune(root, 0):
		return errors.New("root: a path cannot hold a NUL byte")
	case strings.ContainsAny(root, "*?["):
		return fmt.Errorf("root %s: wildcards are not allowed; name the directory", root)
	case isS3(root):
		if strings.Trim(strings.TrimPrefix(root, "s3://"), "/") == "" {
			return fmt.Errorf("root %s: a bucket is needed", root)
		}
	case !filepath.IsAbs(root):
		return fmt.Errorf("root %s: an absolute path is needed", root)
	case filepath.Clean(root) == string(filepath.Separator):
		return fmt.Errorf("root %s: this would open the whole disk", root)
	}
	return nil
}

func isS3(path string) bool { return strings.HasPrefix(path, "s3://") }

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
