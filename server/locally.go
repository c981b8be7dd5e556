package server

import (
	"errors"
	"io"
	"strings"

	"nanohouse/auth"
	"nanohouse/internal/sqlerr"
	"nanohouse/server/local"
)

// locally answers a statement that touches no dataset.
func (x *session) locally(run *statement, r reply) error {
	if run.env.Catalog == nil {
		return x.revoked()
	}
	switch run.st.Verb {
	case "USE", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT", "LOCK TABLES", "UNLOCK TABLES", "SET":
		x.local.ClearWarnings()
		return x.direct(run, r)
	}
	if err := x.exist(run); err != nil {
		return err
	}
	return x.show(run, r, nil)
}

// exist refuses tables that the principal cannot see, in the words that a
// query of them gets. Of MySQL's own schemas only information_schema is here.
func (x *session) exist(run *statement) error {
	v := run.env.View()
	for _, t := range run.st.Tables {
		switch strings.ToLower(t.Domain) {
		case "information_schema":
			continue
		case "mysql", "performance_schema", "sys":
			return sqlerr.New(sqlerr.TableDenied, "SELECT command denied to user '%s'@'%s' for table '%s'", x.principal.Name, x.host, printable(t.Name))
		case "":
			return sqlerr.New(sqlerr.NoDatabase, "No database selected")
		}
		if _, _, ok := v.Table(t.Domain, t.Name); ok {
			continue
		}
		if !visible(v, t.Domain) {
			return unknownDatabase(t.Domain)
		}
		return sqlerr.New(sqlerr.UnknownTable, "Table '%s.%s' doesn't exist", printable(t.Domain), printable(t.Name))
	}
	return nil
}

// direct answers the statements that change the session.
func (x *session) direct(run *statement, r reply) error {
	d, err := x.local.Directive(run.st.Text)
	if err != nil {
		return err
	}
	switch run.st.Verb {
	case "USE":
		err = x.use(run.env, d.Use)
	case "SET":
		err = x.set(run, d.Assignments)
	case "BEGIN":
		x.txn = transaction{open: true, readOnly: d.ReadOnly}
	case "COMMIT", "ROLLBACK":
		x.txn = transaction{}
	case "SAVEPOINT":
		// Without autocommit any statement begins a transaction.
		x.txn.open = x.txn.open || !x.settings.autocommit
		x.txn.save(d.Savepoint)
	case "ROLLBACK TO SAVEPOINT":
		err = x.txn.back(d.Savepoint, false)
	case "RELEASE SAVEPOINT":
		err = x.txn.back(d.Savepoint, true)
	}
	if err != nil {
		return err
	}
	return r.ok()
}

// show runs a statement over the catalog that the principal sees.
func (x *session) show(run *statement, r reply, params []local.Param) error {
	res, err := x.local.Query(run.ctx, local.Statement{
		Text: run.st.Text, View: run.env.View(), Processes: x.processes(run), Params: params,
	})
	if err != nil {
		return err
	}
	defer res.Close()
	if len(res.Output) == 0 {
		if err := drain(res); err != nil {
			return err
		}
		x.readSettings()
		return r.ok()
	}
	return x.cells(run, r, res)
}

func drain(res *local.Result) error {
	for {
		if _, err := res.Next(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// cells writes a result of text values.
func (x *session) cells(run *statement, r reply, res *local.Result) error {
	w := r.writer(res.Output)
	row, err := res.Next()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err := w.Header(r.status()); err != nil {
		return errLost
	}
	for err == nil {
		if err := w.Cells(row); err != nil {
			return err
		}
		run.rows++
		row, err = res.Next()
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	return r.end()
}

// table answers with rows of our own.
func (x *session) table(run *statement, r reply, columns []string, rows [][]string) error {
	return x.cells(run, r, local.Table(columns, rows))
}

// set runs SET, after a look at what it would change.
func (x *session) set(run *statement, as []local.Assignment) error {
	for _, a := range as {
		if err := x.allowAssignment(run, a); err != nil {
			return err
		}
	}
	before := x.settings
	res, err := x.local.Query(run.ctx, local.Statement{Text: run.st.Text, View: run.env.View()})
	if err == nil {
		err = drain(res)
		res.Close()
	}
	if err != nil {
		return err
	}
	for _, a := range as {
		if err := x.follow(a); err != nil {
			return err
		}
	}
	x.readSettings()
	if _, err := zoneOf(x.settings.zone); err != nil {
		_ = x.local.SetVariable("time_zone", before.zone)
		x.readSettings()
		return err
	}
	if x.settings.autocommit && !before.autocommit {
		x.txn = transaction{} // turning autocommit on commits
	}
	return nil
}

func (x *session) allowAssignment(run *statement, a local.Assignment) error {
	if a.Global && !run.administrator() {
		return sqlerr.New(sqlerr.AccessDenied, "Access denied; you need (at least one of) the SUPER or SYSTEM_VARIABLES_ADMIN privilege(s) for this operation").
			WithHint("set the variable for your session, or ask for the action administer")
	}
	switch a.Name {
	case "transaction":
		return nil
	case "names", "charset", "character_set_client", "character_set_results", "character_set_connection", "collation_connection":
		return allowCharset(a)
	}
	if !strings.HasPrefix(a.Name, "@") && !x.local.Known(a.Name) {
		return sqlerr.New(sqlerr.UnknownVariable, "Unknown system variable '%s'", printable(a.Name))
	}
	return nil
}

// administrator reports whether the principal may see and touch what is others'.
func (run *statement) administrator() bool {
	e := run.env
	return e.Authorizer != nil && e.Authorizer.Allows(e.Principal, "*", "*", auth.Administer)
}
