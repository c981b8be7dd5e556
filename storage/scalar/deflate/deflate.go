// Package deflate compresses as zlib does at its default level, byte for byte: the
// standard library's compressor chooses other matches and blocks, and so gives
// other bytes and lengths.
package deflate

import (
	"encoding/binary"
	"hash/adler32"
)

// What zlib is set up with at level 6.
const (
	windowSize = 1 << 15
	windowMask = windowSize - 1
	hashMask   = 1<<15 - 1
	minMatch   = 3
	maxMatch   = 258
	lookahead  = maxMatch + minMatch + 1 // zlib keeps so much ahead, if there is
	maxDist    = windowSize - lookahead
	goodMatch  = 8
	lazyMatch  = 16
	niceMatch  = 128
	maxChain   = 128
	tooFar     = 4096
	maxSymbols = 1<<14 - 1 // of a block
)

// Zlib gives the zlib stream of data.
func Zlib(data []byte) []byte {
	c := &compressor{in: data, out: writer{bytes: []byte{0x78, 0x9c}}}
	c.block.reset()
	c.run()
	return binary.BigEndian.AppendUint32(c.out.bytes, adler32.Checksum(data))
}

// compressor looks for matches by chains of places with equal hashes.
type compressor struct {
	in         []byte
	head       [hashMask + 1]int32
	prev       [windowSize]int32
	base       int // where zlib's window of two sizes begins; places up to it are unknown
	matchStart int
	blockStart int
	block      block
	out        writer
}

// insert adds a place to its chain, and gives the place before it; 0 is none.
func (c *compressor) insert(at int) int {
	in := c.in
	h := (int(in[at])<<10 ^ int(in[at+1])<<5 ^ int(in[at+2])) & hashMask
	before := c.head[h]
	c.prev[at&windowMask] = before
	c.head[h] = int32(at)
	return int(before)
}

// slide moves the window as zlib does when little is left of what it has read.
func (c *compressor) slide(at int) {
	for c.base+2*windowSize < len(c.in) && c.base+2*windowSize-at < lookahead {
		c.base += windowSize
	}
}

// run looks for a longer match at the next place before it takes one.
func (c *compressor) run() {
	length, available := minMatch-1, false
	at := 0
	for at < len(c.in) {
		c.slide(at)
		left, before := len(c.in)-at, 0
		if left >= minMatch {
			before = c.insert(at)
		}
		lastLength, lastStart := length, c.matchStart
		length = minMatch - 1
		if before > c.base && lastLength < lazyMatch && at-before <= maxDist {
			length = c.longest(at, before, lastLength)
			if length == minMatch && at-c.matchStart > tooFar {
				length = minMatch - 1
			}
		}
		switch {
		case lastLength >= minMatch && length <= lastLength:
			full := c.block.match(lastLength, at-1-lastStart)
			end := at - 1 + lastLength
			for at++; at < end; at++ {
				if at <= len(c.in)-minMatch {
					c.insert(at)
				}
			}
			length, available = minMatch-1, false
			if full {
				c.flush(at, false)
			}
			continue
		case available:
			if c.block.literal(c.in[at-1]) {
				c.flush(at, false)
			}
		}
		available = true
		at++
	}
	if available {
		c.block.literal(c.in[at-1])
	}
	c.flush(at, true)
}

// longest finds the longest match that is longer than the last one.
func (c *compressor) longest(at, cur, best int) int {
	left := len(c.in) - at
	chain, nice := maxChain, min(niceMatch, left)
	if best >= goodMatch {
		chain >>= 2
	}
	limit, most := max(at-maxDist, c.base), min(maxMatch, left)
	for {
		n := 0
		for n < most && c.in[cur+n] == c.in[at+n] {
			n++
		}
		if n > best {
			c.matchStart, best = cur, n
			if n >= nice {
				break
			}
		}
		if cur = int(c.prev[cur&windowMask]); cur <= limit {
			break
		}
		if chain--; chain == 0 {
			break
		}
	}
	return min(best, left)
}

// flush writes what came since the last block.
func (c *compressor) flush(end int, last bool) {
	c.block.write(&c.out, c.in[c.blockStart:end], last)
	c.block.reset()
	c.blockStart = end
	if last {
		c.out.align()
	}
}

// writer writes bits, the lowest first.
type writer struct {
	bytes []byte
	held  uint64
	count uint
}

func (w *writer) bits(value, count int) {
	w.held |= uint64(value) << w.count
	for w.count += uint(count); w.count >= 8; w.count -= 8 {
		w.bytes = append(w.bytes, byte(w.held))
		w.held >>= 8
	}
}

func (w *writer) align() {
	if w.count > 0 {
		w.bytes = append(w.bytes, byte(w.held))
	}
	w.held, w.count = 0, 0
}
