package demo_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nanohouse/internal/demo"
	"nanohouse/storage/duckdb"
)

// Each query must give no row: a row is data that TPC-H would not have.
var integrity = []struct{ name, sql string }{
	{"row counts at scale 0.01", `
		SELECT * FROM (SELECT (SELECT count(*) FROM region) = 5 AND (SELECT count(*) FROM nation) = 25
			AND (SELECT count(*) FROM supplier) = 100 AND (SELECT count(*) FROM customer) = 1500 AND (SELECT count(*) FROM part) = 2000
			AND (SELECT count(*) FROM partsupp) = 8000 AND (SELECT count(*) FROM orders) = 15000
			AND (SELECT count(*) FROM lineitem) BETWEEN 55000 AND 65000 AS ok) WHERE NOT ok`},
	{"a customer's key is unique", `SELECT c_custkey FROM customer GROUP BY 1 HAVING count(*) > 1`},
	{"an order's key is unique", `SELECT o_orderkey FROM orders GROUP BY 1 HAVING count(*) > 1`},
	{"a line's key is unique", `SELECT l_orderkey FROM lineitem GROUP BY l_orderkey, l_linenumber HAVING count(*) > 1`},
	{"a part has four different suppliers", `SELECT ps_partkey FROM partsupp GROUP BY 1 HAVING count(DISTINCT ps_suppkey) <> 4`},
	{"a line's part is bought from its supplier", `SELECT l_orderkey FROM lineitem ANTI JOIN partsupp ON l_partkey = ps_partkey AND l_suppkey = ps_suppkey`},
	{"a line's part exists", `SELECT l_orderkey FROM lineitem ANTI JOIN part ON l_partkey = p_partkey`},
	{"a line's supplier exists", `SELECT ps_suppkey FROM partsupp ANTI JOIN supplier ON ps_suppkey = s_suppkey`},
	{"every order has lines, every line an order", `SELECT o_orderkey FROM orders FULL JOIN (SELECT DISTINCT l_orderkey FROM lineitem) ON o_orderkey = l_orderkey
		WHERE o_orderkey IS NULL OR l_orderkey IS NULL`},
	{"an order's customer exists", `SELECT o_orderkey FROM orders ANTI JOIN customer ON o_custkey = c_custkey`},
	{"a third of the customers never orders", `SELECT o_orderkey FROM orders WHERE o_custkey % 3 = 0`},
	{"an order's total is that of its lines", `SELECT o_orderkey FROM orders JOIN lineitem ON o_orderkey = l_orderkey GROUP BY o_orderkey, o_totalprice
		HAVING abs(o_totalprice - sum(l_extendedprice * (1 + l_tax) * (1 - l_discount))) > 0.01`},
	{"a line's price is its part's", `SELECT l_orderkey FROM lineitem JOIN part ON l_partkey = p_partkey WHERE l_extendedprice <> l_quantity * p_retailprice`},
	{"an order's state is that of its lines", `SELECT o_orderkey FROM orders JOIN lineitem ON o_orderkey = l_orderkey GROUP BY o_orderkey, o_orderstatus
		HAVING o_orderstatus <> CASE WHEN min(l_linestatus) = max(l_linestatus) THEN min(l_linestatus) ELSE 'P' END`},
	{"an order's region is its customer's", `SELECT o_orderkey FROM orders JOIN customer ON o_custkey = c_custkey JOIN nation ON c_nationkey = n_nationkey
		JOIN region ON n_regionkey = r_regionkey WHERE o_region <> r_name`},
	{"dates lie in TPC-H's ranges", `SELECT l_orderkey FROM lineitem JOIN orders ON l_orderkey = o_orderkey
		WHERE o_orderdate NOT BETWEEN DATE '1992-01-01' AND DATE '1998-08-02' OR l_shipdate - o_orderdate NOT BETWEEN 1 AND 121
			OR l_commitdate - o_orderdate NOT BETWEEN 30 AND 90 OR l_receiptdate - l_shipdate NOT BETWEEN 1 AND 30`},
	{"flags follow the dates", `SELECT l_orderkey FROM lineitem WHERE (l_linestatus = 'O') <> (l_shipdate > DATE '1995-06-17')
			OR (l_returnflag = 'N') <> (l_receiptdate > DATE '1995-06-17') OR l_returnflag NOT IN ('N', 'R', 'A')`},
	{"a phone begins with its country", `SELECT c_custkey FROM customer WHERE NOT regexp_full_match(c_phone, '\d\d-\d{3}-\d{3}-\d{4}') OR left(c_phone, 2)::INT <> c_nationkey + 10`},
	{"five different colours make a name", `SELECT p_partkey FROM part WHERE len(list_distinct(string_split(p_name, ' '))) <> 5`},
	{"no text is longer than its contract says", `SELECT 1 FROM part WHERE length(p_name) > 55 OR length(p_comment) > 23
		UNION ALL SELECT 1 FROM customer WHERE length(c_address) > 40 OR length(c_comment) > 117
		UNION ALL SELECT 1 FROM orders WHERE length(o_comment) > 79 UNION ALL SELECT 1 FROM lineitem WHERE length(l_comment) > 44
		UNION ALL SELECT 1 FROM partsupp WHERE length(ps_comment) > 199 UNION ALL SELECT 1 FROM supplier WHERE length(s_comment) > 101`},
	{"what TPC-H's queries look for is there", `SELECT * FROM (SELECT
			(SELECT count(*) FROM orders WHERE o_comment LIKE '%special%requests%') > 50
			AND (SELECT count(*) FROM supplier WHERE s_comment LIKE '%Customer%Complaints%') > 0
			AND (SELECT count(*) FROM part WHERE p_name LIKE 'forest%') > 5 AND (SELECT count(*) FROM part WHERE p_name LIKE '%green%') > 50
			AND (SELECT count(*) FROM part WHERE p_type = 'ECONOMY ANODIZED STEEL') > 5 AND (SELECT count(*) FROM part WHERE p_brand = 'Brand#23' AND p_container = 'MED BOX') > 0
			AND (SELECT count(DISTINCT s_nationkey) FROM supplier) = 25 AND (SELECT count(DISTINCT c_mktsegment) FROM customer) = 5
			AND (SELECT count(*) FROM (SELECT l_orderkey FROM lineitem GROUP BY 1 HAVING sum(l_quantity) > 300)) > 0 AS ok) WHERE NOT ok`},
	{"no value is missing", noNulls("lineitem") + " UNION ALL " + noNulls("orders") + " UNION ALL " + noNulls("customer") + " UNION ALL " + noNulls("part") +
		" UNION ALL " + noNulls("partsupp") + " UNION ALL " + noNulls("supplier")},
}

// noNulls counts each column's values: the least count must be that of the rows.
func noNulls(table string) string {
	return fmt.Sprintf("SELECT 1 FROM (SELECT least(*COLUMNS(*)) AS n FROM (SELECT count(COLUMNS(*)) FROM %[1]s)) WHERE n <> (SELECT count(*) FROM %[1]s)", table)
}

// tables maps each table to its folder.
var tables = map[string]string{
	"region": "geo/region", "nation": "geo/nation", "supplier": "supply/supplier", "part": "supply/part", "partsupp": "supply/partsupp",
	"customer": "crm/customer", "orders": "sales/orders", "lineitem": "sales/lineitem",
}

func makeDemo(t *testing.T, scale float64) string {
	t.Helper()
	dir := t.TempDir()
	_, err := demo.Write(context.Background(), demo.Config{Dir: dir, Scale: scale, Run: duckdb.Scratch,
		AddUser: func(string, string, string, []string) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

// views names each table's files, as the queries of this test do.
func views(data string) []string {
	var out []string
	for table, folder := range tables {
		out = append(out, fmt.Sprintf("CREATE VIEW %s AS SELECT * FROM read_parquet('%s/%s/*.parquet')", table, data, folder))
	}
	return out
}

func TestDataIsTPCHs(t *testing.T) {
	data := makeDemo(t, 0.01)
	for _, c := range integrity {
		t.Run(c.name, func(t *testing.T) {
			check := "SELECT error('a row was found') FROM (" + c.sql + ") LIMIT 1"
			if err := duckdb.Scratch(context.Background(), data, append(views(data), check), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// The comparer of TestDataIsTPCHs must notice a row.
func TestIntegrityCheckNoticesARow(t *testing.T) {
	dir := t.TempDir()
	err := duckdb.Scratch(context.Background(), dir, []string{"SELECT error('a row was found') FROM (SELECT 1) LIMIT 1"}, nil)
	if err == nil || !strings.Contains(err.Error(), "a row was found") {
		t.Errorf("got %v, want the row to be noticed", err)
	}
}

func TestSameDataEachTime(t *testing.T) {
	one, two := makeDemo(t, 0.001), makeDemo(t, 0.001)
	for table, folder := range tables {
		// Scratch opens one folder only, so the other's content comes as a checksum.
		sum := func(data string) string {
			return fmt.Sprintf("COPY (SELECT sum(hash(t)::HUGEINT) AS s, count(*) AS n FROM read_parquet('%s/%s/*.parquet') t) TO '%s/sum.csv'", data, folder, data)
		}
		for _, data := range []string{one, two} {
			if err := duckdb.Scratch(context.Background(), data, []string{sum(data)}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := read(t, one+"/sum.csv"), read(t, two+"/sum.csv"); a != b || !strings.Contains(a, ",") {
			t.Errorf("%s: %q in one run, %q in the next", table, a, b)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
