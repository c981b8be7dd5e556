package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Config is what a Server is made of. The zero value of a limit is its default.
type Config struct {
	// Listen is the TCP address; empty means none.
	Listen string
	// Socket is the path of a unix socket; empty means none.
	Socket string
	// Version is told to clients. It begins with MySQL's version.
	Version string
	// TLS is the server's certificate; nil means one made at start and signed by itself.
	TLS *tls.Config
	// RequireTLS refuses a client that does not ask for TLS.
	RequireTLS bool
	// MaxConnections is the greatest number of clients at once.
	MaxConnections int
	// MaxPacket is the greatest packet in bytes that a client may send.
	MaxPacket int
	// LoginTimeout bounds a login.
	LoginTimeout time.Duration
	// IdleTimeout ends a connection that sends nothing. A session may shorten it by wait_timeout.
	IdleTimeout time.Duration
	// WriteTimeout ends a connection whose client stopped reading.
	WriteTimeout time.Duration
	// StatementTimeout bounds each statement; 0 means no bound.
	StatementTimeout time.Duration

	Mesh    Mesh
	Planner Planner
	Engine  Engine
	// Metrics may be nil.
	Metrics *Metrics
	// Audit is told of each statement; may be nil.
	Audit func(Record)
	// Log may be nil.
	Log *slog.Logger
}

// The defaults.
const (
	DefaultVersion        = "8.0.36-nanohouse"
	DefaultMaxConnections = 512
	DefaultMaxPacket      = 64 << 20
	DefaultLoginTimeout   = 10 * time.Second
	DefaultIdleTimeout    = 8 * time.Hour
	DefaultWriteTimeout   = 60 * time.Second
)

func (c *Config) setDefaults() {
	if c.Version == "" {
		c.Version = DefaultVersion
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = DefaultMaxConnections
	}
	if c.MaxPacket == 0 {
		c.MaxPacket = DefaultMaxPacket
	}
	if c.LoginTimeout == 0 {
		c.LoginTimeout = DefaultLoginTimeout
	}
	if c.IdleTimeout == 0 {
		c.IdleTimeout = DefaultIdleTimeout
	}
	if c.WriteTimeout == 0 {
		c.WriteTimeout = DefaultWriteTimeout
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	if c.Audit == nil {
		c.Audit = func(Record) {}
	}
}

// Validate says which keys are wrong.
func (c *Config) Validate() error {
	var errs []error
	if c.Listen == "" && c.Socket == "" {
		errs = append(errs, errors.New("listen: neither an address nor a socket is set"))
	}
	if c.MaxConnections < 0 {
		errs = append(errs, fmt.Errorf("max_connections: %d is negative", c.MaxConnections))
	}
	if c.MaxPacket != 0 && c.MaxPacket < 1<<10 {
		errs = append(errs, fmt.Errorf("max_packet: %d is below 1024", c.MaxPacket))
	}
	for key, d := range map[string]time.Duration{
		"login_timeout": c.LoginTimeout, "idle_timeout": c.IdleTimeout,
		"write_timeout": c.WriteTimeout, "statement_timeout": c.StatementTimeout,
	} {
		if d < 0 {
			errs = append(errs, fmt.Errorf("%s: %s is negative", key, d))
		}
	}
	if c.Mesh == nil || c.Planner == nil || c.Engine == nil {
		errs = append(errs, errors.New("mesh, planner and engine must be set"))
	}
	return errors.Join(errs...)
}
