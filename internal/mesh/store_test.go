package mesh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nanohouse/catalog"
)

func open(t testing.TB, dir string, opt Options) *Store {
	t.Helper()
	s, findings := Open(dir, opt)
	if s == nil {
		t.Fatalf("%v", findings)
	}
	return s
}

func columns(s *Store, table string) int {
	ds, ok := s.Current().Catalog.Dataset("sales", table)
	if !ok {
		return -1
	}
	return len(ds.Columns)
}

const orders = "domains/sales/orders.v1.odcs.yaml"

// A bad mesh must leave the last good one in force, and say so; a good one comes in whole.
func TestReload(t *testing.T) {
	dir := newMesh(t)
	var logged bytes.Buffer
	s := open(t, dir, Options{Log: slog.New(slog.NewTextHandler(&logged, nil))})
	first := s.Current()
	put(t, dir, "domains/sales/lines.v1.odcs.yaml", contractText("lines", "data/lines.parquet"))
	put(t, dir, orders, "kind: [")
	s.Reload()
	if s.Current() != first {
		t.Error("a mesh with an error was published")
	}
	st := s.Status()
	if st.Failures != 1 || st.Revision != first.Catalog.Number || !strings.Contains(st.Problem(), orders+":1: this is not YAML") {
		t.Errorf("status %+v, problem %q", st, st.Problem())
	}
	if !strings.Contains(logged.String(), orders+":1") {
		t.Errorf("log: %s", logged.String())
	}
	put(t, dir, orders, contractText("orders", "data/orders/*.parquet", "amount"))
	s.Reload()
	if columns(s, "orders") != 2 || columns(s, "lines") != 1 {
		t.Errorf("%d and %d columns", columns(s, "orders"), columns(s, "lines"))
	}
	st = s.Status()
	if st.Problem() != "" || st.Reloads != 1 || st.Revision <= first.Catalog.Number || st.Policy != s.Current().Policy.Revision() {
		t.Errorf("status %+v", st)
	}
	if err := os.Remove(filepath.Join(dir, orders)); err != nil {
		t.Fatal(err)
	}
	s.Reload()
	if columns(s, "orders") != -1 || columns(s, "lines") != 1 {
		t.Error("a removed contract is still served")
	}
	if first.Catalog.Domains()[0].Tables["orders"] == nil {
		t.Error("a statement's own revision has changed")
	}
}

// A start with an error fails, with all findings.
func TestOpenFails(t *testing.T) {
	dir := newMesh(t)
	put(t, dir, orders, "kind: [")
	put(t, dir, "mesh.yaml", "threads: 3\n")
	if s, findings := Open(dir, Options{}); s != nil || strings.Count(texts(findings), "\n") != 2 {
		t.Errorf("%v", findings)
	}
}

// What the planner or the engine refuses is not published; nor does a panic end the server.
func TestCheckAndPrepare(t *testing.T) {
	dir := newMesh(t)
	check := func(*Mesh) []catalog.Finding { return nil }
	prepare := func(*Mesh) error { return nil }
	s := open(t, dir, Options{
		Check:   func(m *Mesh) []catalog.Finding { return check(m) },
		Prepare: func(m *Mesh) error { return prepare(m) },
	})
	first := s.Current()
	check = func(*Mesh) []catalog.Finding {
		return []catalog.Finding{{Position: catalog.Position{File: "policy/policy.csv", Line: 3}, Problem: "no column x"}}
	}
	if s.Reload(); s.Current() != first || !strings.Contains(s.Status().Problem(), "policy.csv:3: no column x") {
		t.Errorf("problem %q", s.Status().Problem())
	}
	check = func(*Mesh) []catalog.Finding { panic("oops") }
	if s.Reload(); s.Current() != first || !strings.Contains(s.Status().Problem(), "could not be checked") {
		t.Errorf("problem %q", s.Status().Problem())
	}
	check = func(*Mesh) []catalog.Finding {
		return []catalog.Finding{{Severity: catalog.Warning, Problem: "a word of caution"}}
	}
	prepare = func(*Mesh) error { return errors.New("no such folder") }
	if s.Reload(); s.Current() != first || !strings.Contains(s.Status().Problem(), "no such folder") {
		t.Errorf("problem %q", s.Status().Problem())
	}
	prepare = func(m *Mesh) error {
		if s.Current() != first {
			return errors.New("published before it was prepared")
		}
		return nil
	}
	if s.Reload(); s.Current() == first {
		t.Errorf("problem %q", s.Status().Problem())
	}
	if w := s.Current().Warnings; len(w) == 0 || w[len(w)-1].Problem != "a word of caution" {
		t.Errorf("warnings %v", w)
	}
}

// Settings that count only after a restart are told, until they are back.
func TestNeedRestart(t *testing.T) {
	dir := newMesh(t)
	s := open(t, dir, Options{})
	put(t, dir, "mesh.yaml", "engine: {threads: 7}\nname: shop\n")
	s.Reload()
	if got := fmt.Sprint(s.Status().NeedRestart); got != "[engine.threads]" {
		t.Errorf("restart: %s", got)
	}
	put(t, dir, "mesh.yaml", "name: shop\n")
	s.Reload()
	if got := s.Status().NeedRestart; len(got) != 0 {
		t.Errorf("restart: %v", got)
	}
}

// Reloads at the same time must not publish an older mesh over a newer one.
func TestReloadAtOnce(t *testing.T) {
	dir := newMesh(t)
	s := open(t, dir, Options{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 5 {
				s.Reload()
				if s.Current().Catalog.Number > s.Status().Revision {
					t.Error("the status tells of an older revision")
				}
			}
		})
	}
	wait.Wait()
	if st := s.Status(); st.Reloads != 20 || s.Current().Catalog.Number != st.Revision {
		t.Errorf("status %+v", st)
	}
}

func watch(t *testing.T, s *Store) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Watch(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Error("Watch did not end")
		}
	})
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// Changes of every kind of file arrive, with and without notices of the system.
func TestWatch(t *testing.T) {
	for name, opt := range map[string]Options{"notified": {}, "polled": {Poll: 30 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newMesh(t)
			s := open(t, dir, opt)
			watch(t, s)
			put(t, dir, orders, contractText("orders", "data/orders/*.parquet", "amount"))
			eventually(t, "a changed contract", func() bool { return columns(s, "orders") == 2 })
			put(t, dir, "domains/crm/deep/people.v1.odcs.yaml", strings.Replace(contractText("people", "data/people.parquet"), "domain: sales", "domain: crm", 1))
			eventually(t, "a new domain's folder", func() bool { _, ok := s.Current().Catalog.Dataset("crm", "people"); return ok })
			put(t, dir, "domains/crm/deep/people.v1.odcs.yaml", "kind: [")
			eventually(t, "an error in it", func() bool { return s.Status().Problem() != "" })
			if err := os.RemoveAll(filepath.Join(dir, "domains/crm")); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the folder's removal", func() bool {
				_, ok := s.Current().Catalog.Domain("crm")
				return !ok && s.Status().Problem() == ""
			})
			before := s.Status().Policy
			put(t, dir, "policy/policy.csv", policyText+"g, ann, role:analyst\n")
			eventually(t, "a changed policy", func() bool { return s.Status().Policy > before })
			put(t, dir, "mesh.yaml", "name: shop\n")
			eventually(t, "changed settings", func() bool { return s.Current().Config.Name == "shop" })
		})
	}
}

// Data and editors' files beside the mesh's text must not cause reloads.
func TestWatchIgnores(t *testing.T) {
	dir := newMesh(t)
	s := open(t, dir, Options{})
	for path, want := range map[string]bool{
		"mesh.yaml": true, "policy/policy.csv": true, "domains/sales/x.odcs.yaml": true, "domains": true, "..data": true,
		"data": false, "mesh.yaml.bak": false, "domains/sales/.x.odcs.yaml.swp": false, "policy/policy.csv~": false, "policy/.#policy.csv": false,
	} {
		if got := s.matters(filepath.Join(dir, path)); got != want {
			t.Errorf("%s matters: %t", path, got)
		}
	}
}

// SIGHUP reloads even where nothing is watched; a bad mesh stays out, and a good one comes in.
func TestSignal(t *testing.T) {
	dir := newMesh(t)
	s := open(t, dir, Options{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(signals) })
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ReloadOn(ctx, signals)
	}()
	hangup := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir, orders, "kind: [")
	hangup()
	eventually(t, "a failed reload", func() bool { return s.Status().Failures == 1 })
	if columns(s, "orders") != 1 {
		t.Error("the last good mesh is gone")
	}
	put(t, dir, orders, contractText("orders", "data/orders/*.parquet", "amount"))
	hangup()
	eventually(t, "a good reload", func() bool { return columns(s, "orders") == 2 && s.Status().Problem() == "" })
	cancel()
	<-done
}
