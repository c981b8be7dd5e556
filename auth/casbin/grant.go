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
func (ix *index) grant(s *subject, try func(role string) *subject) auth.Grant {
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
	o := opener{ix: ix, try: try, views: map[string]*view{}}
	decided := make([]auth.ColumnGrant, len(ix.classes))
	for i := range ix.classes {
		decided[i] = ix.classes[i].decide(v)
		decided[i].Opener = o.column(&ix.classes[i], decided[i].Effect)
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
	ix    *index
	try   func(role string) *subject
	views map[string]*view
}

func (o *opener) view(role string) *view {
	v, ok := o.views[role]
	if !ok {
		if s := o.try(role); s != nil {
			v = o.ix.view(s)
		}
		o.views[role] = v
	}
	return v
}

func (o *opener) column(c *class, now auth.Effect) string {
	if now == auth.Allow || o.try == nil {
		return ""
	}
	for i, role := range c.openers {
		if i == mostOpeners {
			break
		}
		if v := o.view(role); v != nil && c.decide(v).Effect > now {
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
		if v := o.view(role); v != nil {
			if deny, allow := access(v.access); deny == nil && allow != nil {
				return role
			}
		}
	}
	for i := range o.ix.classes {
		if role := o.column(&o.ix.classes[i], auth.Deny); role != "" {
			return role
		}
	}
	return ""
}
