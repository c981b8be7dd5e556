package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func serveMesh(t *testing.T, mesh string) *running {
	t.Helper()
	return start(t, "serve", "--mesh", mesh, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
}

func TestServeListensAndDrains(t *testing.T) {
	r := serveMesh(t, demoMesh(t))
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	greeting := make([]byte, 5)
	if _, err := io.ReadFull(c, greeting); err != nil || greeting[4] != 10 {
		t.Errorf("no MySQL greeting: % x, %v", greeting, err)
	}
	for path, word := range map[string]string{"/livez": "ok", "/readyz": "ok", "/metrics": "nanohouse_engine_memory_bytes"} {
		if code, body := r.get(path); code != 200 || !strings.Contains(body, word) {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if _, err := os.Stat(filepath.Join(demoMesh(t), ".nanohouse", "audit.jsonl")); err != nil {
		t.Error(err)
	}
	_ = c.Close()
	if code := r.stop(syscall.SIGINT); code != exitDone {
		t.Errorf("exit code %d after SIGINT, want 0:\n%s", code, r.said)
	}
}

// An idle client must not hold up the end.
func TestServeEndsWithAClientConnected(t *testing.T) {
	r := serveMesh(t, demoMesh(t))
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if code := r.stop(syscall.SIGTERM); code != exitDone {
		t.Errorf("exit code %d, want 0:\n%s", code, r.said)
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	busy := l.Addr().String()
	nanohouse(t, "", "serve", "--mesh", demoMesh(t), "--listen", busy, "--http", "127.0.0.1:0").want(t, exitFailed, "another program listens there", busy)
	nanohouse(t, "", "serve", "--mesh", demoMesh(t), "--listen", "127.0.0.1:0", "--http", busy).want(t, exitFailed, "another program listens there", busy)
}

func TestServeRefusesAMeshWithFindings(t *testing.T) {
	mesh := copyMesh(t)
	places := []string{
		change(t, mesh, "policy/policy.csv", "g, role:analyst_eu, role:analyst", "g, role:analyst_eu, analyst"),
		change(t, mesh, "policy/policy.csv", "o_region = 'EUROPE'", "o_regio = 'EUROPE'"),
	}
	r := nanohouse(t, "", "serve", "--mesh", mesh, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
	r.want(t, exitFailed, places[0], "nothing is served")
	if strings.Contains(r.out, "listening") {
		t.Errorf("it listened all the same:\n%s", r.out)
	}
}

func TestReloadKeepsTheLastGood(t *testing.T) {
	mesh := copyMesh(t)
	r := serveMesh(t, mesh)
	good, err := os.ReadFile(filepath.Join(mesh, "policy", "policy.csv"))
	if err != nil {
		t.Fatal(err)
	}
	place := change(t, mesh, "policy/policy.csv", "p2, 10, role:intern,  crm, tag:pii.phone,   null", "p2, 10, role:intern, crm, tag:pii.phone, scramble")
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.waitFor("/readyz", strings.TrimSuffix(place, ":"))
	r.waitFor("/metrics", "nanohouse_mesh_reload_failed 1")
	if err := os.WriteFile(filepath.Join(mesh, "policy", "policy.csv"), good, 0o644); err != nil {
		t.Fatal(err)
	}
	r.waitFor("/metrics", "nanohouse_mesh_reload_failed 0") // by the watch of files
	if code := r.stop(syscall.SIGTERM); code != exitDone {
		t.Errorf("exit code %d:\n%s", code, r.said)
	}
}

// waitFor asks a page until it holds the words.
func (r *running) waitFor(path, words string) {
	r.t.Helper()
	var body string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if _, body = r.get(path); strings.Contains(body, words) {
			return
		}
	}
	r.t.Fatalf("%s never said %q, but:\n%s", path, words, body)
}

func TestSecondDemoUsesTheDataAgain(t *testing.T) {
	mesh := copyMesh(t)
	r := start(t, "demo", "--dir", mesh, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
	if code := r.stop(syscall.SIGTERM); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	for _, words := range []string{"data of scale 0.001 used again", "its contracts and policy were there", "-u analyst_eu -panalyst_eu", "EXPLAIN POLICY"} {
		if !strings.Contains(r.said.String(), words) {
			t.Errorf("it did not say %q:\n%s", words, r.said)
		}
	}
}
