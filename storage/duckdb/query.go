package duckdb

import (
	"context"

	"nanohouse/storage"
)

// collect runs a small query of ours and hands over each row.
func (e *Engine) collect(ctx context.Context, sql string, row func(b *storage.Batch, i int)) error {
	r, err := e.start(ctx, storage.Query{SQL: sql})
	if err != nil {
		return err
	}
	defer r.close(false)
	for {
		b, err := r.next()
		if b == nil || err != nil {
			return err
		}
		for i := range b.Rows {
			row(b, i)
		}
	}
}

func text(b *storage.Batch, col, row int) string {
	return string(b.Columns[col].Data.([]storage.String)[row].Bytes())
}

func number(b *storage.Batch, col, row int) int64 { return b.Columns[col].Data.([]int64)[row] }
