package icu

// Regexp is a compiled regular expression. It may be used by many at once.
type Regexp struct {
	program *program
	groups  int
	names   map[string]int
}

// Options are the match type of MySQL's functions.
type Options struct {
	AnyCase bool // i
	Lines   bool // m
	All     bool // n
	Unix    bool // u
}

// maxPattern bounds a pattern, in characters.
const maxPattern = 1 << 20

// Compile reads a pattern.
func Compile(pattern string, o Options) (*Regexp, error) {
	if pattern == "" {
		return nil, &Error{Kind: IllegalArgument}
	}
	if len(pattern) > maxPattern {
		return nil, &Error{Kind: TooBig}
	}
	p := &parser{text: []rune(pattern), names: map[string]int{}}
	p.flags = flags{anyCase: o.AnyCase, lines: o.Lines, all: o.All, unix: o.Unix}
	root, err := p.choice()
	if err != nil {
		return nil, err
	}
	if p.at < len(p.text) {
		return nil, &Error{Kind: Parenthesis}
	}
	prog, err := compile(root, p.groups)
	if err != nil {
		return nil, err
	}
	return &Regexp{prog, p.groups, p.names}, nil
}

// Match is where a match, and each of its groups, begins and ends: -1 for groups
// that took no part.
type Match []int

// Search finds a match from a byte on; nil if there is none.
func (re *Regexp) Search(text string, from int) (Match, error) {
	m := re.machine(text)
	ok, err := m.search(from)
	if !ok {
		return nil, err
	}
	return m.registers[:2*(re.groups+1)], nil
}

func (re *Regexp) machine(text string) *machine {
	return &machine{program: re.program, text: text, registers: make([]int, re.program.registers)}
}

// Next is where the search for another match begins: behind an empty one, a
// character further. It is -1 behind the text.
func (m Match) Next(text string) int {
	at := m[1]
	if m[0] < m[1] {
		return at
	}
	if at >= len(text) {
		return -1
	}
	at++
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return at
}
