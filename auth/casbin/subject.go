package casbin

import (
	"encoding/binary"
	"strings"

	"nanohouse/auth"
)

const rolePrefix = "role:"

// subject is a principal as Casbin's matchers see it.
type subject struct {
	Name  string
	Roles []string
	held  map[string]bool // what rules may name: *, the user, role:x
}

func newSubject(name string, roles []string) *subject {
	s := &subject{Name: fold(name), Roles: roles, held: make(map[string]bool, len(roles)+2)}
	s.held["*"] = true
	if s.Name != "" && !reserved(s.Name) {
		s.held[s.Name] = true
	}
	for _, r := range roles {
		s.held[rolePrefix+fold(r)] = true
	}
	return s
}

// reserved reports whether a user of this name could pass for something else
// in a rule. Such a user holds only what rules give to roles and to everyone.
func reserved(name string) bool {
	return name == "*" || strings.Contains(name, ":")
}

func (s *subject) holds(subject string) bool { return s.held[subject] }

// with gives the subject with more roles.
func (s *subject) with(roles []string) *subject {
	all := make([]string, 0, len(s.Roles)+len(roles))
	return newSubject(s.Name, append(append(all, s.Roles...), roles...))
}

// who identifies what a Grant may depend on: the role set, and the user when
// some rule names it. Lengths keep two sets from looking alike.
func (p *Policy) who(pr auth.Principal) string {
	n := 1
	for _, r := range pr.Roles {
		n += len(r) + 2
	}
	b := binary.AppendUvarint(make([]byte, 0, n+len(pr.Name)+8), uint64(len(pr.Roles)))
	for _, r := range pr.Roles {
		b = binary.AppendUvarint(b, uint64(len(r)))
		b = append(b, r...)
	}
	if p.byName || p.named[pr.Name] || p.named[fold(pr.Name)] {
		b = append(b, pr.Name...)
	}
	return string(b)
}
