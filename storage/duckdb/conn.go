package duckdb

import (
	"errors"
	"strconv"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// conn is a DuckDB connection. One query uses it at a time.
type conn struct {
	handle bindings.Connection
	// zone is the TimeZone that is set, in DuckDB's words.
	zone string
	// uncached says that Parquet footers are not cached; by default they are.
	uncached bool
}

func connect(db bindings.Database) (*conn, error) {
	c := &conn{}
	if bindings.Connect(db, &c.handle) != bindings.StateSuccess {
		return nil, errors.New("duckdb: cannot connect to the instance")
	}
	return c, nil
}

// exec runs a statement of ours and forgets its result.
func (c *conn) exec(sql string) error {
	var res bindings.Result
	defer bindings.DestroyResult(&res)
	if bindings.Query(c.handle, sql, &res) != bindings.StateSuccess {
		return newError(bindings.ResultError(&res))
	}
	return nil
}

// setZone sets the time zone of the next query, if it is not set already.
func (c *conn) setZone(zone string) error {
	if c.zone == zone {
		return nil
	}
	c.zone = "" // unknown until the statement has succeeded
	if err := c.exec("SET TimeZone = " + quote(zone)); err != nil {
		return err
	}
	c.zone = zone
	return nil
}

// setCached says whether the next query may use and fill the cache of footers.
func (c *conn) setCached(on bool) error {
	if c.uncached == !on {
		return nil
	}
	if err := c.exec("SET SESSION parquet_metadata_cache = " + strconv.FormatBool(on)); err != nil {
		return err
	}
	c.uncached = !on
	return nil
}

// close ends the connection. It waits for tasks of a query that is still
// running, which have been interrupted before.
func (c *conn) close() { bindings.Disconnect(&c.handle) }
