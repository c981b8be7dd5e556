package server

import (
	"strconv"
	"strings"
	"time"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/bind"
	"nanohouse/server/wire"
)

// settings are the session variables that the session itself obeys, read
// again after each SET.
type settings struct {
	client, results wire.Charset
	collation       catalog.Collation
	location        *time.Location
	zone            string
	sqlMode         string
	locale          string
	weekMode        int
	autocommit      bool
	noBackslash     bool
	maxExecution    time.Duration
	selectLimit     uint64
	wait            time.Duration
	numbers         map[string]uint64 // see bind.Env
}

func (x *session) readSettings() {
	s := settings{client: wire.UTF8, results: wire.UTF8}
	if v, ok := x.local.Variable("character_set_client"); ok {
		if c, ok := wire.CharsetOf(v); ok {
			s.client = c
		}
	}
	if v, ok := x.local.Variable("character_set_results"); ok {
		if c, ok := wire.CharsetOf(v); ok {
			s.results = c
		}
	}
	if v, ok := x.local.Variable("collation_connection"); ok {
		s.collation, _ = catalog.CollationOf(v)
	}
	s.zone, _ = x.local.Variable("time_zone")
	s.location, _ = zoneOf(s.zone)
	s.sqlMode, _ = x.local.Variable("sql_mode")
	s.locale, _ = x.local.Variable("lc_time_names")
	s.weekMode = int(x.local.Number("default_week_format"))
	s.noBackslash = strings.Contains(strings.ToUpper(s.sqlMode), "NO_BACKSLASH_ESCAPES")
	s.autocommit = x.local.Flag("autocommit")
	s.maxExecution = time.Duration(x.local.Number("max_execution_time")) * time.Millisecond
	s.selectLimit = x.local.Number("sql_select_limit")
	s.wait = time.Duration(x.local.Number("wait_timeout")) * time.Second
	for name, usual := range bind.DefaultNumbers {
		if n := x.local.Number(name); n != usual {
			if s.numbers == nil {
				s.numbers = map[string]uint64{}
			}
			s.numbers[name] = n
		}
	}
	x.settings = s
}

// zoneOf gives the location of a time_zone. SYSTEM is UTC: the server has no
// zone of its own.
func zoneOf(name string) (*time.Location, error) {
	switch {
	case name == "" || strings.EqualFold(name, "SYSTEM") || strings.EqualFold(name, "UTC"):
		return time.UTC, nil
	case name[0] == '+' || name[0] == '-':
		return offsetZone(name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return time.UTC, unknownZone(name)
	}
	return loc, nil
}

// offsetZone reads +hh:mm, from -13:59 to +14:00.
func offsetZone(name string) (*time.Location, error) {
	h, m, ok := strings.Cut(name[1:], ":")
	hours, err1 := strconv.Atoi(h)
	minutes, err2 := strconv.Atoi(m)
	seconds := hours*3600 + minutes*60
	if name[0] == '-' {
		seconds = -seconds
	}
	if !ok || err1 != nil || err2 != nil || len(m) != 2 || minutes > 59 || hours < 0 || minutes < 0 ||
		seconds > 14*3600 || seconds < -(13*3600+59*60) {
		return time.UTC, unknownZone(name)
	}
	if seconds == 0 {
		return time.UTC, nil
	}
	return time.FixedZone(name, seconds), nil
}

func unknownZone(name string) error {
	return sqlerr.New(sqlerr.UnknownTimeZone, "Unknown or incorrect time zone: '%s'", printable(name))
}

// current gives the revision in force, with the roles that the principal has
// in it. The zero Catalog says that the user is gone.
func (x *session) current() Env {
	state := x.server.cfg.Mesh.Current()
	p, ok := state.Users.Principal(x.principal.Name)
	if !ok {
		return Env{Principal: auth.Principal{Name: x.principal.Name}}
	}
	return Env{Principal: p, Authorizer: state.Authorizer, Catalog: state.Catalog}
}

// modes are the session's; a session without any has one that changes no query, as
// none stands for MySQL's default.
func modes(sqlMode string) string {
	if sqlMode == "" {
		return "NO_ENGINE_SUBSTITUTION"
	}
	return sqlMode
}

// bindEnv is what the session brings to a statement.
func (x *session) bindEnv(env Env) bind.Env {
	who := x.principal.Name + "@" + x.host
	return bind.Env{
		Principal: env.Principal.Name, Database: x.local.Database(), SQLMode: modes(x.settings.sqlMode), Collation: x.settings.collation,
		Now: time.Now().In(x.settings.location), Locale: x.settings.locale, WeekMode: x.settings.weekMode, User: who, CurrentUser: x.principal.Name + "@%",
		ConnectionID: uint64(x.id), Version: x.server.cfg.Version,
		SystemVariable: x.systemVariable, Numbers: x.settings.numbers,
		UserVariable: func(name string) (bind.Value, bool) {
			v, t := x.local.User(name)
			return bind.Value{Value: v, Type: t}, true
		},
		Functions: map[string]bind.Value{
			"found_rows":     {Value: int64(x.counts.found), Type: catalog.Type{Kind: catalog.Int64}},
			"row_count":      {Value: x.counts.rows, Type: catalog.Type{Kind: catalog.Int64}},
			"last_insert_id": {Value: uint64(0), Type: catalog.Type{Kind: catalog.UInt64}},
			"current_role":   {Value: rolesOf(env.Principal), Type: catalog.Type{Kind: catalog.String}},
		},
	}
}

func (x *session) systemVariable(_, name string) (bind.Value, bool) {
	v, ok := x.local.Variable(name)
	if !ok {
		return bind.Value{}, false
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return bind.Value{Value: n, Type: catalog.Type{Kind: catalog.Int64}}, true
	}
	return bind.Value{Value: v, Type: catalog.Type{Kind: catalog.String, Length: uint32(max(len(v), 1))}}, true
}

// use makes a database the current one, if the principal can see it. One that
// it cannot see does not exist.
func (x *session) use(env Env, name string) error {
	found := strings.ToLower(name)
	if found != "information_schema" {
		if env.Catalog == nil || !visible(env.View(), name) {
			return unknownDatabase(name)
		}
		d, _ := env.Catalog.Domain(name)
		found = d.Name
	}
	x.local.SetDatabase(found)
	x.mu.Lock()
	x.view.database = found
	x.mu.Unlock()
	return nil
}

func unknownDatabase(name string) error {
	return sqlerr.New(sqlerr.UnknownDatabase, "Unknown database '%s'", printable(name))
}

func visible(v auth.View, domain string) bool {
	for _, d := range v.Domains() {
		if strings.EqualFold(d, domain) {
			return true
		}
	}
	return false
}

// rolesOf are a principal's roles as CURRENT_ROLE() writes them.
func rolesOf(p auth.Principal) string {
	if len(p.Roles) == 0 {
		return "NONE"
	}
	names := make([]string, len(p.Roles))
	for i, r := range p.Roles {
		names[i] = "`" + r + "`@`%`"
	}
	return strings.Join(names, ",")
}
