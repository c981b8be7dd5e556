// Package certify checks the final SQL text, as DuckDB itself parses it,
// without sharing code with sqlgen.
//
// A statement passes only if it is one SELECT, made of nodes that this package
// knows; if what it reads are exactly the governed leaves, and of them only
// the columns that the plan lists; if every function, type and text in it is on
// the lists here; and if every other name is an id. Whatever is not known is
// refused: a new kind of node, a new key of a known node, a new function.
package certify
