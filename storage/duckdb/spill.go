package duckdb

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// spill is an engine's private directory for data that does not fit in memory.
// A lock tells a living engine's directory from one that a crash left behind.
type spill struct {
	dir  string
	lock *os.File
}

// claimSpill makes a spill directory below parent, and wipes those of engines
// that are gone.
func claimSpill(parent string) (*spill, error) {
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("spill_dir: %w", err)
	}
	// Held while a directory is made: nobody may wipe it before it has its lock.
	gate, err := lockFile(filepath.Join(parent, "lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, fmt.Errorf("spill_dir: %w", err)
	}
	defer gate.Close()
	if err := wipeAbandoned(parent); err != nil {
		return nil, fmt.Errorf("spill_dir: %w", err)
	}
	dir, err := os.MkdirTemp(parent, "spill-*") // mode 0700
	if err != nil {
		return nil, fmt.Errorf("spill_dir: %w", err)
	}
	lock, err := lockFile(filepath.Join(dir, "lock"), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("spill_dir: %w", err), os.RemoveAll(dir))
	}
	return &spill{dir: dir, lock: lock}, nil
}

func wipeAbandoned(parent string) error {
	dirs, err := filepath.Glob(filepath.Join(parent, "spill-*"))
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		lock, err := lockFile(filepath.Join(dir, "lock"), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			continue
		}
		if err != nil {
			return err
		}
		err = os.RemoveAll(dir)
		lock.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func lockFile(name string, how int) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	return f, nil
}

// generation makes the directory of one generation.
func (s *spill) generation(n int) (string, error) {
	dir := filepath.Join(s.dir, "generation-"+strconv.Itoa(n))
	return dir, os.Mkdir(dir, 0o700)
}

// release wipes the directory and lets go of it.
func (s *spill) release() error {
	return errors.Join(os.RemoveAll(s.dir), s.lock.Close())
}
