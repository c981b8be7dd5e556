package conformance

import (
	"fmt"
	"regexp"
	"strings"
)

// toMySQL are the steps from the queries of DuckDB's tpcds extension into
// MySQL's dialect.
var toMySQL = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`--.*`), ""},
	// In an expression of ORDER BY a name is the table's column first, and the column is gone after grouping.
	{regexp.MustCompile(`\bext_price DESC NULLS FIRST`), "sum(ext_price) IS NULL DESC, ext_price DESC"},
	// MySQL puts NULL first when it sorts upwards, and has no words for another place.
	{regexp.MustCompile(`(\w+)\s+DESC NULLS FIRST`), "$1 IS NULL DESC, $1 DESC"},
	{regexp.MustCompile(`NULLS FIRST`), ""},
	{regexp.MustCompile(`(?is)GROUP BY ROLLUP\s*\(([^()]*)\)`), "GROUP BY $1 WITH ROLLUP"},
	{regexp.MustCompile(`"([^"]*)"`), "`$1`"},
	// Beside other columns a bare star is an error in MySQL.
	{regexp.MustCompile(`,\s*\*\s+FROM (\w+)`), ", $1.* FROM $1"},
	{regexp.MustCompile(`(?i)AS int\)`), "AS signed)"},
	// AVG of integers is a decimal of four digits, on which query 39 goes on to count.
	{regexp.MustCompile(`avg\(inv_quantity_on_hand\) mean`), "avg(CAST(inv_quantity_on_hand AS double)) mean"},
	{regexp.MustCompile(`d1\.d_date \+ 5`), "d1.d_date + INTERVAL 5 DAY"},
}

// fullJoins say the two FULL OUTER JOINs in MySQL's words, which are a LEFT JOIN, and of
// the right side what the left side lacks. No item_sk is NULL on either side.
var fullJoins = map[int][2]string{
	51: {`FROM web_v1 web
      FULL OUTER JOIN store_v1 store ON (web.item_sk = store.item_sk
                                         AND web.d_date = store.d_date)`,
		`FROM (SELECT w.item_sk wi, w.d_date wd, w.cume_sales wc, s.item_sk si, s.d_date sd, s.cume_sales sc
            FROM web_v1 w LEFT JOIN store_v1 s ON w.item_sk = s.item_sk AND w.d_date = s.d_date
            UNION ALL
            SELECT NULL, NULL, NULL, s.item_sk, s.d_date, s.cume_sales
            FROM store_v1 s LEFT JOIN web_v1 w ON w.item_sk = s.item_sk AND w.d_date = s.d_date WHERE w.item_sk IS NULL) joined`},
	97: {`FROM ssci
FULL OUTER JOIN csci ON (ssci.customer_sk=csci.customer_sk
                         AND ssci.item_sk = csci.item_sk)`,
		`FROM (SELECT s.customer_sk sc, c.customer_sk cc
      FROM ssci s LEFT JOIN csci c ON s.customer_sk = c.customer_sk AND s.item_sk = c.item_sk
      UNION ALL
      SELECT NULL, c.customer_sk
      FROM csci c LEFT JOIN ssci s ON s.customer_sk = c.customer_sk AND s.item_sk = c.item_sk WHERE s.item_sk IS NULL) joined`},
}

// joinedColumns are what the two sides' columns are called in the joined table.
var joinedColumns = map[int]*strings.Replacer{
	51: strings.NewReplacer("web.item_sk", "wi", "web.d_date", "wd", "web.cume_sales", "wc", "store.item_sk", "si", "store.d_date", "sd", "store.cume_sales", "sc"),
	97: strings.NewReplacer("ssci.customer_sk", "sc", "csci.customer_sk", "cc"),
}

// TPCDSinMySQL translates query number n of the tpcds extension.
func TPCDSinMySQL(n int, query string) (string, error) {
	if join, ok := fullJoins[n]; ok {
		head, tail, found := strings.Cut(query, join[0])
		if !found {
			return "", fmt.Errorf("query %d has no FULL OUTER JOIN as expected", n)
		}
		query = joinedColumns[n].Replace(head) + join[1] + tail
	}
	for _, step := range toMySQL {
		query = step.from.ReplaceAllString(query, step.to)
	}
	return strings.TrimSuffix(strings.TrimSpace(query), ";"), nil
}
