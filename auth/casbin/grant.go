package casbin

import (
	"strings"

	"nanohouse/auth"
)

// view is the rules about all of a dataset that one subject holds.
type view struct {
	subject       *subject // nil: every rule of the index is held
	access, masks []*rule
	exact         bool // they do not speak of the columns
}

func (ix *index) view(s *subject) *view {
	return &view{subject: s, access: ix.access.held(s), masks: ix.masks.held(s), exact: ix.exact}
}

// access gives the first rule that denies, and the first that allows.
func access(lists ...[]*rule) (deny, allow *rule) {
	for _, list := range lists {
		for _, r := range list {
			switch {
			case r.deny && (deny == nil || r.Line < deny.Line):
				deny = r
			case !r.deny && (allow == nil || r.Line < allow.Line):
				allow = r
			}
		}
	}
	return deny, allow
}

// decide gives what the subject of a view may see of a class of columns.
func (c *class) decide(v *view) auth.ColumnGrant {
	deny, allow := access(c.access.held(v.subject))
	if !v.exact {
		deny, allow = access(v.access, c.access.held(v.subject))
	}
	switch {
	case deny != nil:
		return auth.ColumnGrant{Why: deny.Rule}
	case allow == nil:
		return auth.ColumnGrant{}
	}
	best, mask := winner(v.masks, c.masks.held(v.subject))
	switch {
	case best == nil && c.closed:
		return auth.ColumnGrant{}
	case best == nil:
		return auth.ColumnGrant{Effect: auth.Allow, Why: allow.Rule}
	case best.lifts:
		return auth.ColumnGrant{Effect: auth.Allow, Why: best.Rule}
	}
	return auth.ColumnGrant{Effect: auth.Masked, Mask: mask, Why: best.Rule}
}

// winner gives the mask rule with the lowest number. Of rules with equal
// numbers the strictest mask holds, and any mask is stricter than none.
func winner(lists ...[]*rule) (*rule, auth.Mask) {
	var best *rule
	var mask auth.Mask
	for _, list := range lists {
		for _, r := range list {
			switch {
			case best == nil || r.priority < best.priority:
				best, mask = r, r.mask
			case r.priority > best.priority || r.lifts:
			case best.lifts:
				best, mask = r, r.mask
			default:
				strict := strictest(mask, r.mask)
				if strict == r.mask && strict != mask {
					best = r
				}
				mask = strict
			}
		}
	}
	return best, mask
}

// filters gives the row filters with the lowest number. A filter TRUE among
// them keeps all rows.
func (ix *index) rowFilters(s *subject) []auth.RowFilter {
	var out []auth.RowFilter
	seen := map[string]bool{}
	held := ix.filters.held(s)
	for _, r := range held {
		if r.priority != held[0].priority {
			break
		}
		if strings.EqualFold(r.filter, "true") {
			return nil
		}
		if !seen[r.filter] {
			seen[r.filter] = true
			out = append(out, auth.RowFilter{SQL: r.filter, Why: r.Rule})
		}
	}
	return out
}

// grant compiles what a subject may see of the index's dataset. Without try
// the roles that would open more are not looked for.
func (ix *index) grant(s *subject, try tryRole) auth.Grant {
	v := ix.view(s)
	deny, allow := access(v.access)
	g := auth.Grant{Columns: make([]auth.ColumnGrant, len(ix.classOf))}
	if deny != nil {
		g.Why = deny.Rule
		for i := range g.Columns {
			g.Columns[i].Why = deny.Rule
		}
		return g
	}
	o := opener{ix: ix, subject: s, try: try, views: map[opening]*view{}}
	decided := make([]auth.ColumnGrant, len(ix.classes))
	for i := range ix.classes {
		decided[i] = ix.classes[i].decide(v)
		decided[i].Opener = o.column(&ix.classes[i], decided[i])
	}
	for i, n := range ix.classOf {
		c := decided[n]
		if c.Effect == auth.Masked && !c.Mask.Kind.Suits(ix.ds.Columns[i].Type) {
			// A mask that cannot keep the column's type must not fall back to the raw value.
			c.Effect, c.Mask = auth.Deny, auth.Mask{}
		}
		g.Columns[i] = c
		if c.Effect != auth.Deny && !g.Visible {
			g.Visible, g.Why = true, ix.allowedBy(v, n)
		}
	}
	if allow != nil {
		g.Visible, g.Why = true, allow.Rule
	}
	if !g.Visible {
		g.Opener = o.dataset()
		return g
	}
	g.Filters = ix.rowFilters(s)
	return g
}

func (ix *index) allowedBy(v *view, class int) auth.Rule {
	if _, allow := access(v.access, ix.classes[class].access.held(v.subject)); allow != nil {
		return allow.Rule
	}
	return auth.Rule{}
}

// opener looks for a role that would show more, by deciding again as if the
// subject held it too.
type opener struct {
	ix      *index
	subject *subject
	try     tryRole
	views   map[opening]*view
}

// tryRole gives the subject with a role more; alone, the subject with that
// role in place of its own.
type tryRole func(role string, alone bool) *subject

type opening struct {
	role  string
	alone bool
}

func (o *opener) view(role string, alone bool) *view {
	k := opening{role, alone}
	v, ok := o.views[k]
	if !ok {
		v = o.ix.view(o.try(role, alone))
		o.views[k] = v
	}
	return v
}

// column looks for a role that would show more of a class of columns. Where a
// rule denies them to a role that the subject holds, no further role helps, and
// the one that is found would have to take that role's place.
func (o *opener) column(c *class, now auth.ColumnGrant) string {
	if now.Effect == auth.Allow || o.try == nil {
		return ""
	}
	alone := now.Effect == auth.Deny && now.Why.File != ""
	for i, role := range c.openers {
		if i == mostOpeners {
			break
		}
		if o.subject.holds(rolePrefix + role) {
			continue
		}
		if c.decide(o.view(role, alone)).Effect > now.Effect {
			return role
		}
	}
	return ""
}

func (o *opener) dataset() string {
	if o.try == nil {
		return ""
	}
	for _, role := range o.ix.openers {
		if deny, allow := access(o.view(role, false).access); deny == nil && allow != nil {
			return role
		}
	}
	for i := range o.ix.classes {
		if role := o.column(&o.ix.classes[i], auth.ColumnGrant{}); role != "" {
			return role
		}
	}
	return ""
}
