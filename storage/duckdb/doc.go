// Package duckdb is the embedded engine: DuckDB, locked down, run in this
// process, and read batch by batch. It is the only package that uses cgo.
//
// Its settings are fixed once it is locked, so other data roots need a new
// instance. Such an instance is a generation: a query ends in the generation it
// began in, and the generation closes when its last query has ended.
package duckdb
