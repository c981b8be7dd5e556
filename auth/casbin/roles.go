package casbin

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/spelling"
)

// RolesOf gives all roles that a user holds who is given the direct roles:
// those, the ones that rules of g give, and the roles of roles; sorted, without
// the prefix "role:". A direct entry may also be a group, written group:name.
func (p *Policy) RolesOf(user string, direct []string) []string {
	held := map[string]bool{}
	start := make([]string, 0, len(direct)+1)
	if name := fold(user); name != "" && !reserved(name) {
		start = append(start, name)
	}
	for _, d := range direct {
		d = fold(d)
		if !strings.HasPrefix(d, rolePrefix) && !strings.HasPrefix(d, "group:") {
			d = rolePrefix + d
		}
		held[d] = true
		start = append(start, d)
	}
	if p.roles != nil {
		for _, s := range start {
			above, err := p.roles.GetImplicitRoles(s)
			if err != nil {
				continue
			}
			for _, r := range above {
				held[r] = true
			}
		}
	}
	out := make([]string, 0, len(held))
	for r := range held {
		if name, ok := strings.CutPrefix(r, rolePrefix); ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// cycles finds roles that are members of themselves.
func cycles(rules []*rule) []catalog.Finding {
	up := map[string][]*rule{}
	for _, r := range rules {
		if r.kind == "g" {
			up[r.member] = append(up[r.member], r)
		}
	}
	const walking, done = 1, 2
	state := map[string]int{}
	var out []catalog.Finding
	var visit func(member string, path []string)
	visit = func(member string, path []string) {
		state[member] = walking
		path = append(path, member)
		for _, r := range up[member] {
			switch state[r.subject] {
			case walking:
				round := append(slices.Clone(path[slices.Index(path, r.subject):]), r.subject)
				out = append(out, catalog.Finding{Position: r.Position,
					Problem: fmt.Sprintf("roles in a circle: %s", strings.Join(round, " is a member of ")), Fix: "remove one of these g rules"})
			case 0:
				visit(r.subject, path)
			}
		}
		state[member] = done
	}
	for _, r := range rules {
		if r.kind == "g" && state[r.member] == 0 {
			visit(r.member, nil)
		}
	}
	return out
}

// CheckMembers warns of rules whose subject nobody is, and of users' roles that
// no rule speaks of. They are warnings, because a token may bring its own roles.
func (p *Policy) CheckMembers(users []auth.Member) []catalog.Finding {
	if len(p.rules) == 0 {
		return nil
	}
	return append(p.checkSubjects(users), p.checkRoles(users)...)
}

func (p *Policy) checkSubjects(users []auth.Member) []catalog.Finding {
	known := map[string]bool{"*": true}
	for _, u := range users {
		known[fold(u.Name)] = true
		for _, d := range u.Roles {
			known[rolePrefix+strings.TrimPrefix(fold(d), rolePrefix)] = true
		}
	}
	for _, r := range p.rules {
		if r.kind == "g" {
			known[r.subject] = true
			if strings.HasPrefix(r.member, rolePrefix) {
				known[r.member] = true
			}
		}
	}
	var out []catalog.Finding
	for _, r := range p.rules {
		name := r.subject
		if r.kind == "g" {
			name = r.member
		}
		if known[name] || strings.HasPrefix(name, "group:") {
			continue
		}
		f := catalog.Finding{Position: r.Position, Severity: catalog.Warning}
		if role, ok := strings.CutPrefix(name, rolePrefix); ok {
			f.Problem = fmt.Sprintf("nobody holds role %s, so this rule never matches", role)
			f.Fix = "give the role to a user in policy/users.yaml or by a g rule, or correct its name"
		} else {
			f.Problem = fmt.Sprintf("there is no user %s, so this rule never matches", name)
			f.Fix = fmt.Sprintf("write role:%s if a role is meant, or add the user", name)
		}
		out = append(out, f)
	}
	return out
}

// checkRoles finds roles that users hold and policy does not know.
func (p *Policy) checkRoles(users []auth.Member) []catalog.Finding {
	known := map[string]bool{}
	for _, r := range p.rules {
		known[r.subject] = true
		if r.kind == "g" {
			known[r.member] = true
		}
	}
	var out []catalog.Finding
	for _, u := range users {
		for _, d := range u.Roles {
			name := fold(d)
			if !strings.HasPrefix(name, rolePrefix) && !strings.HasPrefix(name, "group:") {
				name = rolePrefix + name
			}
			if known[name] || p.asksFor(strings.TrimPrefix(name, rolePrefix)) {
				continue
			}
			f := catalog.Finding{Position: u.Position, Severity: catalog.Warning, Fix: "write a p rule for it, or correct its name",
				Problem: fmt.Sprintf("user %s holds role %s, which no rule speaks of", u.Name, d)}
			if near := spelling.Nearest(name, slices.Sorted(maps.Keys(known))); near != "" {
				f.Fix = fmt.Sprintf("write %s, or a p rule for it", strings.TrimPrefix(near, rolePrefix))
			}
			out = append(out, f)
		}
	}
	return out
}

// asksFor reports whether the SQL of a mask or row filter names a role, as has_role('x') does.
func (p *Policy) asksFor(role string) bool {
	for _, r := range p.rules {
		if strings.Contains(fold(r.filter+r.mask.SQL), "'"+role+"'") {
			return true
		}
	}
	return false
}
