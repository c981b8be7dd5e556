package authn

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
)

// The messages of caching_sha2_password.
const (
	askPublicKey   = 0x02 // from the client
	fastAuthOK     = 0x03
	fullAuthNeeded = 0x04
)

const scrambleLength = 20

// answer gives the client's answer to a challenge of the user's plugin, and
// the challenge. A client that began with another plugin is asked to switch.
func answer(plugin string, c Credentials, d Dialog) (scramble, response []byte, err error) {
	if c.Plugin == plugin && len(c.Scramble) == scrambleLength {
		return c.Scramble, c.Response, nil
	}
	scramble = make([]byte, scrambleLength)
	if _, err := rand.Read(scramble); err != nil {
		return nil, nil, err
	}
	for i, b := range scramble {
		scramble[i] = b%127 + 1 // no NUL: some clients end it there
	}
	response, err = d.Switch(plugin, append(bytes.Clone(scramble), 0))
	return scramble, response, err
}

// cachingSHA2 first tries what an earlier login left behind, and then asks for
// the password itself: in clear over a secure connection, encrypted by our public key over another.
func (a *Authenticator) cachingSHA2(ctx context.Context, u *user, c Credentials, d Dialog) (bool, error) {
	scramble, response, err := answer(CachingSHA2, c, d)
	if err != nil {
		return false, err
	}
	if len(response) <= 1 {
		// The client has an empty password, and waits for the verdict.
		return false, a.pretend(ctx)
	}
	if a.fast(u, scramble, response) {
		return true, d.Tell([]byte{fastAuthOK})
	}
	password, err := a.fullPassword(scramble, c.Secure, d)
	if err != nil {
		return false, err
	}
	ok, err := a.check(ctx, u.secret, password)
	if ok && err == nil {
		a.remember(u, password)
	}
	return ok, err
}

func (a *Authenticator) fullPassword(scramble []byte, secure bool, d Dialog) ([]byte, error) {
	message, err := d.More([]byte{fullAuthNeeded})
	if err != nil {
		return nil, err
	}
	if len(message) == 1 && message[0] == askPublicKey {
		// Some clients ask over a secure connection too.
		message, err = d.More(a.public)
		return a.decrypt(message, scramble), err
	}
	if secure {
		return ended(message), nil
	}
	return a.decrypt(message, scramble), nil
}

// ended gives a text without its closing NUL; a text without one is no password.
func ended(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == 0 {
		return b[:n-1]
	}
	return nil
}

// decrypt gives the password that a client has hidden by the scramble and by
// our public key, or nothing.
func (a *Authenticator) decrypt(message, scramble []byte) []byte {
	plain, err := rsa.DecryptOAEP(sha1.New(), nil, a.key, message, nil)
	if err != nil {
		return nil
	}
	for i := range plain {
		plain[i] ^= scramble[i%len(scramble)]
	}
	return ended(plain)
}

// check compares a password with a secret; it waits its turn, because the work is dear.
func (a *Authenticator) check(ctx context.Context, secret string, password []byte) (bool, error) {
	select {
	case a.work <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-a.work }()
	return matches(secret, password), nil
}

// pretend does the work of a check that cannot succeed.
func (a *Authenticator) pretend(ctx context.Context) error {
	_, err := a.check(ctx, a.dummy, nil)
	return err
}

// fast checks SHA256(p) XOR SHA256(SHA256(SHA256(p)) + scramble) against the
// double hash that an earlier full login left behind.
func (a *Authenticator) fast(u *user, scramble, response []byte) bool {
	a.mu.Lock()
	k, ok := a.known[u.name]
	a.mu.Unlock()
	if !ok || k.secret != u.secret || len(response) != sha256.Size {
		return false
	}
	hidden := sha256.Sum256(append(k.digest[:], scramble...))
	once := make([]byte, sha256.Size)
	subtle.XORBytes(once, hidden[:], response)
	twice := sha256.Sum256(once)
	return subtle.ConstantTimeCompare(twice[:], k.digest[:]) == 1
}

// mostKnown bounds the cache of fast logins; there are seldom more users.
const mostKnown = 100_000

func (a *Authenticator) remember(u *user, password []byte) {
	once := sha256.Sum256(password)
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.known) >= mostKnown {
		clear(a.known)
	}
	a.known[u.name] = known{secret: u.secret, digest: sha256.Sum256(once[:])}
}

// native checks SHA1(p) XOR SHA1(scramble + SHA1(SHA1(p))) against SHA1(SHA1(p)).
func (a *Authenticator) native(u *user, c Credentials, d Dialog) (bool, error) {
	scramble, response, err := answer(Native, c, d)
	if err != nil || len(response) != sha1.Size {
		return false, err
	}
	hidden := sha1.Sum(append(bytes.Clone(scramble), u.native...))
	once := make([]byte, sha1.Size)
	subtle.XORBytes(once, hidden[:], response)
	twice := sha1.Sum(once)
	return subtle.ConstantTimeCompare(twice[:], u.native) == 1, nil
}

// cleartext asks for the password as it is; the caller has made sure that
// nobody can read the connection.
func (a *Authenticator) cleartext(ctx context.Context, u *user, c Credentials, d Dialog) (bool, error) {
	// An answer in the first packet was made for another plugin or unasked: always ask.
	response, err := d.Switch(Cleartext, nil)
	if err != nil {
		return false, err
	}
	return a.check(ctx, u.secret, ended(response))
}
