package duckdb

import (
	"encoding/json"
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage"
)

// Error is DuckDB's own error. Its text may hold values and paths: it is for the log.
type Error struct {
	// Kind is the storage error that it amounts to, or nil.
	Kind error
	// Type is DuckDB's name of the kind of error: Binder, IO, Out of Memory.
	Type string
	Text string
}

// Error gives DuckDB's type and text.
func (e *Error) Error() string { return "duckdb: " + e.Type + ": " + e.Text }

// Unwrap gives the storage error.
func (e *Error) Unwrap() error { return e.Kind }

// maxErrorText bounds what an error keeps: internal errors carry a stack.
const maxErrorText = 2000

// newError reads what DuckDB says, which errors_as_json makes an object.
func newError(raw string) *Error {
	var obj struct {
		Type    string `json:"exception_type"`
		Message string `json:"exception_message"`
	}
	typ, text := "", raw
	if err := json.Unmarshal([]byte(raw), &obj); err == nil && obj.Type != "" {
		typ, text = obj.Type, obj.Message
	} else if before, after, ok := strings.Cut(raw, " Error: "); ok && len(before) < 40 {
		typ, text = before, after
	}
	if len(text) > maxErrorText {
		text = text[:maxErrorText]
	}
	return &Error{Kind: classify(typ, text), Type: typ, Text: text}
}

// classify tells what an error amounts to. An unknown one stays unknown.
func classify(typ, text string) error {
	if strings.Contains(text, "database has been invalidated") {
		return storage.ErrEngineLost
	}
	switch strings.ToLower(typ) {
	case "interrupt":
		return storage.ErrInterrupted
	case "out of memory":
		if strings.Contains(text, "max_temp_directory_size") || strings.Contains(text, "failed to offload") {
			return storage.ErrNoSpace
		}
		return storage.ErrOutOfMemory
	case "io":
		if strings.Contains(text, "No space left") {
			return storage.ErrNoSpace
		}
		return storage.ErrSource
	case "http", "permission":
		return storage.ErrSource
	case "out of range":
		return storage.ErrOverflow
	case "conversion":
		if strings.Contains(text, "out of range") || strings.HasPrefix(text, "Could not cast value") || strings.HasPrefix(text, "Failed to cast decimal value") ||
			strings.HasPrefix(text, "Could not convert string") && strings.Contains(text, " to DECIMAL") {
			return storage.ErrOverflow
		}
	case "not implemented":
		return storage.ErrShape
	case "binder":
		for _, words := range unplanned {
			if strings.Contains(text, words) {
				return storage.ErrShape
			}
		}
		// Generated SQL binds against what Describe told, so the files differ now.
		return storage.ErrStale
	case "invalid": // an exception that is not DuckDB's own: Thrift's, on a damaged footer
		return storage.ErrSource
	case "invalid input":
		return classifyInput(text)
	}
	return nil
}

// unplanned are the words of DuckDB's binder about correlated queries that it
// cannot take apart; its planner calls others not implemented.
var unplanned = []string{
	"Join condition for non-inner LATERAL JOIN", "expression is not supported here", "correlated", "Correlated", "LATERAL",
}

// corruption are the words of DuckDB's Parquet reader about a file that it cannot read.
var corruption = []string{
	"No magic bytes", "Failed to read file", "Parquet file", "parquet file", "too small to be a", "Failed to read Parquet",
	"decompression", "Decompression", "corrupt", "Corrupt", "malformed", "Malformed",
	"Incorrect stats size", "Invalid unicode",
}

func classifyInput(text string) error {
	if ce, ok := storage.ParseCastError(text); ok {
		return ce
	}
	if se, ok := sqlerr.Unmark(text); ok {
		return se
	}
	if strings.HasSuffix(text, "bit strings of different sizes") {
		return sqlerr.New(sqlerr.UnequalBits, "Binary operands of bitwise operators must be of equal length")
	}
	if strings.HasPrefix(text, "More than one row returned by a subquery") {
		return storage.ErrTooManyRows
	}
	for _, word := range corruption {
		if strings.Contains(text, word) {
			return storage.ErrSource
		}
	}
	return nil
}
