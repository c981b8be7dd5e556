package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"nanohouse/auth/audit"
	"nanohouse/auth/authn"
	"nanohouse/catalog"
	"nanohouse/internal/admission"
	"nanohouse/internal/mesh"
	"nanohouse/planner"
	"nanohouse/planner/policy"
	"nanohouse/server"
	"nanohouse/storage/duckdb"
)

// program is the parts of one process: mesh → engine → planner → server.
type program struct {
	store   *mesh.Store
	engine  *duckdb.Engine
	gate    *admission.Gate
	planner *planner.Planner
	metrics *server.Metrics
	audit   *audit.Sink // of a program that serves
}

// open puts the parts together for a mesh directory. Findings go to w; with an
// error among them nothing is opened.
func open(ctx context.Context, w io.Writer, dir string, log *slog.Logger) (*program, error) {
	dir, err := meshDir(dir)
	if err != nil {
		return nil, err
	}
	cfg, findings := mesh.LoadConfig(dir)
	if catalog.HasErrors(findings) {
		return nil, refused(w, findings)
	}
	p := &program{metrics: server.NewMetrics()}
	if p.engine, err = duckdb.Open(engineConfig(cfg)); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	p.gate = admission.New(p.engine, cfg.Engine.MaxConcurrentQueries)
	p.planner = planner.New(planner.Config{Engine: p.engine, Observe: func(phase planner.Phase, d time.Duration) {
		p.metrics.Phase(string(phase), d)
	}})
	p.store, findings = mesh.Open(dir, mesh.Options{Check: check(ctx), Prepare: p.prepare, Log: log})
	if p.store == nil {
		return nil, errors.Join(refused(w, findings), p.engine.Close())
	}
	tell(w, findings)
	p.gauges()
	return p, nil
}

// refused prints findings, and the error that they make.
func refused(w io.Writer, findings []catalog.Finding) error {
	faults, _ := tell(w, findings)
	return fmt.Errorf("the mesh has %s; nothing is served until they are mended", count(faults, "error"))
}

func engineConfig(cfg *mesh.Config) duckdb.Config {
	return duckdb.Config{
		MemoryLimit: cfg.Engine.MemoryLimit, Threads: cfg.Engine.Threads,
		SpillDir: cfg.Engine.SpillDir, SpillLimit: cfg.Engine.SpillLimit,
		ExtensionDir: cfg.Engine.ExtensionDir, InstallExtensions: cfg.Engine.ExtensionDir == "",
	}
}

// prepare lets the engine read what a new revision of the mesh names.
func (p *program) prepare(m *mesh.Mesh) error {
	var secrets []duckdb.Secret
	for _, s := range m.Config.Storage.S3 {
		secrets = append(secrets, duckdb.Secret{Scope: s.Scope, Endpoint: s.Endpoint, Region: s.Region,
			KeyID: s.Credential.KeyID, Key: s.Credential.Key, Token: s.Credential.Token})
	}
	return p.engine.Allow(m.Roots(), secrets)
}

// check looks at what only the parts together know: the SQL of masks and row
// filters, the roles of users, and how users may log in.
func check(ctx context.Context) func(*mesh.Mesh) []catalog.Finding {
	return func(m *mesh.Mesh) []catalog.Finding {
		var exprs []policy.Expression
		for _, x := range m.Policy.Expressions() {
			exprs = append(exprs, policy.Expression(x))
		}
		findings := policy.Check(exprs, planner.PolicyBinder(ctx))
		findings = append(findings, m.Policy.CheckMembers(m.Users.Members())...)
		return append(findings, m.Users.Check(authConfig(m.Config))...)
	}
}

func authConfig(cfg *mesh.Config) authn.Config { return authn.Config{Native: cfg.Auth.NativePassword} }

// server makes a server of the parts.
func (p *program) server(at addresses, log *slog.Logger) (*server.Server, error) {
	m := p.store.Current()
	logins, err := authn.New(authConfig(m.Config))
	if err != nil {
		return nil, err
	}
	if p.audit, err = openAudit(m.Dir, log); err != nil {
		return nil, err
	}
	p.metrics.Gauge("nanohouse_audit_dropped_total", "Records of the audit that were lost.", func() float64 { return float64(p.audit.Dropped()) })
	cfg := server.Config{
		Listen: p.listen(at).mysql, Socket: m.Config.Listen.Socket, RequireTLS: m.Config.TLS.Required,
		MaxConnections: m.Config.Auth.MaxConnections, LoginTimeout: m.Config.Auth.LoginTimeout, IdleTimeout: m.Config.Auth.IdleTimeout,
		StatementTimeout: m.Config.Limits.MaxExecutionTime,
		Mesh:             revisions{p.store, logins}, Planner: planning{p.planner}, Engine: p.gate, Metrics: p.metrics, Log: log,
		Audit: func(r server.Record) { p.audit.Write(record(r)) },
	}
	if m.Config.TLS.Cert != "" {
		if cfg.TLS, err = server.LoadTLS(m.Config.TLS.Cert, m.Config.TLS.Key); err != nil {
			return nil, err
		}
	}
	return server.New(cfg)
}

// listen gives the addresses: those of flags before those of mesh.yaml.
func (p *program) listen(at addresses) addresses {
	cfg := p.store.Current().Config
	if at.mysql == "" {
		at.mysql = cfg.Listen.MySQL
	}
	if at.http == "" {
		at.http = cfg.Listen.HTTP
	}
	return at
}

// watch reloads the mesh when its files change, and at SIGHUP, until ctx ends.
func (p *program) watch(ctx context.Context) {
	go p.store.Watch(ctx)
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hup)
		for {
			select {
			case <-hup:
				p.store.Reload()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// gauges tells metrics of the engine and the mesh.
func (p *program) gauges() {
	stats := func(read func(duckdb.Stats) float64) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			s, err := p.engine.Stats(ctx)
			if err != nil {
				return -1
			}
			return read(s)
		}
	}
	m := p.metrics
	m.Gauge("nanohouse_engine_memory_bytes", "Memory that the engine holds; -1 when it does not answer.",
		stats(func(s duckdb.Stats) float64 { return float64(s.Memory) }))
	m.Gauge("nanohouse_engine_spill_bytes", "Disk space that queries spilled to.",
		stats(func(s duckdb.Stats) float64 { return float64(s.Spill) }))
	m.Gauge("nanohouse_engine_lost_total", "How often the engine's instance was lost and replaced.",
		stats(func(s duckdb.Stats) float64 { return float64(s.Lost) }))
	m.Gauge("nanohouse_queries_running", "Queries that run.", func() float64 { return float64(p.gate.Running()) })
	m.Gauge("nanohouse_queries_waiting", "Queries that wait for their turn.", func() float64 { return float64(p.gate.Waiting()) })
	m.Gauge("nanohouse_mesh_reload_failed", "1 while the last change of the mesh is not taken.", func() float64 {
		if p.store.Status().Problem() != "" {
			return 1
		}
		return 0
	})
}

// close ends the parts, the last first. The server has drained before.
func (p *program) close() {
	if p.audit != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = p.audit.Close(ctx)
	}
	_ = p.engine.Close()
}
