package bind

import (
	"math"
	"strings"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// textFunctions are the functions of texts and bytes that are bound by their
// signature alone.
var textFunctions = map[string]function{
	"ascii": {args: "t", result: resultInt}, "bit_length": {args: "t", result: resultInt},
	"char_length": {args: "t", result: resultInt}, "character_length": {args: "t", result: resultInt, name: "char_length"},
	"concat": {args: "t+", result: sumOfTexts}, "concat_ws": {args: "tt+", result: separatedTexts},
	"elt":        {args: "it+", result: longestText},
	"export_set": {args: "itt?ti", result: exportedSet}, "find_in_set": {args: "tt", result: resultInt},
	"format": {args: "ni?t", result: groupedNumber}, "from_base64": {args: "t", result: decoded(3, 4)},
	"hex": {args: "*", result: hexDigits}, "insert": {args: "tiit", result: inserted},
	"instr": {args: "tt", result: resultInt}, "lcase": {args: "t", result: likeFirst, name: "lower"},
	"left": {args: "ti", result: end}, "length": {args: "t", result: resultInt},
	"locate": {args: "tt?i", result: resultInt}, "lower": {args: "t", result: likeFirst},
	"lpad": {args: "tit", result: padded}, "make_set": {args: "it+", result: madeSet},
	"mid": {args: "ti?i", result: piece, name: "substring"}, "octet_length": {args: "t", result: resultInt, name: "length"},
	"ord": {args: "t", result: resultInt}, "quote": {args: "t", result: quoted},
	"repeat": {args: "ti", result: repeated}, "replace": {args: "ttt", result: replaced},
	"reverse": {args: "t", result: likeFirst}, "right": {args: "ti", result: end},
	"rpad": {args: "tit", result: padded}, "soundex": {args: "t", result: sound},
	"space":  {args: "i", result: spaces},
	"substr": {args: "ti?i", result: piece, name: "substring"}, "substring": {args: "ti?i", result: piece},
	"substring_index": {args: "tti", result: likeFirst}, "to_base64": {args: "t", result: base64Text},
	"ucase": {args: "t", result: likeFirst, name: "upper"}, "unhex": {args: "t", result: decoded(1, 2)},
	"upper": {args: "t", result: likeFirst},

	// hashes and compression
	"crc32": {args: "t", result: resultUint}, "compress": {args: "t", result: compressedBytes},
	"md5": {args: "t", result: resultVarchar(32)}, "random_bytes": {args: "i", result: fixed(varbinary(1024))},
	"sha": {args: "t", result: resultVarchar(40), name: "sha1"}, "sha1": {args: "t", result: resultVarchar(40)},
	"sha2": {args: "ti", result: shaText}, "uncompress": {args: "t", result: resultBytes},
	"uncompressed_length": {args: "t", result: resultInt},

	// addresses, identities, amounts
	"bin_to_uuid": {args: "t?b", result: resultVarchar(36)}, "format_bytes": {args: "d", result: resultVarchar(11)},
	"format_pico_time": {args: "d", result: resultVarchar(11)}, "inet6_aton": {args: "t", result: fixed(varbinary(16))},
	"inet6_ntoa": {args: "t", result: resultVarchar(39)}, "inet_aton": {args: "t", result: resultUint},
	"inet_ntoa": {args: "i", result: resultVarchar(31)}, "is_ipv4": {args: "t", result: resultBool},
	"is_ipv4_compat": {args: "t", result: resultBool}, "is_ipv4_mapped": {args: "t", result: resultBool},
	"is_ipv6": {args: "t", result: resultBool}, "is_uuid": {args: "t", result: resultBool},
	"uuid_to_bin": {args: "t?b", result: fixed(varbinary(16))},
}

// endless is longer than any text: the length of one that has no limit.
const endless = 1 << 31

// maxVarbinary is the most bytes of a VARBINARY.
const maxVarbinary = 65535

func varbinary(n uint32) catalog.Type { return catalog.Type{Kind: catalog.Bytes, Length: n} }

// sized is a text, or bytes, of so many characters.
func sized(kind catalog.Kind, n uint64) catalog.Type {
	limit := uint64(maxVarcharChars)
	if kind == catalog.Bytes {
		limit = maxVarbinary
	}
	if n > limit {
		return catalog.Type{Kind: kind}
	}
	return catalog.Type{Kind: kind, Length: uint32(max(n, 1))}
}

// textKind is Bytes where an argument is, else String.
func textKind(args ...plan.Expr) catalog.Kind {
	for _, a := range args {
		if a.Type().Kind == catalog.Bytes {
			return catalog.Bytes
		}
	}
	return catalog.String
}

// maxBytes is how many bytes a character may have.
const maxBytes = 4

// lengthAs is how long an argument may be within a result of a kind: in bytes, a
// character may have four.
func lengthAs(kind catalog.Kind, e plan.Expr) uint64 {
	t := e.Type()
	n := uint64(textLength(t))
	switch {
	case n == 0:
		return endless
	case kind == catalog.Bytes && t.Kind == catalog.String && !isPrinted(e):
		return n * maxBytes
	}
	return n
}

// isPrinted reports whether a text is a number or date in print, of single bytes.
func isPrinted(e plan.Expr) bool {
	c, ok := e.(*plan.Cast)
	return ok && c.Input.Type().Kind != catalog.String && c.Input.Type().Kind != catalog.JSON
}

// constCount is an argument that is a constant number; below 0 it is none.
func constCount(e plan.Expr) (uint64, bool) {
	if cast, ok := e.(*plan.Cast); ok && cast.To.Kind == catalog.Int64 {
		return roundedConst(cast.Input)
	}
	if c, ok := e.(*plan.Const); ok {
		switch v := c.Value.(type) {
		case int64:
			return uint64(max(v, 0)), v >= 0
		case uint64:
			return v, true
		}
	}
	return 0, false
}

// roundedConst is a constant as CAST makes a whole number of it.
func roundedConst(e plan.Expr) (uint64, bool) {
	c, ok := e.(*plan.Const)
	if !ok || c.Value == nil {
		return 0, false
	}
	f, ok := constFloat(c)
	if c.Typ.Kind == catalog.String {
		s, _, _ := strings.Cut(constText(c), ".")
		s, _, _ = strings.Cut(strings.ToLower(s), "e")
		f, ok = constFloat(constString(s))
	}
	if f = math.Round(f); !ok || f < 0 {
		return 0, false
	}
	return uint64(min(f, endless)), true
}

// sumOfTexts is as long as all arguments together.
func sumOfTexts(args []plan.Expr) catalog.Type { return joinedTexts(args, 0) }

// joinedTexts has a separator of so many characters between its parts.
func joinedTexts(parts []plan.Expr, separator uint64, others ...plan.Expr) catalog.Type {
	kind := textKind(append(others, parts...)...)
	total := separator * uint64(len(parts)-1)
	for _, a := range parts {
		total += lengthAs(kind, a)
	}
	return sized(kind, total)
}

func separatedTexts(args []plan.Expr) catalog.Type {
	return joinedTexts(args[1:], lengthAs(textKind(args...), args[0]), args[0])
}

func madeSet(args []plan.Expr) catalog.Type { return joinedTexts(args[1:], 1) }

func longestText(args []plan.Expr) catalog.Type {
	kind, longest := textKind(args[1:]...), uint64(0)
	for _, a := range args[1:] {
		longest = max(longest, lengthAs(kind, a))
	}
	return sized(kind, longest)
}

// exportedSet has 64 texts, and what separates them.
func exportedSet(args []plan.Expr) catalog.Type {
	texts := args[1:min(len(args), 4)]
	kind, separator := textKind(texts...), uint64(1)
	if len(args) > 3 {
		separator = lengthAs(kind, args[3])
	}
	return sized(kind, 64*max(lengthAs(kind, args[1]), lengthAs(kind, args[2]))+63*separator)
}

// groupedNumber is the number with its groups' marks, and digits for any fraction.
func groupedNumber(args []plan.Expr) catalog.Type {
	n := uint64(textLength(args[0].Type()))
	return sized(catalog.String, n+n/3+maxScale+2)
}

func hexDigits(args []plan.Expr) catalog.Type {
	n := lengthAs(catalog.Bytes, args[0])
	return sized(catalog.String, 2*n)
}

func inserted(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	return sized(kind, lengthAs(kind, args[0])+lengthAs(kind, args[3]))
}

// end is the type of LEFT and RIGHT.
func end(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	n := lengthAs(kind, args[0])
	if count, ok := constCount(args[1]); ok {
		n = min(n, count)
	}
	return sized(kind, n)
}

func padded(args []plan.Expr) catalog.Type { return counted(textKind(args[0]), 1, args[1], false) }

func spaces(args []plan.Expr) catalog.Type { return counted(catalog.String, 1, args[0], true) }

func repeated(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	return counted(kind, lengthAs(kind, args[0]), args[1], false)
}

// counted is a unit so many times, or endless where that is no constant. Fewer
// than no times is none where that is allowed.
func counted(kind catalog.Kind, unit uint64, times plan.Expr, below bool) catalog.Type {
	n, ok := constCount(times)
	if !ok && below && determinedNumber(times) {
		n, ok = 0, true
	}
	if !ok || n > endless {
		return catalog.Type{Kind: kind}
	}
	return sized(kind, unit*n)
}

// determinedNumber reports whether a number is known, if only to be below 0.
func determinedNumber(e plan.Expr) bool {
	if cast, ok := e.(*plan.Cast); ok {
		e = cast.Input
	}
	c, ok := e.(*plan.Const)
	return ok && c.Value != nil
}

// piece is the type of SUBSTRING.
func piece(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	n := lengthAs(kind, args[0])
	if start, ok := constCount(args[1]); ok && start > 0 && n < endless {
		n -= min(n, start-1)
	}
	if len(args) > 2 {
		if count, ok := constCount(args[2]); ok {
			n = min(n, count)
		}
	}
	return sized(kind, n)
}

func quoted(args []plan.Expr) catalog.Type {
	return sized(catalog.String, 2*lengthAs(catalog.String, args[0])+2)
}

// replaced reckons with a replacement of each single character.
func replaced(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	with := lengthAs(kind, args[2])
	return sized(kind, lengthAs(kind, args[0])*max(1, with-min(with, 1)))
}

func sound(args []plan.Expr) catalog.Type {
	kind := textKind(args[0])
	return sized(kind, max(4, lengthAs(kind, args[0])))
}

// decoded has so many bytes for each of so many others.
func decoded(to, of uint64) func([]plan.Expr) catalog.Type {
	return func(args []plan.Expr) catalog.Type {
		return sized(catalog.Bytes, (lengthAs(catalog.Bytes, args[0])+of-1)/of*to)
	}
}

// base64Text has four characters for three bytes, and lines of 76.
func base64Text(args []plan.Expr) catalog.Type {
	n := (lengthAs(catalog.Bytes, args[0]) + 2) / 3 * 4
	return sized(catalog.String, n+max(n, 1)/76)
}

func shaText(args []plan.Expr) catalog.Type {
	switch n, _ := constCount(args[1]); n {
	case 224, 384, 512:
		return varchar(int(n / 4))
	}
	return varchar(64)
}

// compressedBytes are as many as zlib may need.
func compressedBytes(args []plan.Expr) catalog.Type {
	return sized(catalog.Bytes, lengthAs(catalog.Bytes, args[0])*120/100+12)
}
