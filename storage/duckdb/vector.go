package duckdb

import (
	"fmt"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/storage"
)

// column is how a result column's memory is read.
type column struct {
	slice func(data unsafe.Pointer, rows int) any
	scale uint8
}

// view makes a slice of engine memory.
func view[T any](data unsafe.Pointer, rows int) any { return unsafe.Slice((*T)(data), rows) }

// plain are the types whose memory needs no more than its width.
var plain = map[bindings.Type]func(unsafe.Pointer, int) any{
	bindings.TypeBoolean:     view[bool],
	bindings.TypeTinyInt:     view[int8],
	bindings.TypeSmallInt:    view[int16],
	bindings.TypeInteger:     view[int32],
	bindings.TypeBigInt:      view[int64],
	bindings.TypeUTinyInt:    view[uint8],
	bindings.TypeUSmallInt:   view[uint16],
	bindings.TypeUInteger:    view[uint32],
	bindings.TypeUBigInt:     view[uint64],
	bindings.TypeFloat:       view[float32],
	bindings.TypeDouble:      view[float64],
	bindings.TypeHugeInt:     view[storage.Int128],
	bindings.TypeVarchar:     view[storage.String],
	bindings.TypeBlob:        view[storage.String],
	bindings.TypeDate:        view[int32],
	bindings.TypeTimestamp:   view[int64],
	bindings.TypeTimestampTZ: view[int64],
}

// readColumns learns how to read the result's columns. A type that a batch
// cannot hold is an error: the generator must not put it out.
func (r *run) readColumns() error {
	n := int(bindings.ColumnCount(&r.result))
	r.columns = make([]column, n)
	r.batch.Columns = make([]storage.Vector, n)
	for i := range r.columns {
		typ := bindings.ColumnType(&r.result, bindings.IdxT(i))
		c := column{slice: plain[typ]}
		if typ == bindings.TypeDecimal {
			c = decimalColumn(&r.result, i)
		}
		if c.slice == nil {
			return fmt.Errorf("duckdb: result column %d has type %d, which a batch cannot hold", i+1, typ)
		}
		r.columns[i] = c
	}
	return nil
}

func decimalColumn(res *bindings.Result, i int) column {
	lt := bindings.ColumnLogicalType(res, bindings.IdxT(i))
	defer bindings.DestroyLogicalType(&lt)
	return column{slice: plain[bindings.DecimalInternalType(lt)], scale: uint8(bindings.DecimalScale(lt))}
}

// fill points the batch to the chunk's memory.
func (r *run) fill() {
	rows := int(bindings.DataChunkGetSize(r.chunk))
	r.batch.Rows = rows
	for i, c := range r.columns {
		vec := bindings.DataChunkGetVector(r.chunk, bindings.IdxT(i))
		v := &r.batch.Columns[i]
		v.Data = c.slice(bindings.VectorGetData(vec), rows)
		v.Scale = c.scale
		v.Valid = nil
		if mask := bindings.VectorGetValidity(vec); mask != nil {
			v.Valid = unsafe.Slice((*uint64)(mask), (rows+63)/64)
		}
	}
}
