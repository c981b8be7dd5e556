// Package bind turns MySQL text into plans.
//
// The text is parsed once, by the parser of go-mysql-server; names, scopes and
// types are resolved here, so that every column has one ID within the
// statement and every conversion that MySQL makes silently is written out.
// What is not understood is refused by name, never guessed: see
// testdata/unsupported.test.
//
// A statement goes through these files: lex.go and normalize.go (what the
// parser reads otherwise than MySQL does), parse.go, classify.go (what kind
// of statement it is), from.go and select.go (clauses), expr.go and what it
// names (expressions), prune.go of package plan (unused columns).
package bind
