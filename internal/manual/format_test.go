package manual

import (
	"fmt"
	"strings"
)

const head = `# SQL

What becomes of each function and operator of MySQL's manual, by its chapters. The names are those of MySQL's own help.
` + "`go test ./internal/manual`" + ` plans and runs a call of each one and fails when this page says something else; ` + "`make sqldoc`" + ` renews it.
What statements, clauses and types there are is in ` + "`README.md`" + `; how many statements of others answer as MySQL does, in ` + "`docs/conformance.md`" + `.

| state | means |
|---|---|
`

// format writes the document.
func format(chapters []judged) string {
	var b strings.Builder
	b.WriteString(head)
	for _, s := range states {
		fmt.Fprintf(&b, "| %s | %s |\n", s.state, s.means)
	}
	b.WriteString("\nA function whose state depends on the types of its arguments is shown as its example is.\n")
	b.WriteString("\n| chapter | functions |")
	for _, s := range states {
		fmt.Fprintf(&b, " %s |", s.state)
	}
	b.WriteString("\n|---|--:|" + strings.Repeat("--:|", len(states)) + "\n")
	total, count := 0, map[state]int{}
	for _, c := range chapters {
		if c.outside != "" {
			continue
		}
		own := map[state]int{}
		for _, v := range c.verdicts {
			own[v.state]++
			count[v.state]++
		}
		total += len(c.verdicts)
		countRow(&b, c.title, len(c.verdicts), own)
	}
	countRow(&b, "**all**", total, count)
	fmt.Fprintf(&b, "\nRefused: %d of %d, %.1f %%.", count[refused], total, 100*float64(count[refused])/float64(total))
	outside := 0
	for _, c := range chapters {
		if c.outside != "" {
			outside += len(c.verdicts)
		}
	}
	fmt.Fprintf(&b, " The chapters at the end are not counted: their %d functions are about what this server does not have, and are all refused.\n", outside)
	for _, c := range chapters {
		formatChapter(&b, c)
	}
	return b.String()
}

func countRow(b *strings.Builder, title string, n int, count map[state]int) {
	fmt.Fprintf(b, "| %s | %d |", title, n)
	for _, s := range states {
		fmt.Fprintf(b, " %d |", count[s.state])
	}
	b.WriteString("\n")
}

func formatChapter(b *strings.Builder, c judged) {
	fmt.Fprintf(b, "\n## %s\n\n", c.title)
	if c.outside != "" {
		names := make([]string, len(c.entries))
		for i, e := range c.entries {
			names[i] = "`" + e.name + "`"
		}
		fmt.Fprintf(b, "Refused: %s. %s\n", c.outside, strings.Join(names, ", "))
		return
	}
	b.WriteString("| name | state | example | refused as |\n|---|---|---|---|\n")
	for i, e := range c.entries {
		v := c.verdicts[i]
		fmt.Fprintf(b, "| `%s` | %s | `%s` | %s |\n", bars(e.name), v.state, bars(strings.ReplaceAll(e.call, "{t}", "t")), bars(v.why))
	}
}

// bars writes the bars of a table's cell so that they do not end it.
func bars(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
