package collation

import (
	"unicode/utf8"

	"nanohouse/catalog"
)

// AppendKey appends the sort key of a text.
func AppendKey(dst []byte, text string, c catalog.Collation) []byte {
	switch {
	case c.Bytewise():
		return append(dst, text...)
	case c == catalog.UTF8MB4Bin || c == catalog.UTF8MB3Bin:
		return appendPaddedBytes(dst, text)
	}
	s := schemes()[c]
	if s.pad {
		return s.appendPadded(dst, text)
	}
	var room [8]uint16
	for level := range s.levels {
		if level > 0 {
			dst = append(dst, 0, 0)
		}
		ascii := &s.ascii[level]
		for _, r := range text {
			if r < 128 {
				if w := ascii[r]; w != 0 {
					dst = append(dst, byte(w>>8), byte(w))
				}
				continue
			}
			for _, w := range s.at(room[:0], r, level) {
				dst = append(dst, byte(w>>8), byte(w))
			}
		}
	}
	return dst
}

// Key is the sort key of a text.
func Key(text string, c catalog.Collation) string {
	return string(AppendKey(make([]byte, 0, 2*len(text)+8), text, c))
}

// at gives a character's weights at a level, in room where the table has none.
func (s *scheme) at(room []uint16, r rune, level int) []uint16 {
	if s.narrow {
		r = rune(Latin1(r))
	}
	if s.table != nil {
		if own, ok := s.table.own(r, level); ok {
			return own
		}
	}
	return s.rest(room, r, level)
}

// A text whose trailing blanks do not count compares as if blanks followed
// without end. Its key has, in place of each run of blanks, one blank and a mark
// that says what a longer or shorter run would compare with: what follows is
// less than a blank (then a shorter run is less), nothing follows, or
// what follows is more (then a shorter run is more).
const (
	markLess = 0
	markEnd  = 1
	markMore = 2
)

// padder writes such a key.
type padder struct {
	out    []byte
	narrow bool
	blank  uint16
	run    int // blanks not written yet
}

func (p *padder) put(w uint16) {
	if p.narrow {
		p.out = append(p.out, byte(w))
		return
	}
	p.out = append(p.out, byte(w>>8), byte(w))
}

func (p *padder) add(w uint16) {
	if w == p.blank {
		p.run++
		return
	}
	if p.run > 0 {
		p.put(p.blank)
		if w < p.blank {
			p.out = append(p.out, markLess)
			p.length(0)
		} else {
			p.out = append(p.out, markMore)
			p.length(0xff)
		}
	}
	p.put(w)
}

// length writes the length of a run, turned around for flip 0xff.
func (p *padder) length(flip byte) {
	for ; p.run >= 0xff; p.run -= 0xff {
		p.out = append(p.out, 0xff^flip)
	}
	p.out = append(p.out, byte(p.run)^flip)
	p.run = 0
}

func (p *padder) end() []byte {
	p.put(p.blank)
	return append(p.out, markEnd)
}

func appendPaddedBytes(dst []byte, text string) []byte {
	p := padder{out: dst, narrow: true, blank: ' '}
	for i := range len(text) {
		p.add(uint16(text[i]))
	}
	return p.end()
}

func (s *scheme) appendPadded(dst []byte, text string) []byte {
	p := padder{out: dst, narrow: s.narrow, blank: s.blank}
	var room [8]uint16
	for _, r := range text {
		for _, w := range s.at(room[:0], r, 0) {
			p.add(w)
		}
	}
	return p.end()
}

// WeightString is what WEIGHT_STRING gives of a text.
func WeightString(text string, c catalog.Collation) []byte {
	switch {
	case c.Bytewise():
		return []byte(text)
	case c == catalog.UTF8MB4Bin || c == catalog.UTF8MB3Bin:
		var out []byte
		for _, r := range text {
			out = append(out, byte(r>>16), byte(r>>8), byte(r))
		}
		return out
	}
	s := schemes()[c]
	var out []byte
	for level := range s.levels {
		if level > 0 {
			out = append(out, 0, 0)
		}
		for _, r := range text {
			for _, w := range s.at(nil, r, level) {
				if !s.narrow {
					out = append(out, byte(w>>8))
				}
				out = append(out, byte(w))
			}
		}
	}
	return out
}

// sameCharacter reports whether two characters are equal where texts are
// matched character by character.
func (s *scheme) sameCharacter(a, b rune) bool {
	if a|b < 128 {
		return s.class[a] == s.class[b]
	}
	return a == b || s.equal(a, b)
}

// equal compares the weights of two characters.
func (s *scheme) equal(a, b rune) bool {
	if s.lone != 0 && (a > s.lone || b > s.lone) {
		return false
	}
	for level := range s.levels {
		var ra, rb [8]uint16
		wa, wb := s.at(ra[:0], a, level), s.at(rb[:0], b, level)
		if len(wa) != len(wb) {
			return false
		}
		for i := range wa {
			if wa[i] != wb[i] {
				return false
			}
		}
	}
	return true
}

// same gives the comparison of characters of a collation.
func same(c catalog.Collation) func(a, b rune) bool {
	if s, ok := schemes()[c]; ok {
		return s.sameCharacter
	}
	return func(a, b rune) bool { return a == b }
}

// decode reads the first character of a text.
func decode(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
