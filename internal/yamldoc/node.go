// Package yamldoc reads YAML text into nodes that know their lines.
//
// It reads one document of mappings, sequences and scalars; what could make a
// text mean something else than it shows (merge keys, tags, a key twice) is refused.
package yamldoc

import "fmt"

// Kind is what a node is.
type Kind uint8

// The kinds of nodes. The zero Node is an empty scalar, which is null.
const (
	Scalar Kind = iota
	Mapping
	Sequence
)

// Node is a part of a document.
type Node struct {
	Kind Kind
	// Quoted says that a scalar is text whatever it looks like: "1", "true", "".
	Quoted bool
	// Line is where the node begins, from 1.
	Line int
	// Text is a scalar's text, as written.
	Text string
	// Entries are a mapping's keys and values, in the order of the text.
	Entries []Entry
	// Items are a sequence's nodes.
	Items []Node
}

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   string
	Line  int // of the key
	Value Node
}

// IsNull reports whether the node is an empty or null scalar.
func (n *Node) IsNull() bool {
	if n.Kind != Scalar || n.Quoted {
		return false
	}
	switch n.Text {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// Get finds the entry of a key in a mapping, or nil.
func (n *Node) Get(key string) *Entry {
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// Bool reads an unquoted true or false.
func (n *Node) Bool() (value, ok bool) {
	if n.Kind != Scalar || n.Quoted {
		return false, false
	}
	switch n.Text {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}

// Error is what keeps a text from being read.
type Error struct {
	Line    int
	Problem string
	Fix     string
}

// Error gives the line, the problem and what to write instead.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d: %s; %s", e.Line, e.Problem, e.Fix)
}
