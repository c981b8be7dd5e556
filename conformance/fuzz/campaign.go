package fuzz

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// Campaign asks many random statements of all sides.
type Campaign struct {
	// Arbiter says what is right, Subject is tested; Others are asked about each finding.
	Arbiter, Subject Side
	Others           []Side
	// Profile is the only profile, if one is named.
	Profile string
	// Out gets each finding at once; nil is nowhere.
	Out io.Writer
	// Budget is how many questions shrinking may ask.
	Budget int

	grammar  grammar
	findings []Finding
	// Counts are how many statements ended how.
	Counts map[string]int
	// Refusals are how often the subject refused what, by its message.
	Refusals map[string]int
}

// Finding is a statement that the subject answers otherwise than the arbiter.
type Finding struct {
	Seed       uint64
	Area       string
	SQL        string
	Params     []any
	Difference Difference
	// Ops is what the smallest statement is made of.
	Ops     []string
	Answers []string
}

// NewCampaign reads the grammar.
func NewCampaign(arbiter, subject Side) (*Campaign, error) {
	g, err := readGrammar()
	if err != nil {
		return nil, err
	}
	return &Campaign{Arbiter: arbiter, Subject: subject, Budget: 300, grammar: g, Counts: map[string]int{}, Refusals: map[string]int{}}, nil
}

// Findings are all findings so far.
func (c *Campaign) Findings() []Finding { return c.findings }

// Run asks the statements of seeds from first on until the time is over or count are asked.
func (c *Campaign) Run(first uint64, count int, until time.Time) {
	for seed := first; count > 0 && time.Now().Before(until); seed, count = seed+1, count-1 {
		s := Generate(c.grammar, seed, c.Profile)
		c.Counts["statements"]++
		c.check(s)
	}
}

// alike is how many findings of the same productions, over other columns and
// constants, are reported.
const alike = 3

// known reports whether a statement that differs in some way is made of what an
// earlier finding with that difference was made of.
func (c *Campaign) known(root *Node, kind string) bool {
	ops, similar := root.Ops(), 0
next:
	for _, f := range c.findings {
		if f.Difference.Kind != kind {
			continue
		}
		whole := true
		for _, op := range f.Ops {
			value := strings.HasPrefix(op, "column/") || strings.HasPrefix(op, "constant/")
			if !ops[op] && !value {
				continue next
			}
			whole = whole && ops[op]
		}
		if similar++; whole || similar >= alike {
			return true
		}
	}
	return false
}

func (c *Campaign) check(s Statement) {
	d, outcome := c.differ(s.Root)
	c.Counts[outcome]++
	if d == nil {
		return
	}
	if c.known(s.Root, d.Kind) {
		c.Counts["different like a finding"]++
		return
	}
	same := func(n *Node) bool {
		e, _ := c.differ(n)
		return e != nil && e.Kind == d.Kind
	}
	if !same(s.Root) {
		c.Counts["unsteady"]++
		return
	}
	small := Shrink(s.Root, c.Budget, same)
	if len(small.String()) < 600 {
		small = ShrinkRows(small, same)
	}
	c.report(s, small, *d)
}

// differ asks both sides, and says how the statement ended.
func (c *Campaign) differ(root *Node) (*Difference, string) {
	sql, params := root.String(), root.Params()
	want := c.Arbiter.Ask(sql, params)
	if want.Lost != nil {
		return nil, fmt.Sprintf("no answer of %s: %v", c.Arbiter.Name(), want.Lost)
	}
	if want.Errno == refused {
		return nil, "refused by " + c.Arbiter.Name()
	}
	got := c.Subject.Ask(sql, params)
	if got.Lost != nil {
		return &Difference{"lost", got.Lost.Error()}, "lost"
	}
	if got.Errno == refused {
		what, _, _ := strings.Cut(got.Message, " (ref ")
		c.Refusals[what]++
		return nil, "refused"
	}
	d := Compare(want, got, ordered(root))
	switch {
	case d != nil:
		return d, "different"
	case want.Errno != 0:
		return nil, fmt.Sprintf("error %d on both", want.Errno)
	}
	return nil, "same"
}

// ordered reports whether the whole statement orders its rows wholly.
func ordered(root *Node) bool {
	s := root.String()
	tail := s[strings.LastIndexByte(s, ')')+1:]
	return strings.Contains(tail, " ORDER BY ")
}

func (c *Campaign) report(s Statement, small *Node, d Difference) {
	f := Finding{Seed: s.Seed, SQL: small.String(), Params: small.Params(), Difference: d, Area: "planner"}
	for op := range small.Ops() {
		f.Ops = append(f.Ops, op)
	}
	sort.Strings(f.Ops)
	for _, op := range f.Ops {
		switch area, _, _ := strings.Cut(op, "/"); area {
		case "strings", "numbers", "dates", "json":
			f.Area = area
		}
	}
	for _, side := range append([]Side{c.Arbiter, c.Subject}, c.Others...) {
		f.Answers = append(f.Answers, fmt.Sprintf("%-10s %s", side.Name(), side.Ask(f.SQL, f.Params).Show()))
	}
	c.findings = append(c.findings, f)
	if c.Out != nil {
		fmt.Fprint(c.Out, f.String()+"\n")
	}
}

// String writes a finding as a block of lines.
func (f Finding) String() string {
	params := ""
	if len(f.Params) > 0 {
		params = fmt.Sprintf("   with %#v", f.Params)
	}
	return fmt.Sprintf("-- %s, seed %d: %s (%s)\n%s%s\n   %s\n", f.Area, f.Seed, f.Difference.Kind, strings.Join(f.Ops, ", "), f.SQL, params, strings.Join(f.Answers, "\n   "))
}

// Summary tells how the statements ended.
func (c *Campaign) Summary() string {
	var b strings.Builder
	write := func(m map[string]int, most int) {
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		sort.Slice(keys, func(i, j int) bool { return m[keys[i]] > m[keys[j]] || m[keys[i]] == m[keys[j]] && keys[i] < keys[j] })
		for i, k := range keys {
			if i == most {
				break
			}
			fmt.Fprintf(&b, "%8d %s\n", m[k], k)
		}
	}
	write(c.Counts, 40)
	b.WriteString("refused:\n")
	write(c.Refusals, 40)
	return b.String()
}
