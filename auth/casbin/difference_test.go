package casbin

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	casbin "github.com/casbin/casbin/v2"
	"github.com/google/go-cmp/cmp"

	"nanohouse/auth"
	"nanohouse/catalog"
)

const randomCatalog = `
sales.orders 1.0.0 tag:eu
 id int
 price text tag:money
 margin text restricted tag:money.secret
 comment text
sales.orders 2.0.0
 id int
 price text tag:money
 margin text confidential
sales.items 1.0.0 tag:eu.north
 id int
 email text tag:pii.email
 phone text tag:piix
crm.customer 3.0.0
 id int tag:pii
 email text tag:pii.email tag:eu
 ssn text tag:pii restricted
`

// The words of random policies. Rules that speak of nothing are welcome here.
var (
	randomSubjects = []string{"anna", "bob", "role:a", "role:b", "role:c", "role:d", "*"}
	randomDomains  = []string{"sales", "crm", "*", "hr"}
	randomObjects  = []string{"orders", "orders_v1", "orders_v2", "orders.price", "orders.margin", "orders_v1.id", "items", "items.email",
		"customer", "customer.ssn", "customer_v3.email", "tag:pii", "tag:pii.*", "tag:pii.email", "tag:eu", "tag:eu.*", "tag:money.*", "*", "nothing"}
	randomMasks = []string{"none", "null", "redact", `"partial(1,1)"`, "email", "sql: upper(id)", "hash"}
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// randomPolicy writes rules; with ties, p2 numbers repeat.
func randomPolicy(r *rand.Rand, ties bool) string {
	var b strings.Builder
	for i := range 3 + r.IntN(25) {
		number := i
		if ties {
			number = r.IntN(3)
		}
		sub, dom, obj := pick(r, randomSubjects), pick(r, randomDomains), pick(r, randomObjects)
		switch r.IntN(6) {
		case 0, 1, 2:
			effect := "allow"
			if r.IntN(5) == 0 {
				effect = "deny"
			}
			fmt.Fprintf(&b, "p, %s, %s, %s, %s, %s\n", sub, dom, obj, pick(r, []string{"select", "select", "select", "write"}), effect)
		case 3:
			fmt.Fprintf(&b, "p2, %d, %s, %s, %s, %s\n", number, sub, dom, obj, pick(r, randomMasks))
		case 4:
			fmt.Fprintf(&b, "p3, %d, %s, %s, %s, id = %d\n", number, sub, dom, strings.SplitN(obj, ".e", 2)[0], i)
		case 5:
			fmt.Fprintf(&b, "g, %s, %s\n", pick(r, randomSubjects[:6]), pick(r, randomSubjects[2:6]))
		}
	}
	return b.String()
}

// plain is what Casbin itself answers, with its own effector, to one Enforce a decision.
type plain struct {
	t *testing.T
	e *casbin.Enforcer
	p *Policy
}

func newPlain(t *testing.T, p *Policy) *plain {
	e, err := newEnforcer(builtinModel, p.rules)
	if err != nil {
		t.Fatal(err)
	}
	return &plain{t, e, p}
}

func (c *plain) enforce(s *subject, domain string, o *target, action auth.Action) bool {
	ok, err := c.e.Enforce(s, domain, o, string(action))
	if err != nil {
		c.t.Fatal(err)
	}
	return ok
}

// first gives the rule of p2 or p3 with the lowest number that matches.
func (c *plain) first(kind string, s *subject, domain string, o *target) *rule {
	n := strings.TrimPrefix(kind, "p")
	ok, fields, err := c.e.EnforceEx(casbin.EnforceContext{RType: "r", PType: kind, EType: "e" + n, MType: "m" + n}, s, domain, o, "select")
	if err != nil {
		c.t.Fatal(err)
	}
	if !ok {
		return nil
	}
	for _, r := range c.p.rules {
		if r.kind == kind && strings.Join(r.fields, "\x00") == strings.Join(fields, "\x00") {
			return r
		}
	}
	c.t.Fatalf("Casbin explained by an unknown rule %q", fields)
	return nil
}

// effects gives effect and mask of each column, whether the dataset is
// visible, and the number of the row filters that hold.
func (c *plain) effects(s *subject, ds *catalog.Dataset) string {
	var b strings.Builder
	domain, whole := fold(ds.Domain), datasetTarget(ds)
	visible := c.enforce(s, domain, whole, auth.Select)
	for i := range ds.Columns {
		col := &ds.Columns[i]
		t := whole.column(col)
		effect, mask := auth.Deny, ""
		if c.enforce(s, domain, t, auth.Select) {
			m := c.first("p2", s, domain, t)
			switch {
			case m == nil && col.Classification.Closed():
			case m == nil || m.lifts:
				effect = auth.Allow
			case m.mask.Kind.Suits(col.Type):
				effect, mask = auth.Masked, m.mask.Text
			}
		}
		visible = visible || effect != auth.Deny
		fmt.Fprintf(&b, "%s %s %s\n", col.Name, effect, mask)
	}
	filter := "none"
	if f := c.first("p3", s, domain, whole); visible && f != nil {
		filter = fmt.Sprint(f.priority)
	}
	return fmt.Sprintf("visible %t\nfilter %s\n%s", visible, filter, b.String())
}

func compiled(p *Policy, pr auth.Principal, ds *catalog.Dataset) string {
	g := p.Grant(pr, ds)
	filter := "none"
	for _, f := range g.Filters {
		for _, r := range p.rules {
			if r.Line == f.Why.Line {
				filter = fmt.Sprint(r.priority)
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "visible %t\nfilter %s\n", g.Visible, filter)
	for i, c := range g.Columns {
		fmt.Fprintf(&b, "%s %s %s\n", ds.Columns[i].Name, c.Effect, c.Mask.Text)
	}
	return b.String()
}

func TestCompiledGrantsEqualPlainEnforce(t *testing.T) {
	rev := parseCatalog(t, randomCatalog)
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 400 {
		text := randomPolicy(r, false)
		p, _ := compile(text, "", rev)
		c := newPlain(t, p)
		for _, name := range []string{"anna", "bob", "carl"} {
			roles := p.RolesOf(name, randomDirect(r))
			pr := auth.Principal{Name: name, Roles: roles}
			for _, ds := range rev.Datasets() {
				if d := cmp.Diff(c.effects(newSubject(name, roles), ds), compiled(p, pr, ds)); d != "" {
					t.Fatalf("policy %d of %s with %v on %s: -Casbin +Grant\n%s\n%s", n, name, roles, ds.Object(), d, text)
				}
				if want, have := c.enforce(newSubject(name, roles), fold(ds.Domain), datasetTarget(ds), auth.Write),
					p.Allows(pr, ds.Domain, ds.VersionedName(), auth.Write); want != have {
					t.Fatalf("policy %d: Allows write is %t for Casbin and %t for us\n%s", n, want, have, text)
				}
			}
		}
	}
}

func randomDirect(r *rand.Rand) []string {
	var out []string
	for _, role := range []string{"a", "b", "c", "d"} {
		if r.IntN(4) == 0 {
			out = append(out, role)
		}
	}
	return out
}

// Every Grant, with its reasons, must be the same whether rules are resolved
// at load or put to Casbin's enforcer one by one. Openers are looked for only in the first.
func TestBothWaysToGrantsAgree(t *testing.T) {
	rev := parseCatalog(t, randomCatalog)
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 300 {
		text := randomPolicy(r, true)
		fast, _ := compile(text, "", rev)
		slow, findings := compile(text, builtinModel, rev)
		if slow.own == nil {
			t.Fatal(findings)
		}
		roles := fast.RolesOf("anna", randomDirect(r))
		if d := cmp.Diff(roles, slow.RolesOf("anna", roles)); d != "" {
			t.Fatal(d)
		}
		pr := auth.Principal{Name: "anna", Roles: roles}
		for _, ds := range rev.Datasets() {
			a, b := withoutOpeners(fast.Grant(pr, ds)), slow.Grant(pr, ds)
			if d := cmp.Diff(b, a); d != "" {
				t.Fatalf("policy %d, %v on %s: -own model +built-in\n%s\n%s", n, roles, ds.Object(), d, text)
			}
		}
	}
}

func withoutOpeners(g auth.Grant) auth.Grant {
	out := g
	out.Opener = ""
	out.Columns = append([]auth.ColumnGrant{}, g.Columns...)
	for i := range out.Columns {
		out.Columns[i].Opener = ""
	}
	return out
}

// An opener is no guess: with that role the principal does see more.
func TestOpenersOpen(t *testing.T) {
	rev := parseCatalog(t, randomCatalog)
	r := rand.New(rand.NewPCG(5, 6))
	opened := 0
	for range 200 {
		text := randomPolicy(r, true)
		p, _ := compile(text, "", rev)
		direct := randomDirect(r)
		pr := auth.Principal{Name: "anna", Roles: p.RolesOf("anna", direct)}
		for _, ds := range rev.Datasets() {
			g := p.Grant(pr, ds)
			for i, c := range g.Columns {
				if c.Opener == "" {
					continue
				}
				opened++
				roles := append(slices.Clone(pr.Roles), c.Opener)
				if c.Effect == auth.Deny && c.Why.File != "" {
					roles = []string{c.Opener} // in place of the role that a rule denies
				}
				more := p.Grant(auth.Principal{Name: "anna", Roles: p.RolesOf("", roles)}, ds)
				if more.Columns[i].Effect <= c.Effect && ds.Columns[i].Type.Kind == catalog.String {
					t.Fatalf("role %s does not open %s.%s to %v\n%s", c.Opener, ds.Object(), ds.Columns[i].Name, pr.Roles, text)
				}
			}
		}
	}
	if opened < 100 {
		t.Fatalf("only %d openers met", opened)
	}
}
