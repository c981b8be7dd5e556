// Package bind turns the tree that planner/parse made of a MySQL text into
// plans.
//
// Names, scopes and types are resolved here, so that every column has one ID
// within the statement and every conversion that MySQL makes silently is
// written out. What is not understood is refused by name, never guessed: see
// testdata/unsupported.test.
//
// A statement goes through these files: from.go and select.go (clauses),
// expr.go and what it names (expressions), prune.go of package plan (unused
// columns).
package bind
