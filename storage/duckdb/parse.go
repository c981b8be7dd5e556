package duckdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"nanohouse/storage"
)

// Parse gives DuckDB's own parse of SQL text, as json_serialize_sql prints it.
// Text that is not a sequence of SELECT statements is an error.
func (e *Engine) Parse(ctx context.Context, sql string) ([]byte, error) {
	if strings.ContainsRune(sql, 0) {
		// DuckDB would stop there, and show a harmless beginning.
		return nil, errors.New("duckdb: parse: a statement cannot hold a NUL byte")
	}
	r, err := e.start(ctx, storage.Query{SQL: "SELECT json_serialize_sql($1::VARCHAR)::VARCHAR", Args: []storage.Arg{{Value: sql}}})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	defer r.close(false)
	b, err := r.next()
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	if b == nil || b.Rows != 1 || b.Columns[0].IsNull(0) {
		return nil, errors.New("duckdb: parse: no answer")
	}
	out := bytes.Clone(b.Columns[0].Data.([]storage.String)[0].Bytes())
	if !bytes.HasPrefix(out, []byte(`{"error":false,"statements":[{`)) {
		return nil, fmt.Errorf("duckdb: parse: %s", out)
	}
	_, err = r.next() // to the end, so that the connection can be used again
	return out, err
}
