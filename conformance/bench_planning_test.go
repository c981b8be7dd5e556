package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// benchPlanning measures planning and start on a mesh of 1,000 datasets of
// 200 columns under 10,000 rules.
func benchPlanning(r *report) {
	const datasets, columns, rules, rounds = 1000, 200, 10_000, 20
	r.section("Planning", fmt.Sprintf("A mesh of %d datasets of %d columns under %d rules, all on one small file. A statement of LIMIT 0 over five columns of a dataset "+
		"is planned for the first time (cold) and again (warm); what a statement without data takes is subtracted. Median of %d datasets.", datasets, columns, rules, rounds),
		"", "Nanohouse")
	dir := r.t.TempDir()
	if err := wideMesh(dir, datasets, columns, rules); err != nil {
		r.t.Fatal(err)
	}
	var s *Server
	start, err := seconds(func() (err error) { s, err = Start(startWait, "serve", "--mesh", dir); return err })
	if err != nil {
		r.t.Fatal(err)
	}
	defer s.Stop()
	c := connect(r.t, s, "reader")
	ask := func(sql string) float64 {
		x, err := seconds(func() error { _, err := c.Query(sql); return err })
		if err != nil {
			r.t.Fatal(err)
		}
		return x
	}
	var cold, warm, bare []float64
	for i := range rounds {
		sql := fmt.Sprintf("SELECT c1, c2, c50, c51, c199 FROM d%d.t%d WHERE c3 > 7 ORDER BY c1 LIMIT 0", i%10, i*40+i%10)
		cold, warm, bare = append(cold, ask(sql)), append(warm, ask(sql)), append(bare, ask("SELECT 1"))
	}
	base := median(bare)
	r.row("start to the first connection", ms(start))
	r.row("cold plan", ms(median(cold)-base))
	r.row("warm plan, with the engine's own planning and run", ms(median(warm)-base))
}

func median(xs []float64) float64 { return slices.Sorted(slices.Values(xs))[len(xs)/2] }

// wideMesh writes ten domains of datasets t0, t1, … over one file.
func wideMesh(dir string, datasets, columns, rules int) error {
	o, err := NewOracle()
	if err != nil {
		return err
	}
	defer o.Close()
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		return err
	}
	cols, props := make([]string, columns), make([]string, columns)
	for i := range cols {
		cols[i] = fmt.Sprintf("range AS c%d", i)
		props[i] = fmt.Sprintf("      - name: c%d\n        logicalType: integer\n        physicalType: BIGINT\n        tags: [tag%d]\n", i, i%20)
	}
	if _, err := o.Query("COPY (SELECT " + strings.Join(cols, ", ") + " FROM range(100)) TO " + quoteSQL(filepath.Join(data, "t.parquet"))); err != nil {
		return err
	}
	for i := range datasets {
		domain := fmt.Sprintf("d%d", i%10)
		text := fmt.Sprintf("apiVersion: v3.1.0\nkind: DataContract\nid: urn:%s:t%d\nname: t%d\ndomain: %s\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t%d\n    properties:\n%s"+
			"servers:\n  - server: local\n    type: local\n    format: parquet\n    path: data/t.parquet\n", domain, i, i, domain, i, strings.Join(props, ""))
		if err := writeFile(filepath.Join(dir, "domains", domain, fmt.Sprintf("t%d.v1.odcs.yaml", i)), text); err != nil {
			return err
		}
	}
	var policy strings.Builder
	policy.WriteString("p, role:reader, *, *, select, allow\n")
	for i := range rules - 1 {
		n := i % datasets
		fmt.Fprintf(&policy, "p2, %d, role:reader, d%d, t%d.c%d, null\n", 10+i/datasets, n%10, n, 60+i/datasets)
	}
	if err := writeFile(filepath.Join(dir, "policy", "policy.csv"), policy.String()); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "mesh.yaml"), "name: wide\n"); err != nil {
		return err
	}
	return addUser(dir)
}
