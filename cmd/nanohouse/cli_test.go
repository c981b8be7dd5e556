package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The test binary is the program too: started with this variable it runs main.
const runMain = "NANOHOUSE_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(runMain) == "1" {
		main()
		return
	}
	code := m.Run()
	if made.dir != "" {
		_ = os.RemoveAll(made.dir)
	}
	os.Exit(code)
}

// result is how a command line ended.
type result struct {
	out, err string
	code     int
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), runMain+"=1")
	return cmd
}

// nanohouse runs a command line to its end.
func nanohouse(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	cmd := command(args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// want fails the test unless the command ended with the code, and said the words.
func (r result) want(t *testing.T, code int, words ...string) {
	t.Helper()
	all := r.out + r.err
	if r.code != code {
		t.Errorf("exit code %d, want %d; it said:\n%s", r.code, code, all)
	}
	for _, w := range words {
		if !strings.Contains(all, w) {
			t.Errorf("it did not say %q, but:\n%s", w, all)
		}
	}
}

// running is a server that a test started.
type running struct {
	t    *testing.T
	cmd  *exec.Cmd
	addr string
	http string
	said *output
}

// output collects what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start starts serve or demo, and waits until it listens.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: command(args...), said: &output{}}
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd.Stderr = r.said
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	listening := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(io.TeeReader(stdout, r.said))
		for lines.Scan() {
			if addr, ok := strings.CutPrefix(lines.Text(), "http on "); ok {
				r.http = addr
			}
			if addr, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
				listening <- addr
			}
		}
		close(listening)
	}()
	select {
	case r.addr = <-listening:
	case <-time.After(60 * time.Second):
	}
	if r.addr == "" {
		t.Fatalf("%v does not listen; it said:\n%s", args, r.said)
	}
	return r
}

// stop asks the server to end, and gives its exit code.
func (r *running) stop(sig syscall.Signal) int {
	r.t.Helper()
	if err := r.cmd.Process.Signal(sig); err != nil {
		r.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		r.t.Fatalf("the server did not end in 20 s after %v; it said:\n%s", sig, r.said)
	}
	return r.cmd.ProcessState.ExitCode()
}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	resp, err := http.Get("http://" + r.http + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// made is the demo mesh that tests share; those that change it copy it.
var made struct {
	once sync.Once
	dir  string
	said string
	err  error
}

// demoMesh is a demo mesh of scale 0.001, which no test may change.
func demoMesh(t *testing.T) string {
	t.Helper()
	made.once.Do(func() {
		dir, err := os.MkdirTemp("", "nanohouse-cli-")
		if err != nil {
			made.err = err
			return
		}
		made.dir = dir
		r := start(t, "demo", "--dir", filepath.Join(dir, "mesh"), "--scale", "0.001", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
		if code := r.stop(syscall.SIGTERM); code != exitDone {
			made.err = fmt.Errorf("demo ended with %d: %s", code, r.said)
		}
		made.said = r.said.String()
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	if made.said == "" {
		t.Fatal("the demo mesh was not made")
	}
	return filepath.Join(made.dir, "mesh")
}

// copyMesh is a demo mesh that a test may change.
func copyMesh(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "mesh")
	if err := os.CopyFS(to, os.DirFS(demoMesh(t))); err != nil {
		t.Fatal(err)
	}
	// CopyFS opens the modes of private files.
	for _, private := range []string{"policy/users.yaml", "policy/mask.key"} {
		if err := os.Chmod(filepath.Join(to, private), 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return to
}

// change replaces text that a file of the mesh must have, and gives file:line of the change.
func change(t *testing.T, mesh, file, old, new string) string {
	t.Helper()
	path := filepath.Join(mesh, file)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(raw), old)
	if at < 0 {
		t.Fatalf("%s does not hold %q", file, old)
	}
	text := string(raw[:at]) + new + string(raw[at+len(old):])
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	skip := len(old) - len(strings.TrimLeft(old, "\n "))
	line := 1 + strings.Count(string(raw[:at+skip]), "\n")
	return fmt.Sprintf("%s:%d:", file, line)
}
