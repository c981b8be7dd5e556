// Package server holds connections, sessions and statements.
//
// A connection is one goroutine: it logs in, and then answers commands one by
// one. session.Query is the spine of a statement: classify, plan or answer
// locally, run, stream. What a session needs of others is declared in deps.go.
package server
