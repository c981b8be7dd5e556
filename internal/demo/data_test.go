package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeRun stands for the engine: it remembers the statements and writes a file
// where each table would be.
func fakeRun(seen *[]string) func(context.Context, string, []string, func(int, int)) error {
	return func(_ context.Context, dir string, sql []string, progress func(int, int)) error {
		*seen = append(*seen, sql...)
		for i := 0; i <= len(sql); i++ {
			progress(i, len(sql))
		}
		return os.WriteFile(filepath.Join(dir, "sales", "orders", "made"), []byte("x"), 0o644)
	}
}

func addUser(dir, name, password string, roles []string) error {
	f, err := os.OpenFile(filepath.Join(dir, "policy", "users.yaml"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(name + "\n")
	return err
}

func TestStatementsLeaveNoPlaceholder(t *testing.T) {
	steps, err := statements("/tmp/o'hara", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		if strings.Contains(s.SQL, "${") || strings.Contains(s.SQL, "<no value>") {
			t.Errorf("%s: a placeholder is left:\n%s", s.Name, s.SQL)
		}
		if strings.Contains(s.SQL, "o'hara") {
			t.Errorf("%s: the quote in the folder's name is not doubled", s.Name)
		}
	}
}

func TestSecondDemoReusesData(t *testing.T) {
	dir := t.TempDir()
	var seen []string
	cfg := Config{Dir: dir, Scale: 0.01, Run: fakeRun(&seen), AddUser: addUser}
	if r, err := Write(context.Background(), cfg); err != nil || !r.MadeData || !r.MadeMesh {
		t.Fatalf("first demo: %+v, %v", r, err)
	}
	made := len(seen)
	cfg.Scale = 0 // whatever is there
	r, err := Write(context.Background(), cfg)
	if err != nil || r.MadeData || r.MadeMesh || r.Scale != 0.01 {
		t.Errorf("second demo: %+v, %v; want the data of scale 0.01 used again", r, err)
	}
	if len(seen) != made {
		t.Errorf("second demo ran %d statements, want none", len(seen)-made)
	}
	cfg.Scale = 0.02
	if r, err := Write(context.Background(), cfg); err != nil || !r.MadeData || r.MadeMesh {
		t.Errorf("demo of another scale: %+v, %v; want new data and the old mesh", r, err)
	}
}

func TestUsersTextIsNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	var seen []string
	cfg := Config{Dir: dir, Run: fakeRun(&seen), AddUser: addUser}
	if _, err := Write(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(dir, "policy", "policy.csv")
	if err := os.WriteFile(policy, []byte("# mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	contract := filepath.Join(dir, "domains", "geo", "region.v1.odcs.yaml")
	if err := os.Remove(contract); err != nil {
		t.Fatal(err)
	}
	cfg.Scale = 1
	if _, err := Write(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(policy); string(text) != "# mine\n" {
		t.Errorf("the user's policy was overwritten: %q", text)
	}
	if _, err := os.Stat(contract); err == nil {
		t.Error("a contract that the user removed is back")
	}
}

func TestKilledHalfWayLeavesNoData(t *testing.T) {
	dir := t.TempDir()
	boom := errors.New("killed")
	cfg := Config{Dir: dir, AddUser: addUser,
		Run: func(context.Context, string, []string, func(int, int)) error { return boom }}
	if _, err := Write(context.Background(), cfg); !errors.Is(err, boom) {
		t.Fatalf("got %v, want %v", err, boom)
	}
	for _, d := range []string{"data", "data.making"} {
		if _, err := os.Stat(filepath.Join(dir, d)); err == nil {
			t.Errorf("%s is left behind", d)
		}
	}
}

func TestForeignDataIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "data", "mine.parquet")
	if err := os.MkdirAll(filepath.Dir(mine), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	var seen []string
	if _, err := Write(context.Background(), Config{Dir: dir, Run: fakeRun(&seen), AddUser: addUser}); err == nil {
		t.Error("a data folder that the demo did not make was accepted")
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error("a file that the demo did not make is gone")
	}
}

func TestScaleOutOfRange(t *testing.T) {
	for _, scale := range []float64{-1, 0.0001, 1000} {
		if _, err := Write(context.Background(), Config{Dir: t.TempDir(), Scale: scale}); err == nil {
			t.Errorf("scale %v was accepted", scale)
		}
	}
}

func TestProgressGoesFromNothingToAll(t *testing.T) {
	var seen []string
	var done []int
	last := 0
	cfg := Config{Dir: t.TempDir(), Run: fakeRun(&seen), AddUser: addUser, Progress: func(d, total int, _ string) {
		done, last = append(done, d), total
	}}
	if _, err := Write(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	if len(done) != last+1 || done[0] != 0 || done[len(done)-1] != last || last != 6+2*(lastYear-firstYear+1) {
		t.Errorf("told %v of %d", done, last)
	}
}
