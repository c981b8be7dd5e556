package wire

import (
	"unsafe"

	"nanohouse/storage"
)

// engineString mirrors the layout of storage.String, as an engine fills it.
type engineString struct {
	length uint32
	inline [12]byte
}

// keep holds the bytes of long strings, which an engine's memory would own.
var keep [][]byte

func stringsOf(values ...string) []storage.String {
	out := make([]storage.String, len(values))
	for i, v := range values {
		e := (*engineString)(unsafe.Pointer(&out[i]))
		e.length = uint32(len(v))
		if len(v) <= 12 {
			copy(e.inline[:], v)
			continue
		}
		b := []byte(v)
		keep = append(keep, b)
		copy(e.inline[:4], b)
		*(*unsafe.Pointer)(unsafe.Pointer(&e.inline[4])) = unsafe.Pointer(&b[0])
	}
	return out
}
