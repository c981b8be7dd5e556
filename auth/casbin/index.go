package casbin

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// index holds the rules that may speak of one dataset, resolved to its columns.
type index struct {
	ds *catalog.Dataset
	// access and masks speak of every column.
	access, masks bucket
	filters       bucket
	classes       []class
	classOf       []int // the class of each column
	openers       []string
	// exact says that each class holds all rules about its columns, and access
	// only those about the dataset as a whole.
	exact bool
}

// class is the columns of a dataset that no rule tells apart.
type class struct {
	access, masks bucket // what speaks of these columns only
	closed        bool
	openers       []string
}

// bucket is a list of rules, by priority and then line. Long lists are also
// kept by subject, so that finding a principal's rules does not walk them.
type bucket struct {
	rules     []*rule
	bySubject func() map[string][]*rule // nil for a short list
}

const longBucket = 32

func newBucket(rules []*rule) bucket {
	sortRules(rules)
	b := bucket{rules: rules}
	if len(rules) > longBucket {
		b.bySubject = sync.OnceValue(func() map[string][]*rule {
			out := map[string][]*rule{}
			for _, r := range rules {
				out[r.subject] = append(out[r.subject], r)
			}
			return out
		})
	}
	return b
}

func sortRules(rules []*rule) {
	slices.SortFunc(rules, func(a, b *rule) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.Line, b.Line))
	})
}

// held gives the rules whose subject s is; all of them when s is nil.
func (b *bucket) held(s *subject) []*rule {
	if s == nil || len(b.rules) == 0 {
		return b.rules
	}
	var out []*rule
	if b.bySubject == nil || len(b.rules) <= len(s.held) {
		for _, r := range b.rules {
			if s.holds(r.subject) {
				out = append(out, r)
			}
		}
		return out
	}
	by := b.bySubject()
	for name := range s.held {
		out = append(out, by[name]...)
	}
	sortRules(out)
	return out
}

// rulesByKey keeps the rules that select may depend on by domain and object.
type rulesByKey map[string][]*rule

func newRulesByKey(rules []*rule) rulesByKey {
	out := rulesByKey{}
	ids := map[object]int{}
	for _, r := range rules {
		id, ok := ids[r.object]
		if !ok {
			id = len(ids)
			ids[r.object] = id
		}
		r.objectID = id
		if r.kind == "g" || r.kind == "p" && r.action != auth.Select {
			continue
		}
		k := r.domain + "\x00" + r.object.key()
		out[k] = append(out[k], r)
	}
	return out
}

// of gives the rules that may speak of a dataset, in no order.
func (m rulesByKey) of(ds *catalog.Dataset) []*rule {
	var out []*rule
	for _, k := range keys(ds) {
		out = append(out, m["*\x00"+k]...)
		out = append(out, m[fold(ds.Domain)+"\x00"+k]...)
	}
	return out
}

// newIndex resolves the rules to a dataset's columns, by the functions that the model's matchers call.
func newIndex(ds *catalog.Dataset, rules []*rule) *index {
	ix := &index{ds: ds}
	var access, masks, filters []*rule
	own := make([][]*rule, len(ds.Columns)) // what speaks of some columns only
	found := map[int]reach{}                // many rules share an object
	res := newResolver(ds)
	for _, r := range rules {
		if !within(res.domain, r.domain) {
			continue
		}
		to, ok := found[r.objectID]
		if !ok {
			to = res.resolve(r.object)
			found[r.objectID] = to
		}
		switch {
		case r.kind == "p3":
			if to.whole {
				filters = append(filters, r)
			}
		case !to.whole:
			for _, i := range to.columns {
				own[i] = append(own[i], r)
			}
		case r.kind == "p":
			access = append(access, r)
		default:
			masks = append(masks, r)
		}
	}
	ix.access, ix.masks, ix.filters = newBucket(access), newBucket(masks), newBucket(filters)
	ix.openers = openers(ix.access.rules, ix.masks.rules)
	ix.classify(own)
	return ix
}

// reach is what an object covers of one dataset: all of it, or some columns.
type reach struct {
	whole   bool
	columns []int
}

type resolver struct {
	domain  string
	whole   *target
	columns []*target
}

func newResolver(ds *catalog.Dataset) *resolver {
	r := &resolver{domain: fold(ds.Domain), whole: datasetTarget(ds), columns: make([]*target, len(ds.Columns))}
	for i := range ds.Columns {
		r.columns[i] = r.whole.column(&ds.Columns[i])
	}
	return r
}

func (r *resolver) resolve(o object) reach {
	if o.covers(r.whole) {
		return reach{whole: true}
	}
	var out reach
	for i, t := range r.columns {
		if o.covers(t) {
			out.columns = append(out.columns, i)
		}
	}
	return out
}

// classify puts columns of equal rules and classification into one class.
func (ix *index) classify(own [][]*rule) {
	ix.classOf = make([]int, len(own))
	seen := map[string]int{}
	var key strings.Builder
	for i, rules := range own {
		closed := ix.ds.Columns[i].Classification.Closed()
		key.Reset()
		key.WriteString(strconv.FormatBool(closed))
		for _, r := range rules {
			key.WriteByte(' ')
			key.WriteString(strconv.Itoa(r.Line))
		}
		n, ok := seen[key.String()]
		if !ok {
			n = len(ix.classes)
			seen[key.String()] = n
			ix.classes = append(ix.classes, ix.newClass(rules, closed))
		}
		ix.classOf[i] = n
	}
}

func (ix *index) newClass(rules []*rule, closed bool) class {
	var access, masks []*rule
	for _, r := range rules {
		if r.kind == "p" {
			access = append(access, r)
		} else {
			masks = append(masks, r)
		}
	}
	c := class{access: newBucket(access), masks: newBucket(masks), closed: closed}
	c.openers = openers(access, masks)
	for _, role := range ix.openers {
		if !slices.Contains(c.openers, role) {
			c.openers = append(c.openers, role)
		}
	}
	return c
}

// mostOpeners bounds the roles that are tried as openers.
const mostOpeners = 16

// openers gives the roles that might open something, from the most particular rule on.
func openers(access, masks []*rule) []string {
	var rules []*rule
	for _, list := range [][]*rule{access, masks} {
		for _, r := range list {
			if strings.HasPrefix(r.subject, rolePrefix) && !r.deny {
				rules = append(rules, r)
			}
		}
	}
	slices.SortStableFunc(rules, func(a, b *rule) int { return cmp.Compare(a.breadth(), b.breadth()) })
	var out []string
	for _, r := range rules {
		role := strings.TrimPrefix(r.subject, rolePrefix)
		if !slices.Contains(out, role) {
			out = append(out, role)
		}
		if len(out) == mostOpeners {
			break
		}
	}
	return out
}

func (r *rule) breadth() int {
	n := r.object.breadth() * 2
	if r.domain == "*" {
		n++
	}
	return n
}
