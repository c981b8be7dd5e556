package server

import (
	"errors"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
	"nanohouse/server/local"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
	"nanohouse/storage"
)

const (
	// maxPrepared is MySQL's max_prepared_stmt_count, for one session.
	maxPrepared = 4096
	// maxLongData bounds what a client may store by COM_STMT_SEND_LONG_DATA.
	maxLongData = 64 << 20
)

// prepared are the statements of the binary protocol, by id.
type prepared struct {
	last uint32
	byID map[uint32]*preparedStatement
}

type preparedStatement struct {
	text   string
	st     parse.Statement
	types  []packet.ParamType
	long   map[uint16][]byte
	size   int
	cursor *cursor
}

func (x *session) closePrepared() {
	for _, p := range x.prepared.byID {
		p.closeCursor()
	}
	x.prepared = prepared{byID: map[uint32]*preparedStatement{}}
}

func (p *preparedStatement) closeCursor() {
	if p.cursor != nil {
		p.cursor.close()
		p.cursor = nil
	}
}

// preparedCommand answers the COM_STMT commands.
func (x *session) preparedCommand(c packet.Command, body []byte) error {
	switch c {
	case packet.ComStmtPrepare:
		return x.prepare(x.settings.client.Decode(body))
	case packet.ComStmtExecute:
		return x.execute(body)
	case packet.ComStmtFetch:
		return x.fetch(body)
	case packet.ComStmtLongData:
		return x.longData(body)
	}
	id, err := packet.ParseID(body)
	if err != nil {
		return malformed()
	}
	p, ok := x.prepared.byID[id]
	if c == packet.ComStmtClose { // has no answer
		if ok {
			p.closeCursor()
			delete(x.prepared.byID, id)
		}
		return nil
	}
	if !ok {
		return x.soft(unknownStatement(id))
	}
	p.closeCursor()
	p.long, p.size = nil, 0
	return x.conn.OK(packet.OK{Status: x.status()})
}

func unknownStatement(id uint32) error {
	return sqlerr.New(sqlerr.UnknownStmt, "Unknown prepared statement handler (%d)", id)
}

// prepare classifies and plans a statement, and describes its parameters and columns.
func (x *session) prepare(text string) error {
	st, err := x.classify(text)
	if err != nil {
		return x.refuse(text, err)
	}
	if !blank(st.Rest) {
		return x.refuse(text, sqlerr.New(sqlerr.Syntax, "a prepared statement is one statement"))
	}
	if len(x.prepared.byID) >= maxPrepared {
		return x.soft(sqlerr.New(sqlerr.TooManyStatements, "Can't create more than max_prepared_stmt_count statements (current value: %d)", maxPrepared))
	}
	run := x.begin(st)
	out, params, err := x.describe(run)
	if err = run.finish(err); err != nil {
		return x.failed(run, err)
	}
	x.prepared.last++
	id := x.prepared.last
	x.prepared.byID[id] = &preparedStatement{text: st.Text, st: st}
	if err := x.conn.Prepared(id, len(out), params, 0); err != nil {
		return err
	}
	return x.definitions(out, params)
}

func (x *session) definitions(out []plan.Output, params int) error {
	for range params {
		d := packet.Definition{Name: "?", Charset: wire.BinaryCharset, Type: packet.TypeVarString, Flags: packet.FlagBinary}
		if err := x.conn.Define(&d); err != nil {
			return err
		}
	}
	if params > 0 {
		if err := x.conn.EndDefinitions(x.status()); err != nil {
			return err
		}
	}
	if len(out) > 0 {
		if err := wire.Define(x.conn, out, x.charset()); err != nil {
			return err
		}
		if err := x.conn.EndDefinitions(x.status()); err != nil {
			return err
		}
	}
	return x.conn.Flush()
}

// describe gives a statement's columns and the number of its parameters.
func (x *session) describe(run *statement) (_ []plan.Output, _ int, err error) {
	defer recovered(&err)
	x.local.ClearWarnings()
	st := run.st
	switch st.Kind {
	case parse.Select:
		p, err := x.plan(run, make([]storage.Arg, 0, 1))
		if err != nil {
			return nil, 0, err
		}
		return p.Output, p.Params, nil
	case parse.Local:
		return x.describeLocal(run), st.Params, nil
	case parse.SelectInto, parse.Do, parse.Kill, parse.Write, parse.Empty, parse.Explain, parse.ExplainPolicy:
		return nil, st.Params, nil
	}
	return nil, 0, sqlerr.New(sqlerr.Unsupported, "This command is not supported in the prepared statement protocol yet")
}

// describeLocal runs a statement that only looks, to see its columns. Where it
// does not run with NULLs as parameters, the columns come with its execution.
func (x *session) describeLocal(run *statement) []plan.Output {
	if run.env.Catalog == nil || !strings.HasPrefix(run.st.Verb, "SHOW") && run.st.Verb != "SELECT" {
		return nil
	}
	res, err := x.local.Query(run.ctx, local.Statement{
		Text: run.st.Text, View: run.env.View(), Processes: x.processes(run), Params: make([]local.Param, run.st.Params),
	})
	if err != nil {
		return nil
	}
	defer res.Close()
	return res.Output
}

// execute runs a prepared statement. It is classified and planned again, so
// that the policy in force now holds; the plan mostly comes from the cache.
func (x *session) execute(body []byte) error {
	e, err := packet.ParseExecute(body)
	if err != nil {
		return malformed()
	}
	p, ok := x.prepared.byID[e.Statement]
	if !ok {
		return x.soft(unknownStatement(e.Statement))
	}
	p.closeCursor()
	values, types, err := e.Params(p.st.Params, p.types, p.long)
	if err != nil {
		return x.soft(sqlerr.New(sqlerr.BadParameter, "Incorrect arguments to mysqld_stmt_execute"))
	}
	p.types, p.long, p.size = types, nil, 0
	args := make([]storage.Arg, len(values))
	for i, v := range values {
		args[i] = argument(v, x.settings.client)
	}
	run := x.begin(p.st)
	r := reply{session: x, run: run, binary: true}
	if e.Cursor && p.st.Kind == parse.Select {
		err = x.openCursor(run, r, p, args)
		if err == nil {
			return nil // the cursor finishes the statement
		}
	} else {
		err = x.executeWith(run, r, args)
	}
	if err = run.finish(err); err != nil {
		return x.failed(run, err)
	}
	return nil
}

// executeWith runs a statement with parameters.
func (x *session) executeWith(run *statement, r reply, args []storage.Arg) (err error) {
	defer recovered(&err)
	switch run.st.Kind {
	case parse.Select:
		return x.governed(run, r, args)
	case parse.Local:
		if len(args) > 0 {
			return x.show(run, r, localParams(args))
		}
		return x.locally(run, r)
	case parse.Explain, parse.ExplainPolicy:
		return x.explain(run, r)
	case parse.Kill:
		return x.kill(run.st.KillID, run.st.KillQuery, r)
	case parse.SelectInto:
		return x.selectInto(run, r, args)
	case parse.Do:
		return x.do(run, r, args)
	case parse.Write:
		return x.write(run, r)
	}
	return sqlerr.New(sqlerr.Unsupported, "This command is not supported in the prepared statement protocol yet")
}

func localParams(args []storage.Arg) []local.Param {
	out := make([]local.Param, len(args))
	for i, a := range args {
		out[i] = local.Param{Value: a.Value, Type: a.Type}
	}
	return out
}

// longData keeps a part of a parameter's value. The command has no answer; an
// error shows at execution.
func (x *session) longData(body []byte) error {
	id, param, data, err := packet.ParseLongData(body)
	if err != nil {
		return malformed()
	}
	p, ok := x.prepared.byID[id]
	if !ok || int(param) >= p.st.Params {
		return nil
	}
	if p.size += len(data); p.size > maxLongData {
		return errors.New("a parameter's long data is larger than may be")
	}
	if p.long == nil {
		p.long = map[uint16][]byte{}
	}
	p.long[param] = append(p.long[param], data...)
	return nil
}

// argument gives a parameter's value the type that the engine takes it as.
func argument(p packet.Param, client wire.Charset) storage.Arg {
	if p.Null {
		return storage.Arg{}
	}
	switch v := p.Value.(type) {
	case int64:
		return storage.Arg{Type: catalog.Type{Kind: catalog.Int64}, Value: v}
	case uint64:
		return storage.Arg{Type: catalog.Type{Kind: catalog.UInt64}, Value: v}
	case float64:
		return storage.Arg{Type: catalog.Type{Kind: catalog.Double}, Value: v}
	case string:
		return storage.Arg{Type: catalog.Type{Kind: temporalKind(p.Type, v), Precision: p.Fraction}, Value: v}
	case []byte:
		return bytesArgument(p.Type, v, client)
	}
	return storage.Arg{}
}

func temporalKind(t packet.FieldType, v string) catalog.Kind {
	switch {
	case t == packet.TypeTime:
		return catalog.Time
	case len(v) == len("2006-01-02"):
		return catalog.Date
	}
	return catalog.DateTime
}

func bytesArgument(t packet.FieldType, v []byte, client wire.Charset) storage.Arg {
	switch t {
	case packet.TypeDecimal, packet.TypeNewDecimal:
		if d, ok := decimalType(string(v)); ok {
			return storage.Arg{Type: d, Value: string(v)}
		}
	case packet.TypeBit:
		var n uint64
		for _, b := range v {
			n = n<<8 | uint64(b)
		}
		return storage.Arg{Type: catalog.Type{Kind: catalog.UInt64}, Value: n}
	case packet.TypeTinyBlob, packet.TypeMediumBlob, packet.TypeLongBlob, packet.TypeBlob, packet.TypeGeometry:
		return storage.Arg{Type: catalog.Type{Kind: catalog.Bytes}, Value: v}
	}
	s := client.Decode(v)
	if !validUTF8(s) {
		return storage.Arg{Type: catalog.Type{Kind: catalog.Bytes}, Value: v}
	}
	return storage.Arg{Type: catalog.Type{Kind: catalog.String, Length: uint32(len(s))}, Value: s}
}

// decimalType gives the type of a decimal's text: [-]digits[.digits].
func decimalType(s string) (catalog.Type, bool) {
	digits := strings.TrimLeft(s, "+-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole = strings.TrimLeft(whole, "0")
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return catalog.Type{}, false
		}
	}
	p := max(len(whole)+len(fraction), 1)
	return catalog.Type{Kind: catalog.Decimal, Precision: uint8(min(p, 65)), Scale: uint8(min(len(fraction), 30))}, p <= 65 && len(fraction) <= 30
}
