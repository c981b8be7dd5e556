// Package sqlgen turns a governed plan into one SQL statement of DuckDB's dialect.
//
// Operators become nested SELECTs whose columns are named by id (c1, c2, …), so
// that no name of a client or a contract stands anywhere but in the leaves.
// Every constant is a bound parameter. Functions, casts and types are looked
// up in tables (functions_*.go, rep.go); what no table knows is refused by
// name, never guessed.
//
// Each piece of SQL is carried with the DuckDB type that it has (frag), so
// that casts are written only where a type really differs: a needless cast
// would keep predicates out of the Parquet scan.
package sqlgen
