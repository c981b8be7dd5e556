package fuzz

import "strings"

// Node is a piece of a statement: text around other pieces. Nodes are never
// changed; a node that stands in two places is one, and is replaced in both.
type Node struct {
	Class Class
	// Op names the production that made it; pieces without a choice have none.
	Op string
	// Text has one more element than Kids; a list has none.
	Text []string
	Kids []*Node
	// List says that the kids are joined by Sep, and that all but Min may go.
	List bool
	Sep  string
	Min  int
	// Optional says that the statement stays whole without it.
	Optional bool
	// Param is the value of a parameter, whose text is ?.
	Param *any
	// Table is the name of a base table.
	Table string
}

// text is a piece without others in it.
func text(c Class, s string) *Node { return &Node{Class: c, Text: []string{s}} }

// glue joins texts and pieces: strings stand for themselves.
func glue(parts ...any) *Node { return piece(Glue, "", parts...) }

// piece is glue of a class, made by a production.
func piece(c Class, op string, parts ...any) *Node {
	n := &Node{Class: c, Op: op, Text: []string{""}}
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			n.Text[len(n.Text)-1] += p
		case *Node:
			if p != nil {
				n.Kids, n.Text = append(n.Kids, p), append(n.Text, "")
			}
		}
	}
	return n
}

// optional marks a new piece as one that may be left out.
func optional(parts ...any) *Node {
	n := glue(parts...)
	n.Optional = true
	return n
}

// list joins pieces; all but min of them may be left out.
func list(sep string, least int, kids []*Node) *Node {
	return &Node{List: true, Sep: sep, Min: least, Kids: kids}
}

// String is the statement's text.
func (n *Node) String() string {
	var b strings.Builder
	n.write(&b, nil)
	return b.String()
}

// Params gives the values of the parameters in the order of the text.
func (n *Node) Params() []any {
	var params []any
	n.write(&strings.Builder{}, &params)
	return params
}

func (n *Node) write(b *strings.Builder, params *[]any) {
	if n.Param != nil && params != nil {
		*params = append(*params, *n.Param)
	}
	if n.List {
		for i, k := range n.Kids {
			if i > 0 {
				b.WriteString(n.Sep)
			}
			k.write(b, params)
		}
		return
	}
	for i, t := range n.Text {
		b.WriteString(t)
		if i < len(n.Kids) {
			n.Kids[i].write(b, params)
		}
	}
}

// Walk visits the piece and all in it, outer ones first.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, k := range n.Kids {
		k.Walk(visit)
	}
}

// Ops are the productions in the statement, each once.
func (n *Node) Ops() map[string]bool {
	ops := map[string]bool{}
	n.Walk(func(n *Node) {
		if n.Op != "" {
			ops[n.Op] = true
		}
	})
	return ops
}

// Replace gives the statement with another piece in all places of an old one.
func (n *Node) Replace(old, with *Node) *Node {
	if n == old {
		return with
	}
	for i, k := range n.Kids {
		if r := k.Replace(old, with); r != k {
			out := *n
			out.Kids = append([]*Node(nil), n.Kids...)
			out.Kids[i] = r
			for j := i + 1; j < len(out.Kids); j++ {
				out.Kids[j] = out.Kids[j].Replace(old, with)
			}
			return &out
		}
	}
	return n
}

// without gives a list that lacks one of its pieces.
func (n *Node) without(i int) *Node {
	out := *n
	out.Kids = append(append([]*Node(nil), n.Kids[:i]...), n.Kids[i+1:]...)
	return &out
}
