package mesh

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"nanohouse/internal/mesh/config"
)

const (
	// quiet is how long the files must be at rest: editors and git write several.
	quiet = 200 * time.Millisecond
	// longest is how long a reload is put off while files keep changing.
	longest = 2 * time.Second
	// pollEvery is used where the system does not tell of changes.
	pollEvery = 2 * time.Second
)

// Watch reloads the mesh when its files change, until ctx ends. Where the
// system cannot tell of changes, it looks at the files from time to time.
func (s *Store) Watch(ctx context.Context) {
	if s.opt.Poll > 0 {
		s.poll(ctx, s.opt.Poll)
		return
	}
	err := s.notified(ctx)
	if ctx.Err() == nil {
		s.opt.Log.Warn("the mesh cannot be watched; its files are looked at instead", "every", pollEvery, "cause", err)
		s.poll(ctx, pollEvery)
	}
}

// notified reloads when the system tells of a change. It returns when ctx ends
// or when the system cannot tell.
func (s *Store) notified(ctx context.Context) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	if err := s.addFolders(w); err != nil {
		return err
	}
	timer := time.NewTimer(quiet) // files may have changed before the watch began
	defer timer.Stop()
	var since time.Time
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e, ok := <-w.Events:
			if !ok {
				return fsnotify.ErrClosed
			}
			if !s.matters(e.Name) {
				continue
			}
		case _, ok := <-w.Errors: // some events were lost: reload in any case
			if !ok {
				return fsnotify.ErrClosed
			}
		case <-timer.C:
			since = time.Time{}
			// New folders first: what is put into them later is then told of.
			if err := s.addFolders(w); err != nil {
				return err
			}
			s.reloadChanged()
			continue
		}
		if since.IsZero() {
			since = time.Now()
		}
		timer.Reset(min(quiet, max(0, longest-time.Since(since))))
	}
}

// addFolders watches every folder of the mesh's text. Adding one again does nothing.
func (s *Store) addFolders(w *fsnotify.Watcher) error {
	if err := w.Add(s.dir); err != nil {
		return err
	}
	for _, top := range watched {
		root := filepath.Join(s.dir, top)
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.IsDir() {
				return nil // a folder that went away, or will be a finding
			}
			if err := w.Add(path); err != nil && exists(path) {
				return fmt.Errorf("watch %s: %w", path, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// watched are the folders of the mesh's text, beside mesh.yaml.
var watched = []string{"domains", "policy"}

// matters reports whether a changed path may change the mesh: not the files
// that editors keep beside the one being edited, nor the data.
func (s *Store) matters(path string) bool {
	base := filepath.Base(path)
	if strings.HasSuffix(base, "~") || strings.HasSuffix(base, ".swp") || strings.HasSuffix(base, ".swx") || strings.HasPrefix(base, ".#") {
		return false
	}
	if filepath.Dir(path) != filepath.Clean(s.dir) {
		return true
	}
	return base == config.File || base == "..data" || base == watched[0] || base == watched[1]
}

// poll looks at the files from time to time.
func (s *Store) poll(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.reloadChanged()
		}
	}
}

// reloadChanged reloads when the files are not those of the last reload.
func (s *Store) reloadChanged() {
	s.mu.Lock()
	last := s.seen
	s.mu.Unlock()
	if last == 0 || s.fingerprint() != last {
		s.Reload()
	}
}

// grain is more than the step of file times: what was written so lately may be
// written once more without a new time.
const grain = 50 * time.Millisecond

// fingerprint tells the state of the mesh's files by their names, sizes and
// times. It is 0 when a file is too new to be told from its next state.
func (s *Store) fingerprint() uint64 {
	h := fnv.New64a()
	fresh := false
	note := func(path string) {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			fresh = fresh || time.Since(info.ModTime()).Abs() < grain
			fmt.Fprintf(h, "%s\x00%d\x00%d\x00%d\x00", path, info.Size(), info.ModTime().UnixNano(), info.Mode())
		} else {
			fmt.Fprintf(h, "%s\x00%t\x00", path, err == nil)
		}
	}
	note(filepath.Join(s.dir, config.File))
	for _, top := range watched {
		// An unreadable folder shows in what is noted; Reload reports it.
		_ = filepath.WalkDir(filepath.Join(s.dir, top), func(path string, _ fs.DirEntry, _ error) error {
			note(path)
			return nil
		})
	}
	if fresh {
		return 0
	}
	return h.Sum64()
}

// ReloadOn reloads with each signal that comes, such as SIGHUP, until ctx ends.
// It reloads in any case: the environment and files outside of the mesh, such
// as credentials, are not watched.
func (s *Store) ReloadOn(ctx context.Context, signals <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, ok := <-signals:
			if !ok {
				return
			}
			s.Reload()
		}
	}
}
