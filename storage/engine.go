package storage

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"nanohouse/catalog"
)

// Arg is the value of a bound parameter.
type Arg struct {
	Type catalog.Type
	// Value is nil, bool, int64, uint64, float64, string or []byte. Decimals,
	// dates and times are strings in MySQL's own format; the SQL text casts them.
	Value any
}

// Query is one statement for an engine. SQL holds no value of the client's:
// its parameters are $1, $2, … in the order of Args.
type Query struct {
	SQL  string
	Args []Arg
	// TimeZone is the session's time zone (an IANA name, or +hh:mm); empty means UTC.
	TimeZone string
}

// Engine runs generated SQL over data files. It is safe for concurrent use.
type Engine interface {
	// Run starts a query. Its work stops when ctx ends or Rows is closed.
	Run(ctx context.Context, q Query) (Rows, error)
	// Describe gives the columns that a source's files have, as a union by name.
	// It is cached; ErrStale from Run drops what is cached for the sources.
	Describe(ctx context.Context, src catalog.Source) ([]FileColumn, error)
	// Parse gives DuckDB's own parse of SQL text, as json_serialize_sql prints it.
	Parse(ctx context.Context, sql string) ([]byte, error)
}

// FileColumn is a column as the data files have it.
type FileColumn struct {
	Name string
	// EngineType is the engine's name of its type: BIGINT, DECIMAL(12,2), STRUCT(a INTEGER).
	EngineType string
}

// Rows is a running query's result. It is not safe for concurrent use.
type Rows interface {
	// Columns gives the number of columns.
	Columns() int
	// Next gives the next batch, or nil at the end. A batch is valid until the
	// next call of Next or Close.
	Next() (*Batch, error)
	// Close ends the query, and is safe to call twice.
	Close() error
}

// Errors that an engine wraps. The wrapped text is the engine's own: it may
// hold values and paths, and must reach the log only, never a client.
var (
	// ErrInterrupted: the context ended while the query ran.
	ErrInterrupted = errors.New("query interrupted")
	// ErrOutOfMemory: the query needs more memory or spill space than it may have.
	ErrOutOfMemory = errors.New("out of memory")
	// ErrNoSpace: the spill directory is full.
	ErrNoSpace = errors.New("no space left for spilling")
	// ErrSource: a data file is missing, unreachable or corrupt.
	ErrSource = errors.New("data file cannot be read")
	// ErrStale: the files no longer have the columns that Describe told of.
	ErrStale = errors.New("data files changed")
	// ErrCast: a stored value does not fit its contract's type. See CastError.
	ErrCast = errors.New("stored value does not fit the contract")
	// ErrOverflow: arithmetic left its type's range.
	ErrOverflow = errors.New("value out of range")
	// ErrEngineLost: the instance was invalidated and is being replaced; the
	// same query may be run again.
	ErrEngineLost = errors.New("engine instance lost")
	// ErrTooManyRows: a scalar subquery gave more than one row.
	ErrTooManyRows = errors.New("subquery returns more than 1 row")
	// ErrShape: the engine has no plan for a statement of this shape.
	ErrShape = errors.New("no plan for this shape of statement")
	// ErrTimeZone: the engine does not know the query's time zone.
	ErrTimeZone = errors.New("unknown time zone")
	// ErrClosed: the engine has been closed.
	ErrClosed = errors.New("engine is closed")
)

// castMark begins the text of an error that generated SQL raises itself.
const castMark = "NH-CAST|"

// CastErrorPrefix is the text with which generated SQL must begin the error that
// it raises on a stored value that does not fit; the path of the file follows:
//
//	error(CastErrorPrefix("crm.customer.c_age") || filename)
func CastErrorPrefix(column string) string {
	return castMark + strings.ReplaceAll(column, "|", "_") + "|"
}

// ParseCastError reads an error text that began with CastErrorPrefix.
func ParseCastError(text string) (*CastError, bool) {
	rest, ok := strings.CutPrefix(text, castMark)
	if !ok {
		return nil, false
	}
	column, file, ok := strings.Cut(rest, "|")
	if !ok {
		return nil, false
	}
	return &CastError{Column: column, File: path.Base(filepath.ToSlash(file))}, true
}

// ScanOptions are the options with which Describe reads a source's files.
// Generated SQL must name the same, or its columns are not the described ones.
// Partition values stay text: a typed guess would turn region=007 into 7.
func ScanOptions(src catalog.Source) string {
	if src.Hive {
		return "union_by_name = true, hive_partitioning = true, hive_types_autocast = false"
	}
	return "union_by_name = true, hive_partitioning = false"
}

// CastError says which column of which file holds a value that does not fit.
type CastError struct {
	Column string // domain.dataset.column
	File   string // base name of the file
}

// Error names the column and the file, never the value.
func (e *CastError) Error() string {
	return "column " + e.Column + " of file " + e.File + " holds a value that does not fit its contract"
}

// Unwrap makes errors.Is(err, ErrCast) true.
func (e *CastError) Unwrap() error { return ErrCast }
