package auth

import (
	"sort"
	"strings"
)

// Principal is who asks, after authentication. It is immutable.
type Principal struct {
	Name string
	// Roles are all roles that the principal holds, roles of roles included, sorted.
	Roles []string
	// Claims are the principal's attributes, as claim('name') reads them.
	Claims map[string]string
}

// HasRole reports whether the principal holds the role, ignoring case.
func (p Principal) HasRole(role string) bool {
	for _, r := range p.Roles {
		if strings.EqualFold(r, role) {
			return true
		}
	}
	return false
}

// Key identifies everything about a principal that a plan or a Grant may
// depend on: its name, roles and claims.
func (p Principal) Key() string {
	var b strings.Builder
	b.WriteString(p.Name)
	for _, r := range p.Roles {
		b.WriteString("\x00r")
		b.WriteString(r)
	}
	keys := make([]string, 0, len(p.Claims))
	for k := range p.Claims {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		b.WriteString("\x00c")
		b.WriteString(k)
		b.WriteByte('=')
		b.WriteString(p.Claims[k])
	}
	return b.String()
}
