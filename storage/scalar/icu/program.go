package icu

import "unicode/utf8"

// code is an instruction of a program.
type code uint8

const (
	codeNode     code = iota // match the node, which takes characters or asserts
	codeSplit                // go on; failing that, at x
	codeSplitLow             // go on at x; failing that, here
	codeJump                 // go on at x
	codeSave                 // remember the place in register x
	codeProgress             // where the place is still that of register x, go on at min
	codeLoop                 // the node as often as it matches, min to max times
	codeLook                 // assert the program up to x
	codeAtomic               // match the program up to x, and give nothing back
	codeDone                 // the end of a program
)

type instruction struct {
	code code
	x    int
	node *node
	// min and most are those of codeLoop, and how far codeLook looks behind; min is
	// also an instruction.
	min, most int
}

// maxProgram bounds a program: repetitions are written out.
const maxProgram = 50_000

// program is a compiled pattern. Its registers hold the groups' places, two for
// each, and those of its loops.
type program struct {
	code      []instruction
	registers int
	// prefix is a text that every match begins with.
	prefix string
}

func compile(root *node, groups int) (*program, error) {
	p := &program{registers: 2 * (groups + 1)}
	if err := p.add(root); err != nil {
		return nil, err
	}
	p.emit(instruction{code: codeDone})
	if root.op == opSequence && len(root.nodes) > 0 && root.nodes[0].op == opText {
		p.prefix = string(root.nodes[0].text)
	}
	return p, nil
}

func (p *program) emit(i instruction) int {
	p.code = append(p.code, i)
	return len(p.code) - 1
}

func (p *program) add(n *node) error {
	if len(p.code) > maxProgram {
		return &Error{Kind: TooBig}
	}
	switch n.op {
	case opEmpty:
	case opSequence:
		for _, sub := range n.nodes {
			if err := p.add(sub); err != nil {
				return err
			}
		}
	case opChoice:
		return p.addChoice(n)
	case opGroup:
		p.emit(instruction{code: codeSave, x: 2 * n.group})
		if err := p.add(n.nodes[0]); err != nil {
			return err
		}
		p.emit(instruction{code: codeSave, x: 2*n.group + 1})
	case opRepeat:
		return p.addRepeat(n)
	case opLook, opAtomic:
		return p.addNested(n)
	default:
		p.emit(instruction{code: codeNode, node: n})
	}
	return nil
}

func (p *program) addChoice(n *node) error {
	var ends []int
	for i, sub := range n.nodes {
		split := -1
		if i < len(n.nodes)-1 {
			split = p.emit(instruction{code: codeSplit})
		}
		if err := p.add(sub); err != nil {
			return err
		}
		if split >= 0 {
			ends = append(ends, p.emit(instruction{code: codeJump}))
			p.code[split].x = len(p.code)
		}
	}
	for _, e := range ends {
		p.code[e].x = len(p.code)
	}
	return nil
}

func (p *program) addNested(n *node) error {
	i := instruction{code: codeAtomic, node: n}
	if n.op == opLook {
		i.code = codeLook
		if n.behind {
			i.min, i.most = n.nodes[0].width()
		}
	}
	at := p.emit(i)
	if err := p.add(n.nodes[0]); err != nil {
		return err
	}
	p.emit(instruction{code: codeDone})
	p.code[at].x = len(p.code)
	return nil
}

// addRepeat writes what must be there out, then what may: a loop, or one choice
// for each time.
func (p *program) addRepeat(n *node) error {
	sub := n.nodes[0]
	if single(sub) && !n.lazy {
		p.emit(instruction{code: codeLoop, node: inner(sub), min: n.min, most: n.max})
		return nil
	}
	for range n.min {
		if err := p.add(sub); err != nil {
			return err
		}
	}
	split := codeSplit
	if n.lazy {
		split = codeSplitLow
	}
	if n.max == endless {
		register := p.registers
		p.registers++
		start := p.emit(instruction{code: split})
		p.emit(instruction{code: codeSave, x: register})
		if err := p.add(sub); err != nil {
			return err
		}
		progress := p.emit(instruction{code: codeProgress, x: register})
		p.emit(instruction{code: codeJump, x: start})
		p.code[start].x, p.code[progress].min = len(p.code), len(p.code)
		return nil
	}
	var splits []int
	for range n.max - n.min {
		splits = append(splits, p.emit(instruction{code: split}))
		if err := p.add(sub); err != nil {
			return err
		}
	}
	for _, s := range splits {
		p.code[s].x = len(p.code)
	}
	return nil
}

// single reports whether a node takes one character, of which a loop can give
// back one after the other.
func single(n *node) bool {
	n = inner(n)
	return n.op == opSet || n.op == opAny || n.op == opText && len(n.text) == 1 ||
		n.op == opTextFold && len(n.text) == 1 && !foldsLong(n.text[0])
}

// foldsLong reports whether a character is the first of some folding of several.
func foldsLong(r rune) bool {
	for _, s := range longFolds {
		if first, _ := utf8.DecodeRuneInString(s); fold(first) == r {
			return true
		}
	}
	return false
}

// inner is the one node of a sequence.
func inner(n *node) *node {
	for n.op == opSequence && len(n.nodes) == 1 {
		n = n.nodes[0]
	}
	return n
}
