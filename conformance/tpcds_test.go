package conformance

import (
	"fmt"
	"testing"
)

// tpcdsScale is small enough for a test and gives most queries something to answer.
const tpcdsScale = "0.1"

// theTPCDS serves the 24 tables of TPC-DS as the domain tpcds, from tables of the same
// names in the schema tpcds of theOracle.
var theTPCDS = &fixture[*Server]{make: func() (*Server, func(), error) {
	o, err := theOracle.value()
	if err != nil {
		return nil, nil, err
	}
	if err := loadExtension(o, "tpcds"); err != nil {
		return nil, nil, err
	}
	if _, err := o.Query("CREATE SCHEMA tpcds; CALL dsdgen(sf=" + tpcdsScale + ", schema='tpcds')"); err != nil {
		return nil, nil, err
	}
	return serveMade(o, "tpcds", "tpcds")
}}

// The 99 queries of TPC-DS, said in MySQL's dialect, answer as DuckDB answers the originals.
func TestCorpusTPCDS(t *testing.T) {
	s, o := theTPCDS.get(t), theOracle.get(t)
	queries, err := o.Strings("SELECT query FROM tpcds_queries() ORDER BY query_nr")
	if err != nil {
		t.Fatal(err)
	}
	c := connectMade(t, s, "tpcds")
	tally := newTally(t, "tpcds")
	if _, err := o.Query("USE tpcds"); err != nil {
		t.Fatal(err)
	}
	defer o.Query("USE memory.main")
	empty := 0
	for i, original := range queries {
		id := fmt.Sprintf("q%02d", i+1)
		query, err := TPCDSinMySQL(i+1, original)
		if err != nil {
			t.Fatal(err)
		}
		want, err := o.Query(original)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if len(want) == 0 {
			empty++
		}
		got, err := c.One(query)
		if err != nil {
			tally.failed(id, err.Error())
			continue
		}
		tally.check(id, diffTPCH(want, got.Rows))
	}
	t.Logf("%d queries find nothing", empty)
	tally.done()
}
