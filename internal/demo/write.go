package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed all:mesh
var meshFiles embed.FS

// DefaultScale is the scale of data that is made when none is asked for.
const DefaultScale = 0.1

// Config says what to write, and by what means.
type Config struct {
	// Dir is the mesh directory.
	Dir string
	// Scale is TPC-H's scale factor; 0 takes the data that is there, or DefaultScale.
	Scale float64
	// Run runs SQL statements in an engine that may write below dir. It tells,
	// before each statement and once at the end, how many are done.
	Run func(ctx context.Context, dir string, statements []string, progress func(done, total int)) error
	// Settings is the text of mesh.yaml.
	Settings string
	// AddUser adds a built-in user to the mesh.
	AddUser func(dir, name, password string, roles []string) error
	// Progress hears of each step of making the data, when it begins, and once
	// at the end; may be nil.
	Progress func(done, total int, table string)
}

// Report says what Write did.
type Report struct {
	Scale    float64
	MadeData bool // false: the data that was there is used
	MadeMesh bool // false: contracts and policy were there, and are untouched
}

// User is one of the demo's users, whose password is the name.
type User struct {
	Name  string
	Roles []string
	Sees  string
}

// Users are the demo's users.
func Users() []User {
	return []User{
		{"admin", []string{"admin"}, "everything, raw"},
		{"analyst", []string{"analyst"}, "phones and addresses of customers masked, balances rounded"},
		{"analyst_eu", []string{"analyst_eu"}, "as analyst, and only European customers and their orders"},
		{"intern", []string{"intern"}, "no customer names, no prices"},
		{"guest", nil, "nothing: no role, no database"},
	}
}

// Write makes the demo mesh in cfg.Dir. Data of the same SQL and scale is
// used again; contracts, policy and users that exist are never touched.
func Write(ctx context.Context, cfg Config) (Report, error) {
	if cfg.Scale != 0 && !(cfg.Scale >= MinScale && cfg.Scale <= MaxScale) {
		return Report{}, fmt.Errorf("scale %v is not between %v and %v", cfg.Scale, MinScale, MaxScale)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return Report{}, err
	}
	cfg.Dir = dir
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Report{}, err
	}
	var r Report
	if r.MadeMesh, err = writeMesh(cfg); err != nil {
		return Report{}, fmt.Errorf("write the demo mesh: %w", err)
	}
	if r.Scale, r.MadeData, err = writeData(ctx, cfg); err != nil {
		return Report{}, fmt.Errorf("make the demo data: %w", err)
	}
	return r, nil
}

// writeMesh copies the mesh's text. mesh.yaml comes last: where it stands, the
// rest was written before, and belongs to the user.
func writeMesh(cfg Config) (bool, error) {
	last := filepath.Join(cfg.Dir, "mesh.yaml")
	if _, err := os.Stat(last); err == nil {
		return false, nil
	}
	err := fs.WalkDir(meshFiles, "mesh", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := meshFiles.ReadFile(path)
		if err != nil {
			return err
		}
		return writeNew(filepath.Join(cfg.Dir, filepath.FromSlash(path[len("mesh/"):])), text)
	})
	if err != nil {
		return false, err
	}
	if _, err := os.Stat(filepath.Join(cfg.Dir, "policy", "users.yaml")); errors.Is(err, fs.ErrNotExist) {
		for _, u := range Users() {
			if err := cfg.AddUser(cfg.Dir, u.Name, u.Name, u.Roles); err != nil {
				return false, fmt.Errorf("add user %s: %w", u.Name, err)
			}
		}
	}
	return true, writeNew(last, []byte(cfg.Settings))
}

// writeNew writes a file, unless there is one.
func writeNew(to string, text []byte) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}

// writeData makes the data beside its place and moves it there when it is
// whole, so that a demo killed half-way leaves nothing that looks like data.
func writeData(ctx context.Context, cfg Config) (float64, bool, error) {
	data := filepath.Join(cfg.Dir, "data")
	there, ok, err := readMarker(data)
	if err != nil {
		return 0, false, err
	}
	want := marker{Generator: generator(), Scale: cfg.Scale}
	if want.Scale == 0 {
		want.Scale = DefaultScale
		if ok {
			want.Scale = there.Scale
		}
	}
	if ok && there == want {
		return want.Scale, false, nil
	}
	making := data + ".making"
	if err := os.RemoveAll(making); err != nil {
		return 0, false, err
	}
	defer os.RemoveAll(making)
	if err := makeData(ctx, cfg, making, want); err != nil {
		return 0, false, err
	}
	if err := os.RemoveAll(data); err != nil {
		return 0, false, err
	}
	return want.Scale, true, os.Rename(making, data)
}

func makeData(ctx context.Context, cfg Config, dir string, m marker) error {
	for _, f := range folders {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(f)), 0o755); err != nil {
			return err
		}
	}
	steps, err := statements(dir, m.Scale)
	if err != nil {
		return err
	}
	texts := make([]string, len(steps))
	for i, s := range steps {
		texts[i] = s.SQL
	}
	err = cfg.Run(ctx, dir, texts, func(done, total int) {
		if before := preparing(steps); cfg.Progress != nil && done >= before {
			cfg.Progress(done-before, total-before, steps[min(done, len(steps)-1)].Name)
		}
	})
	if ctx.Err() != nil {
		return errors.New("interrupted; the next demo makes it anew")
	}
	if err != nil {
		return err
	}
	return writeMarker(dir, m)
}
