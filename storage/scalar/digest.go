package scalar

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"

	"nanohouse/storage/scalar/deflate"
)

// digestFunctions are hashes and compression.
var digestFunctions = []Function{
	{Name: "mysql_crc32", Args: []Kind{Bytes}, Result: Int, Eval: func(a []Value) (Value, error) {
		return OfInt(int64(crc32.ChecksumIEEE([]byte(a[0].Text)))), nil
	}},
	{Name: "mysql_sha2", Args: []Kind{Bytes, Int}, Result: Text, Eval: sha2},
	{Name: "mysql_compress", Args: []Kind{Bytes}, Result: Bytes, Eval: compress},
	{Name: "mysql_uncompress", Args: []Kind{Bytes}, Result: Bytes, Eval: uncompress},
	{Name: "mysql_uncompressed_length", Args: []Kind{Bytes}, Result: Int, Eval: uncompressedLength},
}

// sha2 is a hash of as many bits, or NULL.
func sha2(a []Value) (Value, error) {
	data := []byte(a[0].Text)
	var sum []byte
	switch a[1].Int {
	case 0, 256:
		s := sha256.Sum256(data)
		sum = s[:]
	case 224:
		s := sha256.Sum224(data)
		sum = s[:]
	case 384:
		s := sha512.Sum384(data)
		sum = s[:]
	case 512:
		s := sha512.Sum512(data)
		sum = s[:]
	default:
		return Null, nil
	}
	return OfText(hex.EncodeToString(sum)), nil
}

// compressedHead is the length of the text, in four bytes before its zlib stream.
const compressedHead = 4

// compress puts the length before the stream, and a point after one that would end
// in a blank, which columns once lost.
func compress(a []Value) (Value, error) {
	s := a[0].Text
	if s == "" {
		return OfText(""), nil
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(s))&0x3FFFFFFF)
	out = append(out, deflate.Zlib([]byte(s))...)
	if out[len(out)-1] == ' ' {
		out = append(out, '.')
	}
	return limited(string(out))
}

// uncompress is NULL for what COMPRESS did not make.
func uncompress(a []Value) (Value, error) {
	s := a[0].Text
	if s == "" {
		return OfText(""), nil
	}
	if len(s) <= compressedHead {
		return Null, nil
	}
	size := int64(binary.LittleEndian.Uint32([]byte(s[:compressedHead])) & 0x3FFFFFFF)
	if size > maxPacket {
		return Null, nil
	}
	r, err := zlib.NewReader(bytes.NewReader([]byte(s[compressedHead:])))
	if err != nil {
		return Null, nil
	}
	out, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil || int64(len(out)) > size {
		return Null, nil
	}
	return OfText(string(out)), nil
}

func uncompressedLength(a []Value) (Value, error) {
	s := a[0].Text
	switch {
	case s == "":
		return OfInt(0), nil
	case len(s) <= compressedHead:
		return OfInt(0), nil
	}
	return OfInt(int64(binary.LittleEndian.Uint32([]byte(s[:compressedHead])) & 0x3FFFFFFF)), nil
}
