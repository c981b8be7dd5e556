package server

import "time"

// Record is what the audit learns of one statement. It holds no value of a result.
type Record struct {
	Time       time.Time
	Connection uint32
	Principal  string
	Roles      []string
	Client     string // address
	Database   string
	Verb       string
	// Statement is the text as sent; the audit decides how much of it to keep.
	Statement string
	// Tables are the tables named, as domain.table.
	Tables []string
	// Masked are the warnings about masked columns.
	Masked []string
	// CatalogRevision and PolicyRevision are those that the statement kept.
	CatalogRevision, PolicyRevision uint64
	Duration                        time.Duration
	Rows                            uint64
	// Outcome is ok, or the ID of the error.
	Outcome string
	// Errno is the error's number, or 0.
	Errno uint16
	// Ref ties an internal error to the server's log.
	Ref string
}
