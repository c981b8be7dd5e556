package fuzz

import (
	"errors"
	"io"
	"time"

	"nanohouse/conformance"
)

const (
	maxRows     = 3000 // of an answer; a longer one is not compared
	maxDuration = 10 * time.Second
)

// Answer is what a side says to a statement.
type Answer struct {
	Errno   int
	Message string
	Columns []conformance.Column
	Rows    [][]conformance.Value
	// Warnings is how many the answer says that there are.
	Warnings int
	// Lost says why there is no answer: too long, too many rows, a broken connection.
	Lost error
}

// Side is somebody who answers statements.
type Side interface {
	Name() string
	Ask(sql string, params []any) Answer
}

// wireSide is a server that speaks MySQL's protocol.
type wireSide struct {
	name    string
	connect func() (*conformance.Conn, error)
	conn    *conformance.Conn
}

var _ Side = (*wireSide)(nil)

// NewWireSide is a side behind connections that connect makes, a new one after each loss.
func NewWireSide(name string, connect func() (*conformance.Conn, error)) Side {
	return &wireSide{name: name, connect: connect}
}

func (s *wireSide) Name() string { return s.name }

// Ask runs the statement as text, and prepared when it has parameters.
func (s *wireSide) Ask(sql string, params []any) Answer {
	if s.conn == nil {
		c, err := s.connect()
		if err != nil {
			return Answer{Lost: err}
		}
		c.Timeout, c.MaxRows = maxDuration, maxRows
		s.conn = c
	}
	var r *conformance.Result
	var err error
	if len(params) == 0 {
		r, err = s.conn.One(sql)
	} else {
		r, err = s.execute(sql, params)
	}
	var refusal *conformance.ServerError
	switch {
	case errors.As(err, &refusal):
		return Answer{Errno: int(refusal.Errno), Message: refusal.Message}
	case err != nil:
		// A server that crashes needs a moment to be seen as gone.
		if errors.Is(err, io.EOF) {
			time.Sleep(time.Second)
		}
		s.conn.Abort()
		s.conn = nil
		return Answer{Lost: err}
	}
	return Answer{Columns: r.Columns, Rows: r.Rows, Warnings: int(r.Warnings)}
}

func (s *wireSide) execute(sql string, params []any) (*conformance.Result, error) {
	stmt, err := s.conn.Prepare(sql)
	if err != nil {
		return nil, err
	}
	r, err := stmt.Execute(params...)
	if cerr := stmt.Close(); err == nil {
		err = cerr
	}
	return r, err
}
