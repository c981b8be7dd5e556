package conformance

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// logBuffer keeps what a process wrote; safe for concurrent use.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String gives all that was written so far.
func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// Tail gives the last 4,000 bytes.
func (b *logBuffer) Tail() string {
	s := b.String()
	return s[max(0, len(s)-4000):]
}

// Server is a running nanohouse.
type Server struct {
	Addr, HTTP, Dir string
	Log             *logBuffer
	cmd             *exec.Cmd
	done            chan struct{}
	exit            error
}

// Binary is the program under test: $NANOHOUSE_BIN, or bin/nanohouse of the repository.
func Binary() (string, error) {
	if p := os.Getenv("NANOHOUSE_BIN"); p != "" {
		return p, nil
	}
	p := filepath.Join(Root(), "bin", "nanohouse")
	if _, err := os.Stat(p); err != nil {
		return "", fmt.Errorf("no program to test: run make build, or set NANOHOUSE_BIN (%w)", err)
	}
	return p, nil
}

// Root is the repository's directory, found from this file.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(file))
}

var (
	listening = regexp.MustCompile(`(?m)^listening on (\S+:\d+)`)
	httpOn    = regexp.MustCompile(`(?m)^http on (\S+:\d+)`)
)

// Start runs `nanohouse args…` with free ports and waits until it is ready.
// The caller must Stop it.
func Start(wait time.Duration, args ...string) (*Server, error) {
	return StartEnv(wait, nil, args...)
}

// StartEnv is Start with more environment.
func StartEnv(wait time.Duration, env []string, args ...string) (*Server, error) {
	bin, err := Binary()
	if err != nil {
		return nil, err
	}
	s := &Server{Log: &logBuffer{}, done: make(chan struct{})}
	args = append(args, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
	s.cmd = exec.Command(bin, args...)
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stdout, s.cmd.Stderr = s.Log, s.Log
	// A test that dies must not leave its server behind.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error, 1)
	go func() {
		// Pdeathsig follows the thread that started the child, so it must live on.
		runtime.LockOSThread()
		started <- s.cmd.Start()
		if s.cmd.Process != nil {
			s.exit = s.cmd.Wait()
		}
		close(s.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	if err := s.waitReady(wait); err != nil {
		s.Kill()
		return nil, fmt.Errorf("nanohouse %s: %w\n%s", strings.Join(args, " "), err, s.Log.Tail())
	}
	return s, nil
}

func (s *Server) waitReady(wait time.Duration) error {
	deadline := time.Now().Add(wait)
	for time.Now().Before(deadline) {
		select {
		case <-s.done:
			return fmt.Errorf("ended at once: %v", s.exit)
		case <-time.After(20 * time.Millisecond):
		}
		text := s.Log.String()
		m, h := listening.FindStringSubmatch(text), httpOn.FindStringSubmatch(text)
		if m == nil || h == nil {
			continue
		}
		s.Addr, s.HTTP = m[1], h[1]
		if _, err := s.Get("/readyz"); err == nil {
			return nil
		}
	}
	return fmt.Errorf("not ready after %s", wait)
}

// Get fetches a page of the server's HTTP listener; a status other than 200 is an error.
func (s *Server) Get(path string) (string, error) {
	resp, err := http.Get("http://" + s.HTTP + path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return string(body), fmt.Errorf("%s: %s", path, resp.Status)
	}
	return string(body), nil
}

// Metric sums the series of a metric whose labels contain each of the given
// texts; found is false when there is none.
func (s *Server) Metric(name string, labels ...string) (sum float64, found bool, err error) {
	page, err := s.Get("/metrics")
	if err != nil {
		return 0, false, err
	}
lines:
	for _, line := range strings.Split(page, "\n") {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		for _, l := range labels {
			if !strings.Contains(rest, l) {
				continue lines
			}
		}
		v, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
		if err != nil {
			return 0, false, fmt.Errorf("metric %s: %w", name, err)
		}
		sum, found = sum+v, true
	}
	return sum, found, nil
}

// RSS gives the server's resident memory in bytes.
func (s *Server) RSS() (int64, error) { return residentBytes(s.cmd.Process.Pid) }

func residentBytes(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("no VmRSS for process %d", pid)
	}
	kb, err := strconv.ParseInt(string(m[1]), 10, 64)
	return kb << 10, err
}

// Stop ends the server politely, and by force after twenty seconds.
func (s *Server) Stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
		return s.exit
	case <-time.After(20 * time.Second):
		s.Kill()
		return fmt.Errorf("the server did not end within twenty seconds of SIGTERM\n%s", s.Log.Tail())
	}
}

// Kill ends the server as kill -9 does.
func (s *Server) Kill() {
	if s.cmd.Process != nil {
		_ = s.cmd.Process.Kill()
		<-s.done
	}
}

// Signal sends a signal to the server.
func (s *Server) Signal(sig os.Signal) error { return s.cmd.Process.Signal(sig) }

// Connect connects as a demo user, whose password is the name.
func (s *Server) Connect(user string) (*Conn, error) {
	return Connect(Options{Addr: s.Addr, User: user, Password: user})
}

// FreePort finds a loopback port that is free now.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
