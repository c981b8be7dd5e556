package authn

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// The form of a stored secret, as MySQL writes it: $A$005$, a salt of 20
// characters, and the digest in 43 characters. 005 is thousands of rounds.
const (
	secretPrefix = "$A$005$"
	saltLength   = 20
	digestLength = 43
	rounds       = 5000
)

// mostPassword is MySQL's limit; hashing costs more the longer a password is.
const mostPassword = 256

const cryptAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var errSecret = errors.New("write the hash that `nanohouse user add` makes, or MySQL's caching_sha2_password hash ($A$005$…)")

// Hash makes the secret that is stored for a password.
func Hash(password string) (string, error) {
	if password == "" {
		return "", errors.New("an empty password is refused")
	}
	if len(password) > mostPassword {
		return "", fmt.Errorf("a password has at most %d bytes", mostPassword)
	}
	var raw [saltLength]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	// Letters of this alphabet are neither $ nor NUL, and can be written in YAML.
	for i, b := range raw {
		raw[i] = cryptAlphabet[b%64]
	}
	return secretPrefix + string(raw[:]) + shaCrypt([]byte(password), raw[:]), nil
}

// parseSecret checks a stored secret. Salts of MySQL's own making hold bytes
// that text files do not like, so it may also be written in hex, 0x24412430….
func parseSecret(s string) (string, error) {
	if h, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		raw, err := hex.DecodeString(h)
		if err != nil {
			return "", errSecret
		}
		s = string(raw)
	}
	if !strings.HasPrefix(s, secretPrefix) || len(s) != len(secretPrefix)+saltLength+digestLength {
		return "", errSecret
	}
	for _, c := range []byte(s[len(secretPrefix)+saltLength:]) {
		if strings.IndexByte(cryptAlphabet, c) < 0 {
			return "", errSecret
		}
	}
	return s, nil
}

// matches reports whether a password is that of a checked secret. It does the
// same work whatever the answer.
func matches(secret string, password []byte) bool {
	if len(password) > mostPassword {
		password = password[:0]
	}
	salt, digest := secret[len(secretPrefix):len(secretPrefix)+saltLength], secret[len(secretPrefix)+saltLength:]
	same := subtle.ConstantTimeCompare([]byte(shaCrypt(password, []byte(salt))), []byte(digest)) == 1
	return same && len(password) > 0
}

// shaCrypt is the SHA-256 crypt of 5,000 rounds as MySQL uses it: with all 20
// characters of the salt, where the C library's crypt takes 16.
func shaCrypt(password, salt []byte) string {
	n := len(password)
	h := sha256.New()
	sum := func(parts ...[]byte) []byte {
		h.Reset()
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	b := sum(password, salt, password)

	h.Reset()
	h.Write(password)
	h.Write(salt)
	h.Write(stretch(b, n))
	for i := n; i > 0; i >>= 1 {
		if i&1 != 0 {
			h.Write(b)
		} else {
			h.Write(password)
		}
	}
	a := h.Sum(nil)

	h.Reset()
	for range n {
		h.Write(password)
	}
	p := stretch(h.Sum(nil), n)

	h.Reset()
	for range 16 + int(a[0]) {
		h.Write(salt)
	}
	s := stretch(h.Sum(nil), len(salt))

	for i := range rounds {
		first, last := a, p
		if i&1 != 0 {
			first, last = p, a
		}
		h.Reset()
		h.Write(first)
		if i%3 != 0 {
			h.Write(s)
		}
		if i%7 != 0 {
			h.Write(p)
		}
		h.Write(last)
		a = h.Sum(a[:0:0])
	}
	return cryptEncode(a)
}

// stretch repeats a digest to n bytes.
func stretch(digest []byte, n int) []byte {
	out := make([]byte, 0, n+len(digest))
	for len(out) < n {
		out = append(out, digest...)
	}
	return out[:n]
}

// cryptEncode writes a digest in crypt's own order and alphabet.
func cryptEncode(d []byte) string {
	out := make([]byte, 0, digestLength)
	group := func(v uint, letters int) {
		for range letters {
			out = append(out, cryptAlphabet[v&63])
			v >>= 6
		}
	}
	x, y, z := 0, 10, 20
	for range 10 {
		group(uint(d[x])<<16|uint(d[y])<<8|uint(d[z]), 4)
		x, y, z = z+1, x+1, y+1
	}
	group(uint(d[31])<<8|uint(d[30]), 3)
	return string(out)
}
