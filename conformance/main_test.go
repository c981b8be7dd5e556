package conformance

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

var (
	rewrite = flag.String("rewrite", "", "write answers into the .slt files: from `nanohouse`, mysql or mariadb")
	long    = flag.Bool("long", os.Getenv("NANOHOUSE_TEST_LONG") == "1", "run the long form of the robustness tests")
)

// fixture is something costly that all tests of a run share.
type fixture[T any] struct {
	once sync.Once
	make func() (T, func(), error)
	val  T
	err  error
}

var (
	cleanMu  sync.Mutex
	cleanups []func()
)

func (f *fixture[T]) value() (T, error) {
	f.once.Do(func() {
		var done func()
		f.val, done, f.err = f.make()
		if done != nil {
			cleanMu.Lock()
			cleanups = append(cleanups, done)
			cleanMu.Unlock()
		}
	})
	return f.val, f.err
}

func (f *fixture[T]) get(t testing.TB) T {
	t.Helper()
	v, err := f.value()
	if err != nil {
		missing(t, err)
	}
	return v
}

// missing fails the test when nothing may be skipped, and skips it with the reason otherwise.
func missing(t testing.TB, err error) {
	t.Helper()
	_, optional := err.(optionalError)
	if !optional && os.Getenv("NANOHOUSE_TEST_ALL") == "1" || !notInstalled(err) {
		t.Fatal(err)
	}
	t.Skip(err)
}

// notInstalled reports whether err is about a tool that is not there, not about a defect.
func notInstalled(err error) bool {
	var tool toolError
	return errors.As(err, &tool)
}

type toolError struct{ error }

// optionalError is about a tool that cannot be had everywhere, so that its tests
// are skipped even when nothing else may be.
type optionalError struct{ toolError }

func (e optionalError) Unwrap() error { return e.toolError }

var workDir string

// startWait is how long a server may take to make its data and start.
const startWait = 3 * time.Minute

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if workDir, err = os.MkdirTemp("", "nanohouse-conformance-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	saveRates()
	for i := len(cleanups) - 1; i >= 0; i-- {
		cleanups[i]()
	}
	os.RemoveAll(workDir)
	os.Exit(code)
}

func newDir(name string) (string, error) {
	return os.MkdirTemp(workDir, name)
}

// theOracle is DuckDB in Python.
var theOracle = &fixture[*Oracle]{make: func() (*Oracle, func(), error) {
	if _, err := Python(); err != nil {
		return nil, nil, toolError{err}
	}
	o, err := NewOracle()
	if err != nil {
		return nil, nil, err
	}
	return o, func() { o.Close() }, nil
}}

// theMesh is the demo mesh at scale 0.01 with the domain lab, as
// `nanohouse demo` makes it; NANOHOUSE_TEST_MESH names one that exists instead.
var theMesh = &fixture[string]{make: func() (string, func(), error) {
	dir, err := newDir("mesh")
	if err != nil {
		return "", nil, err
	}
	o, err := theOracle.value()
	if err != nil {
		return "", nil, err
	}
	if from := os.Getenv("NANOHOUSE_TEST_MESH"); from != "" {
		if err := CopyMesh(from, dir); err != nil {
			return "", nil, err
		}
		return dir, nil, prepareMesh(dir, o)
	}
	if _, err := Binary(); err != nil {
		return "", nil, toolError{err}
	}
	s, err := Start(3*time.Minute, "demo", "--dir", dir, "--scale", "0.01")
	if err != nil {
		return "", nil, err
	}
	if err := s.Stop(); err != nil {
		return "", nil, fmt.Errorf("end the demo: %w", err)
	}
	return dir, nil, prepareMesh(dir, o)
}}

// prepareMesh adds what the tests need to a demo mesh: the domain lab, and TLS for everybody.
func prepareMesh(dir string, o *Oracle) error {
	if err := AddLab(dir, o); err != nil {
		return err
	}
	return Configure(dir, map[string]any{"tls.required": true})
}

// theDemo serves theMesh.
var theDemo = &fixture[*Server]{make: func() (*Server, func(), error) {
	dir, err := theMesh.value()
	if err != nil {
		return nil, nil, err
	}
	if _, err := Binary(); err != nil {
		return nil, nil, toolError{err}
	}
	s, err := Start(time.Minute, "serve", "--mesh", dir)
	if err != nil {
		return nil, nil, err
	}
	s.Dir = dir
	return s, func() { s.Stop() }, nil
}}

// reference is a fixture of one reference with the demo's rows.
func reference(start func(dir string) (*Reference, error)) *fixture[*Reference] {
	return &fixture[*Reference]{make: func() (*Reference, func(), error) {
		dir, err := os.MkdirTemp("", "nhm")
		if err != nil {
			return nil, nil, err
		}
		r, err := start(dir)
		if err != nil {
			os.RemoveAll(dir)
			return nil, nil, err
		}
		return r, r.Stop, loadDemo(r)
	}}
}

// theMariaDB and theMySQL hold the rows of theMesh.
var (
	theMariaDB = reference(StartMariaDB)
	theMySQL   = reference(func(dir string) (*Reference, error) {
		if _, err := MySQLHome(); err != nil {
			return nil, optionalError{toolError{err}}
		}
		return StartMySQL(dir)
	})
)

func loadDemo(r *Reference) error {
	mesh, err := theMesh.value()
	if err != nil {
		return err
	}
	o, err := theOracle.value()
	if err != nil {
		return err
	}
	sets, err := Datasets(mesh)
	if err != nil {
		return err
	}
	c, err := r.Connect()
	if err != nil {
		return err
	}
	defer c.Close()
	return LoadReference(c, o, sets, workDir)
}

// connect connects to a server as a demo user for the time of a test.
func connect(t testing.TB, s *Server, user string) *Conn {
	t.Helper()
	c, err := s.Connect(user)
	if err != nil {
		t.Fatalf("connect as %s: %v", user, err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
