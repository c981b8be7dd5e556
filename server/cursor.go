package server

import (
	"time"

	"nanohouse/internal/sqlerr"
	"nanohouse/server/packet"
	"nanohouse/server/wire"
	"nanohouse/storage"
)

// maxCursors bounds the engine results that one session keeps open.
const maxCursors = 16

// cursor is a result that a client fetches piece by piece, straight from the
// engine. It keeps the revision that its statement began with.
type cursor struct {
	run   *statement
	rows  storage.Rows
	w     *wire.Writer
	batch *storage.Batch
	next  int // row of batch
	left  uint64
	done  bool
}

// close ends the cursor and the statement behind it.
func (c *cursor) close() {
	if c.done {
		return
	}
	c.done = true
	_ = c.rows.Close()
	_ = c.run.finish(nil)
}

// openCursor runs a statement and sends its columns; the rows wait for COM_STMT_FETCH.
func (x *session) openCursor(run *statement, r reply, p *preparedStatement, args []storage.Arg) (err error) {
	defer recovered(&err)
	open := 0
	for _, q := range x.prepared.byID {
		if q.cursor != nil && !q.cursor.done {
			open++
		}
	}
	if open >= maxCursors {
		return sqlerr.New(sqlerr.TooManyStatements, "more than %d cursors are open", maxCursors).WithHint("close a statement")
	}
	pl, rows, err := x.start(run, args)
	if err != nil {
		return err
	}
	c := &cursor{run: run, rows: rows, w: r.writer(pl.Output), left: x.rowLimit(run)}
	if c.batch, err = rows.Next(); err != nil {
		_ = rows.Close()
		return err
	}
	p.cursor = c
	x.idle()
	if err := c.w.Header(r.status() | packet.CursorExists); err != nil {
		return err
	}
	// Without EOF packets, an OK ends the header of a cursor: no rows follow.
	if x.conn.Capabilities&packet.DeprecateEOF != 0 {
		if err := x.conn.EndRows(r.status()|packet.CursorExists, r.warnings()); err != nil {
			return err
		}
	}
	return x.conn.Flush()
}

// idle says that no statement runs, though a cursor may be open.
func (x *session) idle() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.running = nil
	x.view.since = time.Now()
}

// fetch sends the next rows of a cursor.
func (x *session) fetch(body []byte) error {
	id, n, err := packet.ParseFetch(body)
	if err != nil {
		return malformed()
	}
	p, ok := x.prepared.byID[id]
	if !ok {
		return x.soft(unknownStatement(id))
	}
	if p.cursor == nil {
		return x.soft(sqlerr.New(sqlerr.NoCursor, "The statement (%d) has no open cursor.", id))
	}
	c := p.cursor
	if !c.done {
		x.mu.Lock()
		x.running = c.run
		x.mu.Unlock()
	}
	err = c.fetch(uint64(n))
	x.idle()
	if err != nil {
		err = c.run.finish(err)
		c.done = true
		_ = c.rows.Close()
		p.cursor = nil
		return x.failed(c.run, err)
	}
	s := x.status() | packet.CursorExists
	if c.batch == nil || c.left == 0 {
		s = x.status() | packet.LastRowSent
		c.close()
	}
	if err := x.conn.EndRows(s, 0); err != nil {
		return err
	}
	return x.conn.Flush()
}

func (c *cursor) fetch(n uint64) (err error) {
	defer recovered(&err)
	for n > 0 && c.left > 0 && c.batch != nil && !c.done {
		take := min(uint64(c.batch.Rows-c.next), n, c.left)
		if err := c.w.Slice(c.batch, c.next, c.next+int(take)); err != nil {
			return err
		}
		n, c.left, c.run.rows = n-take, c.left-take, c.run.rows+take
		if c.next += int(take); c.next < c.batch.Rows {
			continue
		}
		if c.batch, err = c.rows.Next(); err != nil {
			return err
		}
		c.next = 0
	}
	return c.run.interrupted()
}
