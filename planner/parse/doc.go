// Package parse reads MySQL text: it says what kind of statement a text holds,
// and makes the tree that planner/bind resolves.
//
// The grammar is that of go-mysql-server's parser, which reads some things
// otherwise than MySQL does, or not at all. So a front of our own stands before
// it: lex.go cuts the text as MySQL's lexer does, normalize.go writes what the
// parser would misread in a form that it reads with MySQL's meaning, and a
// Source keeps the way back to the client's own text, from which column names
// and messages come. See docs/adr/0008.
package parse
