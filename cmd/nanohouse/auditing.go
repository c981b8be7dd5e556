package main

import (
	"log/slog"
	"path/filepath"
	"strings"

	"nanohouse/auth"
	"nanohouse/auth/audit"
	"nanohouse/server"
)

// auditFile is where a mesh's audit is kept, below the mesh directory.
const auditFile = ".nanohouse/audit.jsonl"

func openAudit(mesh string, log *slog.Logger) (*audit.Sink, error) {
	return audit.Open(audit.Config{Path: filepath.Join(mesh, filepath.FromSlash(auditFile)), Log: log})
}

// record gives what the audit keeps of a statement: its form, no literal.
func record(r server.Record) audit.Record {
	decision := auth.Allow
	switch {
	case strings.HasPrefix(r.Outcome, "P01"):
		decision = auth.Deny
	case len(r.Masked) > 0:
		decision = auth.Masked
	}
	return audit.Record{
		Time: r.Time, User: r.Principal, Host: r.Client, Connection: r.Connection, Statement: audit.Normalise(r.Statement),
		Datasets: r.Tables, Masked: len(r.Masked), Decision: decision.String(), Outcome: r.Outcome, Errno: r.Errno, Rows: r.Rows, Duration: r.Duration,
	}
}
