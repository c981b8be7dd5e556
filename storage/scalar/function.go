package scalar

import (
	"fmt"
	"slices"
	"strings"
)

// Prefix begins the name of every function, as the engine knows it.
const Prefix = "mysql_"

// Kind is the type of an argument or a result.
type Kind uint8

// The kinds, and which field of a Value holds them.
const (
	Text     Kind = iota // VARCHAR, UTF-8: Text
	Bytes                // BLOB: Text
	Int                  // BIGINT: Int. A TIME is one too, in microseconds
	Uint                 // UBIGINT: Uint
	Double               // DOUBLE: Float
	Bool                 // BOOLEAN: Int, 0 or 1
	Date                 // DATE: Int, days since 1970-01-01
	DateTime             // TIMESTAMP: Int, microseconds since 1970-01-01
)

// Value is an argument or a result. An argument's Text is valid until Eval returns.
type Value struct {
	Null  bool
	Int   int64
	Uint  uint64
	Float float64
	Text  string
}

// Null is the NULL result.
var Null = Value{Null: true}

// OfText, OfInt, OfUint, OfFloat and OfBool make values.
func OfText(s string) Value { return Value{Text: s} }

// OfInt makes a value of kind Int, Date or DateTime.
func OfInt(i int64) Value { return Value{Int: i} }

// OfUint makes a value of kind Uint.
func OfUint(u uint64) Value { return Value{Uint: u} }

// OfFloat makes a value of kind Double.
func OfFloat(f float64) Value { return Value{Float: f} }

// OfBool makes a value of kind Bool.
func OfBool(b bool) Value {
	if b {
		return Value{Int: 1}
	}
	return Value{}
}

// Function is one scalar function.
type Function struct {
	// Name begins with Prefix.
	Name string
	// Args are the arguments' kinds. When Variadic, the last one may come any
	// number of times, also never.
	Args     []Kind
	Variadic bool
	Result   Kind
	// Nulls says that Eval sees NULL arguments; otherwise one gives NULL.
	Nulls bool
	// Volatile says that equal arguments may give different results.
	Volatile bool
	// Eval computes one row. It is called from many goroutines, and keeps no
	// part of args. An error must be a *sqlerr.Error without data values.
	Eval func(args []Value) (Value, error)
}

// functions are all tables of this package.
var functions = slices.Concat(
	floatFunctions, numberFunctions, bitFunctions, decimalFunctions, roundFunctions,
	soundFunctions, pieceFunctions, searchFunctions, fillFunctions, groupedFunctions, baseFunctions, encodeFunctions,
	digestFunctions, addressFunctions, identityFunctions, measureFunctions, cipherFunctions, regexpFunctions, identityCounters,
	collationFunctions, letterFunctions, numberTextFunctions,
	jsonAttributeFunctions, jsonSearchFunctions, jsonEditFunctions, jsonConvertFunctions, jsonValueFunctions, sphereFunctions,
	dateFunctions,
	dateFormatFunctions,
	intervalFunctions,
	zoneFunctions,
	periodFunctions,
	recursionFunctions,
	binaryFunctions,
)

// All gives every function, in the order of their names.
func All() []Function {
	all := slices.Clone(functions)
	slices.SortFunc(all, func(a, b Function) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Names is the set of all functions' names.
func Names() map[string]bool {
	out := make(map[string]bool, len(functions))
	for _, f := range functions {
		out[f.Name] = true
	}
	return out
}

// Call computes one row. A panic is an error: it must not end the process.
func (f *Function) Call(args []Value) (v Value, err error) {
	if !f.Nulls {
		for i := range args {
			if args[i].Null {
				return Null, nil
			}
		}
	}
	defer func() {
		if r := recover(); r != nil {
			v, err = Null, fmt.Errorf("%s: panic: %v", f.Name, r)
		}
	}()
	return f.Eval(args)
}

// Kind gives the kind of the i-th argument.
func (f *Function) Kind(i int) Kind { return f.Args[min(i, len(f.Args)-1)] }
