package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Limits on a document, which keep a small text from becoming a large tree.
const (
	maxDepth = 64
	maxNodes = 2_000_000
)

// Parse reads a text. Its error is an *Error.
//
// Most contracts use a plain subset of YAML, which quick reads ten times as fast
// as the full parser; anything else, and every error, is the full parser's.
func Parse(text []byte) (Node, error) {
	if n, ok := quick(text); ok {
		return n, nil
	}
	return parseFull(text)
}

// parseFull reads any YAML text.
func parseFull(text []byte) (Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return Node{Line: 1}, nil
	} else if err != nil {
		return Node{}, syntaxError(err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return Node{}, &Error{second.Line, "a second YAML document begins here", "write one document a file"}
	} else if !errors.Is(err, io.EOF) {
		return Node{}, syntaxError(err)
	}
	if len(doc.Content) == 0 {
		return Node{Line: 1}, nil
	}
	c := converter{open: map[*yaml.Node]bool{}}
	return c.node(doc.Content[0], 0)
}

var lineInError = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// syntaxError gives the line of an error of the YAML library.
func syntaxError(err error) *Error {
	text := err.Error()
	line := 1
	if m := lineInError.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
	}
	return &Error{line, "this is not YAML: " + strings.TrimPrefix(text, "yaml: "),
		"mind the indentation, and quote text that holds ': ' or ' #'"}
}

// converter turns the library's nodes into ours.
type converter struct {
	count int
	open  map[*yaml.Node]bool // the anchors that a node lies within
}

func (c *converter) node(y *yaml.Node, depth int) (Node, error) {
	c.count++
	if depth > maxDepth {
		return Node{}, &Error{y.Line, "the text is nested too deeply", "write it with fewer levels"}
	}
	if c.count > maxNodes {
		return Node{}, &Error{y.Line, "the text is too large when its aliases are written out", "write less, or several files"}
	}
	n := Node{Line: y.Line}
	switch y.Kind {
	case yaml.AliasNode:
		return c.alias(y, depth)
	case yaml.ScalarNode:
		n.Text = y.Value
		n.Quoted = y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if y.Style&yaml.TaggedStyle != 0 {
			if y.Tag != "!!str" {
				return n, tagError(y)
			}
			n.Quoted = true
		}
		return n, nil
	case yaml.SequenceNode, yaml.MappingNode:
		if y.Style&yaml.TaggedStyle != 0 {
			return n, tagError(y)
		}
		if y.Anchor != "" {
			c.open[y] = true
			defer delete(c.open, y)
		}
		if y.Kind == yaml.SequenceNode {
			return c.sequence(n, y, depth)
		}
		return c.mapping(n, y, depth)
	}
	return n, &Error{y.Line, "this is not YAML that can be read", "write a mapping, a list or a value"}
}

func tagError(y *yaml.Node) *Error {
	return &Error{y.Line, "the YAML tag " + y.Tag + " is not read", "write the value without a tag"}
}

// alias writes out what an alias stands for, at the alias's line.
func (c *converter) alias(y *yaml.Node, depth int) (Node, error) {
	if c.open[y.Alias] {
		return Node{}, &Error{y.Line, "the alias *" + y.Value + " lies within what it stands for", "write the value out"}
	}
	return c.node(y.Alias, depth+1)
}

func (c *converter) sequence(n Node, y *yaml.Node, depth int) (Node, error) {
	n.Kind = Sequence
	n.Items = make([]Node, 0, len(y.Content))
	for _, item := range y.Content {
		v, err := c.node(item, depth+1)
		if err != nil {
			return n, err
		}
		n.Items = append(n.Items, v)
	}
	return n, nil
}

func (c *converter) mapping(n Node, y *yaml.Node, depth int) (Node, error) {
	n.Kind = Mapping
	n.Entries = make([]Entry, 0, len(y.Content)/2)
	seen := make(map[string]bool, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k := y.Content[i]
		switch {
		case k.Kind != yaml.ScalarNode:
			return n, &Error{k.Line, "a key is not a word", "write key: value"}
		case k.Tag == "!!merge":
			return n, &Error{k.Line, "merge keys (<<) are not read", "write the keys out"}
		case seen[k.Value]:
			return n, &Error{k.Line, "the key " + strconv.Quote(k.Value) + " is written twice", "keep one of them"}
		}
		seen[k.Value] = true
		v, err := c.node(y.Content[i+1], depth+1)
		if err != nil {
			return n, err
		}
		if v.Kind == Scalar && !v.Quoted && v.Text == "" {
			v.Line = k.Line // the library gives such a value the line of what follows
		}
		n.Entries = append(n.Entries, Entry{k.Value, k.Line, v})
	}
	return n, nil
}
