package wire

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/storage"
)

// mixed is a batch of 2,048 rows of eight columns like those of an order line.
func mixed() ([]plan.Output, *storage.Batch) {
	const n = 2048
	types := []catalog.Type{
		{Kind: catalog.Int64}, {Kind: catalog.Int32}, {Kind: catalog.Decimal, Precision: 12, Scale: 2}, {Kind: catalog.Double},
		{Kind: catalog.Date}, {Kind: catalog.DateTime, Precision: 6}, {Kind: catalog.String, Length: 10}, {Kind: catalog.String, Length: 44},
	}
	var out []plan.Output
	for i, t := range types {
		out = append(out, plan.Output{Name: fmt.Sprint("c", i), Type: t, Nullable: true})
	}
	a, b, c, d := make([]int64, n), make([]int32, n), make([]int64, n), make([]float64, n)
	e, f, g, h := make([]int32, n), make([]int64, n), make([]string, n), make([]string, n)
	for i := range n {
		a[i], b[i], c[i], d[i] = int64(i)*7919, int32(i), int64(i)*12345, float64(i)*1.25
		e[i], f[i] = 9000+int32(i), 1_700_000_000_000_000+int64(i)*1_000_003
		g[i], h[i] = "DELIVER", "carefully final deposits sleep "+fmt.Sprint(i)
	}
	valid := make([]uint64, n/64)
	for i := range valid {
		valid[i] = ^uint64(1 << 5)
	}
	return out, &storage.Batch{Rows: n, Columns: []storage.Vector{
		{Data: a}, {Data: b}, {Data: c, Scale: 2}, {Data: d, Valid: valid}, {Data: e}, {Data: f},
		{Data: stringsOf(g...)}, {Data: stringsOf(h...)},
	}}
}

func benchmark(b *testing.B, format Format) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err == nil {
			_, _ = io.CopyBuffer(io.Discard, struct{ io.Reader }{c}, make([]byte, 1<<20))
		}
	}()
	c, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	conn := packet.NewConn(c)
	defer conn.Close()
	out, batch := mixed()
	w := NewWriter(conn, out, format)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if err := w.Batch(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(batch.Rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkText(b *testing.B)   { benchmark(b, Format{}) }
func BenchmarkBinary(b *testing.B) { benchmark(b, Format{Binary: true}) }
