// Package contract reads ODCS data contracts into datasets, with findings as file:line.
//
// A contract says where a dataset's files are, which columns it has and how
// sensitive they are. What cannot be understood is a finding, never a guess;
// a dataset whose contract has an error is not in the result.
package contract
