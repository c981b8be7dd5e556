// Package config reads mesh.yaml: where the server listens, what the engine may
// use, and where the credentials of storage come from.
//
// Each key has a line in settings, with its comment and its default.
package config

import (
	"runtime"
	"time"

	"nanohouse/catalog"
)

// File is the name of the settings in a mesh directory.
const File = "mesh.yaml"

// Config is a mesh's settings. Paths are absolute.
type Config struct {
	Name    string
	Listen  Listen
	TLS     TLS
	Engine  Engine
	Storage Storage
	Auth    Auth
	Limits  Limits
	// Collation is that of text whose contract says none.
	Collation catalog.Collation
}

// Listen is where the server accepts connections. An empty address is not listened at.
type Listen struct {
	MySQL  string
	Socket string
	HTTP   string
}

// TLS is the server's certificate. Without one the server makes its own at start.
type TLS struct {
	Cert, Key string
	Required  bool
}

// Engine is what the embedded engine may use.
type Engine struct {
	// MemoryLimit is in bytes.
	MemoryLimit int64
	Threads     int
	SpillDir    string
	// SpillLimit is in bytes; 0 leaves it to the engine.
	SpillLimit   int64
	ExtensionDir string
	// MaxConcurrentQueries is how many statements run at once; others wait.
	MaxConcurrentQueries int
}

// Storage is where data files may lie.
type Storage struct {
	// Server is the server of contracts that have several; see contract.Options.
	Server string
	// Roots are the folders and s3:// prefixes, ending with a slash, that contracts
	// may name; empty means what they name.
	Roots []string
	S3    []S3
}

// Auth is how clients prove who they are.
type Auth struct {
	NativePassword    bool
	CleartextPassword bool
	MaxConnections    int
	LoginTimeout      time.Duration
	IdleTimeout       time.Duration
}

// Limits bound each statement.
type Limits struct {
	// MaxExecutionTime is 0 for no bound.
	MaxExecutionTime time.Duration
}

// Default gives the settings of a mesh whose mesh.yaml says nothing.
func Default(dir string) Config {
	threads := runtime.GOMAXPROCS(0)
	return Config{
		Name:   "mesh",
		Listen: Listen{MySQL: "127.0.0.1:3307", HTTP: "127.0.0.1:8307"},
		Engine: Engine{
			MemoryLimit:          memory() / 100 * 60,
			Threads:              threads,
			SpillDir:             below(dir, ".nanohouse/spill"),
			ExtensionDir:         "",
			MaxConcurrentQueries: max(4, 2*threads),
		},
		Auth: Auth{
			MaxConnections: 512,
			LoginTimeout:   10 * time.Second,
			IdleTimeout:    8 * time.Hour,
		},
		Collation: catalog.UTF8MB4Bin0900,
	}
}

// finding is something wrong in mesh.yaml.
func finding(line int, problem, fix string) catalog.Finding {
	return catalog.Finding{Position: catalog.Position{File: File, Line: line}, Problem: problem, Fix: fix}
}
