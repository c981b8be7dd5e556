package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"nanohouse/catalog"
	"nanohouse/server/packet"
	"nanohouse/storage"
	"nanohouse/storage/scalar"
)

// encoder appends values of one column. It is chosen once a result; load
// points it at the next batch's values.
type encoder interface {
	load(v *storage.Vector) bool
	append(dst []byte, row int) []byte
}

// nothing is the encoder of a column that is NULL in every row.
type nothing struct{}

func (nothing) load(v *storage.Vector) bool {
	for row := range reflect.ValueOf(v.Data).Len() {
		if !v.IsNull(row) {
			return false
		}
	}
	return true
}

func (nothing) append(dst []byte, _ int) []byte { return dst }

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// newEncoder chooses the encoder for a column of type t whose values lie in
// vectors like v.
func newEncoder(t catalog.Type, v *storage.Vector, f Format) (encoder, error) {
	e := choose(t, v, f)
	if e == nil || !e.load(v) {
		// The engine may type an expression that folds to NULL as it likes.
		if (nothing{}).load(v) {
			return nothing{}, nil
		}
		return nil, fmt.Errorf("no encoder for a column of type %s whose values are %T", t, v.Data)
	}
	return e, nil
}

func choose(t catalog.Type, v *storage.Vector, f Format) encoder {
	switch t.Kind {
	case catalog.Decimal:
		return chooseDecimal(v)
	case catalog.Float, catalog.Double:
		return chooseFloat(t, v, f)
	case catalog.JSON:
		return &documents{charset: f.Charset}
	case catalog.String, catalog.UUID, catalog.Bytes:
		if f.Charset.Latin1 && t.IsText() {
			return &latin1Text{}
		}
		return &text{}
	case catalog.Date:
		return &date{binary: f.Binary}
	case catalog.DateTime:
		return &dateTime{binary: f.Binary, digits: t.Precision}
	case catalog.Timestamp:
		return &dateTime{binary: f.Binary, digits: t.Precision, zone: zone{loc: f.Location}}
	case catalog.Time:
		return &clock{binary: f.Binary, digits: t.Precision}
	}
	return chooseInt(t, v, f)
}

func chooseInt(t catalog.Type, v *storage.Vector, f Format) encoder {
	width := 0
	if f.Binary {
		width = intWidth(t.Kind)
	}
	switch v.Data.(type) {
	case []bool:
		return &boolean{width: width}
	case []int8:
		return &signed[int8]{width: width}
	case []int16:
		return &signed[int16]{width: width}
	case []int32:
		return &signed[int32]{width: width}
	case []int64:
		return &signed[int64]{width: width}
	case []uint8:
		return &unsigned[uint8]{width: width}
	case []uint16:
		return &unsigned[uint16]{width: width}
	case []uint32:
		return &unsigned[uint32]{width: width}
	case []uint64:
		return &unsigned[uint64]{width: width}
	}
	return nil
}

func intWidth(k catalog.Kind) int {
	switch k {
	case catalog.Bool, catalog.Int8, catalog.UInt8:
		return 1
	case catalog.Int16, catalog.UInt16:
		return 2
	case catalog.Int32, catalog.UInt32:
		return 4
	}
	return 8
}

func chooseDecimal(v *storage.Vector) encoder {
	switch v.Data.(type) {
	case []int8:
		return &decimal[int8]{}
	case []int16:
		return &decimal[int16]{}
	case []int32:
		return &decimal[int32]{}
	case []int64:
		return &decimal[int64]{}
	case []storage.Int128:
		return &decimal128{}
	}
	return nil
}

func chooseFloat(t catalog.Type, v *storage.Vector, f Format) encoder {
	single := t.Kind == catalog.Float
	switch v.Data.(type) {
	case []float32:
		return &float[float32]{binary: f.Binary, single: single}
	case []float64:
		return &float[float64]{binary: f.Binary, single: single}
	}
	return nil
}

// short ends a value whose length fits one byte; at is where its length goes.
func short(dst []byte, at int) []byte {
	dst[at] = byte(len(dst) - at - 1)
	return dst
}

func appendWidth(dst []byte, v uint64, width int) []byte {
	switch width {
	case 1:
		return append(dst, byte(v))
	case 2:
		return append(dst, byte(v), byte(v>>8))
	case 4:
		return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return binary.LittleEndian.AppendUint64(dst, v)
}

type boolean struct {
	values []bool
	width  int // of the binary form; 0 for text
}

func (e *boolean) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]bool); return ok }

func (e *boolean) append(dst []byte, row int) []byte {
	n := byte(0)
	if e.values[row] {
		n = 1
	}
	if e.width > 0 {
		return appendWidth(dst, uint64(n), e.width)
	}
	return append(dst, 1, '0'+n)
}

type signed[T integer] struct {
	values []T
	width  int
}

func (e *signed[T]) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]T); return ok }

func (e *signed[T]) append(dst []byte, row int) []byte {
	n := int64(e.values[row])
	if e.width > 0 {
		return appendWidth(dst, uint64(n), e.width)
	}
	at := len(dst)
	return short(strconv.AppendInt(append(dst, 0), n, 10), at)
}

type unsigned[T integer] struct {
	values []T
	width  int
}

func (e *unsigned[T]) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]T); return ok }

func (e *unsigned[T]) append(dst []byte, row int) []byte {
	n := uint64(e.values[row])
	if e.width > 0 {
		return appendWidth(dst, n, e.width)
	}
	at := len(dst)
	return short(strconv.AppendUint(append(dst, 0), n, 10), at)
}

type decimal[T integer] struct {
	values []T
	scale  int
}

func (e *decimal[T]) load(v *storage.Vector) (ok bool) {
	e.scale = int(v.Scale)
	e.values, ok = v.Data.([]T)
	return ok && e.scale <= 38
}

func (e *decimal[T]) append(dst []byte, row int) []byte {
	at := len(dst)
	return short(appendDecimal(append(dst, 0), int64(e.values[row]), e.scale), at)
}

type decimal128 struct {
	values []storage.Int128
	scale  int
}

func (e *decimal128) load(v *storage.Vector) (ok bool) {
	e.scale = int(v.Scale)
	e.values, ok = v.Data.([]storage.Int128)
	return ok && e.scale <= 38
}

func (e *decimal128) append(dst []byte, row int) []byte {
	at := len(dst)
	return short(appendDecimal128(append(dst, 0), e.values[row], e.scale), at)
}

type float[T float32 | float64] struct {
	values []T
	binary bool
	single bool
}

func (e *float[T]) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]T); return ok }

func (e *float[T]) append(dst []byte, row int) []byte {
	f := float64(e.values[row])
	switch {
	case e.binary && e.single:
		return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(f)))
	case e.binary:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(f))
	}
	at := len(dst)
	return short(scalar.AppendFloat(append(dst, 0), f, e.single), at)
}

type text struct{ values []storage.String }

func (e *text) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]storage.String); return ok }

func (e *text) append(dst []byte, row int) []byte {
	b := e.values[row].Bytes()
	if len(b) < 251 {
		return append(append(dst, byte(len(b))), b...)
	}
	return packet.AppendLenString(dst, b)
}

type latin1Text struct {
	text
	scratch []byte
}

func (e *latin1Text) append(dst []byte, row int) []byte {
	e.scratch = appendLatin1(e.scratch[:0], e.values[row].Bytes())
	return packet.AppendLenString(dst, e.scratch)
}

type date struct {
	values []int32
	binary bool
}

func (e *date) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]int32); return ok }

func (e *date) append(dst []byte, row int) []byte {
	day := int64(e.values[row])
	if e.binary {
		return appendBinaryDate(dst, day)
	}
	return appendDate(append(dst, 10), day)
}

type dateTime struct {
	values []int64
	binary bool
	digits uint8
	zone   zone
}

func (e *dateTime) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]int64); return ok }

func (e *dateTime) append(dst []byte, row int) []byte {
	us := e.values[row]
	if e.zone.loc != nil {
		us = e.zone.wall(us)
	}
	if e.binary {
		return appendBinaryDateTime(dst, truncate(us, e.digits))
	}
	at := len(dst)
	return short(appendDateTime(append(dst, 0), us, int(e.digits)), at)
}

type clock struct {
	values []int64
	binary bool
	digits uint8
}

func (e *clock) load(v *storage.Vector) (ok bool) { e.values, ok = v.Data.([]int64); return ok }

func (e *clock) append(dst []byte, row int) []byte {
	us := e.values[row]
	if e.digits < 6 { // towards zero
		us -= us % truncations[e.digits]
	}
	if e.binary {
		return appendBinaryTime(dst, us)
	}
	at := len(dst)
	return short(appendTime(append(dst, 0), us, int(e.digits)), at)
}
