package jsonvalue

// Find gives the places of a document that a path names. A value that is no
// array counts as one with itself as its only element.
func (p *Path) Find(doc *Value) []*Value {
	return find([]*Value{doc}, p.legs, true)
}

// FindExact is Find where a value that is no array has no elements.
func (p *Path) FindExact(doc *Value) []*Value {
	return find([]*Value{doc}, p.legs, false)
}

// First gives the first place that a path names, or nil.
func (p *Path) First(doc *Value) *Value {
	if found := p.Find(doc); len(found) > 0 {
		return found[0]
	}
	return nil
}

func find(at []*Value, legs []leg, wrap bool) []*Value {
	twice := false
	for i := range legs {
		twice = twice || legs[i].kind == ellipsisLeg
		next := places{twice: twice}
		for _, v := range at {
			legs[i].lead(v, wrap, &next)
		}
		if at = next.list; len(at) == 0 {
			return nil
		}
	}
	return at
}

// places is a list in which each value stands once, also where several ways lead
// to it: from ** on.
type places struct {
	list  []*Value
	twice bool
	seen  map[*Value]bool
}

func (p *places) add(values ...*Value) {
	if !p.twice {
		p.list = append(p.list, values...)
		return
	}
	if p.seen == nil {
		p.seen = map[*Value]bool{}
	}
	for _, v := range values {
		if !p.seen[v] {
			p.seen[v] = true
			p.list = append(p.list, v)
		}
	}
}

// lead adds the values that a leg leads to from v.
func (l *leg) lead(v *Value, wrap bool, to *places) {
	switch l.kind {
	case memberLeg:
		if m := v.Member(l.name); m != nil {
			to.add(m)
		}
	case anyMember:
		if v.Kind == Object {
			to.add(v.Items...)
		}
	case anyCell:
		if v.Kind == Array {
			to.add(v.Items...)
		}
	case cellLeg, rangeLeg:
		switch {
		case v.Kind == Array:
			from, end := l.bounds(len(v.Items))
			to.add(v.Items[from:max(from, end)]...)
		case wrap:
			if from, end := l.bounds(1); from < end {
				to.add(v)
			}
		}
	case ellipsisLeg:
		to.addAll(v)
	}
}

func (p *places) addAll(v *Value) {
	p.add(v)
	for _, item := range v.Items {
		p.addAll(item)
	}
}

// bounds gives the elements from and before end that a leg names in an array of n.
func (l *leg) bounds(n int) (from, end int) {
	from, inside := l.from.of(n)
	if l.kind == cellLeg {
		if !inside {
			return 0, 0
		}
		return from, from + 1
	}
	to, inside := l.to.of(n)
	if inside {
		to++
	}
	return from, to
}

// of gives an index in an array of n elements, brought to its ends, and whether
// it lay within.
func (x index) of(n int) (at int, inside bool) {
	if !x.fromLast {
		return min(x.n, n), x.n < n
	}
	return max(n-1-x.n, 0), x.n < n
}
