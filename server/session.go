package server

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"nanohouse/auth"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/server/local"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
)

// session is one connection: who it is, what it has set, what it runs.
type session struct {
	server *Server
	conn   *packet.Conn
	id     uint32
	host   string

	// ctx ends when the client goes, or the session is killed or stopped.
	ctx context.Context
	end context.CancelCauseFunc

	scramble  [20]byte
	principal auth.Principal
	local     *local.Conn
	settings  settings
	txn       transaction
	prepared  prepared
	named     map[string]string // text of PREPARE by name
	counts    counts

	// mu guards what other sessions see and touch.
	mu      sync.Mutex
	running *statement
	stopped bool
	view    processView
}

// processView is what the process list tells of a session.
type processView struct {
	user, database string
	since          time.Time
}

func newSession(s *Server, conn *packet.Conn) *session {
	x := &session{server: s, conn: conn, id: s.registry.last.Add(1)}
	x.ctx, x.end = context.WithCancelCause(context.Background())
	x.host = "localhost"
	if a, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		x.host = a.IP.String()
	}
	x.view.since = time.Now()
	return x
}

// become takes on an identity. All state of an earlier one is gone.
func (x *session) become(p auth.Principal) {
	x.closePrepared()
	x.principal = p
	x.local = x.server.local.Conn(x.id, p.Name, x.host)
	if t, ok := x.conn.TLS(); ok {
		x.local.SetTLS(strings.Replace(tls.VersionName(t.Version), "TLS 1", "TLSv1", 1), tls.CipherSuiteName(t.CipherSuite))
	}
	x.txn, x.named, x.counts = transaction{}, map[string]string{}, counts{}
	x.mu.Lock()
	x.view = processView{user: p.Name, since: time.Now()}
	x.mu.Unlock()
	x.readSettings()
}

// reset clears the session's state and keeps its identity, as COM_RESET_CONNECTION does.
func (x *session) reset() {
	x.closePrepared()
	x.local.Reset()
	x.txn, x.named, x.counts = transaction{}, map[string]string{}, counts{}
	x.readSettings()
}

// Query answers a text of one or more statements. The error is the
// connection's; those of statements go to the client.
func (x *session) Query(text string) error {
	for more := true; more; {
		st, err := x.classify(text)
		if err != nil {
			return x.refuse(text, err)
		}
		more = x.conn.Capabilities&packet.MultiStatements != 0 && !blank(st.Rest)
		if !more && !blank(st.Rest) {
			return x.refuse(text, sqlerr.New(sqlerr.Syntax, "more than one statement, which this connection did not ask for").
				WithHint("send one statement at a time, or connect with multiple statements enabled"))
		}
		run := x.begin(st)
		err = run.finish(x.answer(run, more))
		if err != nil {
			return x.failed(run, err)
		}
		text = st.Rest
	}
	return nil
}

// answer runs one statement of whatever kind and writes its result.
func (x *session) answer(run *statement, more bool) (err error) {
	defer recovered(&err)
	reply := reply{session: x, run: run, more: more}
	switch st := run.st; st.Kind {
	case parse.Select:
		return x.governed(run, reply, nil)
	case parse.SelectInto:
		return x.selectInto(run, reply, nil)
	case parse.Do:
		return x.do(run, reply, nil)
	case parse.Local:
		return x.locally(run, reply)
	case parse.Explain, parse.ExplainPolicy:
		return x.explain(run, reply)
	case parse.Kill:
		return x.kill(st.KillID, st.KillQuery, reply)
	case parse.Prepare:
		return x.prepareText(run, reply)
	case parse.Execute:
		return x.executeText(run, reply)
	case parse.Deallocate:
		return x.deallocate(st.Name, reply)
	case parse.Empty:
		return sqlerr.New(sqlerr.EmptyQuery, "Query was empty")
	default:
		return x.write(run, reply)
	}
}

// serve reads commands until the client goes.
func (x *session) serve() {
	x.conn.Feed(func(error) { x.end(wire.ErrGone) })
	for {
		x.conn.NextSequence()
		payload, err := x.read()
		if err != nil {
			if e, ok := sqlerr.As(framing(err)); ok {
				_ = x.sendError(e)
			}
			return
		}
		if err := x.command(payload); err != nil {
			if e, ok := sqlerr.As(err); ok {
				_ = x.sendError(e)
			}
			return
		}
		if x.ended() {
			return
		}
	}
}

// read waits for a command, no longer than the session may be idle.
func (x *session) read() ([]byte, error) {
	limit := x.server.cfg.IdleTimeout
	if w := x.settings.wait; w > 0 && w < limit {
		limit = w
	}
	timer := time.AfterFunc(limit, x.conn.Abort)
	defer timer.Stop()
	return x.conn.Read()
}

func (x *session) close() {
	x.end(wire.ErrGone)
	x.closePrepared()
	_ = x.conn.Close()
}

// failed sends a statement's error. The connection lives on, unless it is the
// connection itself that failed.
func (x *session) failed(run *statement, err error) error {
	if x.conn.Broken() != nil {
		return x.conn.Broken()
	}
	if errors.Is(err, errLost) {
		return err
	}
	return x.sendError(run.fault)
}

func (x *session) sendError(e *sqlerr.Error) error {
	return x.conn.Err(e.Code.Errno, e.Code.SQLState, string(x.charset().Encode(e.Error())))
}

// charset is how the client wants text; before a login it is UTF-8.
func (x *session) charset() wire.Charset {
	if x.settings.results.Name == "" {
		return wire.UTF8
	}
	return x.settings.results
}
