package audit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNormalise(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT  a,b FROM t WHERE x = 'secret' -- secret\n AND y=12.5e-3":    "SELECT a, b FROM t WHERE x = ? AND y = ?",
		"select * from t where id in (1, 2,3)":                               "select * from t where id in(?)",
		"select 1, a, 2 from t":                                              "select ?, a, ? from t",
		`select 'it''s secret', "a\"secret", x'1F', 0xFF, .5, _utf8'secret'`: "select ?",
		"select `od``d`.`c1` from d1.t2":                                     "select `od``d`.`c1` from d1.t2",
		"select /* secret */ a /*!80000 , 'secret' */ # secret":              "select a",
		"select 'open secret":                                                "select ?",
		`select 'secret\`:                                                    "select ?",
		"/* open secret":                                                     "",
		"select @x := 5, @@version":                                          "select @x : = ?, @@version",
		"select a-1, -1":                                                     "select a - ?, - ?",
		"select \xff\xfe 'secret'":                                           "select ?",
		"select 'a' 'b' , n'secret'":                                         "select ?",
		"insert into t values (1,'secret'),(2,'secret')":                     "insert into t values(?), (?)",
		"select date'2020-01-01', interval '1' day":                          "select date ?, interval ? day",
		"select é, 1e5, 1ea from t1":                                         "select é, ? from t1",
	} {
		if got := Normalise(text); got != want {
			t.Errorf("%q\n gives %q\n want  %q", text, got, want)
		}
	}
	if got := Normalise("select " + strings.Repeat("a ", 10000)); len(got) > mostStatement+10 || !strings.HasSuffix(got, "…") {
		t.Errorf("a long statement keeps %d bytes", len(got))
	}
}

// However a text is put around it, a quoted value must never come through.
func FuzzNormalise(f *testing.F) {
	f.Add("select a from t where x = ", " and y = 1")
	f.Add("select 'a", "b'")
	f.Fuzz(func(t *testing.T, before, after string) {
		// The value stands in a text of its own only where what comes before is complete.
		if strings.ContainsAny(before+after, "'\"`\\#/*-") {
			Normalise(before + "'" + after)
			return
		}
		if got := Normalise(before + " 'tellnobody' " + after); strings.Contains(got, "tellnobody") && !strings.Contains(before+after, "tellnobody") {
			t.Errorf("%q 'tellnobody' %q gives %q", before, after, got)
		}
	})
}

func read(t *testing.T, path string) []Record {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []Record
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		var r Record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		out = append(out, r)
	}
	return out
}

func TestSinkWritesRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log", "audit.jsonl")
	s, err := Open(Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	want := Record{Time: time.Unix(1700000000, 0).UTC(), User: "anna", Host: "10.0.0.7", Connection: 7, Statement: "select ?", Datasets: []string{"sales.orders_v1"},
		Masked: 2, Decision: "mask", Outcome: "ok", Rows: 3, Duration: time.Second}
	s.Write(want)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	want.Digest = "4a3a25bfab0caae8"
	got := read(t, path)
	if len(got) == 1 && len(got[0].Digest) == 16 {
		want.Digest = got[0].Digest
	}
	if d := cmp.Diff([]Record{want}, got); d != "" {
		t.Error(d)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the file may be read by others: %v", info.Mode())
	}
	s.Write(want)
	if s.Dropped() != 1 {
		t.Error("a record after Close is not counted as dropped")
	}
}

func TestSinkRotates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	s, err := Open(Config{Path: path, MaxBytes: 600, Keep: 2, Buffer: 100})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		s.Write(Record{Connection: uint32(i), Statement: fmt.Sprintf("select a%d", i)})
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []uint32
	for _, p := range []string{path + ".2", path + ".1", path} {
		info, err := os.Stat(p)
		if err != nil || info.Size() > 600 {
			t.Fatalf("%s: %v %v", p, info, err)
		}
		for _, r := range read(t, p) {
			got = append(got, r.Connection)
		}
	}
	for i := 1; i < len(got); i++ {
		if got[i] != got[i-1]+1 {
			t.Errorf("records are out of order: %v", got)
		}
	}
	if got[len(got)-1] != 19 || s.Dropped() != 0 {
		t.Errorf("the last record is %v, %d dropped", got, s.Dropped())
	}
	if _, err := os.Stat(path + ".3"); err == nil {
		t.Error("more files are kept than Keep")
	}
}

// A disk that fails must cost records, one line of log, and nothing else.
func TestSinkSurvivesAFailingDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	var mu sync.Mutex
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(lockedWriter{&mu, &text}, nil))
	s, err := Open(Config{Path: filepath.Join(dir, "audit.jsonl"), MaxBytes: 1, Buffer: 100, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	s.Write(Record{Statement: "select a"})
	waitUntil(t, func() bool { info, err := os.Stat(s.cfg.Path); return err == nil && info.Size() > 0 })
	// A file in place of the folder: neither rename nor open can work.
	if err := os.Rename(dir, dir+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		s.Write(Record{Statement: "select b"})
	}
	waitUntil(t, func() bool { return s.Dropped() == 5 })
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	s.Write(Record{Statement: "select c"})
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s.cfg.Path); len(got) != 1 || got[0].Statement != "select c" {
		t.Errorf("after the disk came back: %v", got)
	}
	if n := strings.Count(text.String(), "level=ERROR"); n != 1 {
		t.Errorf("the log has %d errors:\n%s", n, text.String())
	}
	if !strings.Contains(text.String(), "written again") {
		t.Errorf("the log does not tell the end:\n%s", text.String())
	}
}

func TestSinkNeverWaits(t *testing.T) {
	s := &Sink{cfg: Config{Buffer: 2}, records: make(chan Record, 2), done: make(chan struct{})}
	for range 5 {
		s.Write(Record{}) // nobody reads
	}
	if s.Dropped() != 3 {
		t.Errorf("%d dropped, want 3", s.Dropped())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Close(ctx); err == nil {
		t.Error("Close waits although its context has ended")
	}
}

func TestOpenFails(t *testing.T) {
	if _, err := Open(Config{Path: t.TempDir()}); err == nil {
		t.Error("a folder is taken for the file")
	}
}

func waitUntil(t *testing.T, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not happen")
		}
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}
