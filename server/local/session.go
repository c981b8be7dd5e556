package local

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"

	"nanohouse/catalog"
)

// session is a connection's state in go-mysql-server, with the view that its
// current statement has.
type session struct {
	*sql.BaseSession
	view View
	// status has the status variables that GMS does not keep.
	status map[string]string
}

// GetAllStatusVariables implements sql.Session.
func (s *session) GetAllStatusVariables(ctx *sql.Context) map[string]sql.StatusVarValue {
	all := s.BaseSession.GetAllStatusVariables(ctx)
	for name, value := range s.status {
		v := &sql.MySQLStatusVariable{Name: name, Scope: sql.StatusVariableScope_Both, Type: types.NewSystemStringType(name), Default: value}
		all[name] = &sql.ImmutableStatusVarValue{Var: v, Val: value}
	}
	return all
}

// Conn is one connection's variables, warnings and current database. It is
// not safe for concurrent use.
type Conn struct {
	engine *Engine
	sess   *session
	id     uint32
	user   string
	host   string
	// unkept are the warnings of the last statement that are not kept.
	unkept uint64
}

// Conn makes the state of a new connection, or of one whose identity changed.
func (e *Engine) Conn(id uint32, user, host string) *Conn {
	base := sql.NewBaseSessionWithClientServer("nanohouse", sql.Client{User: user, Address: host}, id)
	return &Conn{engine: e, sess: &session{BaseSession: base}, id: id, user: user, host: host}
}

// Reset clears all variables and warnings, but keeps identity and database.
func (c *Conn) Reset() {
	db, status := c.sess.GetCurrentDatabase(), c.sess.status
	c.sess = c.engine.Conn(c.id, c.user, c.host).sess
	c.sess.status = status
	c.sess.SetCurrentDatabase(db)
}

// SetTLS says how the connection is encrypted, for SHOW STATUS.
func (c *Conn) SetTLS(version, cipher string) {
	c.sess.status = map[string]string{"Ssl_version": version, "Ssl_cipher": cipher}
}

// Database is the current database, or empty.
func (c *Conn) Database() string { return c.sess.GetCurrentDatabase() }

// SetDatabase makes a database the current one; the caller has checked that it exists.
func (c *Conn) SetDatabase(name string) { c.sess.SetCurrentDatabase(name) }

func (c *Conn) context(ctx context.Context) *sql.Context {
	return sql.NewContext(ctx, sql.WithSession(c.sess), sql.WithPid(c.engine.pids.Add(1)))
}

// Variable gives the text of a session variable; ok is false for an unknown one or NULL.
func (c *Conn) Variable(name string) (value string, ok bool) {
	v, err := c.sess.GetSessionVariable(c.context(context.Background()), name)
	if err != nil || v == nil {
		return "", false
	}
	switch v := v.(type) {
	case []byte:
		return string(v), true
	case bool:
		if v {
			return "1", true
		}
		return "0", true
	}
	return fmt.Sprint(v), true
}

// Number gives a session variable as a number, or 0.
func (c *Conn) Number(name string) uint64 {
	v, err := c.sess.GetSessionVariable(c.context(context.Background()), name)
	if err != nil {
		return 0
	}
	n, _, err := types.Uint64.Convert(context.Background(), v)
	if err != nil {
		return 0
	}
	u, _ := n.(uint64)
	return u
}

// Flag reports whether a session variable is on.
func (c *Conn) Flag(name string) bool {
	v, ok := c.Variable(name)
	return ok && (v == "1" || strings.EqualFold(v, "on") || strings.EqualFold(v, "true"))
}

// SetVariable sets a session variable.
func (c *Conn) SetVariable(name string, value any) error {
	return c.sess.SetSessionVariable(c.context(context.Background()), name, value)
}

// User gives the value of @name in the form that statements take it as: nil,
// int64, uint64, float64, string or []byte, and its type. A variable that was never set is NULL.
func (c *Conn) User(name string) (any, catalog.Type) {
	t, v, err := c.sess.GetUserVariable(c.context(context.Background()), strings.ToLower(name))
	if err != nil || v == nil || t == nil {
		return nil, catalog.Type{}
	}
	out := outputType(t)
	switch v := v.(type) {
	case int64, uint64, float64, string, []byte:
		return v, out
	case bool:
		if v {
			return int64(1), out
		}
		return int64(0), out
	case int8, int16, int32, int:
		n, _, _ := types.Int64.Convert(context.Background(), v)
		return n, out
	case uint8, uint16, uint32, uint:
		n, _, _ := types.Uint64.Convert(context.Background(), v)
		return n, out
	case float32:
		return float64(v), out
	}
	q, err := t.SQL(c.context(context.Background()), nil, v)
	if err != nil || q.IsNull() {
		return nil, catalog.Type{}
	}
	return q.ToString(), out
}

// SetUser sets @name to a text value, or NULL, of a type.
func (c *Conn) SetUser(name string, cell []byte, t catalog.Type) error {
	ctx := c.context(context.Background())
	if cell == nil {
		return c.sess.SetUserVariable(ctx, strings.ToLower(name), nil, types.Null)
	}
	typ := columnType(t)
	if t.IsTemporal() || t.IsText() || t.Kind == catalog.Null {
		typ = types.LongText // a user variable holds temporals as text
	}
	v, _, err := typ.Convert(ctx, string(cell))
	if err != nil {
		return err
	}
	return c.sess.SetUserVariable(ctx, strings.ToLower(name), v, typ)
}

// Warning is a note or warning of the last statement.
type Warning struct {
	Level   string // Note, Warning or Error
	Errno   int
	Message string
}

// Warn adds a warning to those of the current statement.
func (c *Conn) Warn(w Warning) {
	c.sess.Warn(&sql.Warning{Level: w.Level, Code: w.Errno, Message: w.Message})
}

// WarnTimes adds a warning that came n times. Not more than max_error_count's
// default are kept; all are counted.
func (c *Conn) WarnTimes(w Warning, n uint64) {
	const kept = 1024
	for have := uint64(len(c.sess.Warnings())); n > 0 && have < kept; have++ {
		c.Warn(w)
		n--
	}
	c.unkept += n
}

// WarningCount is @@warning_count.
func (c *Conn) WarningCount() uint64 { return uint64(len(c.sess.Warnings())) + c.unkept }

// refreshCounts makes @@warning_count and @@error_count tell of the last statement.
func (c *Conn) refreshCounts() error {
	failed := 0
	for _, w := range c.Warnings() {
		if w.Level == "Error" {
			failed++
		}
	}
	return errors.Join(c.SetVariable("warning_count", int64(c.WarningCount())), c.SetVariable("error_count", int64(failed)))
}

// ClearWarnings forgets the warnings of the statement before.
func (c *Conn) ClearWarnings() {
	c.sess.ClearWarnings()
	c.unkept = 0
}

// Warnings lists the warnings of the last statement, oldest first.
func (c *Conn) Warnings() []Warning {
	ws := c.sess.Warnings()
	out := make([]Warning, len(ws))
	for i, w := range ws {
		out[len(ws)-1-i] = Warning{Level: w.Level, Errno: w.Code, Message: w.Message}
	}
	return out
}

// GetCharacterSetResults keeps go-mysql-server from converting: package wire
// converts all text on its way out.
func (s *session) GetCharacterSetResults() sql.CharacterSetID { return sql.CharacterSet_utf8mb4 }

// Known reports whether a system variable exists.
func (c *Conn) Known(name string) bool {
	_, _, ok := sql.SystemVariables.GetGlobal(name)
	return ok
}
