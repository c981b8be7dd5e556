package fuzz

import "strings"

// Shrink makes a statement smaller as long as it stays interesting, with at most
// budget questions.
func Shrink(root *Node, budget int, interesting func(*Node) bool) *Node {
	tried := map[string]bool{}
	for budget > 0 {
		smaller := false
		for _, c := range candidates(root) {
			if budget == 0 {
				break
			}
			s := c.String()
			if len(s) >= len(root.String()) || tried[s] {
				continue
			}
			tried[s] = true
			budget--
			if interesting(c) {
				root, smaller = c, true
				break
			}
		}
		if !smaller {
			break
		}
	}
	return root
}

// candidates are statements with one piece less, those that lack most first.
func candidates(root *Node) []*Node {
	var out []*Node
	seen := map[string]bool{root.String(): true}
	add := func(old, with *Node) {
		c := root.Replace(old, with)
		if s := c.String(); !seen[s] {
			seen[s] = true
			out = append(out, c)
		}
	}
	root.Walk(func(n *Node) {
		if n.Optional && n.String() != "" {
			add(n, optional())
		}
		if n.List && len(n.Kids) > n.Min {
			for i := range n.Kids {
				add(n, n.without(i))
			}
		}
		for _, d := range inside(n) {
			add(n, d)
		}
		if n.Class.IsValue() {
			for _, s := range []string{"NULL", literals[string(n.Class)][0], literals[string(n.Class)][1]} {
				c := text(n.Class, s)
				c.Op = "constant/" + string(n.Class)
				add(n, c)
			}
		}
		if n.Param != nil {
			for _, v := range []any{nil, int64(1), "a"} {
				c := *n
				c.Param = &v
				add(n, &c)
			}
		}
	})
	return out
}

// inside are the nearest pieces within a piece that may stand in its place.
func inside(n *Node) []*Node {
	fits := func(k *Node) bool {
		switch {
		case n.Class.IsValue():
			return k.Class.IsValue()
		case n.Class == Query, n.Class == TableRef:
			return k.Class == n.Class
		}
		return false
	}
	var out []*Node
	var look func(*Node)
	look = func(k *Node) {
		if fits(k) {
			out = append(out, k)
			return
		}
		for _, kk := range k.Kids {
			look(kk)
		}
	}
	for _, k := range n.Kids {
		look(k)
	}
	return out
}

// ShrinkRows leaves rows out of the tables, one after the other.
func ShrinkRows(root *Node, interesting func(*Node) bool) *Node {
	var bases []*Node
	root.Walk(func(n *Node) {
		if n.Class == BaseTable {
			bases = append(bases, n)
		}
	})
	for _, base := range bases {
		ids := tableNamed(base.Table).ids()
		at := base
		for i := 0; i < len(ids); {
			fewer := append(append([]string(nil), ids[:i]...), ids[i+1:]...)
			with := *base
			with.Text = []string{"(SELECT * FROM " + domain + "." + base.Table + " WHERE id IN (" + strings.Join(append(fewer, "NULL"), ", ") + "))"}
			if c := root.Replace(at, &with); interesting(c) {
				root, at, ids = c, &with, fewer
				continue
			}
			i++
		}
	}
	return root
}

func tableNamed(name string) table {
	for _, t := range tables {
		if t.name == name {
			return t
		}
	}
	panic("no table " + name)
}
