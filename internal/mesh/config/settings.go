package config

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"nanohouse/catalog"
)

// setting is one key of mesh.yaml.
type setting struct {
	key   string // engine.memory_limit
	doc   string
	value string // the default, as written
	// restart says that a change counts only after a restart.
	restart bool
	set     func(c *Config, dir, text string) error // its error says what to write
	get     func(c *Config) any                     // to see a change
}

// settings are all keys with one value, in the order of the documentation.
// storage.roots and storage.s3 are lists, and read by themselves.
var settings = []setting{
	{"name", "Name of the mesh, in logs and metrics.", "mesh", false,
		func(c *Config, _, s string) error { return word(&c.Name, s) },
		func(c *Config) any { return c.Name }},

	{"listen.mysql", "Address of the MySQL protocol. Port 0 picks a free one.", "127.0.0.1:3307", true,
		func(c *Config, _, s string) error { return address(&c.Listen.MySQL, s) },
		func(c *Config) any { return c.Listen.MySQL }},
	{"listen.socket", "Path of a unix socket; empty means none.", "", true,
		func(c *Config, dir, s string) error { return path(&c.Listen.Socket, dir, s) },
		func(c *Config) any { return c.Listen.Socket }},
	{"listen.http", "Address of /livez, /readyz and /metrics; empty means none.", "127.0.0.1:8307", true,
		func(c *Config, _, s string) error { return address(&c.Listen.HTTP, s) },
		func(c *Config) any { return c.Listen.HTTP }},

	{"tls.cert", "Certificate file (PEM). Without one the server makes its own at each start.", "", true,
		func(c *Config, dir, s string) error { return path(&c.TLS.Cert, dir, s) },
		func(c *Config) any { return c.TLS.Cert }},
	{"tls.key", "File of the certificate's private key (PEM).", "", true,
		func(c *Config, dir, s string) error { return path(&c.TLS.Key, dir, s) },
		func(c *Config) any { return c.TLS.Key }},
	{"tls.required", "Refuse clients without TLS.", "false", true,
		func(c *Config, _, s string) error { return boolean(&c.TLS.Required, s) },
		func(c *Config) any { return c.TLS.Required }},

	{"engine.memory_limit", "Memory of the engine: 8GB, 8GiB, or a share of the machine's.", "60%", true,
		func(c *Config, _, s string) error { return size(&c.Engine.MemoryLimit, s, memory()) },
		func(c *Config) any { return c.Engine.MemoryLimit }},
	{"engine.threads", "Threads that execute queries; 0 means one a processor.", "0", true,
		func(c *Config, _, s string) error {
			return automatic(&c.Engine.Threads, s, runtime.GOMAXPROCS(0))
		},
		func(c *Config) any { return c.Engine.Threads }},
	{"engine.spill_dir", "Where queries that outgrow memory spill. It must lie outside the data.", ".nanohouse/spill", true,
		func(c *Config, dir, s string) error { return path(&c.Engine.SpillDir, dir, s) },
		func(c *Config) any { return c.Engine.SpillDir }},
	{"engine.spill_limit", "Disk space for spilling: 50GB; 0 means nine tenths of what is free.", "0", true,
		func(c *Config, _, s string) error { return size(&c.Engine.SpillLimit, s, 0) },
		func(c *Config) any { return c.Engine.SpillLimit }},
	{"engine.extension_dir", "Folder with httpfs.duckdb_extension, which S3 needs.", "", true,
		func(c *Config, dir, s string) error { return path(&c.Engine.ExtensionDir, dir, s) },
		func(c *Config) any { return c.Engine.ExtensionDir }},
	{"engine.max_concurrent_queries", "Queries that run at once, others wait; 0 means two a processor, at least 4.", "0", true,
		func(c *Config, _, s string) error {
			return automatic(&c.Engine.MaxConcurrentQueries, s, max(4, 2*runtime.GOMAXPROCS(0)))
		},
		func(c *Config) any { return c.Engine.MaxConcurrentQueries }},

	{"storage.server", "Name or environment of the server to read where a contract has several; empty means its first.", "", false,
		func(c *Config, _, s string) error { c.Storage.Server = s; return nil },
		func(c *Config) any { return c.Storage.Server }},

	{"auth.native_password", "Allow mysql_native_password, for clients that know nothing better.", "false", true,
		func(c *Config, _, s string) error { return boolean(&c.Auth.NativePassword, s) },
		func(c *Config) any { return c.Auth.NativePassword }},
	{"auth.cleartext_password", "Allow mysql_clear_password, over TLS or the unix socket only.", "false", true,
		func(c *Config, _, s string) error { return boolean(&c.Auth.CleartextPassword, s) },
		func(c *Config) any { return c.Auth.CleartextPassword }},
	{"auth.max_connections", "Clients at once.", "512", true,
		func(c *Config, _, s string) error { return count(&c.Auth.MaxConnections, s, 1) },
		func(c *Config) any { return c.Auth.MaxConnections }},
	{"auth.login_timeout", "Time in which a client must have logged in.", "10s", true,
		func(c *Config, _, s string) error { return duration(&c.Auth.LoginTimeout, s, time.Millisecond) },
		func(c *Config) any { return c.Auth.LoginTimeout }},
	{"auth.idle_timeout", "Time after which a silent connection is closed.", "8h", true,
		func(c *Config, _, s string) error { return duration(&c.Auth.IdleTimeout, s, time.Second) },
		func(c *Config) any { return c.Auth.IdleTimeout }},

	{"limits.max_execution_time", "Longest time of a statement; 0 means no limit.", "0", true,
		func(c *Config, _, s string) error { return duration(&c.Limits.MaxExecutionTime, s, 0) },
		func(c *Config) any { return c.Limits.MaxExecutionTime }},

	{"collation", "Collation of text whose contract says none. utf8mb4_0900_bin compares bytes, as Parquet's statistics do; others cost a sort key a value.", "utf8mb4_0900_bin", false,
		func(c *Config, _, s string) error {
			found, ok := catalog.CollationOf(s)
			if !ok || !found.Stored() {
				return errors.New("write one of " + strings.Join(catalog.StoredCollations(), ", "))
			}
			c.Collation = found
			return nil
		},
		func(c *Config) any { return c.Collation }},
}

// NeedRestart lists the keys that differ between two configs and count only after a restart.
func NeedRestart(before, after *Config) []string {
	var out []string
	for _, s := range settings {
		if s.restart && s.get(before) != s.get(after) {
			out = append(out, s.key)
		}
	}
	return out
}

func word(to *string, s string) error {
	if s == "" || strings.ContainsAny(s, " \t\n\"") {
		return errors.New("write a word")
	}
	*to = s
	return nil
}

func address(to *string, s string) error {
	if s != "" {
		_, port, err := net.SplitHostPort(s)
		if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
			return errors.New("write HOST:PORT, such as 127.0.0.1:3307")
		}
	}
	*to = s
	return nil
}

// below makes a path absolute, from the mesh directory.
func below(dir, s string) string {
	if s == "" || filepath.IsAbs(s) {
		return s
	}
	return filepath.Join(dir, filepath.FromSlash(s))
}

func path(to *string, dir, s string) error {
	if strings.Contains(s, "://") || strings.ContainsRune(s, 0) {
		return errors.New("write a path on this machine")
	}
	*to = below(dir, s)
	return nil
}

func boolean(to *bool, s string) error {
	if s != "true" && s != "false" {
		return errors.New("write true or false")
	}
	*to = s == "true"
	return nil
}

func count(to *int, s string, least int) error {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil || int(n) < least {
		return fmt.Errorf("write a whole number, at least %d", least)
	}
	*to = int(n)
	return nil
}

// automatic reads a number, of which 0 stands for what the machine has.
func automatic(to *int, s string, zero int) error {
	if err := count(to, s, 0); err != nil {
		return err
	}
	if *to == 0 {
		*to = zero
	}
	return nil
}

func duration(to *time.Duration, s string, least time.Duration) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < least {
		return fmt.Errorf("write a time with its unit, such as 500ms, 30s or 8h, at least %s", least)
	}
	*to = d
	return nil
}
