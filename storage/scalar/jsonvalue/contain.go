package jsonvalue

import (
	"sort"
	"strconv"
)

// Contains is JSON_CONTAINS: all of candidate is somewhere in target.
func Contains(target, candidate *Value) bool {
	switch target.Kind {
	case Array:
		if candidate.Kind != Array {
			return containsItem(target, candidate)
		}
		for _, item := range candidate.Items {
			if !containsItem(target, item) {
				return false
			}
		}
		return true
	case Object:
		if candidate.Kind != Object {
			return false
		}
		for i, key := range candidate.Keys {
			m := target.Member(key)
			if m == nil || !Contains(m, candidate.Items[i]) {
				return false
			}
		}
		return true
	}
	return Compare(target, candidate) == 0
}

func containsItem(array, candidate *Value) bool {
	for _, item := range array.Items {
		if Contains(item, candidate) {
			return true
		}
	}
	return false
}

// Overlaps is JSON_OVERLAPS: both have an element or member in common.
func Overlaps(a, b *Value) bool {
	switch {
	case a.Kind == Array && b.Kind == Array:
		return haveCommon(a.Items, b.Items)
	case a.Kind == Array:
		return haveCommon(a.Items, []*Value{b})
	case b.Kind == Array:
		return haveCommon(b.Items, []*Value{a})
	case a.Kind == Object && b.Kind == Object:
		for i, key := range a.Keys {
			if m := b.Member(key); m != nil && Compare(a.Items[i], m) == 0 {
				return true
			}
		}
		return false
	}
	return Compare(a, b) == 0
}

func haveCommon(a, b []*Value) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	list := append([]*Value(nil), b...)
	sort.Slice(list, func(i, j int) bool { return Compare(list[i], list[j]) < 0 })
	for _, v := range a {
		i := sort.Search(len(list), func(i int) bool { return Compare(list[i], v) >= 0 })
		if i < len(list) && Compare(list[i], v) == 0 {
			return true
		}
	}
	return false
}

// Search is JSON_SEARCH: the paths of the strings below some places that
// match. A nil path is the whole document.
func Search(doc *Value, paths []*Path, all bool, matches func(string) bool) []*Value {
	s := searcher{all: all, matches: matches, seen: map[string]bool{}}
	for _, p := range paths {
		if p == nil {
			s.search(doc, "$")
			continue
		}
		names := map[*Value]string{}
		name(doc, "$", names)
		for _, v := range p.FindExact(doc) {
			s.search(v, names[v])
		}
	}
	return s.found
}

// name tells the path of every value of a document.
func name(v *Value, path string, names map[*Value]string) {
	names[v] = path
	for i, item := range v.Items {
		name(item, path+v.legText(i), names)
	}
}

// legText is the leg of a path to the i-th part.
func (v *Value) legText(i int) string {
	if v.Kind == Array {
		return "[" + strconv.Itoa(i) + "]"
	}
	if isIdentifier(v.Keys[i]) {
		return "." + v.Keys[i]
	}
	return "." + string(AppendQuoted(nil, v.Keys[i]))
}

type searcher struct {
	all     bool
	matches func(string) bool
	seen    map[string]bool
	found   []*Value
}

func (s *searcher) search(v *Value, path string) {
	if len(s.found) > 0 && !s.all {
		return
	}
	if v.Kind == String {
		if !s.seen[path] && s.matches(v.Text) {
			s.seen[path] = true
			s.found = append(s.found, OfText(path))
		}
		return
	}
	for i, item := range v.Items {
		s.search(item, path+v.legText(i))
	}
}
