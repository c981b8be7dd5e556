package duckdb

/*
#include <stdlib.h>
extern void nanohouseScalar(void *info, void *chunk, void *out);
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime/cgo"
	"sync"
	"unicode/utf8"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
	"nanohouse/storage/scalar"
)

// markedFunction is a function with what the engine gives back to say which one it
// calls: C memory that holds a handle of it. Neither is ever freed, since
// instances come and go while the functions stay.
type markedFunction struct {
	*scalar.Function
	mark unsafe.Pointer
}

func markFunctions(all []scalar.Function) []markedFunction {
	out := make([]markedFunction, len(all))
	for i := range all {
		mark := C.malloc(C.size_t(unsafe.Sizeof(cgo.Handle(0))))
		*(*cgo.Handle)(mark) = cgo.NewHandle(&all[i])
		out[i] = markedFunction{&all[i], mark}
	}
	return out
}

var scalarFunctions = sync.OnceValue(func() []markedFunction { return markFunctions(scalar.All()) })

// scalarTypes are the engine's types of the kinds.
var scalarTypes = [...]bindings.Type{
	scalar.Text: bindings.TypeVarchar, scalar.Bytes: bindings.TypeBlob,
	scalar.Int: bindings.TypeBigInt, scalar.Uint: bindings.TypeUBigInt, scalar.Double: bindings.TypeDouble,
	scalar.Bool: bindings.TypeBoolean, scalar.Date: bindings.TypeDate, scalar.DateTime: bindings.TypeTimestamp,
}

// registerFunctions makes functions known to an instance that is still open.
func registerFunctions(c *conn, all []markedFunction) error {
	for _, f := range all {
		if err := registerFunction(c, f); err != nil {
			return err
		}
	}
	return nil
}

func registerFunction(c *conn, f markedFunction) error {
	fn := bindings.CreateScalarFunction()
	defer bindings.DestroyScalarFunction(&fn)
	bindings.ScalarFunctionSetName(fn, f.Name)
	for i, k := range f.Args {
		t := bindings.CreateLogicalType(scalarTypes[k])
		if f.Variadic && i == len(f.Args)-1 {
			bindings.ScalarFunctionSetVarargs(fn, t)
		} else {
			bindings.ScalarFunctionAddParameter(fn, t)
		}
		bindings.DestroyLogicalType(&t)
	}
	t := bindings.CreateLogicalType(scalarTypes[f.Result])
	defer bindings.DestroyLogicalType(&t)
	bindings.ScalarFunctionSetReturnType(fn, t)
	bindings.ScalarFunctionSetSpecialHandling(fn) // Call knows what NULL gives
	if f.Volatile {
		bindings.ScalarFunctionSetVolatile(fn)
	}
	bindings.ScalarFunctionSetExtraInfo(fn, f.mark, nil)
	bindings.ScalarFunctionSetFunction(fn, C.nanohouseScalar)
	if bindings.RegisterScalarFunction(c.handle, fn) != bindings.StateSuccess {
		return fmt.Errorf("duckdb: cannot register function %s", f.Name)
	}
	return nil
}

// nanohouseScalar is what the engine calls, for a chunk of rows, on a thread of its own.
//
//export nanohouseScalar
func nanohouseScalar(info, chunk, out unsafe.Pointer) {
	fi := bindings.FunctionInfo{Ptr: info}
	f := (*(*cgo.Handle)(bindings.ScalarFunctionGetExtraInfo(fi))).Value().(*scalar.Function)
	if err := evalChunk(f, bindings.DataChunk{Ptr: chunk}, bindings.Vector{Ptr: out}); err != nil {
		bindings.ScalarFunctionSetError(fi, scalarErrorText(err))
	}
}

func evalChunk(f *scalar.Function, chunk bindings.DataChunk, out bindings.Vector) error {
	rows := int(bindings.DataChunkGetSize(chunk))
	columns := make([]argument, int(bindings.DataChunkGetColumnCount(chunk)))
	for i := range columns {
		columns[i] = newArgument(f.Kind(i), bindings.DataChunkGetVector(chunk, bindings.IdxT(i)), rows)
	}
	args := make([]scalar.Value, len(columns))
	res := result{kind: f.Result, vec: out, data: bindings.VectorGetData(out), rows: rows}
	for row := range rows {
		for i := range columns {
			args[i] = columns[i].value(row)
		}
		v, err := f.Call(args)
		if err != nil {
			return err
		}
		if err := res.set(row, &v); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// argument is one column of arguments, as views of engine memory.
type argument struct {
	kind  scalar.Kind
	valid []uint64
	texts []storage.String
	words []int64
	days  []int32
	bools []bool
}

func newArgument(k scalar.Kind, vec bindings.Vector, rows int) argument {
	a := argument{kind: k}
	data := bindings.VectorGetData(vec)
	if mask := bindings.VectorGetValidity(vec); mask != nil {
		a.valid = unsafe.Slice((*uint64)(mask), (rows+63)/64)
	}
	switch k {
	case scalar.Text, scalar.Bytes:
		a.texts = unsafe.Slice((*storage.String)(data), rows)
	case scalar.Date:
		a.days = unsafe.Slice((*int32)(data), rows)
	case scalar.Bool:
		a.bools = unsafe.Slice((*bool)(data), rows)
	default:
		a.words = unsafe.Slice((*int64)(data), rows)
	}
	return a
}

func (a *argument) value(row int) scalar.Value {
	if a.valid != nil && a.valid[row>>6]&(1<<(row&63)) == 0 {
		return scalar.Null
	}
	switch a.kind {
	case scalar.Text, scalar.Bytes:
		b := a.texts[row].Bytes()
		return scalar.Value{Text: unsafe.String(unsafe.SliceData(b), len(b))}
	case scalar.Date:
		return scalar.Value{Int: int64(a.days[row])}
	case scalar.Bool:
		return scalar.OfBool(a.bools[row])
	case scalar.Uint:
		return scalar.Value{Uint: uint64(a.words[row])}
	case scalar.Double:
		return scalar.Value{Float: *(*float64)(unsafe.Pointer(&a.words[row]))}
	}
	return scalar.Value{Int: a.words[row]}
}

// result is the column that is written.
type result struct {
	kind  scalar.Kind
	vec   bindings.Vector
	data  unsafe.Pointer
	rows  int
	valid []uint64 // nil until there is a NULL
}

var errNotText = errors.New("the result is not valid UTF-8")

func (r *result) set(row int, v *scalar.Value) error {
	if v.Null {
		if r.valid == nil {
			bindings.VectorEnsureValidityWritable(r.vec)
			r.valid = unsafe.Slice((*uint64)(bindings.VectorGetValidity(r.vec)), (r.rows+63)/64)
		}
		r.valid[row>>6] &^= 1 << (row & 63)
		return nil
	}
	switch r.kind {
	case scalar.Text:
		if !utf8.ValidString(v.Text) {
			return errNotText
		}
		bindings.VectorAssignStringElement(r.vec, bindings.IdxT(row), v.Text)
	case scalar.Bytes:
		bindings.VectorAssignStringElement(r.vec, bindings.IdxT(row), v.Text)
	case scalar.Date:
		unsafe.Slice((*int32)(r.data), r.rows)[row] = int32(v.Int)
	case scalar.Bool:
		unsafe.Slice((*bool)(r.data), r.rows)[row] = v.Int != 0
	case scalar.Uint:
		unsafe.Slice((*uint64)(r.data), r.rows)[row] = v.Uint
	case scalar.Double:
		unsafe.Slice((*float64)(r.data), r.rows)[row] = v.Float
	default:
		unsafe.Slice((*int64)(r.data), r.rows)[row] = v.Int
	}
	return nil
}

// scalarErrorText writes a function's error so that classify reads it back. What is
// not an error for clients stays the engine's own text, for the log.
func scalarErrorText(err error) string {
	var se *sqlerr.Error
	if !errors.As(err, &se) {
		return err.Error()
	}
	return sqlerr.Mark(se)
}
