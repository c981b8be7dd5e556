package local

import (
	"fmt"
	"sync/atomic"
	"time"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/go-mysql-server/sql/variables"
	"github.com/sirupsen/logrus"
)

// Config says how the server describes itself.
type Config struct {
	Version   string // 8.0.36-nanohouse
	Port      int
	MaxPacket int
	// SecureTransport says that TLS is required.
	SecureTransport bool
	// Deadline bounds a statement; 0 means 30 seconds.
	Deadline time.Duration
}

// Engine answers statements that touch no dataset. It is safe for concurrent use.
type Engine struct {
	cfg     Config
	gms     *sqle.Engine
	started time.Time
	pids    atomic.Uint64
}

// New makes an Engine. go-mysql-server keeps its global system variables in
// one place of the process, so that the last Engine's description of itself holds.
func New(cfg Config) (*Engine, error) {
	if cfg.Deadline == 0 {
		cfg.Deadline = 30 * time.Second
	}
	logrus.SetLevel(logrus.FatalLevel) // the module's own log may hold statements
	if err := assignVariables(cfg); err != nil {
		return nil, err
	}
	a := analyzer.NewBuilder(provider{}).Build()
	a.Catalog.InfoSchema = infoSchema{a.Catalog.InfoSchema}
	e := sqle.New(a, &sqle.Config{IsReadOnly: true})
	return &Engine{cfg: cfg, gms: e, started: time.Now()}, nil
}

// Close ends the engine.
func (e *Engine) Close() error { return e.gms.Close() }

// defaultMode is MySQL 8's sql_mode.
const defaultMode = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

// assignVariables makes the system variables tell of this server, and of no path.
func assignVariables(cfg Config) error {
	variables.InitSystemVariables()
	sql.SystemVariables.AddSystemVariables(extraVariables())
	err := sql.SystemVariables.AssignValues(map[string]any{
		"version":                  cfg.Version,
		"version_comment":          "nanohouse",
		"hostname":                 "nanohouse",
		"sql_mode":                 defaultMode,
		"port":                     cfg.Port,
		"socket":                   "",
		"datadir":                  "",
		"tmpdir":                   "",
		"plugin_dir":               "",
		"license":                  "Apache-2.0",
		"secure_file_priv":         nil,
		"local_infile":             0,
		"read_only":                1,
		"super_read_only":          1,
		"event_scheduler":          "OFF",
		"time_zone":                "+00:00",
		"system_time_zone":         "UTC",
		"lower_case_table_names":   1,
		"performance_schema":       0,
		"max_allowed_packet":       cfg.MaxPacket,
		"require_secure_transport": cfg.SecureTransport,
		"character_set_server":     "utf8mb4",
		"collation_server":         "utf8mb4_0900_ai_ci",
		"collation_connection":     "utf8mb4_0900_ai_ci",
		"collation_database":       "utf8mb4_0900_bin",
	})
	if err != nil {
		return fmt.Errorf("set system variables: %w", err)
	}
	return nil
}

// extraVariables are those that clients read or set and go-mysql-server lacks.
func extraVariables() []sql.SystemVariable {
	both := sql.GetMysqlScope(sql.SystemVariableScope_Both)
	global := sql.GetMysqlScope(sql.SystemVariableScope_Global)
	session := sql.GetMysqlScope(sql.SystemVariableScope_Session)
	text := func(name, value string, scope *sql.MysqlScope, dynamic bool) sql.SystemVariable {
		return &sql.MysqlSystemVariable{Name: name, Scope: scope, Dynamic: dynamic, Type: types.NewSystemStringType(name), Default: value}
	}
	number := func(name string, value int64, scope *sql.MysqlScope) sql.SystemVariable {
		return &sql.MysqlSystemVariable{Name: name, Scope: scope, Dynamic: true, Type: types.NewSystemIntType(name, 0, 1<<62, false), Default: value}
	}
	return []sql.SystemVariable{
		text("optimizer_switch", "", both, true),
		text("innodb_version", "8.0.36", global, false),
		text("session_track_transaction_info", "OFF", both, true),
		number("profiling", 0, both),
		number("profiling_history_size", 15, both),
		number("query_cache_size", 0, global),
		text("query_cache_type", "OFF", both, true),
		number("max_statement_time", 0, both),
		number("sql_big_selects", 1, both),
		number("warning_count", 0, session),
		number("error_count", 0, session),
	}
}

// Uptime is how long the engine has lived.
func (e *Engine) Uptime() time.Duration { return time.Since(e.started) }
