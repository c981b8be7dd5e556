package mesh

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"nanohouse/catalog"
	"nanohouse/catalog/contract"
	"nanohouse/internal/mesh/config"
)

// Options are what a Store calls and how it watches. The zero Options will do.
type Options struct {
	// Check looks at a Mesh before it is published; an error among its findings
	// keeps it back. The planner checks the SQL of masks and row filters here.
	Check func(*Mesh) []catalog.Finding
	// Prepare is called with a Mesh that passed every check, right before it is
	// published; an error keeps it back. The engine allows its roots here.
	Prepare func(*Mesh) error
	// Log may be nil.
	Log *slog.Logger
	// Poll makes Watch look at the files this often, instead of being told of changes.
	Poll time.Duration
}

// Store holds the Mesh in force. A reload is all or nothing: a mesh with an
// error leaves the last good one in force. It is safe for concurrent use.
type Store struct {
	dir     string
	opt     Options
	cache   *contract.Cache
	current atomic.Pointer[Mesh]

	reloading sync.Mutex // held for a whole reload, so that they come one after another

	mu      sync.Mutex // guards what follows
	status  Status
	started *Config // the settings that the process runs with
	seen    uint64  // the fingerprint of the files before the last reload, or 0
}

// Status tells how reloads went, for /readyz, log and metrics.
type Status struct {
	// Revision and Policy are the revision numbers in force, and Published since when.
	Revision, Policy uint64
	Published        time.Time
	// Failed is when the last reload was not taken; zero when it was.
	Failed time.Time
	// Findings are those of the last reload, warnings included.
	Findings []catalog.Finding
	// NeedRestart are the settings that changed and count only after a restart.
	NeedRestart []string
	// Reloads and Failures count since the start.
	Reloads, Failures uint64
}

// Problem says why the last reload was not taken, or is empty.
func (s Status) Problem() string {
	if s.Failed.IsZero() {
		return ""
	}
	errors := 0
	first := ""
	for _, f := range s.Findings {
		if f.Severity == catalog.Error {
			if errors++; errors == 1 {
				first = f.String()
			}
		}
	}
	return fmt.Sprintf("the mesh was not reloaded at %s, and revision %d stays in force: %d errors, the first: %s",
		s.Failed.UTC().Format(time.RFC3339), s.Revision, errors, first)
}

// Open loads a mesh for the first time. The Store is nil when a finding is an error.
func Open(dir string, opt Options) (*Store, []catalog.Finding) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, []catalog.Finding{{Problem: "the mesh directory cannot be named: " + err.Error(), Fix: "name an existing directory"}}
	}
	s := &Store{dir: abs, opt: opt, cache: contract.NewCache()}
	findings := s.Reload()
	if s.current.Load() == nil {
		return nil, findings
	}
	return s, findings
}

// Current is the Mesh in force. Whoever needs more than one of its parts asks once.
func (s *Store) Current() *Mesh { return s.current.Load() }

// Status tells how reloads went.
func (s *Store) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// Reload reads the mesh anew and publishes it when nothing is wrong with it.
func (s *Store) Reload() []catalog.Finding {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	seen := s.fingerprint()
	s.mu.Lock()
	s.seen = seen
	s.mu.Unlock()
	m, findings := s.attempt()
	if m == nil {
		s.failed(findings)
		return findings
	}
	s.published(m, findings)
	return findings
}

// attempt loads, checks and prepares a Mesh; it is nil when it must not be
// published. A check that panics is an error of this mesh, not the end of the server.
func (s *Store) attempt() (m *Mesh, findings []catalog.Finding) {
	defer func() {
		if p := recover(); p != nil {
			s.opt.Log.Error("checking the mesh panicked", "panic", p, "stack", string(debug.Stack()))
			m = nil
			findings = append(findings, catalog.Finding{Position: catalog.Position{File: s.dir},
				Problem: "the mesh could not be checked", Fix: "see the log, and report it"})
		}
	}()
	m, findings = load(s.dir, s.cache)
	if m == nil {
		return nil, findings
	}
	if s.opt.Check != nil {
		findings = append(findings, s.opt.Check(m)...)
	}
	if catalog.HasErrors(findings) {
		return nil, findings
	}
	if s.opt.Prepare != nil {
		if err := s.opt.Prepare(m); err != nil {
			return nil, append(findings, catalog.Finding{Position: catalog.Position{File: config.File},
				Problem: "the engine does not take this mesh: " + err.Error(), Fix: "correct storage, or the paths of contracts"})
		}
	}
	m.Warnings = findings
	return m, findings
}

func (s *Store) failed(findings []catalog.Finding) {
	s.mu.Lock()
	s.status.Failed = time.Now()
	s.status.Findings = findings
	s.status.Failures++
	stays := s.status.Revision
	s.mu.Unlock()
	if stays == 0 {
		return // a start that fails shows all findings
	}
	for _, f := range findings {
		if f.Severity == catalog.Error {
			s.opt.Log.Error("mesh not reloaded", "finding", f.String(), "revision", stays)
		}
	}
}

func (s *Store) published(m *Mesh, findings []catalog.Finding) {
	before := s.current.Swap(m)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Revision, s.status.Policy = m.Catalog.Number, m.Policy.Revision()
	s.status.Published, s.status.Failed = time.Now(), time.Time{}
	s.status.Findings = findings
	if before == nil {
		s.started = m.Config
		return
	}
	s.status.Reloads++
	s.status.NeedRestart = config.NeedRestart(s.started, m.Config)
	s.opt.Log.Info("mesh reloaded", "revision", s.status.Revision, "policy", s.status.Policy, "warnings", len(findings))
	if len(s.status.NeedRestart) > 0 {
		s.opt.Log.Warn("settings count only after a restart", "keys", s.status.NeedRestart)
	}
}
