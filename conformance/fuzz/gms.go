package fuzz

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/vt/proto/query"

	"nanohouse/conformance"
)

// gmsSide is go-mysql-server's own row engine over tables in memory. It is asked
// in this process, and not about parameters.
type gmsSide struct {
	engine   *sqle.Engine
	provider *memory.DbProvider
	session  sql.Session
}

var _ Side = (*gmsSide)(nil)

// NewGMSSide makes an engine with the tables.
func NewGMSSide() (Side, error) {
	provider := memory.NewDBProvider(memory.NewDatabase(domain))
	s := &gmsSide{engine: sqle.NewDefault(provider), provider: provider}
	s.session = memory.NewSession(sql.NewBaseSession(), provider)
	setup := []string{"SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin"}
	for _, t := range tables {
		setup = append(setup, t.createSQL("utf8mb4_0900_bin")...)
	}
	for _, text := range setup {
		if a := s.Ask(text, nil); a.Errno != 0 || a.Lost != nil {
			return nil, fmt.Errorf("%s: %s", text, a.Show())
		}
	}
	return s, nil
}

// Name implements Side.
func (s *gmsSide) Name() string { return "GMS" }

// Ask implements Side.
func (s *gmsSide) Ask(text string, params []any) (a Answer) {
	if len(params) > 0 {
		return Answer{Lost: errors.New("not asked about parameters")}
	}
	// The engine panics on some statements; that is no answer.
	defer func() {
		if p := recover(); p != nil {
			a = Answer{Lost: fmt.Errorf("panic: %v", p)}
		}
	}()
	deadline, cancel := context.WithTimeout(context.Background(), maxDuration)
	defer cancel()
	ctx := sql.NewContext(deadline, sql.WithSession(s.session))
	ctx.SetCurrentDatabase(domain)
	ctx.SetQueryTime(time.Now())
	schema, rows, _, err := s.engine.Query(ctx, text)
	if err != nil {
		return failed(err)
	}
	defer rows.Close(ctx)
	return s.read(ctx, schema, rows)
}

func (s *gmsSide) read(ctx *sql.Context, schema sql.Schema, rows sql.RowIter) Answer {
	var a Answer
	if types.IsOkResultSchema(schema) {
		_, err := sql.RowIterToRows(ctx, rows)
		if err != nil {
			return failed(err)
		}
		return a
	}
	for _, c := range schema {
		a.Columns = append(a.Columns, conformance.Column{Name: c.Name, Type: wireType(c.Type.Type())})
	}
	for {
		row, err := rows.Next(ctx)
		switch {
		case errors.Is(err, io.EOF):
			a.Warnings = int(ctx.WarningCount())
			return a
		case err != nil:
			return failed(err)
		case len(a.Rows) == maxRows:
			return Answer{Lost: errors.New("too many rows")}
		}
		out := make([]conformance.Value, len(row))
		for i, v := range row {
			if out[i].Null = v == nil; out[i].Null {
				continue
			}
			text, err := schema[i].Type.SQL(ctx, nil, v)
			if err != nil {
				return failed(err)
			}
			out[i].Text = text.ToString()
		}
		a.Rows = append(a.Rows, out)
	}
}

// failed is the error as a client would see it.
func failed(err error) Answer {
	if errors.Is(err, context.DeadlineExceeded) {
		return Answer{Lost: err}
	}
	e := sql.CastSQLError(err)
	return Answer{Errno: e.Num, Message: e.Message}
}

// wireType is the protocol's number of a type.
func wireType(t query.Type) byte {
	return typeNumbers[t]
}

var typeNumbers = map[query.Type]byte{
	query.Type_INT8: 0x01, query.Type_UINT8: 0x01, query.Type_INT16: 0x02, query.Type_UINT16: 0x02, query.Type_INT24: 0x09, query.Type_UINT24: 0x09,
	query.Type_INT32: 0x03, query.Type_UINT32: 0x03, query.Type_INT64: 0x08, query.Type_UINT64: 0x08, query.Type_YEAR: 0x0d,
	query.Type_FLOAT32: 0x04, query.Type_FLOAT64: 0x05, query.Type_DECIMAL: 0xf6, query.Type_NULL_TYPE: 0x06,
	query.Type_DATE: 0x0a, query.Type_DATETIME: 0x0c, query.Type_TIMESTAMP: 0x07, query.Type_TIME: 0x0b, query.Type_JSON: 0xf5,
	query.Type_VARCHAR: 0xfd, query.Type_CHAR: 0xfe, query.Type_TEXT: 0xfc, query.Type_BLOB: 0xfc, query.Type_BINARY: 0xfe, query.Type_VARBINARY: 0xfd,
}
