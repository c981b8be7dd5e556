package casbin

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// bigMesh is 1,000 datasets of 200 columns and 10,000 rules, of which some
// 3,000 speak of every dataset.
func bigMesh(tb testing.TB) (*catalog.Revision, string) {
	var datasets []*catalog.Dataset
	for i := range 1000 {
		ds := &catalog.Dataset{Domain: fmt.Sprintf("d%d", i%20), Name: fmt.Sprintf("t%d", i), Version: "1.0.0", Major: 1, Status: catalog.Active}
		for c := range 200 {
			col := catalog.Column{Name: fmt.Sprintf("c%d", c), Type: catalog.Type{Kind: catalog.String}}
			if c%10 == 0 {
				col.Tags = []string{fmt.Sprintf("pii.t%d", c)}
			}
			ds.Columns = append(ds.Columns, col)
		}
		datasets = append(datasets, ds)
	}
	rev, err := catalog.NewRevision(datasets)
	if err != nil {
		tb.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	for i := range 10000 {
		role, t := r.IntN(500), r.IntN(1000)
		switch {
		case i < 1000:
			fmt.Fprintf(&b, "p, role:r%d, *, *, select, allow\n", i)
		case i < 3000:
			fmt.Fprintf(&b, "p2, %d, role:r%d, *, tag:pii.t%d, redact\n", i, role, 10*(i%20))
		case i < 6000:
			fmt.Fprintf(&b, "p, role:r%d, d%d, t%d, select, allow\n", role, t%20, t)
		case i < 8000:
			fmt.Fprintf(&b, "p2, %d, role:r%d, d%d, t%d.c%d, hash\n", i, role, t%20, t, r.IntN(200))
		case i < 9000:
			fmt.Fprintf(&b, "p3, %d, role:r%d, d%d, t%d, c1 = 'x'\n", i, role, t%20, t)
		default:
			fmt.Fprintf(&b, "g, role:r%d, role:r%d\n", role+1, role)
		}
	}
	return rev, b.String()
}

func bigPolicy(b *testing.B) (*Policy, *catalog.Revision) {
	rev, text := bigMesh(b)
	p, findings := compile(text, "", rev)
	for _, f := range findings {
		if f.Severity == catalog.Error {
			b.Fatal(f)
		}
	}
	return p, rev
}

func BenchmarkLoad(b *testing.B) {
	rev, text := bigMesh(b)
	b.ResetTimer()
	for range b.N {
		compile(text, "", rev)
	}
}

func BenchmarkGrantCold(b *testing.B) {
	p, rev := bigPolicy(b)
	datasets := rev.Datasets()
	for _, direct := range [][]string{{"r3"}, {"r499"}, nil} {
		s := newSubject("anna", p.RolesOf("anna", direct))
		b.Run(fmt.Sprintf("roles=%d", len(s.Roles)), func(b *testing.B) {
			for i := range b.N {
				p.compileGrant(s, datasets[i%len(datasets)])
			}
		})
	}
}

func BenchmarkGrantWarm(b *testing.B) {
	p, rev := bigPolicy(b)
	ds := rev.Datasets()[7]
	pr := auth.Principal{Name: "anna", Roles: []string{"analyst", "analyst_eu", "r3"}}
	p.Grant(pr, ds)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		p.Grant(pr, ds)
	}
}

// BenchmarkPlainEnforce is what one column costs when Casbin's enforcer
// walks all rules; it is why Grants are compiled.
func BenchmarkPlainEnforce(b *testing.B) {
	p, rev := bigPolicy(b)
	e, err := newEnforcer(builtinModel, p.rules)
	if err != nil {
		b.Fatal(err)
	}
	ds := rev.Datasets()[7]
	s, t := newSubject("anna", []string{"r3"}), datasetTarget(ds).column(&ds.Columns[3])
	b.ResetTimer()
	for range b.N {
		if _, err := e.Enforce(s, ds.Domain, t, "select"); err != nil {
			b.Fatal(err)
		}
	}
}
