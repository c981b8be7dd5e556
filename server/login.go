package server

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
)

// connection serves one client from its greeting to its end.
func (s *Server) connection(conn *packet.Conn) {
	x := newSession(s, conn)
	defer x.close()
	if !s.registry.add(x, s.cfg.MaxConnections) {
		s.cfg.Metrics.refused.WithLabelValues("max_connections").Inc()
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		_ = x.sendError(sqlerr.New(sqlerr.TooManyConns, "Too many connections"))
		return
	}
	s.cfg.Metrics.connections.Inc()
	defer s.cfg.Metrics.connections.Dec()
	defer s.registry.remove(x.id)
	if err := x.login(); err != nil {
		if e, ok := sqlerr.As(err); ok {
			s.cfg.Metrics.logins.WithLabelValues(e.Code.ID).Inc()
			_ = x.sendError(e)
		}
		return
	}
	s.cfg.Metrics.logins.WithLabelValues("ok").Inc()
	x.serve()
}

// login greets the client, brings up TLS, and finds out who it is.
func (x *session) login() error {
	_ = x.conn.SetDeadline(time.Now().Add(x.server.cfg.LoginTimeout))
	users := x.server.cfg.Mesh.Current().Users
	if err := x.newScramble(); err != nil {
		return err
	}
	g := packet.Greeting{
		ServerVersion: x.server.cfg.Version, ThreadID: x.id, Capabilities: packet.Offered | packet.SSL,
		Collation: byte(wire.UTF8.Collation), Status: packet.Autocommit, Plugin: users.Plugin(), Scramble: x.scramble,
	}
	if err := x.conn.Greet(g); err != nil {
		return err
	}
	payload, err := x.conn.Read()
	if err != nil {
		return framing(err)
	}
	if packet.IsSSLRequest(payload) {
		if err := x.conn.StartTLS(x.server.tls); err != nil {
			return err
		}
		if payload, err = x.conn.Read(); err != nil {
			return framing(err)
		}
	} else if x.server.cfg.RequireTLS && !x.secure() {
		// Nothing of the packet has been looked at, and nothing will be.
		return sqlerr.New(sqlerr.SecureTransport, "Connections using insecure transport are prohibited while --require_secure_transport=ON.").
			WithHint("ask your client for TLS, such as --ssl-mode=REQUIRED")
	}
	l, err := packet.ParseLogin(payload, g.Capabilities)
	if err != nil {
		return sqlerr.New(sqlerr.BadGreeting, "Bad handshake")
	}
	x.conn.Capabilities = l.Capabilities
	if err := x.identify(l); err != nil {
		return err
	}
	x.conn.LoggedIn(x.server.cfg.MaxPacket)
	x.conn.WriteTimeout = x.server.cfg.WriteTimeout
	_ = x.conn.SetDeadline(time.Time{})
	return x.conn.OK(packet.OK{Status: x.status()})
}

// newScramble makes a challenge without zero bytes, which end strings.
func (x *session) newScramble() error {
	if _, err := rand.Read(x.scramble[:]); err != nil {
		return err
	}
	for i, b := range x.scramble {
		x.scramble[i] = b%127 + 1
	}
	return nil
}

func (x *session) secure() bool {
	_, tls := x.conn.TLS()
	return tls || x.conn.RemoteAddr().Network() == "unix"
}

// identify authenticates, and starts the session's state anew for the
// principal that it finds: nothing of an earlier identity stays.
func (x *session) identify(l packet.Login) error {
	ctx, cancel := context.WithTimeout(x.ctx, x.server.cfg.LoginTimeout)
	defer cancel()
	state := x.server.cfg.Mesh.Current()
	p, err := state.Users.Authenticate(ctx, Credentials{
		User: l.User, Plugin: l.Plugin, Scramble: x.scramble[:], Response: l.Response,
		Secure: x.secure(), Remote: x.conn.RemoteAddr(),
	}, dialog{x.conn})
	if err != nil {
		if lost(err) {
			return err
		}
		if e, ok := sqlerr.As(err); ok && e.Code != sqlerr.LoginFailed {
			return e
		}
		return x.loginFailed(l)
	}
	x.become(p)
	x.useCollation(l.Collation)
	if l.Database != "" {
		return x.use(Env{Principal: p, Authorizer: state.Authorizer, Catalog: state.Catalog}, l.Database)
	}
	return nil
}

// loginFailed says the same for every reason.
func (x *session) loginFailed(l packet.Login) error {
	password := "NO"
	if len(l.Response) > 0 {
		password = "YES"
	}
	return sqlerr.New(sqlerr.LoginFailed, "Access denied for user '%s'@'%s' (using password: %s)", printable(l.User), x.host, password)
}

// printable cuts a client's name to what an error may repeat.
func printable(s string) string {
	out := make([]rune, 0, 32)
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			r = '?'
		}
		if out = append(out, r); len(out) == 32 {
			break
		}
	}
	return string(out)
}

// lost reports whether an error is the connection's.
func lost(err error) bool {
	var ne net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &ne) || errors.Is(err, io.ErrClosedPipe)
}

// framing gives the error that a client may still see after a broken packet.
func framing(err error) error {
	switch {
	case errors.Is(err, packet.ErrTooLarge):
		return sqlerr.New(sqlerr.PacketTooLarge, "Got a packet bigger than 'max_allowed_packet' bytes")
	case errors.Is(err, packet.ErrOutOfOrder):
		return sqlerr.New(sqlerr.OutOfOrder, "Got packets out of order")
	case errors.Is(err, packet.ErrMalformed):
		return sqlerr.New(sqlerr.MalformedPacket, "Malformed communication packet")
	}
	return err
}

// dialog carries auth messages over the connection.
type dialog struct{ conn *packet.Conn }

func (d dialog) Switch(plugin string, data []byte) ([]byte, error) {
	if err := d.conn.AuthSwitch(plugin, data); err != nil {
		return nil, err
	}
	return d.read()
}

func (d dialog) More(data []byte) ([]byte, error) {
	if err := d.conn.AuthMore(data); err != nil {
		return nil, err
	}
	return d.read()
}

func (d dialog) Tell(data []byte) error { return d.conn.AuthMore(data) }

func (d dialog) read() ([]byte, error) {
	b, err := d.conn.Read()
	return append([]byte(nil), b...), err
}
