package duckdb

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/catalog"
	"nanohouse/storage"
)

// The self-test must notice each lock that is missing, or it proves nothing.
func TestSelfTestNoticesAnOpenInstance(t *testing.T) {
	lock := []string{
		"SET GLOBAL allowed_directories = []",
		"SET GLOBAL enable_external_access = false",
		"SET GLOBAL lock_configuration = true",
	}
	cases := map[string]struct {
		statements []string
		open       string
	}{
		"nothing is locked":             {nil, "it ran FROM read_parquet"},
		"allowed directories only":      {lock[:1], "it ran FROM read_parquet"},
		"external access is open":       {[]string{lock[2]}, "it ran FROM read_parquet"},
		"the configuration is open":     {lock[:2], "SET "},
		"the probe's directory allowed": {[]string{"SET GLOBAL allowed_directories = ['PROBE']", lock[1], lock[2]}, "it ran FROM read_parquet"},
		"locked":                        {lock, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := openInstance(startSettings(Config{}, dir))
			if err != nil {
				t.Fatal(err)
			}
			defer bindings.Close(&db)
			conn, err := connect(db)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.close()
			probes := t.TempDir() // beside the spill directory, which DuckDB allows itself
			p, err := newProbe(conn, probes)
			if err != nil {
				t.Fatal(err)
			}
			for _, sql := range c.statements {
				if err := conn.exec(strings.ReplaceAll(sql, "PROBE", probes)); err != nil {
					t.Fatal(err)
				}
			}
			err = p.run(db, rootSet{dirs: []string{dir + "/"}})
			switch {
			case c.open == "" && err != nil:
				t.Errorf("a locked instance failed: %v", err)
			case c.open != "" && (err == nil || !strings.Contains(err.Error(), c.open)):
				t.Errorf("got %v, want %q", err, c.open)
			}
		})
	}
}

// What lies beside a root, or is reached through it, stays closed.
func TestRootsAreTight(t *testing.T) {
	top := t.TempDir()
	in, evil := filepath.Join(top, "data"), filepath.Join(top, "data_evil")
	for _, d := range []string{in, evil} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
		scratchFile(t, filepath.Join(d, "x.parquet"), "SELECT 1 AS x")
	}
	scratchFile(t, filepath.Join(top, "one.parquet"), "SELECT 1 AS x")
	scratchFile(t, filepath.Join(top, "one.parquet2"), "SELECT 1 AS x")
	for old, link := range map[string]string{evil: "dirlink", filepath.Join(evil, "x.parquet"): "filelink.parquet"} {
		if err := os.Symlink(old, filepath.Join(in, link)); err != nil {
			t.Fatal(err)
		}
	}
	e := openEngine(t, Config{Roots: []string{in, filepath.Join(top, "one.parquet")}, SpillDir: t.TempDir()})
	read := func(p string) string { return "SELECT x FROM read_parquet(" + quote(p) + ")" }
	for _, p := range []string{in + "/x.parquet", in + "/x*.parquet", top + "/one.parquet"} {
		one(t, e, read(p))
	}
	for _, p := range []string{
		evil + "/x.parquet", in + "/../data_evil/x.parquet", in + "/../data*/x.parquet", in + "/dirlink/x.parquet", in + "/filelink.parquet", in + "/*.parquet",
		top + "/one.parquet2", top + "/*.parquet", "/proc/self/cwd/x.parquet", "file://" + evil + "/x.parquet", in + "//../data_evil/x.parquet",
	} {
		wantErr(t, e, storage.ErrSource, read(p))
	}
}

// A root may be a link itself: clients of the mesh do not care.
func TestRootBehindALink(t *testing.T) {
	real, link := t.TempDir(), filepath.Join(t.TempDir(), "link")
	scratchFile(t, filepath.Join(real, "x.parquet"), "SELECT 1 AS x")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	e := openEngine(t, Config{Roots: []string{link}})
	one(t, e, "SELECT x FROM read_parquet("+quote(link+"/x.parquet")+")")
	one(t, e, "SELECT x FROM read_parquet("+quote(link+"/*.parquet")+")")
}

// No text that reaches Run may open a connection to anywhere.
func TestNoRequestsLeave(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	seen := make(chan struct{}, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			seen <- struct{}{}
			c.Close()
		}
	}()
	e := newEngine(t)
	host := l.Addr().String()
	for _, url := range []string{"http://" + host + "/x.parquet", "https://" + host + "/x.parquet", "s3://bucket/x.parquet", "hf://datasets/a/b.parquet"} {
		if _, err := values(e, storage.Query{SQL: "SELECT * FROM read_parquet(" + quote(url) + ")"}); err == nil {
			t.Errorf("%s was read", url)
		}
	}
	select {
	case <-seen:
		t.Error("a request was made")
	default:
	}
}

func TestConfigValidate(t *testing.T) {
	spill := t.TempDir()
	for want, cfg := range map[string]Config{
		"spill_dir: a directory is needed": {},
		"lies inside the data root":        {SpillDir: filepath.Join(spill, "x"), Roots: []string{spill}},
		"would open the whole disk":        {SpillDir: spill, Roots: []string{"/x/.."}},
		"must not be negative":             {SpillDir: spill, Threads: -1},
		"a bucket is needed":               {SpillDir: spill, Roots: []string{"s3:///"}},
	} {
		if _, err := Open(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestRoot(t *testing.T) {
	for path, want := range map[string]string{
		"/lake/orders/*.parquet":       "/lake/orders/",
		"/lake/orders/2024.parquet":    "/lake/orders/2024.parquet",
		"/lake/y=*/m=[0-9]/x.parquet":  "/lake/",
		"s3://lake/crm/**/*.parquet":   "s3://lake/crm/",
		"s3://lake/crm/part-{a,b}.pqt": "s3://lake/crm/",
		"/lake/part*.parquet":          "/lake/",
	} {
		if got := Root(catalog.Source{Path: path}); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
