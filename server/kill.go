package server

import (
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/server/local"
	"nanohouse/server/wire"
)

// kill ends another session, or its statement. Another principal's session
// exists only for an administrator.
func (x *session) kill(id uint64, onlyStatement bool, r reply) error {
	target, ok := x.server.registry.find(id)
	if ok && target != x {
		target.mu.Lock()
		owner := target.view.user
		target.mu.Unlock()
		ok = owner == x.principal.Name || r.run.administrator()
	}
	if !ok {
		return sqlerr.New(sqlerr.NoSuchThread, "Unknown thread id: %d", id)
	}
	switch {
	case target == x && onlyStatement:
		return sqlerr.New(sqlerr.Interrupted, "Query execution was interrupted")
	case target == x:
		x.stop(wire.ErrKilled)
		return sqlerr.New(sqlerr.Interrupted, "Query execution was interrupted")
	case onlyStatement:
		target.interrupt(wire.ErrKilled)
	default:
		target.stop(wire.ErrKilled)
	}
	return r.ok()
}

// interrupt stops the running statement, if there is one.
func (x *session) interrupt(cause error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running != nil {
		x.running.cancel(cause)
	}
}

// stop ends the session: at once when it idles, else after its statement, which is interrupted.
func (x *session) stop(cause error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stopped = true
	if x.running != nil {
		x.running.cancel(cause)
		return
	}
	x.conn.Abort()
}

// endIfIdle ends a session that runs nothing.
func (x *session) endIfIdle() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stopped = true
	if x.running == nil {
		x.conn.Abort()
	}
}

func (x *session) ended() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.stopped
}

// processes lists the sessions that the principal of a statement may see.
func (x *session) processes(run *statement) []local.Process {
	all := run.administrator()
	var out []local.Process
	x.server.registry.each(func(s *session) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.view.user == "" || !all && s.view.user != x.principal.Name {
			return
		}
		p := local.Process{
			ID: s.id, User: s.view.user, Host: s.host, Database: s.view.database, Command: "Sleep",
			Seconds: int(time.Since(s.view.since).Seconds()),
		}
		if s.running != nil {
			p.Command, p.Info = "Query", s.running.st.Text
		}
		out = append(out, p)
	})
	return out
}
