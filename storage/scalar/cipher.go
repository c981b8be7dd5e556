package scalar

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha512"
	"strconv"
	"strings"

	"nanohouse/internal/sqlerr"
)

// cipherFunctions encrypt. Their arguments are the mode, the text, the key, the
// initialization vector, and how the key is derived: the method, salt and detail.
// Those that are not given are NULL, except that the number of those given says so.
var cipherFunctions = []Function{
	{Name: "mysql_aes_encrypt", Args: []Kind{Text, Bytes, Bytes, Bytes}, Variadic: true, Result: Bytes, Nulls: true,
		Eval: func(a []Value) (Value, error) { return aesCrypt(a, "aes_encrypt", (*block).encrypt) }},
	{Name: "mysql_aes_decrypt", Args: []Kind{Text, Bytes, Bytes, Bytes}, Variadic: true, Result: Bytes, Nulls: true,
		Eval: func(a []Value) (Value, error) { return aesCrypt(a, "aes_decrypt", (*block).decrypt) }},
	{Name: "mysql_random_bytes", Args: []Kind{Int}, Result: Bytes, Volatile: true, Eval: randomBytes},
}

// block is a cipher with its key, mode and vector.
type block struct {
	cipher.Block
	mode   string
	vector []byte
}

func aesCrypt(a []Value, name string, run func(*block, []byte) ([]byte, bool)) (Value, error) {
	bits, mode, _ := strings.Cut(strings.TrimPrefix(a[0].Text, "aes-"), "-")
	size, err := strconv.Atoi(bits)
	if err != nil {
		return Null, sqlerr.New(sqlerr.Internal, "scalar: block_encryption_mode %s", a[0].Text)
	}
	text, key := a[1], a[2]
	if text.Null || key.Null {
		return Null, nil
	}
	var vector []byte
	if mode != "ecb" {
		if len(a) < 4 || a[3].Null || len(a[3].Text) < aes.BlockSize {
			return Null, sqlerr.New(sqlerr.VectorTooShort, "The initialization vector supplied to %s is too short. Must be at least %d bytes long", name, aes.BlockSize)
		}
		vector = []byte(a[3].Text)[:aes.BlockSize]
	}
	k, err := cipherKey(key.Text, a[min(4, len(a)):], size/8)
	if err != nil {
		return Null, err
	}
	b, err := aes.NewCipher(k)
	if err != nil {
		return Null, err
	}
	out, ok := run(&block{b, mode, vector}, []byte(text.Text))
	if !ok {
		return Null, nil
	}
	return OfText(string(out)), nil
}

const (
	kdfIterations    = 1000
	maxKDFIterations = 65535
	maxKDFOption     = 256
)

// cipherKey makes a key of size bytes: folded, or derived as asked for.
func cipherKey(key string, kdf []Value, size int) ([]byte, error) {
	if len(kdf) == 0 {
		out := make([]byte, size)
		for i := range len(key) {
			out[i%size] ^= key[i]
		}
		return out, nil
	}
	for _, o := range kdf {
		if o.Null || len(o.Text) >= maxKDFOption {
			return nil, sqlerr.New(sqlerr.KDFOption, "KDF option size is invalid, please provide valid size < 256 bytes and not NULL")
		}
	}
	options := [3]string{}
	for i, o := range kdf {
		options[i] = o.Text
	}
	switch options[0] {
	case "hkdf":
		return hkdf.Key(sha512.New, []byte(key), []byte(options[1]), options[2], size)
	case "pbkdf2_hmac":
		rounds := kdfIterations
		if len(kdf) > 2 {
			rounds, _ = strconv.Atoi(numberPrefix(options[2]))
		}
		if rounds < kdfIterations || rounds > maxKDFIterations {
			return nil, sqlerr.New(sqlerr.KDFIterations, "For KDF method pbkdf2_hmac iterations value less than 1000 or more than 65535 is not allowed due to security reasons. Please provide iterations >= 1000 and iterations < 65535")
		}
		return pbkdf2.Key(sha512.New, key, []byte(options[1]), rounds, size)
	}
	return nil, sqlerr.New(sqlerr.UnknownKDF, "KDF method name is not valid. Please use hkdf or pbkdf2_hmac method name")
}

// numberPrefix is the digits that a text begins with.
func numberPrefix(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }

func (b *block) encrypt(text []byte) ([]byte, bool) {
	if stream := b.stream(true); stream != nil {
		return stream(text), true
	}
	pad := aes.BlockSize - len(text)%aes.BlockSize
	for range pad {
		text = append(text, byte(pad))
	}
	last := b.vector
	for i := 0; i < len(text); i += aes.BlockSize {
		part := text[i : i+aes.BlockSize]
		if b.mode == "cbc" {
			xor(part, last)
		}
		b.Encrypt(part, part)
		last = part
	}
	return text, true
}

// decrypt fails for what cannot have been encrypted with this key.
func (b *block) decrypt(text []byte) ([]byte, bool) {
	if stream := b.stream(false); stream != nil {
		return stream(text), true
	}
	if len(text) == 0 || len(text)%aes.BlockSize != 0 {
		return nil, false
	}
	out := make([]byte, len(text))
	last := b.vector
	for i := 0; i < len(text); i += aes.BlockSize {
		b.Decrypt(out[i:], text[i:i+aes.BlockSize])
		if b.mode == "cbc" {
			xor(out[i:i+aes.BlockSize], last)
			last = text[i : i+aes.BlockSize]
		}
	}
	pad := int(out[len(out)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, false
	}
	for _, c := range out[len(out)-pad:] {
		if int(c) != pad {
			return nil, false
		}
	}
	return out[:len(out)-pad], true
}

func xor(to, with []byte) {
	for i := range to {
		to[i] ^= with[i]
	}
}

// stream is a mode that needs no padding, or nil.
func (b *block) stream(encrypts bool) func([]byte) []byte {
	width := map[string]int{"cfb1": 1, "cfb8": 8, "cfb128": 128}[b.mode]
	if b.mode == "ofb" {
		width, encrypts = 128, true
	}
	if width == 0 {
		return nil
	}
	return func(text []byte) []byte {
		if width == 1 {
			return b.feedBits(text, encrypts)
		}
		return b.feedBytes(text, width/8, encrypts)
	}
}

// feedBytes encrypts some bytes at a time with the encrypted register, into which
// cipher text, or in OFB the key stream, moves.
func (b *block) feedBytes(text []byte, step int, encrypts bool) []byte {
	register, key := append([]byte(nil), b.vector...), make([]byte, aes.BlockSize)
	out := make([]byte, len(text))
	for i := 0; i < len(text); i += step {
		b.Encrypt(key, register)
		end := min(i+step, len(text))
		for j := i; j < end; j++ {
			out[j] = text[j] ^ key[j-i]
		}
		fed := text[i:end]
		switch {
		case b.mode == "ofb":
			fed = key
		case encrypts:
			fed = out[i:end]
		}
		register = append(register[:0], append(register, fed...)[len(fed):]...)
	}
	return out
}

func (b *block) feedBits(text []byte, encrypts bool) []byte {
	register, key := append([]byte(nil), b.vector...), make([]byte, aes.BlockSize)
	out := make([]byte, len(text))
	for i := range len(text) * 8 {
		b.Encrypt(key, register)
		in := text[i/8] >> (7 - i%8) & 1
		bit := in ^ key[0]>>7
		out[i/8] |= bit << (7 - i%8)
		fed := in
		if encrypts {
			fed = bit
		}
		for j := range register {
			register[j] <<= 1
			if j+1 < len(register) {
				register[j] |= register[j+1] >> 7
			} else {
				register[j] |= fed
			}
		}
	}
	return out
}

const maxRandomBytes = 1024

func randomBytes(a []Value) (Value, error) {
	if a[0].Int < 1 || a[0].Int > maxRandomBytes {
		return Null, sqlerr.New(sqlerr.OutOfRange, "length value is out of range in 'random_bytes'")
	}
	out := make([]byte, a[0].Int)
	if _, err := rand.Read(out); err != nil {
		return Null, err
	}
	return OfText(string(out)), nil
}
