package catalog

import "testing"

func TestRoot(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"/mesh/data/orders.parquet", "/mesh/data/orders.parquet"},
		{"/mesh/data/*.parquet", "/mesh/data/"},
		{"/mesh/data/year=*/month=*/x.parquet", "/mesh/data/"},
		{"/mesh/data/part-[0-9]/x.parquet", "/mesh/data/"},
		{"/*.parquet", "/"},
		{"s3://bucket/orders/**/*.parquet", "s3://bucket/orders/"},
		{"s3://bucket/*.parquet", "s3://bucket/"},
	} {
		if got := (Source{Path: c.path}).Root(); got != c.want {
			t.Errorf("Root(%s) = %s, want %s", c.path, got, c.want)
		}
	}
}
