package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nanohouse/server/packet"
)

// rawClient speaks packets by hand, for what no driver sends.
type rawClient struct {
	t        *testing.T
	c        net.Conn
	seq      byte
	scramble []byte
}

func (r *rawClient) read() []byte {
	r.t.Helper()
	p, err := r.tryRead()
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rawClient) tryRead() ([]byte, error) {
	var h [4]byte
	if _, err := io.ReadFull(r.c, h[:]); err != nil {
		return nil, err
	}
	p := make([]byte, int(h[0])|int(h[1])<<8|int(h[2])<<16)
	_, err := io.ReadFull(r.c, p)
	r.seq = h[3] + 1
	return p, err
}

func (r *rawClient) send(payload []byte) {
	n := len(payload)
	b := append([]byte{byte(n), byte(n >> 8), byte(n >> 16), r.seq}, payload...)
	if _, err := r.c.Write(b); err != nil {
		r.t.Fatal(err)
	}
	r.seq++
}

// command sends a command and gives the first packet of its answer.
func (r *rawClient) command(c packet.Command, body ...byte) []byte {
	r.t.Helper()
	r.seq = 0
	r.send(append([]byte{byte(c)}, body...))
	return r.read()
}

const rawCapabilities = packet.Protocol41 | packet.SecureConnection | packet.PluginAuth | packet.ConnectWithDB |
	packet.MultiStatements | packet.MultiResults | packet.PSMultiResults | packet.DeprecateEOF

// greet reads the greeting.
func (h *harness) greet() *rawClient {
	h.t.Helper()
	r := &rawClient{t: h.t, c: h.dial()}
	g := r.read()
	i := bytes.IndexByte(g, 0) + 5
	r.scramble = append(append([]byte{}, g[i:i+8]...), g[i+27:i+39]...)
	return r
}

func loginPacket(caps packet.Capability, user, db string, response []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(caps))
	b = binary.LittleEndian.AppendUint32(b, 1<<24)
	b = append(b, 45)
	b = append(b, make([]byte, 23)...)
	b = append(append(b, user...), 0)
	b = append(append(b, byte(len(response))), response...)
	b = append(append(b, db...), 0)
	return append(append(b, "mysql_native_password"...), 0)
}

func (h *harness) raw(user string) *rawClient {
	h.t.Helper()
	r := h.greet()
	r.send(loginPacket(rawCapabilities, user, "sales", nativeScramble(r.scramble, user)))
	if p := r.read(); p[0] != 0 {
		h.t.Fatalf("login: %q", p)
	}
	return r
}

func wantErr(t *testing.T, p []byte, errno uint16) {
	t.Helper()
	if len(p) < 3 || p[0] != 0xff || binary.LittleEndian.Uint16(p[1:]) != errno {
		t.Fatalf("got %q, want ERR %d", p, errno)
	}
}

func TestAutocommitInGreetingAndOK(t *testing.T) {
	h := newHarness(t, nil)
	r := &rawClient{t: t, c: h.dial()}
	g := r.read()
	i := bytes.IndexByte(g, 0) + 1 + 4 + 8 + 1 + 2 + 1
	if s := binary.LittleEndian.Uint16(g[i:]); packet.Status(s)&packet.Autocommit == 0 {
		t.Errorf("greeting status %x", s)
	}
	r2 := h.raw("ana")
	if p := r2.command(packet.ComPing); packet.Status(binary.LittleEndian.Uint16(p[3:]))&packet.Autocommit == 0 {
		t.Errorf("OK %x", p)
	}
}

func TestTLSIsRequired(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.RequireTLS = true })
	r := h.greet()
	r.send(loginPacket(rawCapabilities, "ana", "sales", nativeScramble(r.scramble, "ana")))
	wantErr(t, r.read(), 3159)
	if _, err := r.tryRead(); !errors.Is(err, io.EOF) {
		t.Errorf("the connection is still open: %v", err)
	}
	c := h.open("ana", "sales?tls=skip-verify")
	if got, err := ask(c, "select n from orders"); err != nil || got != "0\n1\n2" {
		t.Errorf("over TLS: %q %v", got, err)
	}
}

func TestPlainTextBehindSSLRequestIsRefused(t *testing.T) {
	h := newHarness(t, nil)
	r := h.greet()
	b := binary.LittleEndian.AppendUint32(nil, uint32(rawCapabilities|packet.SSL))
	b = append(b, make([]byte, 28)...)
	injected := loginPacket(rawCapabilities, "ana", "sales", nil)
	frame := append([]byte{32, 0, 0, 1}, b...)
	frame = append(frame, byte(len(injected)), 0, 0, 2)
	if _, err := r.c.Write(append(frame, injected...)); err != nil {
		t.Fatal(err)
	}
	if p, err := r.tryRead(); err == nil {
		t.Errorf("an answer to injected text: %q", p)
	}
}

func TestChangeUser(t *testing.T) {
	h := newHarness(t, nil)
	r := h.raw("ana")
	wantOK := func(p []byte) {
		t.Helper()
		if p[0] != 0 {
			t.Fatalf("got %q", p)
		}
	}
	wantOK(r.command(packet.ComQuery, []byte("set @secret = 7")...))
	change := func(user, password string) []byte {
		auth := nativeScramble(r.scramble, password)
		b := append([]byte(user), 0, byte(len(auth)))
		b = append(append(b, auth...), "sales\x00"...)
		b = append(append(b, 45, 0), "mysql_native_password\x00"...)
		return r.command(packet.ComChangeUser, b...)
	}
	wantOK(change("bob", "bob"))
	if p := r.command(packet.ComQuery, []byte("select @secret from information_schema.schemata limit 1")...); p[0] != 1 {
		t.Fatalf("got %q", p)
	}
	r.read() // the column
	if row := r.read(); row[0] != 0xfb {
		t.Errorf("a user variable outlived its user: %q", row)
	}
	r.read()
	wantErr(t, change("ana", "wrong"), 1045)
	if _, err := r.tryRead(); !errors.Is(err, io.EOF) {
		t.Errorf("a failed change of user left the connection open: %v", err)
	}
}

func TestResetConnectionClearsState(t *testing.T) {
	h := newHarness(t, nil)
	r := h.raw("ana")
	r.command(packet.ComQuery, []byte("set @secret = 7, time_zone = '+05:00'")...)
	if p := r.command(packet.ComResetConnection); p[0] != 0 {
		t.Fatalf("got %q", p)
	}
	r.command(packet.ComQuery, []byte("select @secret, @@time_zone, database()")...)
	for range 3 {
		r.read()
	}
	if row := r.read(); string(row) != "\xfb\x06+00:00\x05sales" {
		t.Errorf("got %q", row)
	}
}

func TestCommands(t *testing.T) {
	h := newHarness(t, nil)
	r := h.raw("ana")
	if p := r.command(packet.ComStatistics); !strings.HasPrefix(string(p), "Uptime: ") {
		t.Errorf("statistics: %q", p)
	}
	wantErr(t, r.command(packet.ComDebug), 1227)
	wantErr(t, r.command(packet.Command(0x12)), 1047) // COM_BINLOG_DUMP
	wantErr(t, r.command(packet.Command(0xee)), 1047)
	wantErr(t, r.command(packet.ComInitDB, []byte("hr")...), 1049)
	if p := r.command(packet.ComInitDB, []byte("sales")...); p[0] != 0 {
		t.Errorf("init db: %q", p)
	}
	if p := r.command(packet.ComSetOption, 1, 0); p[0] != 0xfe {
		t.Errorf("set option: %q", p)
	}
	wantErr(t, r.command(packet.ComQuery, []byte("select 1 from orders; select 2 from orders")...), 1064)
	wantErr(t, r.command(packet.ComProcessKill, 0xff, 0xff, 0xff, 0x7f), 1094)
	p := r.command(packet.ComFieldList, []byte("orders\x00")...)
	if !bytes.Contains(p, []byte("orders")) || p[len(p)-1] != 0xfb {
		t.Errorf("field list: %q", p)
	}
	r.read()
	if p := r.read(); p[0] != 0xfe {
		t.Errorf("end of field list: %q", p)
	}
	wantErr(t, r.command(packet.ComFieldList, []byte("pay\x00")...), 1146)
	if p := r.command(packet.ComPing); p[0] != 0 {
		t.Errorf("ping: %q", p)
	}
}

func TestCursor(t *testing.T) {
	h := newHarness(t, nil)
	r := h.raw("ana")
	p := r.command(packet.ComStmtPrepare, []byte("select numbers_2500 from orders")...)
	if p[0] != 0 || binary.LittleEndian.Uint16(p[5:]) != 1 {
		t.Fatalf("prepare: %q", p)
	}
	id := p[1:5]
	r.read() // the column
	execute := append(append([]byte{}, id...), 1, 1, 0, 0, 0)
	if p := r.command(packet.ComStmtExecute, execute...); p[0] != 1 {
		t.Fatalf("execute: %q", p)
	}
	r.read()
	if end := r.read(); packet.Status(binary.LittleEndian.Uint16(end[3:]))&packet.CursorExists == 0 {
		t.Fatalf("no cursor: %x", end)
	}
	total, fetch := 0, append(append([]byte{}, id...), 0xd0, 0x07, 0, 0) // 2,000
	for _, want := range []int{2000, 500} {
		n := 0
		p := r.command(packet.ComStmtFetch, fetch...)
		for ; p[0] == 0; p = r.read() {
			if got := int(binary.LittleEndian.Uint64(p[2:])); got != total {
				t.Fatalf("row %d is %d", total, got)
			}
			n++
			total++
		}
		s := packet.Status(binary.LittleEndian.Uint16(p[3:]))
		if n != want || (want == 500) != (s&packet.LastRowSent != 0) {
			t.Fatalf("fetched %d rows, status %x", n, s)
		}
	}
	if h.closed.Load() != 1 {
		t.Errorf("the engine's result was closed %d times", h.closed.Load())
	}
	r.command(packet.ComStmtExecute, execute...)
	r.read()
	r.read()
	if p := r.command(packet.ComStmtReset, id...); p[0] != 0 {
		t.Fatalf("reset: %q", p)
	}
	wantErr(t, r.command(packet.ComStmtFetch, fetch...), 1421)
	if h.closed.Load() != 2 {
		t.Errorf("reset left the engine's result open")
	}
	wantErr(t, r.command(packet.ComStmtReset, 9, 9, 9, 9), 1243)
}

func TestLongData(t *testing.T) {
	h := newHarness(t, nil)
	r := h.raw("ana")
	p := r.command(packet.ComStmtPrepare, []byte("select n from orders where a = ?")...)
	id := p[1:5]
	r.read()
	r.read()
	for _, part := range []string{"one ", "two"} {
		r.seq = 0
		r.send(append(append([]byte{byte(packet.ComStmtLongData)}, id...), append([]byte{0, 0}, part...)...))
	}
	body := append(append([]byte{}, id...), 0, 1, 0, 0, 0, 0, 1, byte(packet.TypeString), 0)
	if p := r.command(packet.ComStmtExecute, body...); p[0] != 1 {
		t.Fatalf("execute: %q", p)
	}
	if got := (*h.lastArg.Load())[0].Value; got != "one two" {
		t.Errorf("got %v", got)
	}
}

func TestOversizedPackets(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.MaxPacket = 1 << 20 })
	r := h.greet()
	if _, err := r.c.Write([]byte{0xff, 0xff, 0x7f, 1}); err != nil { // 8 MB before a login
		t.Fatal(err)
	}
	wantErr(t, r.read(), 1153)
	r = h.raw("ana")
	if _, err := r.c.Write([]byte{0xff, 0xff, 0x7f, 0}); err != nil {
		t.Fatal(err)
	}
	wantErr(t, r.read(), 1153)
}

func TestMalformedPacketsNeverHang(t *testing.T) {
	h := newHarness(t, nil)
	for i, payload := range [][]byte{{}, {0x17}, {0x17, 1}, {0x19}, {0x1c, 1, 0, 0}, {0x18, 1}, {0x0c}, {0x11}, {0x1b}, {0x04}, {0x16}, {0x03}, {0x02}} {
		r := h.raw("ana")
		r.seq = 0
		r.send(payload)
		if len(payload) > 0 && payload[0] == 0x18 || len(payload) == 1 && payload[0] == 0x19 {
			_ = r.c.SetReadDeadline(time.Now().Add(time.Second))
		}
		if _, err := r.tryRead(); err != nil && !errors.Is(err, io.EOF) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestLoginTimeout(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.LoginTimeout = 100 * time.Millisecond })
	r := h.greet()
	start := time.Now()
	if _, err := r.tryRead(); err == nil {
		t.Error("the server waits for ever")
	}
	if time.Since(start) > 3*time.Second {
		t.Error("the login lasted too long")
	}
}

func TestUnixSocketCountsAsSecure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.sock")
	h := newHarness(t, func(c *Config) { c.RequireTLS, c.Socket = true, path })
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r := &rawClient{t: t, c: c}
	g := r.read()
	i := bytes.IndexByte(g, 0) + 5
	scramble := append(append([]byte{}, g[i:i+8]...), g[i+27:i+39]...)
	r.send(loginPacket(rawCapabilities, "ana", "sales", nativeScramble(scramble, "ana")))
	if p := r.read(); p[0] != 0 {
		t.Errorf("got %q", p)
	}
	_ = h
}

func TestHTTP(t *testing.T) {
	h := newHarness(t, nil)
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		h.server.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code, w.Body.String()
	}
	c := h.open("ana", "sales")
	if _, err := ask(c, "select n from orders"); err != nil {
		t.Fatal(err)
	}
	if code, _ := get("/livez"); code != 200 {
		t.Errorf("livez: %d", code)
	}
	h.mesh.problem = "domains/x.yaml:3: no such column"
	if code, body := get("/readyz"); code != 200 || !strings.Contains(body, "no such column") {
		t.Errorf("readyz: %d %s", code, body)
	}
	<-h.records // counted before it is recorded
	if _, body := get("/metrics"); !strings.Contains(body, `nanohouse_statements_total{kind="select",outcome="ok"} 1`) ||
		!strings.Contains(body, "nanohouse_connections 1") {
		t.Errorf("metrics: %s", body)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = h.server.Shutdown(ctx)
	if code, _ := get("/readyz"); code != 503 {
		t.Errorf("readyz while stopping: %d", code)
	}
}

func TestConfigNamesItsKeys(t *testing.T) {
	_, err := New(Config{MaxConnections: -1, IdleTimeout: -1})
	for _, key := range []string{"listen", "max_connections", "idle_timeout", "mesh"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not named: %v", key, fmt.Sprint(err))
		}
	}
}

func TestSelfSignedServesTLS12(t *testing.T) {
	cfg, err := SelfSigned()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.MinVersion != tls.VersionTLS12 || len(cfg.Certificates) != 1 {
		t.Errorf("got %+v", cfg)
	}
}
