package server

import (
	"errors"
	"fmt"
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
)

// command answers one command. An error ends the connection; a client error
// among them is sent first.
func (x *session) command(payload []byte) error {
	if len(payload) == 0 {
		return x.soft(malformed())
	}
	command := packet.Command(payload[0])
	err := x.dispatch(command, payload[1:])
	if e, ok := sqlerr.As(err); ok && e.Code == sqlerr.MalformedPacket && survivable(command) {
		// The frame was whole, so the next command can be read.
		return x.soft(err)
	}
	return err
}

// survivable reports whether a connection can go on after a malformed packet
// of a command: not where no answer is expected, nor where the identity is at stake.
func survivable(command packet.Command) bool {
	switch command {
	case packet.ComStmtClose, packet.ComStmtLongData, packet.ComChangeUser:
		return false
	}
	return true
}

func (x *session) dispatch(command packet.Command, body []byte) error {
	switch command {
	case packet.ComQuit:
		return errLost
	case packet.ComQuery:
		return x.Query(x.settings.client.Decode(body))
	case packet.ComPing:
		return x.conn.OK(packet.OK{Status: x.status()})
	case packet.ComInitDB:
		return x.soft(x.initDB(x.settings.client.Decode(body)))
	case packet.ComFieldList:
		return x.soft(x.fieldList(body))
	case packet.ComStatistics:
		return x.statistics()
	case packet.ComProcessInfo:
		return x.Query("SHOW FULL PROCESSLIST")
	case packet.ComProcessKill:
		id, err := packet.ParseID(body)
		if err != nil {
			return malformed()
		}
		return x.Query(fmt.Sprintf("KILL %d", id))
	case packet.ComSetOption:
		return x.setOption(body)
	case packet.ComChangeUser:
		return x.changeUser(body)
	case packet.ComResetConnection:
		x.reset()
		return x.conn.OK(packet.OK{Status: x.status()})
	case packet.ComStmtPrepare, packet.ComStmtExecute, packet.ComStmtClose, packet.ComStmtReset,
		packet.ComStmtLongData, packet.ComStmtFetch:
		return x.preparedCommand(command, body)
	case packet.ComDebug, packet.ComShutdown, packet.ComRefresh:
		return x.soft(sqlerr.New(sqlerr.AccessDenied, "Access denied; this command is not for clients"))
	}
	return x.soft(sqlerr.New(sqlerr.UnknownCommand, "Unknown command"))
}

func malformed() error {
	return sqlerr.New(sqlerr.MalformedPacket, "Malformed communication packet")
}

// soft sends a command's error; the connection lives on.
func (x *session) soft(err error) error {
	if err == nil || errors.Is(err, errLost) || x.conn.Broken() != nil {
		return err
	}
	e := wire.Fault(x.ctx, err)
	if e.Ref != "" {
		x.server.cfg.Log.Error("command failed", "ref", e.Ref, "connection", x.id, "cause", err.Error())
	}
	return x.sendError(e)
}

func (x *session) initDB(name string) error {
	env := x.current()
	if env.Catalog == nil {
		return x.revoked()
	}
	if err := x.use(env, name); err != nil {
		return err
	}
	return x.conn.OK(packet.OK{Status: x.status()})
}

// fieldList answers the old way to ask for a table's columns.
func (x *session) fieldList(body []byte) error {
	env := x.current()
	if env.Catalog == nil {
		return x.revoked()
	}
	name, _ := packet.ParseFieldList(body)
	db := x.local.Database()
	if db == "" {
		return sqlerr.New(sqlerr.NoDatabase, "No database selected")
	}
	ds, grant, ok := env.View().Table(db, name)
	if !ok {
		return sqlerr.New(sqlerr.UnknownTable, "Table '%s.%s' doesn't exist", db, printable(name))
	}
	for i, c := range ds.Columns {
		if !grant.Readable(i) {
			continue
		}
		d := wire.Definition(plan.Output{
			Name: c.Name, OrgName: c.Name, Table: name, OrgTable: name, Domain: db, Type: c.Type,
			Nullable: !c.Required, PrimaryKey: c.PrimaryKey,
		}, x.charset())
		if err := x.conn.DefineDefault(&d); err != nil {
			return err
		}
	}
	if err := x.conn.EndRows(x.status(), 0); err != nil {
		return err
	}
	return x.conn.Flush()
}

// statistics answers with a line of text, which is no packet of any other kind.
func (x *session) statistics() error {
	up := max(x.server.local.Uptime(), time.Second).Seconds()
	q := x.server.registry.questions.Load()
	line := fmt.Sprintf("Uptime: %d  Threads: %d  Questions: %d  Slow queries: 0  Opens: 0  Flush tables: 1  Open tables: 0  Queries per second avg: %.3f",
		int(up), x.server.registry.len(), q, float64(q)/up)
	if err := x.conn.Send([]byte(line)); err != nil {
		return err
	}
	return x.conn.Flush()
}

// setOption turns multiple statements on or off.
func (x *session) setOption(body []byte) error {
	if len(body) < 2 || body[0] > 1 || body[1] != 0 {
		return x.soft(sqlerr.New(sqlerr.UnknownCommand, "Unknown command"))
	}
	if body[0] == 0 {
		x.conn.Capabilities |= packet.MultiStatements
	} else {
		x.conn.Capabilities &^= packet.MultiStatements
	}
	if err := x.conn.EndRows(x.status(), 0); err != nil {
		return err
	}
	return x.conn.Flush()
}

// changeUser logs in anew. Whatever fails, nothing of the old identity is left.
func (x *session) changeUser(body []byte) error {
	l, err := packet.ParseChangeUser(body, x.conn.Capabilities)
	if err != nil {
		return malformed()
	}
	x.closePrepared()
	if len(l.Response) == 0 || l.Plugin == "" {
		l.Plugin = x.server.cfg.Mesh.Current().Users.Plugin()
	}
	if err := x.identify(l); err != nil {
		return err
	}
	return x.conn.OK(packet.OK{Status: x.status()})
}
