package server

import (
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/storage"
)

// prepareText keeps the text of PREPARE name FROM. It is planned now, so that
// errors show now, and again at each EXECUTE.
func (x *session) prepareText(run *statement, r reply) error {
	text := run.st.Inner
	if run.st.FromVariable {
		v, _ := x.local.User(run.st.Inner)
		s, ok := v.(string)
		if !ok {
			return sqlerr.New(sqlerr.Syntax, "the variable of PREPARE holds no text")
		}
		text = s
	}
	delete(x.named, run.st.Name)
	inner, err := x.inner(run, text)
	if err != nil {
		return err
	}
	if _, _, err := x.describe(inner); err != nil {
		return err
	}
	if len(x.named) >= maxPrepared {
		return sqlerr.New(sqlerr.TooManyStatements, "Can't create more than max_prepared_stmt_count statements (current value: %d)", maxPrepared)
	}
	x.named[run.st.Name] = text
	return r.ok()
}

// inner is the statement that EXECUTE runs, in the frame of EXECUTE itself.
func (x *session) inner(run *statement, text string) (*statement, error) {
	st, err := x.classify(text)
	if err != nil {
		return nil, err
	}
	if !blank(st.Rest) {
		return nil, sqlerr.New(sqlerr.Syntax, "a prepared statement is one statement")
	}
	c := *run
	c.st = st
	return &c, nil
}

// executeText runs EXECUTE name USING @a, @b.
func (x *session) executeText(run *statement, r reply) error {
	text, ok := x.named[run.st.Name]
	if !ok {
		return unknownName(run.st.Name, "EXECUTE")
	}
	inner, err := x.inner(run, text)
	if err != nil {
		return err
	}
	if len(run.st.Vars) != inner.st.Params {
		return sqlerr.New(sqlerr.BadParameter, "Incorrect arguments to EXECUTE")
	}
	args := make([]storage.Arg, len(run.st.Vars))
	for i, name := range run.st.Vars {
		v, t := x.local.User(name)
		args[i] = storage.Arg{Type: t, Value: v}
	}
	r.run = inner
	if inner.st.Kind == parse.Execute || inner.st.Kind == parse.Prepare {
		return sqlerr.New(sqlerr.Unsupported, "This command is not supported in the prepared statement protocol yet")
	}
	err = x.executeWith(inner, r, args)
	run.rows, run.masked = inner.rows, inner.masked
	return err
}

func (x *session) deallocate(name string, r reply) error {
	if _, ok := x.named[name]; !ok {
		return unknownName(name, "DEALLOCATE PREPARE")
	}
	delete(x.named, name)
	return r.ok()
}

func unknownName(name, verb string) error {
	return sqlerr.New(sqlerr.UnknownPrepared, "Unknown prepared statement handler (%s) given to %s", printable(name), verb)
}

func validUTF8(s string) bool { return utf8.ValidString(s) }
