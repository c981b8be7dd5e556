package contract

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// owner is whom to ask for access: the team's name, or else the member whose
// role is owner. Before ODCS 3.1 a team is a list of its members.
func (r *reader) owner(e *yamldoc.Entry) string {
	members := e
	switch e.Value.Kind {
	case yamldoc.Mapping:
		if name := e.Value.Get("name"); name != nil && r.text(name) != "" {
			return r.text(name)
		}
		if members = e.Value.Get("members"); members == nil {
			return ""
		}
	case yamldoc.Scalar:
		return r.text(e)
	}
	owner := ""
	r.mappings(members, func(n *yamldoc.Node) {
		role := n.Get("role")
		if owner != "" || role == nil || !strings.Contains(strings.ToLower(role.Value.Text), "owner") {
			return
		}
		for _, key := range []string{"username", "name"} {
			if who := n.Get(key); who != nil && owner == "" {
				owner = r.text(who)
			}
		}
	})
	return owner
}

// roles are the names of the roles that the contract speaks of.
func (r *reader) roles(e *yamldoc.Entry) []string {
	var out []string
	r.mappings(e, func(n *yamldoc.Node) {
		if role := n.Get("role"); role != nil {
			out = append(out, r.text(role))
			return
		}
		r.warnf(n.Line, "write role: its name", "a role has no name")
	})
	return out
}

// serviceLevels reads slaProperties.
func (r *reader) serviceLevels(e *yamldoc.Entry) []catalog.ServiceLevel {
	var out []catalog.ServiceLevel
	r.mappings(e, func(n *yamldoc.Node) {
		get := func(key string) string {
			if v := n.Get(key); v != nil {
				return r.text(v)
			}
			return ""
		}
		s := catalog.ServiceLevel{Property: get("property"), Value: get("value"), Unit: get("unit")}
		if s.Property == "" {
			r.warnf(n.Line, "write property: latency, or another of ODCS's", "a service level has no property")
			return
		}
		out = append(out, s)
	})
	return out
}
