package conformance

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	benchScale = flag.Float64("bench-scale", 0, "run the benchmarks on demo data of this scale")
	benchOnly  = flag.String("bench-only", "", "run one benchmark: tax, wire, many, planning, phases")
	benchOut   = flag.String("bench-out", "", "file that the benchmarks write their table to")
)

// report collects the rows of docs/benchmarks.md.
type report struct {
	t     *testing.T
	lines []string
}

func (r *report) section(title, says string, header ...string) {
	r.lines = append(r.lines, "", "## "+title, "", says, "", "| "+strings.Join(header, " | ")+" |",
		"|"+strings.Repeat("---|", len(header)))
}

func (r *report) row(cells ...string) {
	r.lines = append(r.lines, "| "+strings.Join(cells, " | ")+" |")
	r.t.Log(strings.Join(cells, " | "))
}

// TestBenchmarks measures each claim against its opposite in the same run. It
// asserts nothing but that both sides answer: machines are noisy, and a timed test fails for nothing.
func TestBenchmarks(t *testing.T) {
	if *benchScale == 0 {
		t.Skip("only by make bench: -bench-scale is not given")
	}
	mesh := t.TempDir()
	s, err := Start(startWait, "demo", "--dir", mesh, "--scale", fmt.Sprint(*benchScale))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	o, err := NewOracle()
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	sets, err := Datasets(mesh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Query(Views(sets)); err != nil {
		t.Fatal(err)
	}
	r := &report{t: t, lines: []string{"# Benchmarks", "",
		"Written by `make bench BENCH_SCALE=" + fmt.Sprint(*benchScale) + "` (" + time.Now().UTC().Format("2006-01-02") + "). Each row compares two things in one run, in turns; " +
			"the ratio counts, not the time: two cores, shared with others. Where rounds are named, the best of each side is shown."}}
	for _, b := range []struct {
		name string
		run  func()
	}{
		{"tax", func() { benchPolicyTax(r, s, o) }},
		{"wire", func() { benchWire(r, s, o, sets) }},
		{"many", func() { benchManyAtOnce(r, s, o) }},
		{"planning", func() { benchPlanning(r) }},
		{"phases", func() { benchPhases(r, o) }},
	} {
		if *benchOnly == "" || *benchOnly == b.name {
			b.run()
		}
	}
	if *benchOut != "" {
		if err := os.WriteFile(*benchOut, []byte(strings.Join(r.lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fastest gives the least of some seconds.
func fastest(xs []float64) float64 { return slices.Min(xs) }

func seconds(f func() error) (float64, error) {
	start := time.Now()
	err := f()
	return time.Since(start).Seconds(), err
}

func ms(s float64) string { return fmt.Sprintf("%.1f ms", s*1000) }

func ratio(a, b float64) string { return fmt.Sprintf("%.2f", a/b) }

// benchPolicyTax runs the 22 TPC-H queries as analyst over the wire, against
// DuckDB reading the same files raw.
func benchPolicyTax(r *report, s *Server, o *Oracle) {
	const rounds = 5
	r.section("Policy tax", "The 22 TPC-H queries as `analyst` (phones and addresses masked, balances rounded), parsed, planned, governed and sent over the wire with TLS, "+
		fmt.Sprintf("against DuckDB in its own process reading the same Parquet without policy, its result not even fetched. Best of %d rounds in turns.", rounds),
		"query", "Nanohouse", "DuckDB", "ratio", "difference")
	queries, err := TPCH()
	if err != nil {
		r.t.Fatal(err)
	}
	c := connect(r.t, s, "analyst")
	var ours, theirs float64
	for i, q := range queries {
		var a, b []float64
		for range rounds {
			y, err := o.Time(q)
			if err != nil {
				r.t.Fatalf("q%02d: %v", i+1, err)
			}
			x, err := seconds(func() error { _, err := c.Query(q); return err })
			if err != nil {
				r.t.Fatalf("q%02d: %v", i+1, err)
			}
			a, b = append(a, x), append(b, y)
		}
		x, y := fastest(a), fastest(b)
		ours, theirs = ours+x, theirs+y
		r.row(fmt.Sprintf("q%02d", i+1), ms(x), ms(y), ratio(x, y), fmt.Sprintf("%+.1f ms", (x-y)*1000))
	}
	r.row("**total**", ms(ours), ms(theirs), "**"+ratio(ours, theirs)+"**", fmt.Sprintf("%+.1f ms a query", (ours-theirs)*1000/22))
}

// dashboard are the small statements of many sessions at once.
func dashboard() []string {
	return []string{
		"select o_orderstatus, count(*), sum(o_totalprice) from sales.orders group by o_orderstatus order by 1",
		"select c_mktsegment, count(*) from crm.customer group by c_mktsegment order by 1",
		"select n_name, count(*) from crm.customer join geo.nation on n_nationkey = c_nationkey group by n_name order by 2 desc, 1 limit 5",
		"select p_brand, avg(p_size) from supply.part group by p_brand order by 1",
		"select r_name, count(*) from geo.region join geo.nation on n_regionkey = r_regionkey group by r_name order by 1",
		"select count(*) from sales.orders where o_orderdate between '1995-01-01' and '1995-01-31'",
	}
}

// benchManyAtOnce runs dashboards in 64 sessions, through the server and in
// DuckDB directly.
func benchManyAtOnce(r *report, s *Server, o *Oracle) {
	const sessions, rounds, length = 64, 3, 6.0
	r.section("Many at once", fmt.Sprintf("%d sessions run six small dashboard queries in turn for %.0f s, as `analyst` over the wire and in as many DuckDB cursors of one process. Best of %d rounds in turns.", sessions, length, rounds),
		"", "Nanohouse", "DuckDB", "ratio", "server memory")
	statements := dashboard()
	var ours, theirs []float64
	for range rounds {
		n, err := o.Load(statements, sessions, length)
		if err != nil {
			r.t.Fatal(err)
		}
		theirs = append(theirs, n/length)
		ours = append(ours, float64(serverLoad(r.t, s, statements, sessions, length))/length)
	}
	rss, _ := s.RSS()
	x, y := slices.Max(ours), slices.Max(theirs)
	r.row("statements/s", fmt.Sprintf("%.0f", x), fmt.Sprintf("%.0f", y), ratio(x, y), fmt.Sprintf("%d MB", rss>>20))
}

func serverLoad(t *testing.T, s *Server, statements []string, sessions int, length float64) int {
	t.Helper()
	done := make(chan int)
	until := time.Now().Add(time.Duration(length * float64(time.Second)))
	for i := range sessions {
		c := connect(t, s, "analyst")
		go func() {
			n := 0
			for ; time.Now().Before(until); n++ {
				if _, err := c.Query(statements[(i+n)%len(statements)]); err != nil {
					t.Error(err)
					break
				}
			}
			done <- n
		}()
	}
	sum := 0
	for range sessions {
		sum += <-done
	}
	return sum
}
