// Package conformance tests Nanohouse from outside, over the MySQL protocol, as a black box.
//
// It runs the built program and imports none of the project's packages. What an
// answer should be comes from somebody else: MySQL and MariaDB with the same rows,
// DuckDB on the same files, or the same data masked beforehand.
package conformance
