// Package auth says what a principal may do with each column and row.
//
// The zero value of everything here denies: Effect(0) is Deny, and the zero
// Grant shows nothing. Package casbin compiles rules to Grants; package policy
// of the planner applies them. Nothing else decides.
package auth
