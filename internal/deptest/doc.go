// Package deptest holds the house rules that a machine can check, as tests.
//
// A rule's reason stands beside it. To add an edge between packages, or a module,
// write its line and its reason there.
package deptest
