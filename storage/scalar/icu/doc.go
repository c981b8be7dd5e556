// Package icu matches regular expressions as ICU does: by backtracking over the
// syntax of its user guide.
//
// A pattern becomes a tree (parse.go, class.go), the tree a program (program.go),
// which a machine with a stack of choices runs over UTF-8 (match.go). Work is
// bounded: a match that makes too many choices is an error.
package icu
