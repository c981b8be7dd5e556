package conformance

import (
	"bufio"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Capability flags of the MySQL handshake that the client speaks of.
const (
	capLongPassword    = 1 << 0
	capLongFlag        = 1 << 2
	capConnectWithDB   = 1 << 3
	capProtocol41      = 1 << 9
	capSSL             = 1 << 11
	capTransactions    = 1 << 13
	capSecureConn      = 1 << 15
	capMultiStatements = 1 << 16
	capMultiResults    = 1 << 17
	capPSMultiResults  = 1 << 18
	capPluginAuth      = 1 << 19
)

// ServerError is an ERR packet.
type ServerError struct {
	Errno   uint16
	State   string
	Message string
}

// Error gives the error as the mariadb client prints it.
func (e *ServerError) Error() string {
	return fmt.Sprintf("ERROR %d (%s): %s", e.Errno, e.State, e.Message)
}

// Errno gives the number of a server's error, 0 for none and -1 for an error that is not the server's.
func Errno(err error) int {
	var se *ServerError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &se):
		return int(se.Errno)
	}
	return -1
}

// Options say how to connect.
type Options struct {
	Addr, User, Password, DB string
	// Plain connects without TLS even when the server offers it.
	Plain bool
	// TLS is used when the server offers TLS; nil takes any certificate.
	TLS *tls.Config
}

// Conn is one connection that keeps every packet as it came. It is not safe
// for concurrent use.
type Conn struct {
	// Greeting is the server's version, ID the connection's number.
	Greeting string
	ID       uint32
	// OfferedTLS says that the server can do TLS, Status is the greeting's status word.
	OfferedTLS bool
	Status     uint16
	// Timeout bounds each read; 0 means one minute.
	Timeout time.Duration
	// MaxRows bounds the rows of an answer; 0 means half a million.
	MaxRows int

	nc   net.Conn
	r    *bufio.Reader
	seq  byte
	opt  Options
	salt []byte
}

// Connect dials, authenticates and returns the connection.
func Connect(opt Options) (*Conn, error) {
	nc, err := net.DialTimeout("tcp", opt.Addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	c := &Conn{nc: nc, r: bufio.NewReaderSize(nc, 1<<16), opt: opt}
	if err := c.handshake(); err != nil {
		nc.Close()
		return nil, err
	}
	return c, nil
}

// Close says goodbye and closes the connection.
func (c *Conn) Close() error {
	c.seq = 0
	_ = c.write([]byte{0x01})
	return c.nc.Close()
}

// Abort closes the socket without a word, as a client that crashed.
func (c *Conn) Abort() error { return c.nc.Close() }

func (c *Conn) handshake() error {
	p, err := c.read()
	if err != nil {
		return fmt.Errorf("read greeting: %w", err)
	}
	if err := asError(p); err != nil {
		return err
	}
	plugin, err := c.parseGreeting(p)
	if err != nil {
		return err
	}
	caps := uint32(capLongPassword | capLongFlag | capProtocol41 | capTransactions | capSecureConn |
		capMultiStatements | capMultiResults | capPSMultiResults | capPluginAuth)
	if c.opt.DB != "" {
		caps |= capConnectWithDB
	}
	if c.OfferedTLS && !c.opt.Plain {
		caps |= capSSL
		if err := c.startTLS(caps); err != nil {
			return err
		}
	}
	auth, err := c.scramble(plugin)
	if err != nil {
		return err
	}
	resp := append(c.clientHeader(caps), c.opt.User...)
	resp = append(resp, 0, byte(len(auth)))
	resp = append(resp, auth...)
	if c.opt.DB != "" {
		resp = append(append(resp, c.opt.DB...), 0)
	}
	resp = append(append(resp, plugin...), 0)
	if err := c.write(resp); err != nil {
		return err
	}
	return c.finishAuth()
}

func (c *Conn) parseGreeting(p []byte) (plugin string, err error) {
	if len(p) < 44 || p[0] != 10 {
		return "", fmt.Errorf("greeting is not protocol 10: % x", p[:min(len(p), 16)])
	}
	rest := p[1:]
	c.Greeting, rest = cString(rest)
	if len(rest) < 31 {
		return "", errors.New("greeting is too short")
	}
	c.ID = binary.LittleEndian.Uint32(rest)
	c.salt = append([]byte(nil), rest[4:12]...)
	caps := uint32(binary.LittleEndian.Uint16(rest[13:])) | uint32(binary.LittleEndian.Uint16(rest[18:]))<<16
	c.Status = binary.LittleEndian.Uint16(rest[16:])
	c.OfferedTLS = caps&capSSL != 0
	n := max(13, int(rest[20])-8)
	tail := rest[31:]
	if len(tail) < n {
		return "", errors.New("greeting lacks its salt")
	}
	c.salt = append(c.salt, tail[:12]...)
	plugin, _ = cString(tail[n:])
	return plugin, nil
}

// clientHeader is the head of the handshake response; utf8mb4 is charset 45.
func (c *Conn) clientHeader(caps uint32) []byte {
	h := make([]byte, 32)
	binary.LittleEndian.PutUint32(h, caps)
	binary.LittleEndian.PutUint32(h[4:], 1<<24)
	h[8] = 45
	return h
}

func (c *Conn) startTLS(caps uint32) error {
	if err := c.write(c.clientHeader(caps)); err != nil {
		return err
	}
	cfg := c.opt.TLS
	if cfg == nil {
		cfg = &tls.Config{InsecureSkipVerify: true}
	}
	t := tls.Client(c.nc, cfg)
	if err := t.Handshake(); err != nil {
		return fmt.Errorf("tls: %w", err)
	}
	c.nc = t
	c.r = bufio.NewReaderSize(t, 1<<16)
	return nil
}

func (c *Conn) scramble(plugin string) ([]byte, error) {
	if c.opt.Password == "" {
		return nil, nil
	}
	switch plugin {
	case "mysql_native_password":
		h1 := sha1.Sum([]byte(c.opt.Password))
		h2 := sha1.Sum(h1[:])
		h3 := sha1.Sum(append(append([]byte(nil), c.salt...), h2[:]...))
		return xor(h1[:], h3[:]), nil
	case "caching_sha2_password":
		h1 := sha256.Sum256([]byte(c.opt.Password))
		h2 := sha256.Sum256(h1[:])
		h3 := sha256.Sum256(append(h2[:], c.salt...))
		return xor(h1[:], h3[:]), nil
	case "mysql_clear_password":
		return append([]byte(c.opt.Password), 0), nil
	}
	return nil, fmt.Errorf("server asks for the unknown plugin %q", plugin)
}

func (c *Conn) finishAuth() error {
	for {
		p, err := c.read()
		if err != nil {
			return fmt.Errorf("read answer to login: %w", err)
		}
		switch p[0] {
		case 0x00:
			return nil
		case 0xff:
			return asError(p)
		case 0xfe:
			var salt []byte
			plugin, rest := cString(p[1:])
			salt = rest
			if len(salt) > 20 {
				salt = salt[:20]
			}
			c.salt = append([]byte(nil), salt...)
			a, err := c.scramble(plugin)
			if err != nil {
				return err
			}
			if err := c.write(a); err != nil {
				return err
			}
		case 0x01:
			if err := c.moreAuth(p[1:]); err != nil {
				return err
			}
		default:
			return fmt.Errorf("unexpected packet 0x%02x in login", p[0])
		}
	}
}

// moreAuth answers caching_sha2_password's second round: the password within
// TLS, or encrypted with the server's public key without.
func (c *Conn) moreAuth(p []byte) error {
	if len(p) == 1 && p[0] == 3 {
		return nil
	}
	if len(p) != 1 || p[0] != 4 {
		return errors.New("unexpected data in caching_sha2_password")
	}
	if _, ok := c.nc.(*tls.Conn); ok {
		return c.write(append([]byte(c.opt.Password), 0))
	}
	if err := c.write([]byte{2}); err != nil {
		return err
	}
	key, err := c.read()
	if err != nil {
		return err
	}
	if err := asError(key); err != nil {
		return err
	}
	block, _ := pem.Decode(key[1:])
	if block == nil {
		return errors.New("server sent no public key")
	}
	pub, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return err
	}
	plain := append([]byte(c.opt.Password), 0)
	for i := range plain {
		plain[i] ^= c.salt[i%len(c.salt)]
	}
	enc, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, pub.(*rsa.PublicKey), plain, nil)
	if err != nil {
		return err
	}
	return c.write(enc)
}

// read gives one packet's payload, joined when it was longer than 16 MB.
func (c *Conn) read() ([]byte, error) {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = time.Minute
	}
	if err := c.nc.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, err
	}
	var out []byte
	for {
		var h [4]byte
		if _, err := io.ReadFull(c.r, h[:]); err != nil {
			return nil, err
		}
		n := int(h[0]) | int(h[1])<<8 | int(h[2])<<16
		c.seq = h[3] + 1
		part := make([]byte, n)
		if _, err := io.ReadFull(c.r, part); err != nil {
			return nil, err
		}
		if out == nil {
			out = part
		} else {
			out = append(out, part...)
		}
		if n < 1<<24-1 {
			break
		}
	}
	if len(out) == 0 {
		return nil, errors.New("empty packet")
	}
	return out, nil
}

func (c *Conn) write(p []byte) error {
	for {
		n := min(len(p), 1<<24-1)
		h := []byte{byte(n), byte(n >> 8), byte(n >> 16), c.seq}
		c.seq++
		if _, err := c.nc.Write(append(h, p[:n]...)); err != nil {
			return err
		}
		if p = p[n:]; n < 1<<24-1 {
			return nil
		}
	}
}

// command sends one command as a new exchange.
func (c *Conn) command(code byte, body []byte) error {
	c.seq = 0
	return c.write(append([]byte{code}, body...))
}

func asError(p []byte) error {
	if len(p) < 3 || p[0] != 0xff {
		return nil
	}
	e := &ServerError{Errno: binary.LittleEndian.Uint16(p[1:])}
	rest := p[3:]
	if len(rest) >= 6 && rest[0] == '#' {
		e.State, rest = string(rest[1:6]), rest[6:]
	}
	e.Message = string(rest)
	return e
}

func cString(p []byte) (string, []byte) {
	for i, b := range p {
		if b == 0 {
			return string(p[:i]), p[i+1:]
		}
	}
	return string(p), nil
}

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}
