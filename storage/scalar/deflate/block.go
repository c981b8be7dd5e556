package deflate

import "encoding/binary"

// symbol is a literal, or where distance is not 0 a match.
type symbol struct{ value, distance int }

// block is what is written together.
type block struct {
	symbols   []symbol
	literals  [literals]int
	distances [distances]int
}

func (b *block) reset() {
	*b = block{symbols: b.symbols[:0]}
	b.literals[endOfBlock] = 1
}

// literal adds a byte, and tells whether the block is full.
func (b *block) literal(c byte) bool {
	b.symbols = append(b.symbols, symbol{int(c), 0})
	b.literals[c]++
	return len(b.symbols) == maxSymbols
}

func (b *block) match(length, distance int) bool {
	b.symbols = append(b.symbols, symbol{length, distance})
	code, _, _ := lengthCode(length)
	b.literals[code]++
	code, _, _ = distanceCode(distance)
	b.distances[code]++
	return len(b.symbols) == maxSymbols
}

// lengthCode gives a length's code, and the number and value of its extra bits.
func lengthCode(length int) (code, extra, value int) {
	if length == maxMatch {
		return literals - 1, 0, 0
	}
	return codeOf(length-minMatch, endOfBlock+1, lengthExtra)
}

func distanceCode(distance int) (code, extra, value int) {
	return codeOf(distance-1, 0, distanceExtra)
}

func codeOf(n, first int, extras []int) (code, extra, value int) {
	for i, e := range extras {
		if n < 1<<e {
			return first + i, e, n
		}
		n -= 1 << e
	}
	return 0, 0, 0
}

// write writes the block in the shortest of three forms.
func (b *block) write(w *writer, stored []byte, last bool) {
	lit, dist := newTree(literalAlphabet, b.literals[:]), newTree(distanceAlphabet, b.distances[:])
	runs := append(lengthRuns(lit.length[:lit.maxCode+1]), lengthRuns(dist.length[:dist.maxCode+1])...)
	tree := runsTree(runs)
	shown := lengthCodes
	for shown > 4 && (treeOrder[shown-1] > tree.maxCode || tree.length[treeOrder[shown-1]] == 0) {
		shown--
	}
	dynamic := (lit.dynamic + dist.dynamic + tree.dynamic + 3*shown + 14 + 10) >> 3
	static := (lit.static + dist.static + 10) >> 3
	final := 0
	if last {
		final = 1
	}
	switch {
	case len(stored)+4 <= min(dynamic, static):
		w.bits(final, 3)
		w.align()
		w.bytes = binary.LittleEndian.AppendUint16(w.bytes, uint16(len(stored)))
		w.bytes = binary.LittleEndian.AppendUint16(w.bytes, ^uint16(len(stored)))
		w.bytes = append(w.bytes, stored...)
	case static <= dynamic:
		w.bits(1<<1|final, 3)
		b.writeSymbols(w, fixedLiterals, codes(fixedLiterals), fixedDistances, codes(fixedDistances))
	default:
		w.bits(2<<1|final, 3)
		w.bits(lit.maxCode+1-257, 5)
		w.bits(dist.maxCode, 5)
		w.bits(shown-4, 4)
		for _, n := range treeOrder[:shown] {
			w.bits(tree.length[n], 3)
		}
		for _, r := range runs {
			w.bits(tree.code[r.code], tree.length[r.code])
			w.bits(r.value, treeExtra[r.code])
		}
		b.writeSymbols(w, lit.length, lit.code, dist.length, dist.code)
	}
}

func (b *block) writeSymbols(w *writer, litLength, litCode, distLength, distCode []int) {
	for _, s := range b.symbols {
		if s.distance == 0 {
			w.bits(litCode[s.value], litLength[s.value])
			continue
		}
		code, extra, value := lengthCode(s.value)
		w.bits(litCode[code], litLength[code])
		w.bits(value, extra)
		code, extra, value = distanceCode(s.distance)
		w.bits(distCode[code], distLength[code])
		w.bits(value, extra)
	}
	w.bits(litCode[endOfBlock], litLength[endOfBlock])
}

// run is one code of the lengths of codes: a length, or a repetition.
type run struct{ code, value int }

// lengthRuns writes lengths shorter: 16 repeats the last one 3 to 6 times, 17 and 18
// are 3 to 10 and 11 to 138 zeros.
func lengthRuns(lengths []int) []run {
	var out []run
	last := -1
	for i := 0; i < len(lengths); {
		l, n, most, least := lengths[i], 1, 7, 4
		if l == 0 {
			most, least = 138, 3
		} else if l == last {
			most, least = 6, 3
		}
		for n < most && i+n < len(lengths) && lengths[i+n] == l {
			n++
		}
		i += n
		switch {
		case n < least:
			for range n {
				out = append(out, run{l, 0})
			}
		case l != 0:
			if l != last {
				out = append(out, run{l, 0})
				n--
			}
			out = append(out, run{16, n - 3})
		case n <= 10:
			out = append(out, run{17, n - 3})
		default:
			out = append(out, run{18, n - 11})
		}
		last = l
	}
	return out
}

func runsTree(runs []run) *tree {
	var freq [lengthCodes]int
	for _, r := range runs {
		freq[r.code]++
	}
	return newTree(treeAlphabet, freq[:])
}
