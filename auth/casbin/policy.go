package casbin

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/casbin/casbin/v2/rbac"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// Policy is one immutable revision of a mesh's policy. The zero Policy denies everything.
type Policy struct {
	number   uint64
	revision *catalog.Revision
	rules    []*rule
	named    map[string]bool     // users that rules speak of
	byName   bool                // a Grant may depend on any user's name
	roles    rbac.RoleManager    // Casbin's graph of g rules
	closure  map[string][]string // each role that rules name, with the roles it is a member of
	byKey    rulesByKey
	actions  map[auth.Action]*matcher // of the actions other than select
	own      *matcher                 // of all rules, when the mesh brings its own model
	key      []byte
	// unsound marks a policy with findings that Inspect made: it tells of its
	// rules, and denies everything.
	unsound bool

	indexes sync.Map // *catalog.Dataset to *index
	grants  grantCache
}

var _ auth.Authorizer = (*Policy)(nil)

var lastRevision atomic.Uint64

// Load reads a mesh's policy/policy.csv, and policy/model.conf where there is
// one, for the datasets of a catalog revision. When a finding is an error, the
// Policy that it returns denies everything.
func Load(meshDir string, rev *catalog.Revision) (*Policy, []catalog.Finding) {
	closed := &Policy{number: lastRevision.Add(1), revision: rev}
	text, err := os.ReadFile(filepath.Join(meshDir, filepath.FromSlash(PolicyFile)))
	if err != nil {
		f := catalog.Finding{Position: catalog.Position{File: PolicyFile}, Problem: "the file cannot be read", Fix: "make it readable for the server's user"}
		if errors.Is(err, fs.ErrNotExist) {
			f.Problem, f.Fix = "the mesh has no policy", "write the file; without rules nobody sees any data. A first rule: p, role:analyst, *, *, select, allow"
		}
		return closed, []catalog.Finding{f}
	}
	modelText, err := os.ReadFile(filepath.Join(meshDir, filepath.FromSlash(ModelFile)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return closed, []catalog.Finding{{Position: catalog.Position{File: ModelFile}, Problem: "the file cannot be read", Fix: "make it readable for the server's user"}}
	}
	p, findings := compile(string(text), string(modelText), rev)
	p.number = closed.number
	key, finding := loadMaskKey(meshDir, p.hashes())
	if finding != nil {
		findings = append(findings, *finding)
	}
	p.key = key
	if catalog.HasErrors(findings) {
		return closed, findings
	}
	return p, findings
}

// compile makes a policy of rules and a model; an empty model is the built-in one.
func compile(text, modelText string, rev *catalog.Revision) (*Policy, []catalog.Finding) {
	p := &Policy{revision: rev, named: map[string]bool{}, closure: map[string][]string{}, actions: map[auth.Action]*matcher{}}
	rules, findings := parse(PolicyFile, text)
	p.rules = rules
	findings = append(findings, cycles(rules)...)
	if err := p.build(modelText); err != nil {
		return p, append(findings, catalog.Finding{Position: catalog.Position{File: ModelFile}, Problem: fmt.Sprintf("bad model: %v", err),
			Fix: "begin from the built-in model and change its matchers only"})
	}
	findings = append(findings, p.check()...)
	slices.SortStableFunc(findings, func(a, b catalog.Finding) int { return cmp.Compare(a.Line, b.Line) })
	return p, findings
}

func (p *Policy) build(modelText string) error {
	e, err := newEnforcer(builtinModel, p.rules)
	if err != nil {
		return err
	}
	p.roles = e.GetRoleManager()
	p.byKey = newRulesByKey(p.rules)
	text := builtinModel
	if modelText != "" {
		text, p.byName = modelText, true
		if p.own, err = newMatcher(text, p.rules); err != nil {
			return err
		}
	}
	byAction := map[auth.Action][]*rule{}
	for _, r := range p.rules {
		if r.kind == "p" {
			byAction[r.action] = append(byAction[r.action], r)
		}
		if role, ok := strings.CutPrefix(r.subject, rolePrefix); ok {
			p.closure[role] = nil
		} else if r.subject != "*" && r.kind != "g" {
			p.named[r.subject] = true
		}
	}
	for role := range p.closure {
		p.closure[role] = p.RolesOf("", []string{role})
	}
	for action, rules := range byAction {
		if action == auth.Select && modelText == "" {
			continue // Grants are compiled from byKey
		}
		if p.actions[action], err = newMatcher(text, rules); err != nil {
			return err
		}
	}
	return p.try()
}

// try puts one request to each matcher of the model, so that a wrong one is found at load.
func (p *Policy) try() error {
	if p.own == nil {
		return nil
	}
	for _, kind := range []string{"p", "p2", "p3"} {
		if _, err := p.own.matching(kind, newSubject("nobody", nil), "none", &target{}, auth.Select); err != nil {
			return err
		}
	}
	return nil
}

// hashes reports whether any rule masks by hash.
func (p *Policy) hashes() bool {
	for _, r := range p.rules {
		if r.kind == "p2" && !r.lifts && r.mask.Kind == auth.Hash {
			return true
		}
	}
	return false
}

// Revision grows by one with each policy that the process loads.
func (p *Policy) Revision() uint64 { return p.number }

// MaskKey is the secret that hash masks are keyed with. The caller must not change it.
func (p *Policy) MaskKey() []byte { return p.key }

// Grant is what the principal may select of a dataset. The caller must not
// change its slices: they are shared with later callers.
func (p *Policy) Grant(pr auth.Principal, ds *catalog.Dataset) auth.Grant {
	if p.unsound {
		return auth.Grant{}
	}
	key := grantKey{ds, p.who(pr)}
	if g, ok := p.grants.get(key); ok {
		return g
	}
	g, ok := p.compileGrant(newSubject(pr.Name, pr.Roles), ds)
	if ok {
		p.grants.put(key, g)
	}
	return g
}

// compileGrant gives false when the mesh's own model could not be evaluated.
func (p *Policy) compileGrant(s *subject, ds *catalog.Dataset) (auth.Grant, bool) {
	if p.own != nil {
		ix, err := p.ask(s, ds)
		if err != nil {
			return auth.Grant{Columns: make([]auth.ColumnGrant, len(ds.Columns))}, false
		}
		return ix.grant(nil, nil), true
	}
	try := func(role string, alone bool) *subject {
		if alone {
			return newSubject(s.Name, p.closure[role])
		}
		return s.with(p.closure[role])
	}
	return p.index(ds).grant(s, try), true
}

func (p *Policy) index(ds *catalog.Dataset) *index {
	if ix, ok := p.indexes.Load(ds); ok {
		return ix.(*index)
	}
	ix, _ := p.indexes.LoadOrStore(ds, newIndex(ds, p.byKey.of(ds)))
	return ix.(*index)
}

// ask puts every rule to Casbin's enforcer, for the dataset and for each column,
// and gives an index of those that matched.
func (p *Policy) ask(s *subject, ds *catalog.Dataset) (*index, error) {
	domain, whole := fold(ds.Domain), datasetTarget(ds)
	ix := &index{ds: ds, classOf: make([]int, len(ds.Columns)), exact: true}
	access, err := p.own.matching("p", s, domain, whole, auth.Select)
	if err != nil {
		return nil, err
	}
	filters, err := p.own.matching("p3", s, domain, whole, auth.Select)
	if err != nil {
		return nil, err
	}
	ix.access, ix.filters = newBucket(access), newBucket(filters)
	for i := range ds.Columns {
		t := whole.column(&ds.Columns[i])
		access, err := p.own.matching("p", s, domain, t, auth.Select)
		if err != nil {
			return nil, err
		}
		masks, err := p.own.matching("p2", s, domain, t, auth.Select)
		if err != nil {
			return nil, err
		}
		ix.classOf[i] = i
		ix.classes = append(ix.classes, class{access: newBucket(access), masks: newBucket(masks), closed: ds.Columns[i].Classification.Closed()})
	}
	return ix, nil
}

// Allows reports whether the principal may do an action on a domain's object:
// a dataset, a dataset's column (for select), or * for the domain, or the mesh, as a whole.
// Only rules about * speak of a whole.
func (p *Policy) Allows(pr auth.Principal, domain, name string, action auth.Action) bool {
	if p.unsound || p.revision == nil || len(p.rules) == 0 {
		return false
	}
	dataset, column, _ := strings.Cut(name, ".")
	ds, known := p.revision.Dataset(domain, dataset)
	if known && action == auth.Select {
		g := p.Grant(pr, ds)
		if column != "" {
			return g.Readable(ds.Column(column))
		}
		return g.Visible
	}
	t := &target{Dataset: fold(dataset), Version: fold(dataset), Column: fold(column)}
	if known {
		t = datasetTarget(ds)
	}
	rules, err := p.matching(newSubject(pr.Name, pr.Roles), fold(domain), t, action)
	deny, allow := access(rules)
	return err == nil && deny == nil && allow != nil
}

func (p *Policy) matching(s *subject, domain string, t *target, action auth.Action) ([]*rule, error) {
	if m := p.actions[action]; m != nil {
		return m.matching("p", s, domain, t, action)
	}
	var out []*rule
	for _, r := range p.rules {
		if r.kind == "p" && r.action == action && within(domain, r.domain) && s.holds(r.subject) && r.object.covers(t) {
			out = append(out, r)
		}
	}
	return out, nil
}
