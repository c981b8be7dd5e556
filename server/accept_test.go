package server

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
)

// badListener gives its errors in turn, then connections that panic, then says that it is closed.
type badListener struct {
	net.Listener
	errs  []error
	conns int
}

func (l *badListener) Accept() (net.Conn, error) {
	if len(l.errs) > 0 {
		err := l.errs[0]
		l.errs = l.errs[1:]
		return nil, err
	}
	if l.conns--; l.conns >= 0 {
		return &badConn{}, nil
	}
	return nil, net.ErrClosed
}

type badConn struct{ net.Conn }

func (*badConn) Close() error         { return nil }
func (*badConn) RemoteAddr() net.Addr { panic("a defect") }

// Whoever opens more connections than the process may have files must not end
// the server, nor may a defect in one session.
func TestAcceptGoesOn(t *testing.T) {
	h := newHarness(t, nil)
	fail := func(e error) error { return &net.OpError{Op: "accept", Err: e} }
	l := &badListener{errs: []error{fail(syscall.EMFILE), fail(syscall.ENFILE), fail(syscall.ECONNABORTED)}, conns: 3}
	if err := h.server.accept(l); err != nil {
		t.Error(err)
	}
	h.server.sessions.Wait()
	if n := strings.Count(h.log.String(), "panic: a defect"); n != 3 {
		t.Errorf("%d panics in the log, want 3: %s", n, h.log)
	}
	if err := h.server.accept(&badListener{errs: []error{errors.New("no such socket")}}); err == nil {
		t.Error("an error that stays is no end")
	}
}
