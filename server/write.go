package server

import (
	"regexp"
	"strings"

	"nanohouse/internal/sqlerr"
)

var writeLock = regexp.MustCompile(`(?i)\bwrite\b`)

// operating are the first words of statements that run a server.
var operating = map[string]bool{
	"FLUSH": true, "RESET": true, "PURGE": true, "START": true, "STOP": true, "CHANGE": true, "BINLOG": true,
	"SHUTDOWN": true, "RESTART": true, "INSTALL": true, "UNINSTALL": true, "CLONE": true,
}

// write answers the statements that would change something: all are refused,
// but for those that change nothing on a server without writes.
func (x *session) write(run *statement, r reply) error {
	x.local.ClearWarnings()
	verb := run.st.Verb
	first, _, _ := strings.Cut(verb, " ")
	switch {
	case verb == "SELECT INTO OUTFILE":
		return sqlerr.New(sqlerr.AccessDenied, "Access denied; this server writes no files for clients").
			WithHint("let your client write the result")
	case first == "LOAD":
		return sqlerr.New(sqlerr.AccessDenied, "Access denied; this server reads no files of clients")
	case first == "LOCK" && !writeLock.MatchString(run.st.Text):
		return r.ok() // nothing changes that a lock would have to protect
	case first == "FLUSH" && run.administrator():
		return r.ok()
	case operating[first]:
		return sqlerr.New(sqlerr.AccessDenied, "Access denied; %s: the server is run by its operator, not by statements", verb).
			WithHint("ask the operator of this server")
	case first == "CALL", first == "XA", first == "HANDLER", first == "SIGNAL", first == "RESIGNAL":
		return sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support '%s'", first)
	case first == "OPTIMIZE", first == "ANALYZE", first == "CHECK", first == "REPAIR", first == "CHECKSUM":
		return sqlerr.New(sqlerr.Unsupported, "This version of Nanohouse doesn't yet support '%s TABLE'", first).
			WithHint("data files are kept by their domain's pipeline")
	case first == "GRANT", first == "REVOKE", strings.HasSuffix(verb, "USER"), strings.HasSuffix(verb, "ROLE"):
		return sqlerr.New(sqlerr.AccessDenied, "Access denied; %s: users and policy are text in the mesh", verb).
			WithHint("change policy/policy.csv or policy/users.yaml")
	}
	return sqlerr.New(sqlerr.ReadOnly, "%s: this mesh's datasets are read-only", verb).
		WithHint("a domain publishes data by its own pipeline; select from its datasets here")
}
