// Package storage says what an engine is and is asked. It holds types only;
// package duckdb below it is the embedded engine.
package storage
