package collation

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"sync"

	"nanohouse/catalog"
)

//go:embed weights.gz
var packed []byte

// table has the weights of each character that has some of its own.
type table struct {
	levels int
	// pages has 256 characters each. A character's entry is where its weights
	// begin in pool: for each level the number of weights, then these. 0: none of its own.
	pages [][]uint32
	pool  []uint16
}

// own gives the weights at a level of a character that has its own.
func (t *table) own(r rune, level int) ([]uint16, bool) {
	page := int(r) >> 8
	if page >= len(t.pages) || t.pages[page] == nil {
		return nil, false
	}
	at := t.pages[page][r&0xff]
	if at == 0 {
		return nil, false
	}
	for ; level > 0; level-- {
		at += 1 + uint32(t.pool[at])
	}
	n := uint32(t.pool[at])
	return t.pool[at+1 : at+1+n], true
}

func (t *table) put(r rune, weights []uint16) {
	page := int(r) >> 8
	for page >= len(t.pages) {
		t.pages = append(t.pages, nil)
	}
	if t.pages[page] == nil {
		t.pages[page] = make([]uint32, 256)
	}
	t.pages[page][r&0xff] = uint32(len(t.pool))
	t.pool = append(t.pool, weights...)
}

// tables reads weights.gz, once.
var tables = sync.OnceValue(func() map[string]*table {
	out, err := unpack(packed)
	if err != nil {
		panic("collation: " + err.Error()) // it is part of the program
	}
	return out
})

func unpack(b []byte) (map[string]*table, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(z)
	out := map[string]*table{}
	for {
		name, err := in.ReadString('\n')
		if err == io.EOF && name == "" {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		name = strings.TrimSuffix(name, "\n")
		if out[name], err = unpackTable(in); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
}

func unpackTable(in *bufio.Reader) (*table, error) {
	levels, err := binary.ReadUvarint(in)
	if err != nil {
		return nil, err
	}
	count, err := binary.ReadUvarint(in)
	if err != nil {
		return nil, err
	}
	t := &table{levels: int(levels), pool: []uint16{0}}
	r := rune(-1)
	for range count {
		skip, err := binary.ReadUvarint(in)
		if err != nil {
			return nil, err
		}
		r += rune(skip) + 1
		var weights []uint16
		for range levels {
			n, err := binary.ReadUvarint(in)
			if err != nil {
				return nil, err
			}
			weights = append(weights, uint16(n))
			for range n {
				var w [2]byte
				if _, err := io.ReadFull(in, w[:]); err != nil {
					return nil, err
				}
				weights = append(weights, binary.BigEndian.Uint16(w[:]))
			}
		}
		t.put(r, weights)
	}
	return t, nil
}

// scheme is how a collation makes weights of characters.
type scheme struct {
	table *table // nil: the character's number
	// levels are compared one after the other.
	levels int
	// rest gives the weights of a character that the table lacks.
	rest func(dst []uint16, r rune, level int) []uint16
	// blank is the weight of a blank, where trailing blanks do not count.
	blank uint16
	pad   bool
	// narrow says that characters are bytes of latin1, and so are weights.
	narrow bool
	// lone is the greatest character that matches others than itself; 0: no
	// such limit.
	lone rune
	// ascii has the weights of ASCII, one each or 0, by level; class the least
	// character of ASCII that each matches.
	ascii [3][128]uint16
	class [128]rune
}

// prepare fills in what is known of ASCII.
func (s *scheme) prepare() {
	for level := range s.levels {
		for r := range rune(128) {
			if w := s.at(nil, r, level); len(w) > 0 {
				s.ascii[level][r] = w[0]
			}
		}
	}
	for r := range rune(128) {
		s.class[r] = r
		for b := range r {
			if s.equal(b, r) {
				s.class[r] = b
				break
			}
		}
	}
}

// schemes has a scheme for each collation that is not bytewise.
var schemes = sync.OnceValue(func() map[catalog.Collation]*scheme {
	t := tables()
	uca := func(levels int) *scheme {
		return &scheme{table: t["utf8mb4_0900_as_cs"], levels: levels, rest: restUCA9}
	}
	unicode4 := &scheme{table: t["utf8mb4_unicode_ci"], levels: 1, rest: restUCA4, blank: 0x209, pad: true, lone: 0xFFFF}
	unicode5 := &scheme{table: t["utf8mb4_unicode_520_ci"], levels: 1, rest: restUCA5, blank: 0x20A, pad: true}
	general := &scheme{table: t["utf8mb4_general_ci"], levels: 1, rest: restGeneral, blank: ' ', pad: true}
	bytes := func(name string) *scheme {
		return &scheme{table: t[name], levels: 1, rest: restByte, blank: ' ', pad: true, narrow: true}
	}
	latin1Bin := bytes("latin1_bin")
	latin1Bin.table = nil
	all := map[catalog.Collation]*scheme{
		catalog.UTF8MB4AiCi0900: uca(1), catalog.UTF8MB4AsCi0900: uca(2), catalog.UTF8MB4AsCs0900: uca(3),
		catalog.UTF8MB4UnicodeCi: unicode4, catalog.UTF8MB3UnicodeCi: unicode4,
		catalog.UTF8MB4Unicode520Ci: unicode5, catalog.UTF8MB3Unicode520Ci: unicode5,
		catalog.UTF8MB4GeneralCi: general, catalog.UTF8MB3GeneralCi: general,
		catalog.Latin1SwedishCi: bytes("latin1_swedish_ci"), catalog.Latin1GeneralCi: bytes("latin1_general_ci"),
		catalog.Latin1GeneralCs: bytes("latin1_general_cs"), catalog.ASCIIGeneralCi: bytes("ascii_general_ci"),
		catalog.Latin1Bin: latin1Bin, catalog.ASCIIBin: latin1Bin,
	}
	for _, s := range all {
		s.prepare()
	}
	return all
})

// implicit is the primary weight of a character without one of its own, in a
// group of characters.
func implicit(dst []uint16, group uint16, r rune) []uint16 {
	return append(dst, group+uint16(r>>15), uint16(r&0x7fff)|0x8000)
}

const (
	groupHan   = 0xFB40
	groupHanEx = 0xFB80
	groupOther = 0xFBC0
)

func restUCA9(dst []uint16, r rune, level int) []uint16 {
	switch {
	case level == 1:
		return append(dst, 0x20)
	case level == 2:
		return append(dst, 2)
	case r >= 0x17000 && r <= 0x18AFF: // Tangut
		return append(dst, 0xFB00, uint16(r-0x17000)|0x8000)
	case r >= 0x4E00 && r <= 0x9FD5, isHanCompatible(r):
		return implicit(dst, groupHan, r)
	case r >= 0x3400 && r <= 0x4DB5, r >= 0x20000 && r <= 0x2A6D6, r >= 0x2A700 && r <= 0x2B734,
		r >= 0x2B740 && r <= 0x2B81D, r >= 0x2B820 && r <= 0x2CEA1:
		return implicit(dst, groupHanEx, r)
	}
	return implicit(dst, groupOther, r)
}

func restUCA5(dst []uint16, r rune, _ int) []uint16 {
	switch {
	case r >= 0x4E00 && r <= 0x9FA5, isHanCompatible(r):
		return implicit(dst, groupHan, r)
	case r >= 0x3400 && r <= 0x4DB5:
		return implicit(dst, groupHanEx, r)
	}
	return implicit(dst, groupOther, r)
}

func restUCA4(dst []uint16, r rune, level int) []uint16 {
	if r > 0xFFFF {
		return append(dst, 0xFFFD)
	}
	return restUCA5(dst, r, level)
}

// isHanCompatible reports whether r is one of the twelve ideographs that stand
// among the compatibility ones.
func isHanCompatible(r rune) bool {
	switch r {
	case 0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29:
		return true
	}
	return false
}

func restGeneral(dst []uint16, r rune, _ int) []uint16 {
	if r > 0xFFFF {
		return append(dst, 0xFFFD)
	}
	return append(dst, uint16(r))
}

// restByte is for text of latin1, whose characters are bytes.
func restByte(dst []uint16, r rune, _ int) []uint16 { return append(dst, uint16(r)) }
