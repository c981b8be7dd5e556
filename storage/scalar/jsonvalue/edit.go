package jsonvalue

// Set is JSON_SET, JSON_INSERT and JSON_REPLACE for one path: what is there is
// replaced, what is not there is added where there is a place for it. The
// document is the caller's own and is changed.
func (p *Path) Set(doc, item *Value, replace, insert bool) {
	if v := p.First(doc); v != nil {
		if replace {
			*v = *item
		}
		return
	}
	if !insert || len(p.legs) == 0 {
		return
	}
	last := &p.legs[len(p.legs)-1]
	parent := p.parent().First(doc)
	switch {
	case parent == nil:
	case last.kind == memberLeg:
		if parent.Kind == Object {
			parent.Set(last.name, item)
		}
	case last.kind == cellLeg:
		parent.wrap()
		at, _ := last.from.of(len(parent.Items))
		parent.insert(at, item)
	}
}

func (p *Path) parent() *Path { return &Path{legs: p.legs[:len(p.legs)-1], many: p.many} }

// wrap makes an array of a value that is none.
func (v *Value) wrap() {
	if v.Kind != Array {
		only := *v
		*v = Value{Kind: Array, Items: []*Value{&only}}
	}
}

func (v *Value) insert(at int, item *Value) {
	v.Items = append(v.Items, nil)
	copy(v.Items[at+1:], v.Items[at:])
	v.Items[at] = item
}

// Append is JSON_ARRAY_APPEND for one path.
func (p *Path) Append(doc, item *Value) {
	if v := p.First(doc); v != nil {
		v.wrap()
		v.Items = append(v.Items, item)
	}
}

// Insert is JSON_ARRAY_INSERT for one path, which ends in a cell.
func (p *Path) Insert(doc, item *Value) {
	v := p.parent().First(doc)
	if v == nil || v.Kind != Array {
		return
	}
	at := &p.legs[len(p.legs)-1].from
	n, _ := at.of(len(v.Items))
	v.insert(n, item)
}

// Remove is JSON_REMOVE for one path.
func (p *Path) Remove(doc *Value) {
	if v := p.First(doc); v != nil {
		doc.removePart(v)
	}
}

func (v *Value) removePart(part *Value) bool {
	for i, item := range v.Items {
		if item == part {
			v.Remove(i)
			return true
		}
		if item.removePart(part) {
			return true
		}
	}
	return false
}

// MergePreserve puts two documents together so that nothing of them is lost.
func MergePreserve(a, b *Value) *Value {
	if a.Kind == Object && b.Kind == Object {
		out := a.Clone()
		for i, key := range b.Keys {
			item := b.Items[i]
			if m := out.Member(key); m != nil {
				item = MergePreserve(m, item)
			}
			out.Set(key, item)
		}
		return out
	}
	return OfItems(append(elements(a), elements(b)...))
}

func elements(v *Value) []*Value {
	if v.Kind == Array {
		return append([]*Value(nil), v.Items...)
	}
	return []*Value{v}
}

// MergePatch changes a by what b says, as RFC 7396 has it.
func MergePatch(a, b *Value) *Value {
	if b.Kind != Object {
		return b
	}
	out := &Value{Kind: Object}
	if a != nil && a.Kind == Object {
		out = a.Clone()
	}
	for i, key := range b.Keys {
		if b.Items[i].Kind != Null {
			out.Set(key, MergePatch(out.Member(key), b.Items[i]))
		} else if at, ok := out.Place(key); ok {
			out.Remove(at)
		}
	}
	return out
}
