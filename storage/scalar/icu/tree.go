package icu

// op is what a node of a pattern matches.
type op uint8

const (
	opEmpty     op = iota
	opText         // text, exactly
	opTextFold     // text, whatever the case of its letters
	opSet          // one character
	opAny          // one character but a line's end
	opAnyLine      // one character, or \r\n
	opNewline      // \R
	opBegin        // \A and ^
	opBeginLine    // ^ in lines
	opEnd          // \z
	opEndLast      // $ and \Z: the end, or before the last line's end
	opEndLine      // $ in lines
	opBoundary     // \b
	opInside       // \B
	opSearch       // \G
	opBack         // a group's text
	opBackFold     // a group's text, whatever its case
	opGroup        // captures
	opSequence     // all in order
	opChoice       // one of them
	opRepeat       // min to max times
	opLook         // ahead or behind
	opAtomic       // gives nothing back
)

// node is a part of a pattern.
type node struct {
	op       op
	text     []rune
	set      *set
	nodes    []*node
	group    int // of opGroup and the back references
	min, max int // of opRepeat; max < 0 is endless
	lazy     bool
	behind   bool // of opLook
	negative bool // of opLook
	lines    bool // UNIX lines: \n alone ends one
}

const endless = -1

// width gives the fewest and most characters that a node matches; most is
// endless where there is no bound.
func (n *node) width() (least, most int) {
	switch n.op {
	case opText:
		return len(n.text), len(n.text)
	case opTextFold:
		return (len(n.text) + 2) / 3, 3 * len(n.text)
	case opSet, opAny:
		return 1, 1
	case opAnyLine, opNewline:
		return 1, 2
	case opBack, opBackFold:
		return 0, endless
	case opGroup, opAtomic:
		return n.nodes[0].width()
	case opSequence:
		for _, sub := range n.nodes {
			l, m := sub.width()
			least += l
			most = sum(most, m)
		}
		return least, most
	case opChoice:
		least, most = n.nodes[0].width()
		for _, sub := range n.nodes[1:] {
			l, m := sub.width()
			least = min(least, l)
			if most != endless {
				most = max(most, m)
			}
			if m == endless {
				most = endless
			}
		}
		return least, most
	case opRepeat:
		l, m := n.nodes[0].width()
		switch {
		case m == 0:
			return 0, 0
		case n.max == endless || m == endless:
			return l * n.min, endless
		}
		return l * n.min, m * n.max
	}
	return 0, 0
}

func sum(a, b int) int {
	if a == endless || b == endless {
		return endless
	}
	return a + b
}
