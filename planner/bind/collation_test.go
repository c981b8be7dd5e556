package bind

import (
	"context"
	"testing"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// A session could otherwise see rows that a filter hides: 'eu' = 'EU' under its collation.
func TestPolicyIgnoresSessionCollation(t *testing.T) {
	ds := &catalog.Dataset{Domain: "crm", Name: "c", Columns: []catalog.Column{
		{Name: "region", Type: catalog.Type{Kind: catalog.String, Length: 5}},
		{Name: "name", Type: catalog.Type{Kind: catalog.String, Length: 5, Collation: catalog.UTF8MB4AiCi0900}},
		{Name: "n", Type: catalog.Type{Kind: catalog.Int64}},
	}}
	for _, text := range []string{
		"region = 'EU'", "claim('region') = 'EU'", "'eu' IN ('EU', claim('region'))", "name = 'Ada'", "CONCAT(n, 'x') = 'X'",
		"CAST(n AS CHAR) LIKE 'A%'", "CASE claim('x') WHEN 'a' THEN 1 END", "UPPER(region) BETWEEN 'a' AND 'b'", "DATE_FORMAT('2020-01-01', '%M') = 'x'",
	} {
		want := ""
		for _, c := range catalog.Collations() {
			e, err := Expression(context.Background(), text, ds, nil, Env{Collation: c})
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			got := plan.FormatExpr(e)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s under %s: %s, not %s", text, c, got, want)
			}
		}
	}
}
