package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// corpora are the bodies of statements with a pass rate, in the order of docs/conformance.md.
var corpora = []struct{ name, title, what string }{
	{"tpcds", "TPC-DS", "The 99 queries, said in MySQL's dialect, over data of scale 0.1, where 18 of them find nothing; equal to DuckDB's answers to the original text."},
	{"clickbench", "ClickBench", "The 43 queries in MySQL's dialect over 200,000 generated rows of the 105 columns; equal to DuckDB's answers to its own form."},
	{"gms", "go-mysql-server", "The queries of go-mysql-server's engine tests that only read, over the tables of its set-up scripts; equal to MySQL's answers, or to the recorded ones, which are of an older MySQL."},
	{"clients", "Tools and drivers", "Statement shapes that drivers, BI tools and command lines send: catalogue queries, time grains, quoted forms; equal to MySQL's answers where both have the tables."},
}

// Rate is how a corpus fared.
type Rate struct {
	Corpus        string
	Passed, Total int
	// Failures are the statements that failed, by reason.
	Failures map[string][]string
}

// Percent is the share that passed, to a hundredth, rounded down: 100 means all.
func (r Rate) Percent() string {
	if r.Total == 0 {
		return "0"
	}
	x := r.Passed * 10000 / r.Total
	return strings.TrimSuffix(strings.TrimSuffix(fmt.Sprintf("%d.%02d", x/100, x%100), "0"), ".0")
}

// ratesDoc is the document that holds the rates.
func ratesDoc() string { return filepath.Join(Root(), "docs", "conformance.md") }

var rateRow = regexp.MustCompile(`(?m)^\| \[([^\]]+)\]\(#[^)]*\) \| (\d+) \| (\d+) \|`)

// RecordedRates reads the rates that the document names.
func RecordedRates() (map[string]Rate, error) {
	text, err := os.ReadFile(ratesDoc())
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]Rate{}
	for _, m := range rateRow.FindAllStringSubmatch(string(text), -1) {
		for _, c := range corpora {
			if c.title != m[1] {
				continue
			}
			r := Rate{Corpus: c.name}
			r.Passed, _ = strconv.Atoi(m[2])
			r.Total, _ = strconv.Atoi(m[3])
			out[c.name] = r
		}
	}
	return out, nil
}

// WriteRates renews the document; the sections of corpora that did not run stay.
func WriteRates(rates map[string]Rate) error {
	recorded, err := RecordedRates()
	if err != nil {
		return err
	}
	old := ratesSections()
	var table, sections strings.Builder
	for _, c := range corpora {
		r, ran := rates[c.name]
		if !ran {
			var known bool
			if r, known = recorded[c.name]; !known {
				continue
			}
		}
		fmt.Fprintf(&table, "| [%s](#%s) | %d | %d | %s %% |\n", c.title, anchor(c.title), r.Passed, r.Total, r.Percent())
		if ran {
			sections.WriteString(rateSection(c.title, c.what, r))
		} else {
			sections.WriteString(old[c.title])
		}
	}
	return os.WriteFile(ratesDoc(), []byte(ratesHead+table.String()+sections.String()), 0o644)
}

const ratesHead = `# Conformance

What the program answers to bodies of statements that others wrote, run over the wire. ` + "`make rates`" + ` runs them and
writes this page; ` + "`make conformance`" + ` fails when a rate falls below what stands here, and when a failure has no reason.
A statement that the program refuses by name (errno 1235) has its reason in that name; the other reasons are kept in ` + "`conformance/reasons`" + `.

Integers, decimals, texts, dates and NULL are compared exactly, decimals to the digits that MySQL's type shows. Where the
reference is DuckDB and it computes in doubles what MySQL computes in decimals, the double must round to the decimal shown.
Doubles are equal to twelve digits: a sum of doubles depends on the order of its rows. Rows are compared in order
where the statement fixes an order.

| corpus | equal | statements | rate |
|---|--:|--:|--:|
`

// rateSection lists the failures of a corpus under their reasons.
func rateSection(title, what string, r Rate) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, what)
	reasons := make([]string, 0, len(r.Failures))
	for reason := range r.Failures {
		reasons = append(reasons, reason)
	}
	sort.Slice(reasons, func(i, j int) bool {
		x, y := reasons[i], reasons[j]
		if len(r.Failures[x]) != len(r.Failures[y]) {
			return len(r.Failures[x]) > len(r.Failures[y])
		}
		return x < y
	})
	if len(reasons) > 0 {
		b.WriteString("\n| failures | reason | statements |\n|--:|---|---|\n")
	}
	for _, reason := range reasons {
		ids := r.Failures[reason]
		sort.Strings(ids)
		shown := strings.Join(shorten(ids[:min(len(ids), 12)]), ", ")
		if len(ids) > 12 {
			shown += ", …"
		}
		fmt.Fprintf(&b, "| %d | %s | %s |\n", len(ids), strings.ReplaceAll(reason, "|", `\|`), shown)
	}
	return b.String()
}

// shorten cuts the names of statements that are the statements themselves.
func shorten(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		if out[i] = id; len(id) > 60 {
			out[i] = "`" + strings.NewReplacer("`", "", "|", `\|`).Replace(strings.ToValidUTF8(id[:60], "")) + "…`"
		}
	}
	return out
}

// ratesSections cuts the document into its sections by title.
func ratesSections() map[string]string {
	out := map[string]string{}
	text, err := os.ReadFile(ratesDoc())
	if err != nil {
		return out
	}
	for _, s := range strings.Split(string(text), "\n## ")[1:] {
		title, _, _ := strings.Cut(s, "\n")
		out[title] = "\n## " + strings.TrimRight(s, "\n") + "\n"
	}
	return out
}

// anchor is the name that a heading has as the target of a link.
func anchor(title string) string {
	return strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(title))
}
