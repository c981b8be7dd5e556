package packet

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

const (
	headerSize = 4
	// MaxFrame is the greatest payload of one frame; a longer packet is split.
	MaxFrame = 1<<24 - 1
	// flushSize is how much is gathered before it goes to the socket.
	flushSize = 64 << 10
	// keepSize is the greatest buffer that stays allocated between packets.
	keepSize = 1 << 20
	// loginSize is the greatest packet before the login is done.
	loginSize = 128 << 10
)

// Errors of framing. After each of them the connection is unusable.
var (
	ErrTooLarge   = errors.New("packet is larger than max_allowed_packet")
	ErrOutOfOrder = errors.New("packets out of order")
)

// Conn frames packets over one connection. Reading and writing may go on at
// the same time, each from one goroutine.
type Conn struct {
	// Capabilities is what both sides agreed on.
	Capabilities Capability
	// WriteTimeout ends a connection whose client stopped reading; 0: never.
	WriteTimeout time.Duration

	raw       net.Conn // the socket
	net       net.Conn // the socket, or TLS over it
	in        *bufio.Reader
	maxPacket int

	out    []byte
	start  int // of the packet that is being written, in out
	seq    byte
	broken error // of an earlier write

	feed *feed
}

// NewConn makes a connection that accepts small packets only, until LoggedIn.
func NewConn(c net.Conn) *Conn {
	return &Conn{raw: c, net: c, in: bufio.NewReaderSize(c, 16<<10), maxPacket: loginSize}
}

// LoggedIn lifts the packet limit to that of a known client.
func (c *Conn) LoggedIn(maxPacket int) { c.maxPacket = maxPacket }

// TLS reports the state of TLS; ok is false without it.
func (c *Conn) TLS() (state tls.ConnectionState, ok bool) {
	if t, is := c.net.(*tls.Conn); is {
		return t.ConnectionState(), true
	}
	return tls.ConnectionState{}, false
}

// StartTLS answers an SSL request. What came behind the request belongs to
// TLS already, even where one read brought both: none of it counts as plain text.
func (c *Conn) StartTLS(cfg *tls.Config) error {
	early, _ := c.in.Peek(c.in.Buffered())
	t := tls.Server(&replay{Conn: c.raw, early: append([]byte(nil), early...)}, cfg)
	if err := t.Handshake(); err != nil {
		return err
	}
	c.net = t
	c.in.Reset(t)
	return nil
}

// replay is a socket some of whose bytes were read too early.
type replay struct {
	net.Conn
	early []byte
}

func (r *replay) Read(b []byte) (int, error) {
	if len(r.early) > 0 {
		n := copy(b, r.early)
		r.early = r.early[n:]
		return n, nil
	}
	return r.Conn.Read(b)
}

// RemoteAddr is the client's address.
func (c *Conn) RemoteAddr() net.Addr { return c.raw.RemoteAddr() }

// SetDeadline bounds all that is read and written.
func (c *Conn) SetDeadline(t time.Time) error { return c.raw.SetDeadline(t) }

// Abort closes the socket from another goroutine; the session then notices and closes.
func (c *Conn) Abort() { _ = c.raw.Close() }

// Close closes the socket and ends the feed.
func (c *Conn) Close() error {
	err := c.raw.Close()
	if c.feed != nil {
		c.feed.stop()
	}
	return err
}

// NextSequence starts a new exchange: the next packet read or written is number 0.
func (c *Conn) NextSequence() { c.seq = 0 }

// Read gives the next packet's payload, which is valid until the next Read.
func (c *Conn) Read() ([]byte, error) {
	if c.feed != nil {
		m, err := c.feed.next()
		if err != nil {
			return nil, err
		}
		return m.payload, c.follow(m.first, m.last)
	}
	payload, first, last, err := readPacket(c.in, nil, c.maxPacket)
	if err != nil {
		return nil, err
	}
	return payload, c.follow(first, last)
}

func (c *Conn) follow(first, last byte) error {
	if first != c.seq {
		return ErrOutOfOrder
	}
	c.seq = last + 1
	return nil
}

// readPacket reads one packet of any number of frames into buf. The buffer
// grows with what arrives, never with what a header only promises.
func readPacket(in *bufio.Reader, buf []byte, limit int) (payload []byte, first, last byte, err error) {
	buf = buf[:0]
	for frame := 0; ; frame++ {
		var h [headerSize]byte
		if _, err := io.ReadFull(in, h[:]); err != nil {
			return nil, 0, 0, err
		}
		n := int(h[0]) | int(h[1])<<8 | int(h[2])<<16
		if frame == 0 {
			first = h[3]
		} else if h[3] != last+1 {
			return nil, 0, 0, ErrOutOfOrder
		}
		last = h[3]
		if len(buf)+n > limit {
			return nil, 0, last, ErrTooLarge
		}
		if buf, err = readInto(in, buf, n); err != nil {
			return nil, 0, 0, err
		}
		if n < MaxFrame {
			return buf, first, last, nil
		}
	}
}

func readInto(in *bufio.Reader, buf []byte, n int) ([]byte, error) {
	for n > 0 {
		step := min(n, 256<<10)
		at := len(buf)
		if cap(buf)-at < step {
			grown := make([]byte, at, max(2*cap(buf), at+step))
			copy(grown, buf)
			buf = grown
		}
		buf = buf[:at+step]
		if _, err := io.ReadFull(in, buf[at:]); err != nil {
			return nil, err
		}
		n -= step
	}
	return buf, nil
}

// Begin starts a packet and gives the buffer to append its payload to. The
// buffer goes back by End; between the two nothing else may be written.
func (c *Conn) Begin() []byte {
	c.start = len(c.out)
	return append(c.out, 0, 0, 0, 0)
}

// End finishes the packet that Begin started.
func (c *Conn) End(b []byte) error {
	n := len(b) - c.start - headerSize
	if n >= MaxFrame {
		return c.endLarge(b)
	}
	h := b[c.start : c.start+headerSize]
	h[0], h[1], h[2], h[3] = byte(n), byte(n>>8), byte(n>>16), c.seq
	c.seq++
	c.out = b
	if len(b) >= flushSize {
		return c.Flush()
	}
	return nil
}

// Abandon drops the packet that Begin started.
func (c *Conn) Abandon(b []byte) { c.out = b[:c.start] }

// endLarge splits a payload into frames. The last one is shorter than MaxFrame, if need be empty.
func (c *Conn) endLarge(b []byte) error {
	payload := b[c.start+headerSize:]
	c.out = b[:c.start]
	if err := c.Flush(); err != nil {
		return err
	}
	for {
		n := min(len(payload), MaxFrame)
		h := [headerSize]byte{byte(n), byte(n >> 8), byte(n >> 16), c.seq}
		c.seq++
		if err := c.write(h[:]); err != nil {
			return err
		}
		if err := c.write(payload[:n]); err != nil {
			return err
		}
		if payload = payload[n:]; n < MaxFrame {
			c.out = nil
			return nil
		}
	}
}

// Send writes a whole payload as one packet.
func (c *Conn) Send(payload []byte) error { return c.End(append(c.Begin(), payload...)) }

// Flush sends what is gathered.
func (c *Conn) Flush() error {
	if len(c.out) == 0 {
		return c.broken
	}
	err := c.write(c.out)
	c.out = c.out[:0]
	if cap(c.out) > keepSize {
		c.out = nil
	}
	return err
}

func (c *Conn) write(b []byte) error {
	if c.broken != nil {
		return c.broken
	}
	if c.WriteTimeout > 0 {
		if err := c.raw.SetWriteDeadline(time.Now().Add(c.WriteTimeout)); err != nil {
			c.broken = err
			return err
		}
	}
	if _, err := c.net.Write(b); err != nil {
		c.broken = err
	}
	return c.broken
}

// Broken reports the error of an earlier write, after which the client is lost.
func (c *Conn) Broken() error { return c.broken }
