package duckdb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nanohouse/catalog"
	"nanohouse/storage"
)

const s3Secret = "a-secret-that-nobody-may-see"

// required reads a variable that names something the test needs.
func required(t *testing.T, name, what string) string {
	t.Helper()
	if v := os.Getenv(name); v != "" {
		return v
	}
	msg := "set " + name + " to " + what
	if os.Getenv("NANOHOUSE_TEST_ALL") == "1" {
		t.Fatal(msg)
	}
	t.Skip(msg)
	return ""
}

func extensions(t *testing.T) string {
	return required(t, "NANOHOUSE_TEST_EXTENSIONS", "a directory that holds httpfs.duckdb_extension of DuckDB 1.5.5")
}

// startS3 runs a real S3 server over a directory, whose subdirectories are buckets.
func startS3(t *testing.T) (endpoint, dir string) {
	t.Helper()
	program := required(t, "NANOHOUSE_TEST_VERSITYGW", "the versitygw program")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	dir = t.TempDir()
	for _, bucket := range []string{"lake", "other"} {
		if err := os.Mkdir(filepath.Join(dir, bucket), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "--port", addr, "--region", "us-east-1", "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY=key", "ROOT_SECRET_KEY="+s3Secret)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return "http://" + addr, dir
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the S3 server does not answer")
	return "", ""
}

func s3Config(t *testing.T, endpoint string) Config {
	return Config{
		Roots:          []string{"s3://lake/crm/"},
		Secrets:        []Secret{{Scope: "s3://lake/", Endpoint: endpoint, Region: "us-east-1", KeyID: "key", Key: s3Secret}},
		ExtensionDir:   extensions(t),
		RequestTimeout: 2 * time.Second,
	}
}

// put writes an object of a query's rows through the server's directory.
func put(t *testing.T, dir, object, query string) {
	t.Helper()
	name := filepath.Join(dir, object)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	scratchFile(t, name, query)
}

func TestS3(t *testing.T) {
	endpoint, dir := startS3(t)
	put(t, dir, "lake/crm/a/year=2024/x.parquet", "SELECT i AS x FROM range(1000) t(i)")
	put(t, dir, "lake/crm/a/year=2025/x.parquet", "SELECT i AS x FROM range(1000) t(i)")
	put(t, dir, "lake/crm_private/x.parquet", "SELECT 1 AS x")
	put(t, dir, "other/crm/x.parquet", "SELECT 1 AS x")
	e := openEngine(t, s3Config(t, endpoint))

	src := catalog.Source{Store: catalog.S3, Path: "s3://lake/crm/a/*/*.parquet", Hive: true}
	if got := describe(t, e, src); got != "x BIGINT, year VARCHAR" {
		t.Errorf("got %s", got)
	}
	sql := "SELECT count(*), sum(x)::BIGINT FROM read_parquet('s3://lake/crm/a/*/*.parquet', " + storage.ScanOptions(src) + ") WHERE year = $1"
	if got := one(t, e, sql, "2024"); got != "1000|499500" {
		t.Errorf("got %s", got)
	}
	t.Run("stays within its prefix", func(t *testing.T) {
		for _, p := range []string{"s3://lake/crm_private/x.parquet", "s3://other/crm/x.parquet", "s3://lake/*/x.parquet", "s3://lake/crm/../crm_private/x.parquet"} {
			wantErr(t, e, storage.ErrSource, "SELECT * FROM read_parquet("+quote(p)+")")
		}
	})
	t.Run("missing objects", func(t *testing.T) {
		for _, p := range []string{"s3://lake/crm/none.parquet", "s3://lake/crm/none/*.parquet"} {
			wantErr(t, e, storage.ErrSource, "SELECT * FROM read_parquet("+quote(p)+")")
			if _, err := e.Describe(t.Context(), catalog.Source{Store: catalog.S3, Path: p}); !errors.Is(err, storage.ErrSource) {
				t.Errorf("%s: %v", p, err)
			}
		}
	})
	t.Run("a replaced object is read anew", func(t *testing.T) {
		versions := twoVersions(t, t.TempDir())
		for i := range 6 {
			replaceObject(t, dir, versions[i%2])
			if got := one(t, e, "SELECT x, y FROM read_parquet('s3://lake/crm/r/x.parquet')"); got != "1111|2222" {
				t.Fatalf("version %d: got %s", i, got)
			}
		}
	})
}

// replaceObject replaces an object through the server's directory.
func replaceObject(t *testing.T, dir string, content []byte) {
	t.Helper()
	name := filepath.Join(dir, "lake/crm/r/x.parquet")
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(name+".new", content, 0o600), os.Rename(name+".new", name)); err != nil {
		t.Fatal(err)
	}
}

// A secret must not show in an error, in DuckDB's tables, or in a printed Config.
func TestS3SecretStaysHidden(t *testing.T) {
	endpoint, dir := startS3(t)
	put(t, dir, "lake/crm/x.parquet", "SELECT 1 AS x")
	cfg := s3Config(t, endpoint)
	e := openEngine(t, cfg)
	one(t, e, "SELECT x FROM read_parquet('s3://lake/crm/x.parquet')")
	var seen []string
	for _, sql := range []string{
		"SELECT name::VARCHAR, secret_string::VARCHAR FROM duckdb_secrets()", "SELECT name::VARCHAR, value::VARCHAR FROM duckdb_settings()",
		"SELECT message::VARCHAR FROM duckdb_logs()", "SELECT * FROM read_parquet('s3://lake/crm/none.parquet')", "SELECT * FROM duckdb_secrets(redact := false)",
	} {
		got, err := values(e, storage.Query{SQL: sql})
		seen = append(seen, fmt.Sprint(got, err))
	}
	seen = append(seen, fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg.Secrets))
	for _, bad := range []func(*Config){
		func(c *Config) { c.Secrets[0].Endpoint = "://" + s3Secret },
		func(c *Config) { c.Secrets[0].Endpoint = "http://user:" + s3Secret + "@host" },
		func(c *Config) { c.Secrets[0].Scope = "" },
		func(c *Config) { c.Secrets = append(c.Secrets, c.Secrets[0]); c.ExtensionDir = t.TempDir() },
	} {
		other := s3Config(t, endpoint)
		bad(&other)
		other.SpillDir = t.TempDir()
		o, err := Open(other)
		if err == nil {
			o.Close()
		}
		seen = append(seen, fmt.Sprint(err))
	}
	for _, text := range seen {
		if strings.Contains(text, s3Secret) {
			t.Errorf("the secret shows: %s", text)
		}
	}
	if !strings.Contains(seen[0], "redacted") {
		t.Errorf("duckdb_secrets() gave %s", seen[0])
	}
}

// With httpfs loaded, no text may reach a server that is not a root's.
func TestS3NoRequestsElsewhere(t *testing.T) {
	endpoint, dir := startS3(t)
	put(t, dir, "lake/crm/x.parquet", "SELECT 1 AS x")
	var requests atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) })}
	go srv.Serve(l)
	defer srv.Close()
	e := openEngine(t, s3Config(t, endpoint))
	host := l.Addr().String()
	for _, url := range []string{
		"http://" + host + "/x.parquet", "https://" + host + "/x.parquet", "s3://bucket/x.parquet?s3_endpoint=" + host, "s3://lake/crm/x.parquet?s3_endpoint=" + host + "&s3_use_ssl=false&s3_url_style=path",
		"s3a://lake/crm/x.parquet", "r2://x/y.parquet", "gcs://x/y.parquet", "hf://datasets/a/b.parquet", "http://169.254.169.254/latest/meta-data/", "s3://lake/crm/../../x.parquet?s3_endpoint=" + host,
	} {
		for _, f := range []string{"read_parquet", "read_text", "read_blob", "glob"} {
			if _, err := values(e, storage.Query{SQL: "SELECT count(*) FROM " + f + "(" + quote(url) + ")"}); !errors.Is(err, storage.ErrSource) {
				t.Errorf("%s(%s): got %v", f, url, err)
			}
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests were made to a server that is no root", n)
	}
}

// A store that does not answer costs a few seconds once, not a hanging server.
func TestS3Unreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead.Close()
	for name, addr := range map[string]string{"silent": l.Addr().String(), "refusing": dead.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			cfg := s3Config(t, "http://"+addr)
			cfg.RequestTimeout = time.Second
			e := openEngine(t, cfg)
			src := catalog.Source{Store: catalog.S3, Path: "s3://lake/crm/x.parquet"}
			start := time.Now()
			if _, err := e.Describe(t.Context(), src); !errors.Is(err, storage.ErrSource) {
				t.Errorf("got %v", err)
			}
			first := time.Since(start)
			for range 20 {
				if _, err := e.Describe(t.Context(), src); !errors.Is(err, storage.ErrSource) {
					t.Errorf("got %v", err)
				}
			}
			t.Logf("first %v, 20 more %v", first, time.Since(start)-first)
			if first > 15*time.Second || time.Since(start)-first > time.Second {
				t.Errorf("it took %v, then %v", first, time.Since(start)-first)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			start = time.Now()
			_, err := e.Run(ctx, storage.Query{SQL: "SELECT * FROM read_parquet('s3://lake/crm/x.parquet')"})
			if err == nil {
				t.Error("it gave rows")
			}
			t.Logf("cancelled after %v: %v", time.Since(start), err)
		})
	}
}

func TestS3NeedsTheExtension(t *testing.T) {
	_, err := Open(Config{Roots: []string{"s3://lake/"}, SpillDir: t.TempDir(), ExtensionDir: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "httpfs") {
		t.Errorf("got %v", err)
	}
}
