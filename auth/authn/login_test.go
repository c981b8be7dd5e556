package authn

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nanohouse/internal/sqlerr"
)

// client plays the other side of a login as the protocol defines it, and
// notes what it is asked.
type client struct {
	password string
	plugin   string
	secure   bool
	noAsk    bool // encrypts by a key it has already
	key      *rsa.PublicKey
	scramble []byte
	log      []string
	breaks   int // messages until the connection is lost; 0: never
}

func sum256(parts ...[]byte) []byte {
	h := sha256.Sum256(bytes.Join(parts, nil))
	return h[:]
}

func sum1(parts ...[]byte) []byte {
	h := sha1.Sum(bytes.Join(parts, nil))
	return h[:]
}

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i%len(b)]
	}
	return out
}

// respond answers a challenge in one plugin's way.
func (c *client) respond(plugin string, scramble []byte) []byte {
	p := []byte(c.password)
	switch {
	case plugin == Cleartext:
		return append(p, 0)
	case len(p) == 0:
		return nil
	case plugin == Native:
		once := sum1(p)
		return xor(once, sum1(scramble, sum1(once)))
	}
	once := sum256(p)
	return xor(once, sum256(sum256(once), scramble))
}

func (c *client) broken() bool {
	c.breaks--
	return c.breaks == 0
}

func (c *client) Switch(plugin string, data []byte) ([]byte, error) {
	c.log = append(c.log, fmt.Sprintf("switch %s %d", plugin, len(data)))
	if c.broken() {
		return nil, io.ErrUnexpectedEOF
	}
	c.scramble = bytes.TrimSuffix(data, []byte{0})
	return c.respond(plugin, c.scramble), nil
}

func (c *client) Tell(data []byte) error {
	c.log = append(c.log, fmt.Sprintf("tell %x", data))
	return nil
}

func (c *client) More(data []byte) ([]byte, error) {
	if c.broken() {
		return nil, io.ErrUnexpectedEOF
	}
	if len(data) == 1 {
		c.log = append(c.log, fmt.Sprintf("more %x", data))
		switch {
		case c.secure:
			return append([]byte(c.password), 0), nil
		case c.noAsk:
			return c.encrypt(), nil
		}
		return []byte{askPublicKey}, nil
	}
	block, _ := pem.Decode(data)
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	c.log = append(c.log, fmt.Sprintf("more public key %d", key.(*rsa.PublicKey).N.BitLen()))
	c.key = key.(*rsa.PublicKey)
	return c.encrypt(), nil
}

func (c *client) encrypt() []byte {
	out, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, c.key, xor(append([]byte(c.password), 0), c.scramble), nil)
	if err != nil {
		panic(err)
	}
	return out
}

var testScramble = []byte("abcdefghij0123456789")

func (c *client) login(t *testing.T, a *Authenticator, users *Users, name string) (string, error) {
	t.Helper()
	c.scramble, c.log = testScramble, nil
	plugin := c.plugin
	if plugin == "" {
		plugin = CachingSHA2
	}
	remote := &net.TCPAddr{IP: net.IPv4(10, 0, 0, 7), Port: 5000}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return a.Login(ctx, users, Credentials{User: name, Plugin: plugin, Scramble: testScramble,
		Response: c.respond(plugin, testScramble), Secure: c.secure, Remote: remote}, c)
}

// testAuth makes an Authenticator that does not sleep, and notes how long it would have.
func testAuth(t *testing.T, cfg Config) (*Authenticator, *[]time.Duration) {
	t.Helper()
	a, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var slept []time.Duration
	a.delays.sleep = func(_ context.Context, d time.Duration) { slept = append(slept, d) }
	a.delays.after = func(_ time.Duration, f func()) { f() }
	return a, &slept
}

func testUsers(t *testing.T, lines ...string) *Users {
	t.Helper()
	text := "users:\n"
	for _, l := range lines {
		text += "  - " + l + "\n"
	}
	u, findings := parseUsers([]byte(text))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return u
}

func secretOf(t *testing.T, password string) string {
	t.Helper()
	s, err := Hash(password)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func isRefusal(err error) bool {
	return errors.Is(err, sqlerr.New(sqlerr.LoginFailed, ""))
}

func TestCachingSHA2(t *testing.T) {
	a, _ := testAuth(t, Config{})
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}")
	fast := []string{"tell 03"}
	full := []string{"more 04"}
	public := []string{"more 04", "more public key 2048"}
	steps := []struct {
		name   string
		client client
		ok     bool
		log    []string
	}{
		{"a wrong password in clear over TLS", client{password: "lion", secure: true}, false, full},
		{"a wrong password by our key", client{password: "lion"}, false, public},
		{"the first login asks for the password, by our key", client{password: "tiger"}, true, public},
		{"the next is fast", client{password: "tiger"}, true, fast},
		{"and fast over TLS", client{password: "tiger", secure: true}, true, fast},
		{"a wrong password after that is asked for as before", client{password: "lion", secure: true}, false, full},
		{"a client that has the key does not ask", client{password: "lion", noAsk: true, key: &a.key.PublicKey}, false, full},
		{"another plugin is switched", client{password: "tiger", plugin: Native}, true, []string{"switch caching_sha2_password 21", "tell 03"}},
		{"so is an unknown one", client{password: "lion", plugin: "dialog", secure: true}, false, []string{"switch caching_sha2_password 21", "more 04"}},
		{"no password", client{secure: true}, false, nil},
		{"no password after a switch", client{plugin: Native}, false, []string{"switch caching_sha2_password 21"}},
		{"too long a password", client{password: strings.Repeat("x", 300), secure: true}, false, full},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			name, err := s.client.login(t, a, users, "anna")
			if (err == nil) != s.ok || s.ok && name != "anna" || !s.ok && !isRefusal(err) {
				t.Errorf("login gave %q, %v", name, err)
			}
			if d := cmp.Diff(s.log, s.client.log); d != "" {
				t.Errorf("messages: -want +got\n%s", d)
			}
		})
	}
}

func TestFirstLoginOverTLSMakesTheNextFast(t *testing.T) {
	a, _ := testAuth(t, Config{})
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}")
	c := client{password: "tiger", secure: true}
	for _, want := range []string{"more 04", "tell 03"} {
		if _, err := c.login(t, a, users, "anna"); err != nil || !slices.Equal(c.log, []string{want}) {
			t.Fatalf("%v, messages %v", err, c.log)
		}
	}
	// A new password ends the fast logins of the old one.
	users = testUsers(t, "{name: anna, secret: "+secretOf(t, "lion")+"}")
	if _, err := c.login(t, a, users, "anna"); !isRefusal(err) {
		t.Errorf("the old password gives %v", err)
	}
	if _, err := c.login(t, a, &Users{}, "anna"); !isRefusal(err) {
		t.Errorf("a removed user gives %v", err)
	}
}

// Nothing that a client sees may tell a user who does not exist from a wrong password.
func TestUnknownUsersLookLikeWrongPasswords(t *testing.T) {
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}", "{name: carl, plugin: mysql_clear_password, secret: "+secretOf(t, "tiger")+"}",
		`{name: dora, plugin: mysql_native_password, native: "*`+hex.EncodeToString(sum1(sum1([]byte("tiger"))))+`"}`)
	clients := []client{
		{password: "lion", secure: true}, {password: "lion"}, {secure: true}, {}, {password: "lion", plugin: Native},
		{password: "lion", plugin: "dialog", secure: true}, {password: strings.Repeat("y", 400)[:200]},
	}
	for i, c := range clients {
		a, slept := testAuth(t, Config{})
		var want []string
		for _, name := range []string{"anna", "nobody", "ANNA", "carl", "dora", ""} {
			*slept = nil
			_, err := c.login(t, a, users, name)
			if !isRefusal(err) {
				t.Fatalf("client %d as %s: %v", i, name, err)
			}
			got := append(slices.Clone(c.log), fmt.Sprint(*slept), strings.Replace(err.Error(), "'"+name+"'", "'x'", 1))
			if want == nil {
				want = got
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("client %d: %s differs from anna\n%s", i, name, d)
			}
		}
	}
}

func TestRefusalText(t *testing.T) {
	a, _ := testAuth(t, Config{})
	c := client{password: "x", secure: true}
	_, err := c.login(t, a, &Users{}, "eve\n'")
	if got, want := err.Error(), "S0001 Access denied for user 'eve?''@'10.0.0.7' (using password: YES)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	c.password = ""
	_, err = c.login(t, a, &Users{}, strings.Repeat("n", 99))
	if got, want := err.Error(), "S0001 Access denied for user '"+strings.Repeat("n", 32)+"'@'10.0.0.7' (using password: NO)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNativeAndCleartext(t *testing.T) {
	native := `{name: nat, plugin: mysql_native_password, native: "*` + strings.ToUpper(hex.EncodeToString(sum1(sum1([]byte("tiger"))))) + `"}`
	clear := "{name: clara, plugin: mysql_clear_password, secret: " + secretOf(t, "tiger") + "}"
	users := testUsers(t, native, clear)
	tests := []struct {
		name   string
		user   string
		cfg    Config
		client client
		ok     bool
		log    []string
	}{
		{"native", "nat", Config{Native: true}, client{password: "tiger", plugin: Native}, true, nil},
		{"native after a switch", "nat", Config{Native: true}, client{password: "tiger"}, true, []string{"switch mysql_native_password 21"}},
		{"native, wrong", "nat", Config{Native: true}, client{password: "lion", plugin: Native}, false, nil},
		{"native, empty", "nat", Config{Native: true}, client{plugin: Native}, false, nil},
		{"native is off", "nat", Config{}, client{password: "tiger", plugin: Native, secure: true}, false, []string{"switch caching_sha2_password 21", "more 04"}},
		{"clear over TLS", "clara", Config{Cleartext: true}, client{password: "tiger", secure: true}, true, []string{"switch mysql_clear_password 0"}},
		{"clear, wrong", "clara", Config{Cleartext: true}, client{password: "lion", secure: true}, false, []string{"switch mysql_clear_password 0"}},
		{"clear, empty", "clara", Config{Cleartext: true}, client{secure: true}, false, []string{"switch mysql_clear_password 0"}},
		{"clear is never asked for without TLS", "clara", Config{Cleartext: true}, client{password: "tiger"}, false, []string{"more 04", "more public key 2048"}},
		{"clear is off", "clara", Config{}, client{password: "tiger", secure: true}, false, []string{"more 04"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, _ := testAuth(t, tt.cfg)
			_, err := tt.client.login(t, a, users, tt.user)
			if (err == nil) != tt.ok || !tt.ok && !isRefusal(err) {
				t.Errorf("login gave %v", err)
			}
			if d := cmp.Diff(tt.log, tt.client.log); d != "" {
				t.Errorf("messages: -want +got\n%s", d)
			}
		})
	}
	if got := len(users.Check(Config{})); got != 2 {
		t.Errorf("Check finds %d plugins that are off, want 2", got)
	}
	if got := users.Check(Config{Native: true, Cleartext: true}); len(got) != 0 {
		t.Errorf("Check finds %v", got)
	}
}

func TestLostConnectionIsNoRefusal(t *testing.T) {
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}")
	for n := 1; n <= 3; n++ {
		a, slept := testAuth(t, Config{})
		c := client{password: "tiger", plugin: Native, breaks: n}
		if _, err := c.login(t, a, users, "anna"); !errors.Is(err, io.ErrUnexpectedEOF) || len(*slept) > 0 {
			t.Errorf("lost at message %d: %v, slept %v", n, err, *slept)
		}
	}
}

func TestGarbageIsRefused(t *testing.T) {
	a, _ := testAuth(t, Config{})
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}")
	for _, message := range [][]byte{nil, {0}, []byte("tiger"), bytes.Repeat([]byte{7}, 256), bytes.Repeat([]byte{7}, 70000)} {
		for _, secure := range []bool{true, false} {
			d := garbage(message)
			_, err := a.Login(t.Context(), users, Credentials{User: "anna", Plugin: CachingSHA2, Scramble: testScramble, Response: []byte("12345"), Secure: secure}, d)
			if !isRefusal(err) {
				t.Errorf("%d bytes of garbage give %v", len(message), err)
			}
		}
	}
}

type garbage []byte

func (g garbage) Switch(string, []byte) ([]byte, error) { return g, nil }
func (g garbage) More([]byte) ([]byte, error)           { return g, nil }
func (g garbage) Tell([]byte) error                     { return nil }

func TestFailuresCostTime(t *testing.T) {
	a, slept := testAuth(t, Config{})
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}")
	bad, good := client{password: "lion", secure: true}, client{password: "tiger", secure: true}
	for range 8 {
		if _, err := bad.login(t, a, users, "anna"); !isRefusal(err) {
			t.Fatal(err)
		}
	}
	want := []time.Duration{50, 100, 200, 400, 800, 1600, 2000, 2000}
	for i := range want {
		want[i] *= time.Millisecond
	}
	if d := cmp.Diff(want, *slept); d != "" {
		t.Error(d)
	}
	if _, err := good.login(t, a, users, "anna"); err != nil {
		t.Fatal(err)
	}
	*slept = nil
	if _, err := bad.login(t, a, users, "anna"); !isRefusal(err) || !slices.Equal(*slept, want[:1]) {
		t.Errorf("after a good login a failure costs %v", *slept)
	}
}

// Many wrong logins at once must neither be tried all nor wait all.
func TestWaitingIsBounded(t *testing.T) {
	d := newDelays()
	var late []func()
	d.after = func(_ time.Duration, f func()) { late = append(late, f) }
	d.sleep = func(context.Context, time.Duration) {}
	for i := range mostWaiting {
		if d.full("k") {
			t.Fatalf("full after %d", i)
		}
		d.failed(t.Context(), "k")
	}
	if !d.full("k") || d.full("other") {
		t.Error("the place of those that wait is not bounded, or not by key")
	}
	late[0]()
	if d.full("k") {
		t.Error("a place is not given back")
	}
	for i := range mostKeys + 100 {
		d.failed(t.Context(), fmt.Sprint(i))
		for _, f := range late[1:] {
			f()
		}
		late = late[:1]
	}
	if len(d.byKey) > mostKeys {
		t.Errorf("%d keys are remembered", len(d.byKey))
	}
}

func TestConcurrentLogins(t *testing.T) {
	a, _ := testAuth(t, Config{})
	a.delays.sleep = func(context.Context, time.Duration) {}
	users := testUsers(t, "{name: anna, secret: "+secretOf(t, "tiger")+"}", "{name: bob, secret: "+secretOf(t, "lion")+"}")
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			name, password := "anna", "tiger"
			if i%2 == 0 {
				name, password = "bob", "lion"
			}
			c := client{password: password, secure: i%3 > 0}
			if got, err := c.login(t, a, users, name); err != nil || got != name {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		})
	}
	wg.Wait()
}
