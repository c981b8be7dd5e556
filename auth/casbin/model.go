package casbin

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	casbin "github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/effector"
	"github.com/casbin/casbin/v2/model"
	defaultrolemanager "github.com/casbin/casbin/v2/rbac/default-role-manager"

	"nanohouse/auth"
)

// ModelFile is where a mesh may keep a model of its own.
const ModelFile = "policy/model.conf"

//go:embed model.conf
var builtinModel string

// required are the definitions that any model must have, so that rules and
// requests keep their meaning.
var required = []struct{ section, key, value string }{
	{"r", "r", "r_sub, r_dom, r_obj, r_act"},
	{"p", "p", "p_sub, p_dom, p_obj, p_act, p_eft"},
	{"p", "p2", "p2_priority, p2_sub, p2_dom, p2_obj, p2_mask"},
	{"p", "p3", "p3_priority, p3_sub, p3_dom, p3_obj, p3_filter"},
	{"g", "g", "_, _"},
	{"e", "e", "some(where (p_eft == allow)) && !some(where (p_eft == deny))"},
	{"e", "e2", "priority(p_eft) || deny"},
	{"e", "e3", "priority(p_eft) || deny"},
	{"m", "m", ""}, {"m", "m2", ""}, {"m", "m3", ""},
}

// readModel reads a model's text and checks that rules and requests have our form.
func readModel(text string) (model.Model, error) {
	m, err := model.NewModelFromString(text)
	if err != nil {
		return nil, err
	}
	for _, want := range required {
		a, err := m.GetAssertion(want.section, want.key)
		if err != nil {
			return nil, fmt.Errorf("%s is not defined", want.key)
		}
		have := a.Value
		if len(a.Tokens) > 0 && want.section != "g" {
			have = strings.Join(a.Tokens, ", ")
		}
		if want.value != "" && strings.ReplaceAll(have, " ", "") != strings.ReplaceAll(want.value, " ", "") {
			return nil, fmt.Errorf("%s must be defined as in the built-in model", want.key)
		}
	}
	return m, nil
}

// newEnforcer gives Casbin the rules. Rules of g become its role graph.
func newEnforcer(modelText string, rules []*rule) (*casbin.Enforcer, error) {
	m, err := readModel(modelText)
	if err != nil {
		return nil, err
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, err
	}
	// Casbin follows 10 levels of roles by default and says nothing of the rest.
	e.SetRoleManager(defaultrolemanager.NewRoleManagerImpl(len(rules) + 1))
	addFunctions(e)
	for _, r := range rules {
		if err := e.GetModel().AddPolicy(r.kind[:1], r.kind, r.fields); err != nil {
			return nil, err
		}
	}
	if err := e.GetModel().SortPoliciesByPriority(); err != nil {
		return nil, err
	}
	return e, e.BuildRoleLinks()
}

func addFunctions(e *casbin.Enforcer) {
	e.AddFunction("holds", func(args ...any) (any, error) {
		if len(args) == 2 {
			s, ok := args[0].(*subject)
			name, named := args[1].(string)
			if ok && named {
				return s.holds(name), nil
			}
		}
		return nil, fmt.Errorf("holds takes r.sub and a rule's subject")
	})
	e.AddFunction("within", func(args ...any) (any, error) {
		if len(args) == 2 {
			domain, ok := args[0].(string)
			of, named := args[1].(string)
			if ok && named {
				return within(domain, of), nil
			}
		}
		return nil, fmt.Errorf("within takes r.dom and a rule's domain")
	})
	e.AddFunction("covers", func(args ...any) (any, error) {
		if len(args) == 2 {
			t, ok := args[0].(*target)
			text, named := args[1].(string)
			if ok && named {
				o, err := parseObject(text)
				return err == nil && o.covers(t), nil
			}
		}
		return nil, fmt.Errorf("covers takes r.obj and a rule's object")
	})
}

// within reports whether a rule about a domain is about this one.
func within(domain, of string) bool { return of == "*" || of == domain }

// matcher asks Casbin's enforcer which rules match a request.
type matcher struct {
	rules map[string]*rule // by kind and fields

	mu       sync.Mutex // one request at a time: the collector belongs to it
	enforcer *casbin.Enforcer
	hits     *collector
}

func newMatcher(modelText string, rules []*rule) (*matcher, error) {
	e, err := newEnforcer(modelText, rules)
	if err != nil {
		return nil, err
	}
	m := &matcher{rules: make(map[string]*rule, len(rules)), enforcer: e, hits: &collector{}}
	for _, r := range rules {
		m.rules[ruleKey(r.kind, r.fields)] = r
	}
	e.SetEffector(m.hits)
	return m, nil
}

func ruleKey(kind string, fields []string) string {
	return kind + "\x00" + strings.Join(fields, "\x00")
}

// matching gives the rules of a kind that match, in Casbin's order.
func (m *matcher) matching(kind string, s *subject, domain string, t *target, action auth.Action) ([]*rule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hits.at = m.hits.at[:0]
	suffix := strings.TrimPrefix(kind, "p")
	ctx := casbin.EnforceContext{RType: "r", PType: kind, EType: "e" + suffix, MType: "m" + suffix}
	policy := m.enforcer.GetModel()["p"][kind].Policy
	if len(policy) == 0 {
		return nil, nil
	}
	if _, err := m.enforcer.Enforce(ctx, s, domain, t, string(action)); err != nil {
		return nil, err
	}
	var out []*rule
	for _, i := range m.hits.at {
		out = append(out, m.rules[ruleKey(kind, policy[i])])
	}
	return out, nil
}

// collector is an effector that notes every rule that matched instead of
// stopping at the first, because a Grant needs all of them.
type collector struct{ at []int }

// MergeEffects notes a match.
func (c *collector) MergeEffects(_ string, _ []effector.Effect, matches []float64, i, _ int) (effector.Effect, int, error) {
	if matches[i] != 0 {
		c.at = append(c.at, i)
	}
	return effector.Indeterminate, -1, nil
}
