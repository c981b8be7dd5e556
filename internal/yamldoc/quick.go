package yamldoc

import (
	"strings"
	"unicode/utf8"
)

// maxKey is well below the length from which YAML no longer takes a word for a key.
const maxKey = 128

// quick reads the plain subset of YAML that contracts are mostly written in:
// block mappings and sequences of one-line scalars, comments, one-line lists of
// words, and block text. It returns false for everything else, and must never
// read a text differently from the full parser (FuzzQuick compares them).
func quick(text []byte) (Node, bool) {
	p := quickParser{}
	if !p.split(string(text)) || len(p.lines) == 0 {
		return Node{}, false
	}
	n, ok := p.block(p.lines[0].indent, 0)
	return n, ok && p.at == len(p.lines)
}

// quickLine is a line that holds more than space and comment.
type quickLine struct {
	number int // from 1
	indent int
	text   string // without indentation and trailing spaces
	start  int    // where the line begins in the whole text
}

type quickParser struct {
	whole string
	lines []quickLine
	at    int
}

// split finds the lines, and refuses characters that YAML treats in a special way.
func (p *quickParser) split(whole string) bool {
	p.whole = whole
	p.lines = make([]quickLine, 0, strings.Count(whole, "\n")+1)
	for start, number := 0, 1; start < len(whole); number++ {
		end := strings.IndexByte(whole[start:], '\n')
		if end < 0 {
			end = len(whole)
		} else {
			end += start
		}
		line := whole[start:end]
		if !plainCharacters(line) {
			return false
		}
		body := strings.TrimLeft(line, " ")
		indent := len(line) - len(body)
		body = strings.TrimRight(body, " ")
		switch {
		case body == "" || body[0] == '#':
		case indent == 0 && number == 1 && body == "---":
		case indent == 0 && (strings.HasPrefix(body, "---") || strings.HasPrefix(body, "...")):
			return false
		default:
			p.lines = append(p.lines, quickLine{number, indent, body, start})
		}
		start = end + 1
	}
	return true
}

// plainCharacters reports whether a line has only printable characters that
// mean nothing to YAML beyond themselves: no tab, no line or byte order mark.
func plainCharacters(line string) bool {
	for i := 0; i < len(line); i++ {
		if c := line[i]; c >= 0x80 {
			return plainRunes(line[i:])
		} else if c < 0x20 || c == 0x7f {
			return false
		}
	}
	return true
}

func plainRunes(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		letters := r >= 0x20 && r < 0x7f || r > 0xa0 && r < 0x2000 || r >= 0x2010 && r < 0x2028 || r >= 0x3000 && r < 0xd800
		if !letters {
			return false
		}
	}
	return true
}

// block reads the mapping or sequence whose lines begin at an indentation.
func (p *quickParser) block(indent, depth int) (Node, bool) {
	if depth > maxDepth/2 {
		return Node{}, false
	}
	if isItem(p.lines[p.at].text) {
		return p.sequence(indent, depth)
	}
	return p.mapping(indent, depth)
}

func isItem(text string) bool { return text == "-" || strings.HasPrefix(text, "- ") }

func (p *quickParser) sequence(indent, depth int) (Node, bool) {
	n := Node{Kind: Sequence, Line: p.lines[p.at].number}
	for p.at < len(p.lines) {
		line := &p.lines[p.at]
		if line.indent < indent || line.indent == indent && !isItem(line.text) {
			break // the end, or the next key of a mapping that holds this sequence
		}
		if line.indent > indent || len(line.text) < 3 {
			return n, false
		}
		item, ok := p.item(line, indent, depth)
		if !ok {
			return n, false
		}
		n.Items = append(n.Items, item)
	}
	return n, true
}

// item reads one item of a sequence: a mapping that begins on the dash's line, or a scalar.
func (p *quickParser) item(line *quickLine, indent, depth int) (Node, bool) {
	rest := strings.TrimLeft(line.text[1:], " ")
	if isItem(rest) {
		return Node{}, false
	}
	if _, _, ok := cutKey(rest); ok {
		// The dash counts as indentation: what remains is a mapping's first line.
		line.indent += len(line.text) - len(rest)
		line.text = rest
		return p.mapping(line.indent, depth+1)
	}
	v, ok := scalar(rest, line.number)
	p.at++
	return v, ok && !p.deeper(indent)
}

// deeper reports whether the next line is indented more: it would continue a scalar.
func (p *quickParser) deeper(indent int) bool {
	return p.at < len(p.lines) && p.lines[p.at].indent > indent
}

func (p *quickParser) mapping(indent, depth int) (Node, bool) {
	n := Node{Kind: Mapping, Line: p.lines[p.at].number, Entries: make([]Entry, 0, 8)}
	for p.at < len(p.lines) {
		line := &p.lines[p.at]
		if line.indent < indent {
			break
		}
		key, rest, ok := cutKey(line.text)
		if !ok || line.indent > indent || n.Get(key) != nil || len(n.Entries) > 200 {
			return n, false
		}
		value, ok := p.value(rest, line, indent, depth)
		if !ok {
			return n, false
		}
		n.Entries = append(n.Entries, Entry{key, line.number, value})
	}
	return n, true
}

// value reads what stands behind a key, on its line or the lines below.
func (p *quickParser) value(rest string, line *quickLine, indent, depth int) (Node, bool) {
	if rest != "" && (rest[0] == '|' || rest[0] == '>') {
		return p.blockText(rest, line, indent)
	}
	p.at++
	if rest != "" {
		v, ok := scalar(rest, line.number)
		return v, ok && !p.deeper(indent)
	}
	if p.at < len(p.lines) {
		next := &p.lines[p.at]
		if next.indent > indent || next.indent == indent && isItem(next.text) {
			return p.block(next.indent, depth+1)
		}
	}
	return Node{Line: line.number}, true
}

// blockText hands the lines of a | or > text to the full parser.
func (p *quickParser) blockText(header string, line *quickLine, indent int) (Node, bool) {
	switch header {
	case "|", "|-", ">", ">-":
	default:
		return Node{}, false
	}
	begin := line.start + strings.IndexByte(p.whole[line.start:], '\n') + 1
	if begin <= line.start {
		return Node{}, false
	}
	end := begin
	for end < len(p.whole) {
		stop := strings.IndexByte(p.whole[end:], '\n')
		if stop < 0 {
			stop = len(p.whole)
		} else {
			stop += end + 1
		}
		body := strings.TrimLeft(p.whole[end:stop], " ")
		if body != "" && body != "\n" && stop-end-len(body) <= indent {
			break
		}
		end = stop
	}
	n, err := parseFull([]byte("k: " + header + "\n" + p.whole[begin:end]))
	if err != nil || len(n.Entries) != 1 {
		return Node{}, false
	}
	for p.at++; p.at < len(p.lines) && p.lines[p.at].start < end; p.at++ {
	}
	v := n.Entries[0].Value
	v.Line = line.number
	return v, true
}

// cutKey splits "key: rest" or "key:". Keys are words of ASCII letters, digits, _ and -.
func cutKey(text string) (key, rest string, ok bool) {
	i := 0
	for i < len(text) && (isWord(text[i]) || i > 0 && text[i] == '-') {
		i++
	}
	if i == 0 || i > maxKey || i == len(text) || text[i] != ':' {
		return "", "", false
	}
	if i+1 < len(text) && text[i+1] != ' ' {
		return "", "", false
	}
	rest = strings.TrimLeft(text[i+1:], " ")
	if rest != "" && rest[0] == '#' {
		rest = ""
	}
	return text[:i], rest, true
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// scalar reads a one-line value: a word or words, quoted text, or a list of words.
func scalar(text string, line int) (Node, bool) {
	switch c := text[0]; {
	case c == '[':
		return flowList(text, line)
	case c == '"' || c == '\'':
		inner, rest, ok := quotedText(text)
		if rest = strings.TrimLeft(rest, " "); !ok || rest != "" {
			return Node{}, false
		}
		return Node{Quoted: true, Text: inner, Line: line}, true
	case !isWord(c) && text != "~" && c != '/' && c != '.' && c != '(' && c != '$' && c < 0x80:
		return Node{}, false
	}
	if i := strings.Index(text, " #"); i >= 0 {
		text = strings.TrimRight(text[:i], " ")
	}
	if strings.Contains(text, ": ") || text[len(text)-1] == ':' {
		return Node{}, false
	}
	return Node{Text: text, Line: line}, true
}

// quotedText splits a leading quoted text without escapes from what follows.
func quotedText(text string) (inner, rest string, ok bool) {
	end := strings.IndexByte(text[1:], text[0])
	if end < 0 {
		return "", "", false
	}
	inner, rest = text[1:1+end], text[end+2:]
	if strings.IndexByte(inner, '\\') >= 0 || rest != "" && rest[0] == text[0] {
		return "", "", false
	}
	return inner, rest, true
}

// flowList reads [a, b.c, "d"] on one line.
func flowList(text string, line int) (Node, bool) {
	n := Node{Kind: Sequence, Line: line}
	rest := strings.TrimLeft(text[1:], " ")
	if rest == "]" {
		return n, true
	}
	for rest != "" {
		var item Node
		if rest[0] == '"' || rest[0] == '\'' {
			inner, after, ok := quotedText(rest)
			if !ok {
				return n, false
			}
			item, rest = Node{Quoted: true, Text: inner, Line: line}, after
		} else {
			i := 0
			for i < len(rest) && (isWord(rest[i]) || i > 0 && (rest[i] == '.' || rest[i] == '-')) {
				i++
			}
			if i == 0 {
				return n, false
			}
			item, rest = Node{Text: rest[:i], Line: line}, rest[i:]
		}
		n.Items = append(n.Items, item)
		rest = strings.TrimLeft(rest, " ")
		if rest == "]" {
			return n, true
		}
		if rest == "" || rest[0] != ',' {
			return n, false
		}
		rest = strings.TrimLeft(rest[1:], " ")
	}
	return n, false
}
