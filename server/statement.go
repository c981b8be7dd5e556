package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/server/local"
	"nanohouse/server/wire"
)

// errLost ends a session without another word to the client.
var errLost = errors.New("session ended")

// statement is one statement while it runs.
type statement struct {
	session *session
	st      parse.Statement
	env     Env
	ctx     context.Context
	cancel  context.CancelCauseFunc
	stopped func() bool // ends the watch of the time limit

	start  time.Time
	rows   uint64
	masked []string
	fault  *sqlerr.Error
}

// classify says what the next statement of a text is. The parser has no word
// for some that clients send: those are answered without it, or classified in
// the form that they are rewritten into.
func (x *session) classify(text string) (parse.Statement, error) {
	set := x.bindEnv(x.current()).Syntax()
	st, err := parse.Classify(text, set)
	if err == nil {
		return st, nil
	}
	statement, rest := first(text)
	if local.Special(statement) {
		verb, _ := words(statement)
		return parse.Statement{Kind: parse.Local, Verb: verb, Text: statement, Rest: rest}, nil
	}
	if re, format, ok := splitFormat(text); ok {
		st, err := parse.Classify(re, set)
		st.Format = format
		return st, err
	}
	if re := local.Rewrite(statement); re != statement {
		if st, err := parse.Classify(re, set); err == nil && st.Kind == parse.Local {
			st.Rest = rest
			return st, nil
		}
	}
	if w, verb := words(statement); writing[w] {
		return parse.Statement{Kind: parse.Write, Verb: verb, Text: statement, Rest: rest}, nil
	}
	return st, err
}

// begin takes the revision in force, and makes the statement known to KILL
// and to the time limit.
func (x *session) begin(st parse.Statement) *statement {
	run := &statement{session: x, st: st, env: x.current(), start: time.Now()}
	run.ctx, run.cancel = context.WithCancelCause(x.ctx)
	run.stopped = x.limit(run)
	x.server.registry.questions.Add(1)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.running = run
	x.view.since = run.start
	if x.stopped {
		run.cancel(wire.ErrKilled)
	}
	return run
}

// limit starts the statement's clock: the server's bound, the session's
// max_execution_time, or a hint's.
func (x *session) limit(run *statement) func() bool {
	d := x.server.cfg.StatementTimeout
	if k := run.st.Kind; k == parse.Select || k == parse.SelectInto || k == parse.Do {
		own := x.settings.maxExecution
		if h, ok := executionHint(run.st.Text); ok {
			own = h
		}
		if own > 0 && (d == 0 || own < d) {
			d = own
		}
	}
	if d == 0 {
		return func() bool { return true }
	}
	t := time.AfterFunc(d, func() { run.cancel(wire.ErrDeadline) })
	return t.Stop
}

// finish ends a statement, counts and records it.
func (run *statement) finish(err error) error {
	x := run.session
	run.stopped()
	if err != nil && !errors.Is(err, errLost) {
		run.fault = wire.Fault(run.ctx, err)
		run.report(err)
	}
	run.cancel(nil)
	x.mu.Lock()
	x.running = nil
	x.view.since = time.Now()
	x.mu.Unlock()
	x.counts.after(run)
	run.record()
	return err
}

// refuse answers a text that is not even a statement.
func (x *session) refuse(text string, err error) error {
	run := x.begin(parse.Statement{Verb: "NONE", Text: text})
	return x.failed(run, run.finish(err))
}

// report logs the causes that a client must not see.
func (run *statement) report(err error) {
	if run.fault.Ref == "" {
		return
	}
	cause := run.fault.Cause
	if cause == nil {
		cause = err
	}
	run.session.server.cfg.Log.Error("statement failed", "ref", run.fault.Ref, "code", run.fault.Code.ID,
		"connection", run.session.id, "principal", run.env.Principal.Name, "verb", run.st.Verb, "cause", cause.Error())
}

// record tells metrics and audit of the statement.
func (run *statement) record() {
	x, m := run.session, run.session.server.cfg.Metrics
	outcome, ref := "ok", ""
	if run.fault != nil {
		outcome, ref = run.fault.Code.ID, run.fault.Ref
		if strings.HasPrefix(outcome, "P01") {
			m.denied.Inc()
		}
	}
	kind := run.st.Kind.String()
	took := time.Since(run.start)
	m.statements.WithLabelValues(kind, outcome).Inc()
	m.seconds.WithLabelValues(kind).Observe(took.Seconds())
	m.rows.Add(float64(run.rows))
	m.masked.Add(float64(len(run.masked)))
	r := Record{
		Time: run.start, Connection: x.id, Principal: run.env.Principal.Name, Roles: run.env.Principal.Roles,
		Client: x.host, Database: x.local.Database(), Verb: run.st.Verb, Statement: run.st.Text, Masked: run.masked,
		Duration: took, Rows: run.rows, Outcome: outcome, Ref: ref,
	}
	if run.fault != nil {
		r.Errno = run.fault.Code.Errno
	}
	for _, t := range run.st.Tables {
		r.Tables = append(r.Tables, t.Domain+"."+t.Name)
	}
	if run.env.Catalog != nil {
		r.CatalogRevision, r.PolicyRevision = run.env.Catalog.Number, run.env.Authorizer.Revision()
	}
	x.server.cfg.Audit(r)
}

// counts are what FOUND_ROWS() and ROW_COUNT() give.
type counts struct {
	found uint64
	rows  int64
}

func (c *counts) after(run *statement) {
	switch {
	case run.fault != nil:
		c.rows = -1
	case run.st.Kind == parse.Select || run.st.Kind == parse.Local && run.rows > 0:
		c.found, c.rows = run.rows, -1
	default:
		c.rows = 0
	}
}

// recovered turns a panic into an error: one statement must not stop a server.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = sqlerr.New(sqlerr.Internal, "internal error").WithHint("give the operator the ref").
			WithCause(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}
