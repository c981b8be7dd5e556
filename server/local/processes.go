package local

import (
	"time"

	"github.com/dolthub/go-mysql-server/sql"
)

// processList is the process list that one statement may see. It runs and kills nothing.
type processList struct {
	sql.EmptyProcessList
	rows []Process
}

// Processes implements sql.ProcessList.
func (p processList) Processes() []sql.Process {
	out := make([]sql.Process, len(p.rows))
	for i, r := range p.rows {
		out[i] = sql.Process{
			Connection: r.ID, User: r.User, Host: r.Host, Database: r.Database,
			Command: sql.ProcessCommand(r.Command), Query: r.Info,
			StartedAt: time.Now().Add(-time.Duration(r.Seconds) * time.Second), Kill: func() {},
		}
	}
	return out
}

// refreshStatus brings the status variables up to date that clients look at.
func (e *Engine) refreshStatus(connected int) {
	_ = sql.StatusVariables.SetGlobal("Uptime", uint64(e.Uptime().Seconds())+1)
	_ = sql.StatusVariables.SetGlobal("Threads_connected", uint64(max(connected, 1)))
}
