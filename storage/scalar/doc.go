// Package scalar holds MySQL's scalar functions for which the engine has no
// equal, written in Go. The engine calls them by name from generated SQL, a
// chunk of rows at a time.
//
// A function sees its arguments and nothing else: no table, file, setting, clock
// or network, so the certificate allows every function of this package. It may
// give a MySQL error, whose text names no value.
//
// To add one, write it into the file of its chapter, list it in that file's
// table, name the table in functions, and give it a row in planner/sqlgen's
// function tables.
package scalar
