package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dolthub/go-mysql-server/enginetest/queries"
	"github.com/dolthub/go-mysql-server/enginetest/scriptgen/setup"
)

// gmsDB is a database of MySQL with what go-mysql-server's set-up scripts make,
// compared bytewise as there and in datasets, and served as a domain of the same name.
const gmsDB = "mydb"

type gmsWorld struct {
	server *Server
	// left are the tables that could not be carried over.
	left map[string]string
}

var theGMS = &fixture[*gmsWorld]{make: func() (*gmsWorld, func(), error) {
	m, err := theMySQL.value()
	if err != nil {
		return nil, nil, err
	}
	o, err := theOracle.value()
	if err != nil {
		return nil, nil, err
	}
	c, err := m.Connect()
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	if _, err := c.Query("CREATE DATABASE " + gmsDB + " COLLATE " + m.Binary + "; USE " + gmsDB); err != nil {
		return nil, nil, err
	}
	for _, part := range setup.SimpleSetup {
		for _, script := range part {
			for _, sql := range script {
				// What MySQL refuses makes no table, and the queries that ask for it are left out.
				if _, err := c.Query(sql); err != nil && Errno(err) < 0 {
					return nil, nil, fmt.Errorf("%s: %w", sql, err)
				}
			}
		}
	}
	left, err := Carry(c, gmsDB, o, gmsDB)
	if err != nil {
		return nil, nil, err
	}
	s, done, err := serveMade(o, gmsDB, gmsDB)
	return &gmsWorld{s, left}, done, err
}}

// gmsLists are the lists of queries that only read the tables of the set-up scripts.
var gmsLists = []struct {
	name    string
	queries []queries.QueryTest
}{
	{"QueryTests", queries.QueryTests},
	{"FunctionQueryTests", queries.FunctionQueryTests},
	{"KeylessQueries", queries.KeylessQueries},
	{"DateParseQueries", queries.DateParseQueries},
	{"BrokenQueries", queries.BrokenQueries},
}

// Queries of go-mysql-server's engine tests answer as MySQL does, or as was recorded
// there: the MySQL that is asked is newer than the one whose answers were recorded.
func TestCorpusGMS(t *testing.T) {
	w, m := theGMS.get(t), theMySQL.get(t)
	reference, err := Connect(Options{Addr: m.Addr, User: "root", DB: gmsDB})
	if err != nil {
		t.Fatal(err)
	}
	defer reference.Close()
	c := connectMade(t, w.server, gmsDB)
	tally := newTally(t, "gms")
	for t, why := range w.left {
		tally.t.Logf("left behind: table %s, %s", t, why)
	}
	seen, recorded := map[string]bool{}, 0
	for _, list := range gmsLists {
		for i, q := range list.queries {
			sql := strings.TrimSuffix(strings.TrimSpace(q.Query), ";")
			if seen[sql] || len(q.Bindings) > 0 || OutsideGMS(sql) != "" || wordIn(sql, w.left) != "" {
				continue
			}
			seen[sql] = true
			id := fmt.Sprintf("%s[%d]", list.name, i)
			diff, err := DiffServers(reference, c, sql)
			if err != nil {
				t.Fatalf("%s: %s: %v", id, sql, err)
			}
			if diff != "" && asRecorded(c, q, sql) {
				recorded++
				diff = ""
			}
			if diff != "" {
				t.Logf("%s: %s: %s", id, strings.Join(strings.Fields(sql), " "), diff)
			}
			tally.check(id, diff)
		}
	}
	t.Logf("%d answer as recorded where MySQL answers otherwise", recorded)
	tally.done()
}
