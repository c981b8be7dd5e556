package sqlgen

import "nanohouse/internal/sqlerr"

// Bounds of the text of a statement. A translation may repeat its argument a
// dozen times, so that a short text of nested functions would outgrow any memory:
// each expression is measured before another is made of it.
const (
	maxSQL = 4 << 20
	// maxRepeated is how much longer the engine may make a text; see weight.
	maxRepeated = 512 << 10
	// maxValue is less, as values are repeated, and predicates hardly: they are long
	// where somebody lists what to find.
	maxValue = 1 << 20
	// maxGrown bounds all that is made on the way, not counting what is short.
	maxGrown  = 128 << 20
	shortText = 64 << 10
)

// grow refuses an expression whose text has become too long.
func (g *generator) grow(f frag) error {
	n := len(f.sql)
	if n <= shortText {
		return nil
	}
	g.grown += n
	if n > maxSQL || n > maxValue && f.rep != repBool || g.grown > maxGrown {
		return tooComplex()
	}
	return nil
}

func tooComplex() error {
	return sqlerr.New(sqlerr.Unsupported, "a statement this complex").WithHint("split it, or use WITH for parts that repeat")
}
