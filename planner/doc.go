// Package planner turns one statement of one session into a runnable governed
// plan: bind, policy, pushdown, sqlgen, certify.
//
// Each phase is a package with one function. What must have happened before
// is a type: sqlgen takes only a policy.Governed, and only a Runnable, which
// certify has passed, leaves this package.
package planner
