// Package audit writes one record a statement, as lines of JSON.
//
// A record holds the statement's form, never its literals: the caller gives
// the text that Normalise made. Writing is asynchronous and bounded: a disk that is
// full or slow costs records, which are counted, and no statement.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Record is what is kept of one statement.
type Record struct {
	Time       time.Time `json:"time"`
	User       string    `json:"user"`
	Host       string    `json:"host"`
	Connection uint32    `json:"connection"`
	// Statement is the normalised text; the sink adds its digest.
	Statement string `json:"statement"`
	Digest    string `json:"digest"`
	// Datasets are the datasets that the statement reads: sales.orders_v1.
	Datasets []string `json:"datasets"`
	// Masked is the number of masked columns that it reads.
	Masked int `json:"masked"`
	// Decision is allow, mask or deny.
	Decision string `json:"decision"`
	// Outcome is ok, or the ID of the error.
	Outcome  string        `json:"outcome"`
	Errno    uint16        `json:"errno"`
	Rows     uint64        `json:"rows"`
	Duration time.Duration `json:"duration_ns"`
}

// Config says where records go. Zero values mean the defaults.
type Config struct {
	// Path is the file; older ones are Path.1, Path.2 and so on.
	Path string
	// MaxBytes is the size from which a new file is begun: 64 MiB.
	MaxBytes int64
	// Keep is how many older files stay: 8.
	Keep int
	// Buffer is how many records wait to be written at most: 4096.
	Buffer int
	// Log is told when writing fails and when it works again.
	Log *slog.Logger
}

// Sink writes records to a file.
type Sink struct {
	cfg     Config
	records chan Record
	done    chan struct{}
	dropped atomic.Uint64

	mu     sync.RWMutex // held to write while records is closed
	closed bool

	file    *os.File // the rest belongs to the writing goroutine
	size    int64
	failing bool
}

// Open makes a sink. It fails when the file cannot be opened, because an audit
// that never worked should be noticed at the start.
func Open(cfg Config) (*Sink, error) {
	if cfg.MaxBytes <= 0 {
		cfg.MaxBytes = 64 << 20
	}
	if cfg.Keep <= 0 {
		cfg.Keep = 8
	}
	if cfg.Buffer <= 0 {
		cfg.Buffer = 4096
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Sink{cfg: cfg, records: make(chan Record, cfg.Buffer), done: make(chan struct{})}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("open audit file: %w", err)
	}
	go s.run()
	return s, nil
}

// Write takes a record, and never waits: when too many wait already, the record is dropped.
func (s *Sink) Write(r Record) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		s.dropped.Add(1)
		return
	}
	select {
	case s.records <- r:
	default:
		s.dropped.Add(1)
	}
}

// Dropped is the number of records that were lost.
func (s *Sink) Dropped() uint64 { return s.dropped.Load() }

// Close writes what waits and closes the file. When ctx ends first, the rest
// is written behind the caller's back.
func (s *Sink) Close(ctx context.Context) error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.records)
	}
	s.mu.Unlock()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Sink) run() {
	defer close(s.done)
	for r := range s.records {
		if err := s.append(r); err != nil {
			s.dropped.Add(1)
			if !s.failing {
				s.cfg.Log.Error("the audit cannot be written; records are lost until it can", "error", err)
			}
			s.failing = true
		} else if s.failing {
			s.failing = false
			s.cfg.Log.Info("the audit is written again", "dropped", s.dropped.Load())
		}
	}
	if s.file != nil {
		_ = s.file.Close()
	}
}

func (s *Sink) append(r Record) error {
	sum := sha256.Sum256([]byte(r.Statement))
	r.Digest = hex.EncodeToString(sum[:8])
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if s.file != nil && s.size > 0 && s.size+int64(len(line)) > s.cfg.MaxBytes {
		if err := s.rotate(); err != nil {
			return err
		}
	}
	if s.file == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	n, err := s.file.Write(line)
	s.size += int64(n)
	if err != nil {
		if n > 0 {
			// Half a line would spoil the next one.
			if cut := s.file.Truncate(s.size - int64(n)); cut == nil {
				s.size -= int64(n)
			}
		}
		_ = s.file.Close()
		s.file = nil
	}
	return err
}

func (s *Sink) open() error {
	if err := os.MkdirAll(filepath.Dir(s.cfg.Path), 0o750); err != nil {
		return err
	}
	f, err := os.OpenFile(s.cfg.Path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return err
	}
	s.file, s.size = f, info.Size()
	return nil
}

// rotate gives the file's name free, and each older file the next number.
func (s *Sink) rotate() error {
	err := s.file.Close()
	s.file = nil
	for i := s.cfg.Keep; i > 1; i-- {
		err = errors.Join(err, rename(s.older(i-1), s.older(i)))
	}
	return errors.Join(err, rename(s.cfg.Path, s.older(1)))
}

func (s *Sink) older(i int) string { return fmt.Sprintf("%s.%d", s.cfg.Path, i) }

func rename(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
