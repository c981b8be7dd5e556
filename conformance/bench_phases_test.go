package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
)

// benchPhases tells what each phase of planning takes for the longest queries of
// TPC-DS, from the server's own metrics.
func benchPhases(r *report, o *Oracle) {
	const queries, rounds = 8, 20
	phases := []string{"bind", "policy", "pushdown", "sqlgen", "certify"}
	r.section("Planning of TPC-DS", fmt.Sprintf("The %d longest of TPC-DS's queries that plan, as a user with a mask and a row filter. Cold: each of %d runs has a text of its own, so nothing "+
		"is remembered. Warm: the same text again, plan and certificate remembered, files looked at. Mean of the runs, by the server's metric `nanohouse_phase_seconds`.", queries, rounds),
		append(append([]string{"query", "characters"}, phases...), "cold", "warm")...)
	s, stop, err := tpcdsToPlan(o)
	if err != nil {
		r.t.Fatal(err)
	}
	defer stop()
	c := connectMade(r.t, s, "tpcds")
	texts, err := longestTPCDS(o, c, queries)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, q := range texts {
		before := phaseTimes(r.t, s)
		for i := range rounds {
			run(r.t, c, fmt.Sprintf("/* %d */ %s", i, q.text))
		}
		cold := phaseTimes(r.t, s)
		for range rounds {
			run(r.t, c, fmt.Sprintf("/* %d */ %s", 0, q.text))
		}
		warm := phaseTimes(r.t, s)
		mean := func(phase string, after, before map[string]float64) string {
			return ms((after[phase] - before[phase]) / rounds)
		}
		cells := []string{fmt.Sprintf("q%d", q.number), fmt.Sprint(len(q.text))}
		for _, p := range phases {
			cells = append(cells, mean(p, cold, before))
		}
		r.row(append(cells, mean("plan", cold, before), mean("plan", warm, cold))...)
	}
}

func run(t *testing.T, c *Conn, sql string) {
	t.Helper()
	if _, err := c.Query(sql); err != nil {
		t.Fatal(err)
	}
}

// phaseTimes are the seconds that the server has spent in each phase.
func phaseTimes(t *testing.T, s *Server) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for _, p := range []string{"bind", "policy", "pushdown", "sqlgen", "certify", "plan"} {
		x, _, err := s.Metric("nanohouse_phase_seconds_sum", fmt.Sprintf("phase=%q", p))
		if err != nil {
			t.Fatal(err)
		}
		out[p] = x
	}
	return out
}

// tpcdsToPlan serves little of TPC-DS, with a mask and a row filter to govern.
func tpcdsToPlan(o *Oracle) (*Server, func(), error) {
	if err := loadExtension(o, "tpcds"); err != nil {
		return nil, nil, err
	}
	if _, err := o.Query("CREATE SCHEMA tpcds; CALL dsdgen(sf=0.01, schema='tpcds')"); err != nil {
		return nil, nil, err
	}
	s, stop, err := serveMade(o, "tpcds", "tpcds")
	if err != nil {
		return nil, nil, err
	}
	err = AppendFile(s.Dir+"/policy/policy.csv", "p2, 10, role:reader, tpcds, customer.c_email_address, email\n"+
		"p3, 10, role:reader, tpcds, store_sales, ss_quantity >= 0\n")
	return s, stop, err
}

type numberedQuery struct {
	number int
	text   string
}

// longestTPCDS gives the longest queries that the server runs.
func longestTPCDS(o *Oracle, c *Conn, n int) ([]numberedQuery, error) {
	originals, err := o.Strings("SELECT query FROM tpcds_queries() ORDER BY query_nr")
	if err != nil {
		return nil, err
	}
	var all []numberedQuery
	for i, original := range originals {
		text, err := TPCDSinMySQL(i+1, original)
		if err != nil {
			return nil, err
		}
		all = append(all, numberedQuery{i + 1, text})
	}
	slices.SortFunc(all, func(a, b numberedQuery) int { return cmp.Compare(len(b.text), len(a.text)) })
	var out []numberedQuery
	for _, q := range all {
		if _, err := c.Query(q.text); err == nil {
			out = append(out, q)
		}
		if len(out) == n {
			break
		}
	}
	return out, nil
}
