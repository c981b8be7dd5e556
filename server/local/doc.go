// Package local answers the statements that touch no dataset: SHOW, DESCRIBE,
// SET, information_schema and system variables.
//
// It shows go-mysql-server's engine a catalog of names and types: the tables
// that one principal may see, with the columns it may read, and no rows. A
// scan of a dataset is impossible here, whatever statement reaches it.
package local
