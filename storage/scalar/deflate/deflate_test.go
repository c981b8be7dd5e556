package deflate

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand"
	"strings"
	"testing"
)

// texts are inputs of all sorts: long and short matches, blocks of all forms.
func texts() map[string][]byte {
	out := map[string][]byte{"a": []byte("a"), "hello": []byte("hello hello hello hello"), "a1000": bytes.Repeat([]byte("a"), 1000)}
	var words strings.Builder
	for i := range 60000 {
		fmt.Fprintf(&words, "%d word%d ", i*7919%1000, i*i%977)
	}
	out["words"] = []byte(words.String())
	for _, n := range []int{300, 5000, 70000, 200000} {
		out[fmt.Sprint("random", n)] = sequence(n, 256)
		out[fmt.Sprint("letters", n)] = sequence(n, 4)
	}
	return out
}

// sequence is a fixed sequence of bytes below limit.
func sequence(n, limit int) []byte {
	out := make([]byte, n)
	state := uint32(12345)
	for i := range out {
		state = state*1664525 + 1013904223
		out[i] = byte(int(state>>16) % limit)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	all := texts()
	r := rand.New(rand.NewSource(1))
	for i := range 200 {
		all[fmt.Sprint(i)] = sequence(r.Intn(3000), 1+r.Intn(255))
	}
	for name, in := range all {
		z, err := zlib.NewReader(bytes.NewReader(Zlib(in)))
		if err != nil {
			t.Fatal(name, err)
		}
		if out, err := io.ReadAll(z); err != nil || !bytes.Equal(in, out) {
			t.Errorf("%s: %v, %d bytes of %d", name, err, len(out), len(in))
		}
	}
}

// TestAsZlib compares with what MySQL's COMPRESS gives.
func TestAsZlib(t *testing.T) {
	want := map[string]string{
		"a": "68939314ebcdd39b453a1d86b65970b5", "a1000": "53fd019b7ffd4667c9bebe6ef20bb7db", "hello": "bc9d342d41023b629874de77327169f0",
		"letters200000": "5a88eed744b27066a3dc09ca98c8baed", "letters300": "b3f053dce5eb0fba6785f23c8cadc133",
		"letters5000": "110411e4b27cd4d070b2b0c3d77cf889", "letters70000": "475ebd358284b643fb6dc39ae44938f8",
		"random200000": "827ba4e77f6b646b2a5f49ffdeabd3c2", "random300": "2d5fabcca54e346ef028b91a1347c574",
		"random5000": "107e28f9a999a68ebfb9615cfb7aa82a", "random70000": "34d3a9d5b6850ec5b32bc1251b97c6af",
		"words": "75fa895344f5654ed0b732f93d5fbba6",
	}
	for name, in := range texts() {
		s := md5.Sum(Zlib(in))
		if got := hex.EncodeToString(s[:]); got != want[name] {
			t.Errorf("%s: %s, want %s", name, got, want[name])
		}
	}
}
