package casbin

import (
	"fmt"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// checkMasks finds masks that do not suit their columns, that contradict each
// other, or that differ between versions of one dataset.
func (p *Policy) checkMasks() []catalog.Finding {
	c := maskCheck{unsuited: map[*rule][]string{}, suited: map[*rule]bool{}, reported: map[[2]*rule]bool{}}
	first := map[string]*index{} // by unversioned name, to compare further versions with
	for _, ds := range p.revision.Datasets() {
		ix := p.index(ds)
		c.suits(ix)
		c.contradictions(ix)
		c.stayClosed(ix)
		k := fold(ds.Domain) + "." + fold(ds.Name)
		if other := first[k]; other != nil {
			c.versions(other, ix)
		} else {
			first[k] = ix
		}
	}
	for _, r := range p.rules {
		if columns := c.unsuited[r]; len(columns) > 0 {
			c.findings = append(c.findings, unsuited(r, columns, c.suited[r]))
		}
	}
	return c.findings
}

type maskCheck struct {
	unsuited map[*rule][]string
	suited   map[*rule]bool
	reported map[[2]*rule]bool
	findings []catalog.Finding
}

func (c *maskCheck) once(a, b *rule) bool {
	if c.reported[[2]*rule{a, b}] {
		return false
	}
	c.reported[[2]*rule{a, b}] = true
	return true
}

func (c *maskCheck) suits(ix *index) {
	for i, n := range ix.classOf {
		col := &ix.ds.Columns[i]
		for _, list := range [][]*rule{ix.masks.rules, ix.classes[n].masks.rules} {
			for _, r := range list {
				if r.lifts || r.mask.Kind.Suits(col.Type) {
					c.suited[r] = true
				} else {
					c.unsuited[r] = append(c.unsuited[r], fmt.Sprintf("%s.%s (%s)", ix.ds.Object(), col.Name, col.Type))
				}
			}
		}
	}
}

var suitable = map[auth.MaskKind]string{
	auth.Partial: "text", auth.Email: "text", auth.Hash: "text and whole numbers",
	auth.Year: "dates", auth.Month: "dates", auth.Round: "numbers",
}

func unsuited(r *rule, columns []string, someSuit bool) catalog.Finding {
	f := catalog.Finding{Position: r.Position,
		Problem: fmt.Sprintf("mask %s is for %s, not for %s", r.mask.Text, suitable[r.mask.Kind], columns[0]),
		Fix:     "write null, redact or sql: <expression>"}
	if len(columns) > 1 {
		f.Problem += fmt.Sprintf(" and %d more", len(columns)-1)
	}
	if someSuit && r.object.column == "" {
		f.Severity = catalog.Warning
		f.Problem += "; there the column stays denied"
		f.Fix = "give such columns a p2 rule of their own with a lower number: null, redact or sql: <expression>"
	}
	return f
}

// contradictions finds different masks for the same column and subject with the same number.
func (c *maskCheck) contradictions(ix *index) {
	wide := byPriority(ix.masks.rules)
	for _, same := range wide {
		c.contradict(ix, same)
	}
	for i := range ix.classes {
		for n, same := range byPriority(ix.classes[i].masks.rules) {
			c.contradict(ix, append(wide[n][:len(wide[n]):len(wide[n])], same...))
		}
	}
}

// byPriority cuts sorted rules into those of each number.
func byPriority(rules []*rule) map[int][]*rule {
	if len(rules) == 0 {
		return nil
	}
	out := make(map[int][]*rule, len(rules))
	for from, to := 0, 0; from < len(rules); from = to {
		for to = from; to < len(rules) && rules[to].priority == rules[from].priority; to++ {
		}
		out[rules[from].priority] = rules[from:to]
	}
	return out
}

func (c *maskCheck) contradict(ix *index, same []*rule) {
	if len(same) < 2 {
		return
	}
	first := make(map[string]*rule, len(same))
	for _, r := range same {
		old := first[r.subject]
		if old == nil {
			first[r.subject] = r
			continue
		}
		if old.Line > r.Line {
			old, r = r, old
		}
		if (old.lifts != r.lifts || old.mask != r.mask) && c.once(old, r) {
			c.findings = append(c.findings, catalog.Finding{Position: r.Position,
				Problem: fmt.Sprintf("this mask and the one at line %d have the same number for %s and the same column of %s", old.Line, r.subject, ix.ds.Object()),
				Fix:     "give one of them a lower number to say which wins"})
		}
	}
}

// stayClosed warns of access rules that name a closed column that no mask rule speaks for.
func (c *maskCheck) stayClosed(ix *index) {
	for i, n := range ix.classOf {
		cl := &ix.classes[n]
		if !cl.closed || len(ix.masks.rules)+len(cl.masks.rules) > 0 {
			continue
		}
		for _, r := range cl.access.rules {
			if r.deny || r.object.column == "" || !c.once(r, nil) {
				continue
			}
			col := &ix.ds.Columns[i]
			c.findings = append(c.findings, catalog.Finding{Position: r.Position, Severity: catalog.Warning,
				Problem: fmt.Sprintf("column %s is %s and stays closed: no p2 rule speaks for it", col.Name, col.Classification),
				Fix:     fmt.Sprintf("add p2, 10, %s, %s, %s.%s, <a mask, or none to show it>", r.subject, r.domain, r.object.dataset, r.object.column)})
		}
	}
}

// versions warns of masks that speak for a column in one version of a dataset only.
func (c *maskCheck) versions(a, b *index) {
	for i := range a.ds.Columns {
		j := b.ds.Column(a.ds.Columns[i].Name)
		if j < 0 {
			continue
		}
		inA, inB := a.masksOf(i), b.masksOf(j)
		c.onlyIn(inA, inB, a, b, i)
		c.onlyIn(inB, inA, b, a, j)
	}
}

func (ix *index) masksOf(ordinal int) []*rule {
	own := ix.classes[ix.classOf[ordinal]].masks.rules
	return append(own[:len(own):len(own)], ix.masks.rules...)
}

func (c *maskCheck) onlyIn(here, there []*rule, in, notIn *index, ordinal int) {
	held := make(map[string]bool, len(there))
	for _, r := range there {
		held[r.subject+"\x00"+r.fields[0]+"\x00"+r.mask.Text] = true
	}
	for _, r := range here {
		if held[r.subject+"\x00"+r.fields[0]+"\x00"+r.mask.Text] || !c.once(r, nil) {
			continue
		}
		name := in.ds.Columns[ordinal].Name
		fix := fmt.Sprintf("write %s.%s as the object, which means every version", fold(in.ds.Name), fold(name))
		if r.object.tag != "" {
			fix = fmt.Sprintf("give column %s the tag in the contract of %s too", name, notIn.ds.Object())
		} else if r.object.column == "" && strings.EqualFold(r.object.dataset, in.ds.VersionedName()) {
			fix = fmt.Sprintf("write %s as the object, which means every version", fold(in.ds.Name))
		}
		c.findings = append(c.findings, catalog.Finding{Position: r.Position, Severity: catalog.Warning,
			Problem: fmt.Sprintf("this mask speaks for column %s of %s but not of %s", name, in.ds.Object(), notIn.ds.Object()), Fix: fix})
	}
}
