package server

import (
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
	"time"
)

// reply writes the result of one statement.
type reply struct {
	session *session
	run     *statement
	// more says that another statement of the same text follows.
	more bool
	// binary is the format of prepared statements.
	binary bool
}

func (r reply) status() packet.Status {
	s := r.session.status()
	if r.more {
		s |= packet.MoreResults
	}
	return s
}

// status is the session's part of the status flags.
func (x *session) status() packet.Status {
	var s packet.Status
	if x.local == nil || x.settings.autocommit {
		s |= packet.Autocommit
	}
	if x.txn.open {
		s |= packet.InTransaction
		if x.txn.readOnly {
			s |= packet.InReadOnly
		}
	}
	if x.settings.noBackslash {
		s |= packet.NoBackslashEscape
	}
	return s
}

func (r reply) warnings() uint16 { return uint16(min(r.session.local.WarningCount(), 1<<16-1)) }

// ok ends a statement without rows.
func (r reply) ok() error {
	return r.session.conn.OK(packet.OK{Status: r.status(), Warnings: r.warnings()})
}

// writer starts a result.
func (r reply) writer(out []plan.Output) *wire.Writer {
	return wire.NewWriter(r.session.conn, out, r.session.format(r.binary))
}

// format is how the client wants rows.
func (x *session) format(binary bool) wire.Format {
	var loc *time.Location
	if x.settings.location != time.UTC {
		loc = x.settings.location
	}
	return wire.Format{Binary: binary, Charset: x.charset(), Location: loc}
}

// end finishes a result with rows.
func (r reply) end() error {
	if err := r.session.conn.EndRows(r.status(), r.warnings()); err != nil {
		return err
	}
	return r.session.conn.Flush()
}
