package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/server/wire"
)

// Process is a row of the process list.
type Process struct {
	ID       uint32
	User     string
	Host     string
	Database string
	Command  string // Query or Sleep
	Seconds  int
	Info     string // the statement's text
}

// Statement is what Query runs.
type Statement struct {
	Text string
	View View
	// Processes are those that the principal may see.
	Processes []Process
	// Params are the values of the ? in Text.
	Params []Param
}

// Result is the answer to a statement, to be read row by row. The caller must Close it.
type Result struct {
	// Output are the columns; none means that the statement gives no rows.
	Output []plan.Output

	next  func() ([]wire.Cell, error)
	close func()
}

// Next gives the next row, or io.EOF. A row is valid until the next call.
func (r *Result) Next() ([]wire.Cell, error) { return r.next() }

// Close ends the statement.
func (r *Result) Close() {
	if r.close != nil {
		r.close()
		r.close = nil
	}
}

// Query runs a statement. Panics of the engine below become errors.
func (c *Conn) Query(ctx context.Context, s Statement) (res *Result, err error) {
	if r, ok := c.special(s); ok {
		return r, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.engine.cfg.Deadline, wire.ErrDeadline)
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
		if err != nil {
			cancel()
			err = Fault(err)
		}
	}()
	c.sess.view = s.View
	if err := c.refreshCounts(); err != nil {
		return nil, err
	}
	c.engine.refreshStatus(len(s.Processes))
	sctx := sql.NewContext(ctx, sql.WithSession(c.sess), sql.WithPid(c.engine.pids.Add(1)), sql.WithQuery(s.Text),
		sql.WithProcessList(processList{rows: s.Processes}))
	text := Rewrite(s.Text)
	schema, rows, _, err := c.engine.gms.QueryWithBindings(sctx, text, nil, bindings(s.Params), nil)
	c.sess.UnprepareQuery(sql.RemoveSpaceAndDelimiter(text, ';'))
	if err != nil {
		return nil, err
	}
	return c.stream(sctx, cancel, schema, rows), nil
}

func (c *Conn) stream(ctx *sql.Context, cancel func(), schema sql.Schema, rows sql.RowIter) *Result {
	res := &Result{close: func() { _ = rows.Close(ctx); cancel() }}
	if types.IsOkResultSchema(schema) {
		schema = nil
	}
	for _, col := range schema {
		res.Output = append(res.Output, plan.Output{
			Name: col.Name, Type: outputType(col.Type), Nullable: true,
			Domain: col.DatabaseSource, Table: col.Source,
		})
	}
	cells := make([]wire.Cell, len(schema))
	res.next = func() (out []wire.Cell, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = Fault(panicked(p))
			}
		}()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row, err := rows.Next(ctx)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, io.EOF
			}
			return nil, Fault(err)
		}
		if len(schema) == 0 {
			return nil, nil
		}
		err = fill(ctx, cells, schema, row)
		if err == nil && describesColumns(schema) {
			tellCollation(schema, cells)
		}
		return cells, err
	}
	return res
}

func fill(ctx *sql.Context, cells []wire.Cell, schema sql.Schema, row sql.Row) error {
	for i, col := range schema {
		cells[i] = nil
		if row[i] == nil {
			continue
		}
		v, err := col.Type.SQL(ctx, nil, row[i])
		if err != nil {
			return Fault(err)
		}
		if !v.IsNull() {
			cells[i] = append(wire.Cell{}, v.ToBytes()...)
		}
	}
	return nil
}

func panicked(p any) error {
	return sqlerr.New(sqlerr.Internal, "internal error").WithHint("give the operator the ref").
		WithCause(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}
