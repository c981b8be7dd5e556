package deflate

import "math/bits"

const (
	endOfBlock  = 256
	literals    = 286
	distances   = 30
	lengthCodes = 19
	maxBits     = 15
)

// alphabet is what the trees of one kind have in common: the extra bits of codes
// from first on, the fixed code, and the longest code.
type alphabet struct {
	size, first int
	extra       []int
	fixed       []int
	longest     int
}

var (
	lengthExtra   = []int{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceExtra = []int{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
	treeExtra     = []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7}
	treeOrder     = [lengthCodes]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

	fixedLiterals, fixedDistances = fixedLengths()

	literalAlphabet  = &alphabet{literals, endOfBlock + 1, lengthExtra, fixedLiterals, maxBits}
	distanceAlphabet = &alphabet{distances, 0, distanceExtra, fixedDistances, maxBits}
	treeAlphabet     = &alphabet{lengthCodes, 0, treeExtra, nil, 7}
)

func fixedLengths() (lit, dist []int) {
	lit, dist = make([]int, literals+2), make([]int, distances)
	for i := range lit {
		switch {
		case i < 144, i >= 280:
			lit[i] = 8
		case i < endOfBlock:
			lit[i] = 9
		default:
			lit[i] = 7
		}
	}
	for i := range dist {
		dist[i] = 5
	}
	return lit, dist
}

// tree is a Huffman code.
type tree struct {
	*alphabet
	freq, length, code []int
	maxCode            int
	// dynamic and static are the bits that all takes in this code and in the fixed one.
	dynamic, static int
}

// newTree builds the code of these frequencies.
func newTree(a *alphabet, freq []int) *tree {
	t := &tree{alphabet: a, freq: make([]int, 2*a.size+1), length: make([]int, 2*a.size+1), maxCode: -1}
	copy(t.freq, freq)
	h := &heap{tree: t, depth: make([]int, 2*a.size+1)}
	for n := range a.size {
		if freq[n] != 0 {
			h.nodes = append(h.nodes, n)
			t.maxCode = n
		}
	}
	// There are at least two codes.
	for len(h.nodes) < 2 {
		n := 0
		if t.maxCode < 2 {
			t.maxCode++
			n = t.maxCode
		}
		h.nodes = append(h.nodes, n)
		t.freq[n] = 1
		t.dynamic--
		if a.fixed != nil {
			t.static -= a.fixed[n]
		}
	}
	order, dad := h.merge()
	t.setLengths(order, dad)
	t.code = codes(t.length[:t.maxCode+1])
	return t
}

// heap is a heap of nodes by frequency, then depth.
type heap struct {
	*tree
	nodes []int
	depth []int
}

func (h *heap) smaller(n, m int) bool {
	return h.freq[n] < h.freq[m] || h.freq[n] == h.freq[m] && h.depth[n] <= h.depth[m]
}

func (h *heap) down(k int) {
	v := h.nodes[k]
	for j := 2*k + 1; j < len(h.nodes); j = 2*j + 1 {
		if j+1 < len(h.nodes) && h.smaller(h.nodes[j+1], h.nodes[j]) {
			j++
		}
		if h.smaller(v, h.nodes[j]) {
			break
		}
		h.nodes[k] = h.nodes[j]
		k = j
	}
	h.nodes[k] = v
}

func (h *heap) pop() int {
	top, last := h.nodes[0], len(h.nodes)-1
	h.nodes[0] = h.nodes[last]
	h.nodes = h.nodes[:last]
	h.down(0)
	return top
}

// merge joins the two rarest nodes until one is left. order is the nodes from
// the root on.
func (h *heap) merge() (order, dad []int) {
	dad = make([]int, len(h.freq))
	for k := len(h.nodes)/2 - 1; k >= 0; k-- {
		h.down(k)
	}
	for node := h.size; len(h.nodes) >= 2; node++ {
		n := h.pop()
		m := h.nodes[0]
		order = append(order, n, m)
		h.freq[node] = h.freq[n] + h.freq[m]
		h.depth[node] = max(h.depth[n], h.depth[m]) + 1
		dad[n], dad[m] = node, node
		h.nodes[0] = node
		h.down(0)
	}
	order = append(order, h.nodes[0])
	for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
		order[i], order[j] = order[j], order[i]
	}
	return order, dad
}

func (t *tree) setLengths(order, dad []int) {
	var count [maxBits + 1]int
	overflow := 0
	t.length[order[0]] = 0
	for _, n := range order[1:] {
		length := t.length[dad[n]] + 1
		if length > t.longest {
			length = t.longest
			overflow++
		}
		t.length[n] = length
		if n > t.maxCode {
			continue
		}
		count[length]++
		extra := 0
		if n >= t.first {
			extra = t.extra[n-t.first]
		}
		t.dynamic += t.freq[n] * (length + extra)
		if t.fixed != nil {
			t.static += t.freq[n] * (t.fixed[n] + extra)
		}
	}
	if overflow > 0 {
		t.shorten(order, &count, overflow)
	}
}

// shorten makes codes that became too long as long as may be.
func (t *tree) shorten(order []int, count *[maxBits + 1]int, overflow int) {
	for ; overflow > 0; overflow -= 2 {
		length := t.longest - 1
		for count[length] == 0 {
			length--
		}
		count[length]--
		count[length+1] += 2
		count[t.longest]--
	}
	h := len(order)
	for length := t.longest; length > 0; length-- {
		for n := count[length]; n > 0; {
			h--
			m := order[h]
			if m > t.maxCode {
				continue
			}
			t.dynamic += (length - t.length[m]) * t.freq[m]
			t.length[m] = length
			n--
		}
	}
}

// codes gives the codes of these lengths, as they are written.
func codes(lengths []int) []int {
	var count, next [maxBits + 2]int
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	for l := 1; l <= maxBits; l++ {
		next[l+1] = (next[l] + count[l]) << 1
	}
	out := make([]int, len(lengths))
	for n, l := range lengths {
		if l > 0 {
			out[n] = int(bits.Reverse16(uint16(next[l])) >> (16 - l))
			next[l]++
		}
	}
	return out
}
