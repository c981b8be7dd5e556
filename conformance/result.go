package conformance

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// The column types of the protocol that the tests name.
const (
	typeTiny      = 0x01
	typeShort     = 0x02
	typeLong      = 0x03
	typeFloat     = 0x04
	typeDouble    = 0x05
	typeNull      = 0x06
	typeTimestamp = 0x07
	typeLongLong  = 0x08
	typeInt24     = 0x09
	typeDate      = 0x0a
	typeTime      = 0x0b
	typeDateTime  = 0x0c
	typeYear      = 0x0d
	typeJSON      = 0xf5
	typeDecimal   = 0xf6
	typeBlob      = 0xfc
)

const flagUnsigned = 32

// Bits of the status word.
const (
	statusAutocommit  = 2
	statusMoreResults = 8 // another result of the same command follows
	statusCursor      = 64
	statusLastRow     = 128
)

// Column is one column definition.
type Column struct {
	Schema, Table, OrgTable, Name, OrgName string
	Charset                                uint16
	Length                                 uint32
	Type                                   byte
	Flags                                  uint16
	Decimals                               byte
}

// Value is one cell as MySQL writes it in text.
type Value struct {
	Null bool
	Text string
}

// String shows NULL apart from the text NULL.
func (v Value) String() string {
	if v.Null {
		return "NULL"
	}
	return strconv.Quote(v.Text)
}

// Result is one result set or OK packet.
type Result struct {
	Columns  []Column
	Rows     [][]Value
	Affected uint64
	Warnings uint16
	Status   uint16
	// Raw has every packet of the result as it came, without headers.
	Raw [][]byte
}

// Query runs text and gives its results; on an error also those before it.
func (c *Conn) Query(sql string) ([]*Result, error) {
	if err := c.command(0x03, []byte(sql)); err != nil {
		return nil, err
	}
	var out []*Result
	for {
		r, err := c.readResult(false)
		if err != nil {
			return out, err
		}
		out = append(out, r)
		if r.Status&statusMoreResults == 0 {
			return out, nil
		}
	}
}

// One runs text that has exactly one result.
func (c *Conn) One(sql string) (*Result, error) {
	rs, err := c.Query(sql)
	if err != nil {
		return nil, err
	}
	if len(rs) != 1 {
		return nil, fmt.Errorf("%d results instead of one", len(rs))
	}
	return rs[0], nil
}

// Start runs text and reads only the columns; Next reads the rows.
func (c *Conn) Start(sql string) (*Result, error) {
	if err := c.command(0x03, []byte(sql)); err != nil {
		return nil, err
	}
	r := &Result{}
	_, err := c.readHead(r)
	return r, err
}

// Next reads one row of a started text result; nil marks the end.
func (c *Conn) Next(r *Result) ([]byte, error) {
	p, err := c.read()
	if err != nil {
		return nil, err
	}
	if err := asError(p); err != nil {
		return nil, err
	}
	if p[0] == 0xfe && len(p) < 9 {
		r.endWith(p)
		return nil, nil
	}
	return p, nil
}

// Command sends a bare command and gives the first packet of the answer.
func (c *Conn) Command(code byte, body []byte) ([]byte, error) {
	if err := c.command(code, body); err != nil {
		return nil, err
	}
	p, err := c.read()
	if err != nil {
		return nil, err
	}
	return p, asError(p)
}

// Stmt is a prepared statement.
type Stmt struct {
	Params, Columns int
	c               *Conn
	id              uint32
}

// Prepare prepares text with COM_STMT_PREPARE.
func (c *Conn) Prepare(sql string) (*Stmt, error) {
	p, err := c.Command(0x16, []byte(sql))
	if err != nil {
		return nil, err
	}
	if p[0] != 0 || len(p) < 12 {
		return nil, fmt.Errorf("unexpected answer 0x%02x to a prepare", p[0])
	}
	s := &Stmt{c: c, id: binary.LittleEndian.Uint32(p[1:]),
		Columns: int(binary.LittleEndian.Uint16(p[5:])), Params: int(binary.LittleEndian.Uint16(p[7:]))}
	for _, n := range []int{s.Params, s.Columns} {
		for i := 0; n > 0 && i <= n; i++ { // the definitions and an EOF
			if _, err := c.read(); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// Start runs the statement and reads only the columns; Conn.Next reads the rows.
func (s *Stmt) Start(args ...any) (*Result, error) {
	body, err := s.executeBody(0, args)
	if err != nil {
		return nil, err
	}
	if err := s.c.command(0x17, body); err != nil {
		return nil, err
	}
	r := &Result{}
	_, err = s.c.readHead(r)
	return r, err
}

// Execute runs the statement with parameters: nil, int64, float64, string or []byte.
func (s *Stmt) Execute(args ...any) (*Result, error) {
	body, err := s.executeBody(0, args)
	if err != nil {
		return nil, err
	}
	if err := s.c.command(0x17, body); err != nil {
		return nil, err
	}
	return s.firstResult()
}

// OpenCursor runs the statement with a read-only cursor; Fetch reads its rows.
func (s *Stmt) OpenCursor(args ...any) (*Result, error) {
	body, err := s.executeBody(1, args)
	if err != nil {
		return nil, err
	}
	if err := s.c.command(0x17, body); err != nil {
		return nil, err
	}
	r := &Result{}
	more, err := s.c.readHead(r)
	if err == nil && more {
		r.endWith(r.Raw[len(r.Raw)-1])
	}
	return r, err
}

// Fetch reads up to n rows of an open cursor into r; last says that it is exhausted.
func (s *Stmt) Fetch(r *Result, n uint32) (last bool, err error) {
	body := binary.LittleEndian.AppendUint32(nil, s.id)
	if err := s.c.command(0x1c, binary.LittleEndian.AppendUint32(body, n)); err != nil {
		return false, err
	}
	if err := s.c.readRows(r, true); err != nil {
		return false, err
	}
	return r.Status&statusLastRow != 0, nil
}

// executeBody is COM_STMT_EXECUTE's packet; flags 1 asks for a cursor.
func (s *Stmt) executeBody(flags byte, args []any) ([]byte, error) {
	body := binary.LittleEndian.AppendUint32(nil, s.id)
	body = append(body, flags, 1, 0, 0, 0)
	if len(args) > 0 {
		nulls := make([]byte, (len(args)+7)/8)
		var types, values []byte
		for i, a := range args {
			t, v, err := encodeParam(a)
			if err != nil {
				return nil, err
			}
			if a == nil {
				nulls[i/8] |= 1 << (i % 8)
			}
			types, values = append(types, t, 0), append(values, v...)
		}
		body = append(append(append(append(body, nulls...), 1), types...), values...)
	}
	return body, nil
}

// firstResult reads all results of a command and gives the first.
func (s *Stmt) firstResult() (*Result, error) {
	var first *Result
	for {
		r, err := s.c.readResult(true)
		if err != nil {
			return first, err
		}
		if first == nil {
			first = r
		}
		if r.Status&statusMoreResults == 0 {
			return first, nil
		}
	}
}

// Close frees the statement; the server does not answer.
func (s *Stmt) Close() error {
	return s.c.command(0x19, binary.LittleEndian.AppendUint32(nil, s.id))
}

func encodeParam(a any) (typ byte, value []byte, err error) {
	switch v := a.(type) {
	case nil:
		return typeNull, nil, nil
	case int64:
		return typeLongLong, binary.LittleEndian.AppendUint64(nil, uint64(v)), nil
	case float64:
		return typeDouble, binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)), nil
	case string:
		return 0xfd, append(lenEnc(uint64(len(v))), v...), nil
	case []byte:
		return typeBlob, append(lenEnc(uint64(len(v))), v...), nil
	}
	return 0, nil, fmt.Errorf("parameter of type %T", a)
}

func (c *Conn) readResult(binaryRows bool) (*Result, error) {
	r := &Result{}
	more, err := c.readHead(r)
	if err != nil || !more {
		return r, err
	}
	return r, c.readRows(r, binaryRows)
}

// maxRows is how many rows an answer may have that is kept whole. A statement
// that gives more is a mistake of its test: all would lie in memory.
const maxRows = 500_000

// readRows reads rows up to the EOF that ends them.
func (c *Conn) readRows(r *Result, binaryRows bool) error {
	most := cmp.Or(c.MaxRows, maxRows)
	for {
		p, err := c.read()
		if err != nil {
			return err
		}
		r.Raw = append(r.Raw, p)
		if err := asError(p); err != nil {
			return err
		}
		if p[0] == 0xfe && len(p) < 9 {
			r.endWith(p)
			return nil
		}
		row, err := r.decode(p, binaryRows)
		if err != nil {
			return err
		}
		if len(r.Rows) == most {
			c.Close()
			return fmt.Errorf("the answer has more than %d rows; ask for fewer, or stream them", most)
		}
		r.Rows = append(r.Rows, row)
	}
}

func (r *Result) endWith(eof []byte) {
	if len(eof) >= 5 {
		r.Warnings, r.Status = binary.LittleEndian.Uint16(eof[1:]), binary.LittleEndian.Uint16(eof[3:])
	}
}

// readHead reads the first packet and the column definitions; more says that rows follow.
func (c *Conn) readHead(r *Result) (more bool, err error) {
	p, err := c.read()
	if err != nil {
		return false, err
	}
	r.Raw = append(r.Raw, p)
	switch p[0] {
	case 0xff:
		return false, asError(p)
	case 0xfb:
		return false, errors.New("the server asks for a local file")
	case 0x00:
		d := reader{p: p[1:]}
		r.Affected = d.lenEnc()
		d.lenEnc()
		r.Status, r.Warnings = d.uint16(), d.uint16()
		return false, d.err
	}
	d := reader{p: p}
	n := int(d.lenEnc())
	for i := 0; i < n; i++ {
		p, err := c.read()
		if err != nil {
			return false, err
		}
		r.Raw = append(r.Raw, p)
		col, err := decodeColumn(p)
		if err != nil {
			return false, err
		}
		r.Columns = append(r.Columns, col)
	}
	p, err = c.read()
	if err != nil {
		return false, err
	}
	r.Raw = append(r.Raw, p)
	if p[0] != 0xfe {
		return false, fmt.Errorf("packet 0x%02x where the columns should end", p[0])
	}
	return true, nil
}

func decodeColumn(p []byte) (Column, error) {
	d := reader{p: p}
	d.bytes() // the catalog, always def
	col := Column{Schema: string(d.bytes()), Table: string(d.bytes()), OrgTable: string(d.bytes()),
		Name: string(d.bytes()), OrgName: string(d.bytes())}
	d.lenEnc()
	col.Charset, col.Length = d.uint16(), d.uint32()
	col.Type, col.Flags, col.Decimals = d.byte(), d.uint16(), d.byte()
	return col, d.err
}

func (r *Result) decode(p []byte, binaryRow bool) ([]Value, error) {
	if binaryRow {
		return r.decodeBinary(p)
	}
	d := reader{p: p}
	row := make([]Value, len(r.Columns))
	for i := range row {
		if len(d.p) > 0 && d.p[0] == 0xfb {
			d.byte()
			row[i].Null = true
			continue
		}
		row[i].Text = string(d.bytes())
	}
	if d.err == nil && len(d.p) > 0 {
		d.err = errors.New("bytes left after a row")
	}
	return row, d.err
}

func (r *Result) decodeBinary(p []byte) ([]Value, error) {
	n := (len(r.Columns) + 9) / 8
	if len(p) < 1+n || p[0] != 0 {
		return nil, errors.New("binary row without its header")
	}
	nulls, d := p[1:1+n], reader{p: p[1+n:]}
	row := make([]Value, len(r.Columns))
	for i, col := range r.Columns {
		if nulls[(i+2)/8]>>((i+2)%8)&1 == 1 {
			row[i].Null = true
			continue
		}
		row[i].Text = d.binaryValue(col)
	}
	if d.err == nil && len(d.p) > 0 {
		d.err = errors.New("bytes left after a binary row")
	}
	return row, d.err
}

// ChangeUser authenticates anew on the same connection (COM_CHANGE_USER).
func (c *Conn) ChangeUser(user, password string) error {
	c.opt.User, c.opt.Password = user, password
	const plugin = "caching_sha2_password"
	auth, err := c.scramble(plugin)
	if err != nil {
		return err
	}
	body := append(append([]byte(user), 0, byte(len(auth))), auth...)
	body = append(body, 0, 45, 0) // no database; utf8mb4
	body = append(append(body, plugin...), 0)
	if err := c.command(0x11, body); err != nil {
		return err
	}
	return c.finishAuth()
}
