// Package demo writes the demo mesh: TPC-H's tables spread over four domains,
// with contracts, policy and users.
//
// The data is made by deterministic SQL, so that two machines show the same
// answers and no network is needed.
package demo
