package duckdb

import (
	"fmt"
	"unicode/utf8"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/storage"
)

// bindAll binds a statement's arguments.
func bindAll(stmt bindings.PreparedStatement, args []storage.Arg) error {
	if n := int(bindings.NParams(stmt)); n != len(args) {
		return fmt.Errorf("duckdb: the statement has %d parameters, got %d", n, len(args))
	}
	for i, a := range args {
		if err := bindArg(stmt, bindings.IdxT(i+1), a.Value); err != nil {
			return fmt.Errorf("duckdb: parameter %d: %w", i+1, err)
		}
	}
	return nil
}

func bindArg(stmt bindings.PreparedStatement, i bindings.IdxT, value any) error {
	var state bindings.State
	switch v := value.(type) {
	case nil:
		state = bindings.BindNull(stmt, i)
	case bool:
		state = bindings.BindBoolean(stmt, i, v)
	case int64:
		state = bindings.BindInt64(stmt, i, v)
	case uint64:
		state = bindings.BindUInt64(stmt, i, v)
	case float64:
		state = bindings.BindDouble(stmt, i, v)
	case string:
		if !utf8.ValidString(v) {
			return fmt.Errorf("the text is not UTF-8")
		}
		state = bindings.BindVarchar(stmt, i, v)
	case []byte:
		state = bindings.BindBlob(stmt, i, v)
	default:
		return fmt.Errorf("a %T cannot be bound", value)
	}
	if state != bindings.StateSuccess {
		return newError(bindings.PrepareError(stmt))
	}
	return nil
}
