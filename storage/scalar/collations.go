package scalar

import (
	"unicode/utf8"

	"nanohouse/catalog"
	"nanohouse/catalog/collation"
)

// collationFunctions take a collation as its number in the protocol.
var collationFunctions = []Function{
	{Name: "mysql_collation_key", Args: []Kind{Text, Int}, Result: Bytes, Eval: collationKey},
	{Name: "mysql_collated_like", Args: []Kind{Text, Text, Text, Int}, Result: Bool, Eval: collatedLike},
	{Name: "mysql_collated_locate", Args: []Kind{Text, Text, Int, Int}, Result: Int, Eval: collatedLocate},
	{Name: "mysql_collated_find_in_set", Args: []Kind{Text, Text, Int}, Result: Int, Eval: collatedFindInSet},
	{Name: "mysql_collated_greatest", Args: []Kind{Int, Text}, Variadic: true, Result: Text, Eval: collatedGreatest},
	{Name: "mysql_collated_least", Args: []Kind{Int, Text}, Variadic: true, Result: Text, Eval: collatedLeast},
	{Name: "mysql_weight_string", Args: []Kind{Text, Int}, Result: Bytes, Eval: weightString},
	{Name: "mysql_encode_latin1", Args: []Kind{Text}, Result: Bytes, Eval: encodeLatin1},
	{Name: "mysql_decode_latin1", Args: []Kind{Bytes}, Result: Text, Eval: decodeLatin1},
	{Name: "mysql_fit_charset", Args: []Kind{Text, Int}, Result: Text, Eval: fitCharset},
}

// byID has the collations by their numbers.
var byID = func() map[int64]catalog.Collation {
	out := map[int64]catalog.Collation{}
	for _, c := range catalog.Collations() {
		out[int64(c.ID())] = c
	}
	return out
}()

func collationKey(args []Value) (Value, error) {
	return OfText(collation.Key(args[0].Text, byID[args[1].Int])), nil
}

// collatedLike is LIKE (text, pattern, escape, collation); an empty escape is none.
func collatedLike(args []Value) (Value, error) {
	escape := rune(0)
	for _, r := range args[2].Text {
		escape = r
	}
	return OfBool(collation.Like(args[0].Text, args[1].Text, escape, byID[args[3].Int])), nil
}

// collatedLocate is LOCATE (part, text, from, collation).
func collatedLocate(args []Value) (Value, error) {
	text, skip := args[1].Text, args[2].Int-1
	if skip < 0 || skip > int64(utf8.RuneCountInString(text)) {
		return OfInt(0), nil
	}
	for range skip {
		_, n := utf8.DecodeRuneInString(text)
		text = text[n:]
	}
	at := collation.Locate(args[0].Text, text, byID[args[3].Int])
	if at == 0 {
		return OfInt(0), nil
	}
	return OfInt(skip + int64(at)), nil
}

func collatedFindInSet(args []Value) (Value, error) {
	return OfInt(int64(collation.FindInSet(args[0].Text, args[1].Text, byID[args[2].Int]))), nil
}

func collatedGreatest(args []Value) (Value, error) { return extreme(args, 1) }

func collatedLeast(args []Value) (Value, error) { return extreme(args, -1) }

// extreme is the first of the texts that none surpasses in the sign's direction.
func extreme(args []Value, sign int) (Value, error) {
	c := byID[args[0].Int]
	best, bestKey := "", ""
	for i, a := range args[1:] {
		key := collation.Key(a.Text, c)
		if i == 0 || sign > 0 && key > bestKey || sign < 0 && key < bestKey {
			best, bestKey = a.Text, key
		}
	}
	return OfText(best), nil
}

func weightString(args []Value) (Value, error) {
	return OfText(string(collation.WeightString(args[0].Text, byID[args[1].Int]))), nil
}

func encodeLatin1(args []Value) (Value, error) {
	var out []byte
	for _, r := range args[0].Text {
		out = append(out, collation.Latin1(r))
	}
	return OfText(string(out)), nil
}

func decodeLatin1(args []Value) (Value, error) {
	var out []byte
	for i := range len(args[0].Text) {
		out = utf8.AppendRune(out, collation.FromLatin1(args[0].Text[i]))
	}
	return OfText(string(out)), nil
}

// fitCharset replaces by question marks what the character set of a collation lacks.
func fitCharset(args []Value) (Value, error) {
	limit := rune(utf8.MaxRune)
	charset := byID[args[1].Int].Charset()
	switch charset {
	case "utf8mb3":
		limit = 0xFFFF
	case "ascii":
		limit = 0x7F
	}
	var out []byte
	for _, r := range args[0].Text {
		if r > limit || charset == "latin1" && r != '?' && collation.Latin1(r) == '?' {
			r = '?'
		}
		out = utf8.AppendRune(out, r)
	}
	return OfText(string(out)), nil
}
