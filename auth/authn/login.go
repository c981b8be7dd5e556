package authn

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"

	"nanohouse/internal/sqlerr"
)

// Config says what a mesh allows. The zero Config allows caching_sha2_password only.
type Config struct {
	// Native allows mysql_native_password.
	Native bool
	// Cleartext allows mysql_clear_password, over secure connections only.
	Cleartext bool
}

// Credentials are what a client says of itself when it logs in.
type Credentials struct {
	User, Plugin string
	// Scramble is the challenge of the greeting, 20 bytes.
	Scramble []byte
	Response []byte
	// Secure says that nobody can read the connection: TLS or a unix socket.
	Secure bool
	Remote net.Addr
}

// Dialog carries an auth plugin's further messages.
type Dialog interface {
	// Switch asks the client to log in by another plugin, and gives its answer.
	Switch(plugin string, data []byte) ([]byte, error)
	// More sends a message and gives the answer.
	More(data []byte) ([]byte, error)
	// Tell sends a message that has no answer.
	Tell(data []byte) error
}

// Authenticator runs logins. It lives as long as the server and is given the
// users of the revision in force with each login.
type Authenticator struct {
	cfg    Config
	key    *rsa.PrivateKey
	public []byte // the key's PEM
	dummy  string // a secret that nobody knows the password of
	delays *delays
	work   chan struct{} // bounds the hashes that are computed at once

	mu    sync.Mutex
	known map[string]known // by user
}

// known is what a full login leaves behind for fast ones.
type known struct {
	secret string // that the password was checked against
	digest [32]byte
}

// New makes an Authenticator with a key pair of its own.
func New(cfg Config) (*Authenticator, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make a key for logins: %w", err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("make a key for logins: %w", err)
	}
	unknowable := make([]byte, 32)
	if _, err := rand.Read(unknowable); err != nil {
		return nil, fmt.Errorf("make a key for logins: %w", err)
	}
	dummy, err := Hash(string(unknowable))
	if err != nil {
		return nil, err
	}
	return &Authenticator{
		cfg: cfg, key: key, public: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), dummy: dummy,
		delays: newDelays(), work: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))), known: map[string]known{},
	}, nil
}

// Plugin is the auth plugin that the greeting names.
func (a *Authenticator) Plugin() string { return CachingSHA2 }

// Login proves who connects and gives the user's name. Its error is the
// connection's, or else the one error for every refusal.
func (a *Authenticator) Login(ctx context.Context, users *Users, c Credentials, d Dialog) (string, error) {
	host := host(c.Remote)
	key := cut(c.User) + "\x00" + host
	if a.delays.full(key) {
		return "", refused(c, host)
	}
	u, exists := users.byName[c.User]
	if !exists {
		// The same questions and the same work as for a user who exists.
		u = &user{name: c.User, plugin: CachingSHA2, secret: a.dummy}
	}
	ok, err := a.prove(ctx, u, c, d)
	if err != nil {
		return "", err
	}
	if !ok || !exists {
		a.delays.failed(ctx, key)
		return "", refused(c, host)
	}
	a.delays.succeeded(key)
	return u.name, nil
}

func (a *Authenticator) prove(ctx context.Context, u *user, c Credentials, d Dialog) (bool, error) {
	switch {
	case u.plugin == CachingSHA2:
		return a.cachingSHA2(ctx, u, c, d)
	case u.plugin == Native && a.cfg.Native:
		return a.native(u, c, d)
	case u.plugin == Cleartext && a.cfg.Cleartext && c.Secure:
		return a.cleartext(ctx, u, c, d)
	}
	// A plugin that may not be used here must not look different from a wrong password.
	_, err := a.cachingSHA2(ctx, &user{name: u.name, secret: a.dummy}, c, d)
	return false, err
}

// refused is the error of every login that fails.
func refused(c Credentials, host string) error {
	password := "NO"
	if len(c.Response) > 0 {
		password = "YES"
	}
	return sqlerr.New(sqlerr.LoginFailed, "Access denied for user '%s'@'%s' (using password: %s)", cut(c.User), host, password)
}

// cut bounds a client's name, and takes away what could confuse a log or a terminal.
func cut(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > mostName {
		return string(r[:mostName])
	}
	return name
}

func host(remote net.Addr) string {
	if remote == nil || remote.Network() == "unix" {
		return "localhost"
	}
	h, _, err := net.SplitHostPort(remote.String())
	if err != nil {
		return "unknown"
	}
	return h
}
