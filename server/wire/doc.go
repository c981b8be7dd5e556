// Package wire turns batches into MySQL rows, and errors into ERR packets.
//
// A Writer chooses one encoder a column when a result begins, and then appends
// values straight from engine memory to the connection's buffer.
package wire
