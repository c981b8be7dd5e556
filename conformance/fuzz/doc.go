// Package fuzz makes random statements, asks several servers with the same rows,
// and shrinks each statement that they answer differently.
//
// What an expression may be is written in grammar/*.txt; clauses, joins and
// subqueries are in query.go, from.go and group.go. A statement depends on its
// seed only. MySQL decides what is right; MariaDB and go-mysql-server's own
// engine are asked too, and where they differ from MySQL for a reason that is
// known, testdata/differences.txt says so. What no reference is needed for is in
// logic.go: the parts of a partition are together the whole.
package fuzz
