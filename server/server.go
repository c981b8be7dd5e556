package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"nanohouse/server/local"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
)

// Server accepts MySQL connections. Make it by New, then Listen, then Serve.
type Server struct {
	cfg   Config
	tls   *tls.Config
	local *local.Engine

	registry  *registry
	listeners []net.Listener
	sessions  sync.WaitGroup

	mu       sync.Mutex
	draining bool
}

// New makes a server that does not listen yet.
func New(cfg Config) (*Server, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	cfg.setDefaults()
	s := &Server{cfg: cfg, tls: cfg.TLS, registry: newRegistry()}
	if s.tls == nil {
		var err error
		if s.tls, err = SelfSigned(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Listen opens the listeners, so that their addresses are known.
func (s *Server) Listen() error {
	if s.cfg.Listen != "" {
		l, err := net.Listen("tcp", s.cfg.Listen)
		if err != nil {
			return fmt.Errorf("listen on %s: %w", s.cfg.Listen, err)
		}
		s.listeners = append(s.listeners, l)
	}
	if s.cfg.Socket != "" {
		if err := s.listenUnix(); err != nil {
			s.closeListeners()
			return err
		}
	}
	e, err := local.New(local.Config{
		Version: s.cfg.Version, Port: s.port(), MaxPacket: s.cfg.MaxPacket, SecureTransport: s.cfg.RequireTLS,
	})
	if err != nil {
		s.closeListeners()
		return err
	}
	s.local = e
	return nil
}

// listenUnix opens the socket, after removing one that a dead process left.
func (s *Server) listenUnix() error {
	if c, err := net.Dial("unix", s.cfg.Socket); err == nil {
		_ = c.Close()
		return fmt.Errorf("listen on %s: another server answers there", s.cfg.Socket)
	}
	if fi, err := os.Lstat(s.cfg.Socket); err == nil && fi.Mode().Type() == os.ModeSocket {
		_ = os.Remove(s.cfg.Socket)
	}
	l, err := net.Listen("unix", s.cfg.Socket)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.cfg.Socket, err)
	}
	s.listeners = append(s.listeners, l)
	return nil
}

func (s *Server) port() int {
	if a, ok := s.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

// Addr is the address of the first listener.
func (s *Server) Addr() net.Addr {
	if len(s.listeners) == 0 {
		return nil
	}
	return s.listeners[0].Addr()
}

// Serve accepts connections until Shutdown.
func (s *Server) Serve() error {
	errs := make(chan error, len(s.listeners))
	for _, l := range s.listeners {
		go func() { errs <- s.accept(l) }()
	}
	var first error
	for range s.listeners {
		if err := <-errs; err != nil && first == nil {
			first = err
			s.closeListeners()
		}
	}
	return first
}

func (s *Server) accept(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			if passing(err) {
				time.Sleep(acceptPause)
				continue
			}
			return fmt.Errorf("accept: %w", err)
		}
		s.mu.Lock()
		if s.draining {
			s.mu.Unlock()
			_ = c.Close()
			continue
		}
		s.sessions.Add(1)
		s.mu.Unlock()
		go func() {
			defer s.sessions.Done()
			defer s.survive()
			s.connection(packet.NewConn(c))
		}()
	}
}

// survive keeps a session that panics from ending the others.
func (s *Server) survive() {
	if p := recover(); p != nil {
		s.cfg.Log.Error("session failed", "cause", fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
	}
}

// acceptPause is how long to wait for what keeps a connection from being accepted to pass.
const acceptPause = 20 * time.Millisecond

// passing reports whether accepting may succeed later: strangers who open as
// many connections as the process may have files must not end it.
func passing(err error) bool {
	for _, e := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// Ready reports whether new connections are served.
func (s *Server) Ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.draining && s.local != nil
}

// Shutdown stops accepting, lets running statements finish until ctx ends,
// then stops them, and waits for every session.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	already := s.draining
	s.draining = true
	s.mu.Unlock()
	if already {
		return nil
	}
	s.closeListeners()
	done := make(chan struct{})
	go func() { s.sessions.Wait(); close(done) }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		s.registry.each(func(x *session) { x.endIfIdle() })
		select {
		case <-done:
			return s.close()
		case <-tick.C:
		case <-ctx.Done():
			s.registry.each(func(x *session) { x.stop(wire.ErrDraining) })
			<-done
			return s.close()
		}
	}
}

func (s *Server) close() error {
	if s.local == nil {
		return nil
	}
	return s.local.Close()
}

func (s *Server) closeListeners() {
	for _, l := range s.listeners {
		_ = l.Close()
	}
}
