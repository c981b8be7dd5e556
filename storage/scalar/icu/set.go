package icu

import (
	"strings"
	"unicode"
)

// set is a set of characters.
type set struct {
	has func(r rune) bool
	// low says of the characters of ASCII whether they are in the set.
	low [128]bool
}

func newSet(has func(rune) bool) *set {
	s := &set{has: has}
	for r := range s.low {
		s.low[r] = has(rune(r))
	}
	return s
}

func (s *set) contains(r rune) bool {
	if r >= 0 && r < 128 {
		return s.low[r]
	}
	return s.has(r)
}

func (s *set) negated() *set { return newSet(func(r rune) bool { return !s.contains(r) }) }

func union(sets []*set) *set {
	if len(sets) == 1 {
		return sets[0]
	}
	return newSet(func(r rune) bool {
		for _, s := range sets {
			if s.contains(r) {
				return true
			}
		}
		return false
	})
}

func intersection(a, b *set) *set {
	return newSet(func(r rune) bool { return a.contains(r) && b.contains(r) })
}

func difference(a, b *set) *set {
	return newSet(func(r rune) bool { return a.contains(r) && !b.contains(r) })
}

// anyCase has the other cases of a set's characters too.
func (s *set) anyCase() *set {
	return newSet(func(r rune) bool {
		if s.contains(r) {
			return true
		}
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			if s.contains(f) {
				return true
			}
		}
		return false
	})
}

func runeRange(low, high rune) *set {
	return newSet(func(r rune) bool { return low <= r && r <= high })
}

func inTables(tables ...*unicode.RangeTable) *set {
	return newSet(func(r rune) bool { return unicode.In(r, tables...) })
}

var alphabetic = inTables(unicode.L, unicode.Nl, unicode.Other_Alphabetic)

// The sets of escapes and of names in [: :].
var (
	digits      = inTables(unicode.Nd)
	spaces      = inTables(unicode.White_Space)
	horizontal  = newSet(func(r rune) bool { return r == '\t' || unicode.Is(unicode.Zs, r) })
	vertical    = newSet(isLineEnd)
	wordLetters = newSet(func(r rune) bool {
		return alphabetic.has(r) || unicode.In(r, unicode.M, unicode.Nd, unicode.Pc) || r == 0x200C || r == 0x200D
	})
)

func isLineEnd(r rune) bool {
	return r >= '\n' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

var posixSets = map[string]*set{
	"alpha": alphabetic, "digit": digits, "space": spaces, "word": wordLetters,
	"alnum": newSet(func(r rune) bool { return alphabetic.has(r) || unicode.Is(unicode.Nd, r) }),
	"upper": inTables(unicode.Lu, unicode.Other_Uppercase), "lower": inTables(unicode.Ll, unicode.Other_Lowercase),
	"punct": inTables(unicode.P), "cntrl": inTables(unicode.Cc), "blank": horizontal,
	"xdigit": newSet(func(r rune) bool { return unicode.Is(unicode.Nd, r) || unicode.Is(unicode.Hex_Digit, r) }),
}

// longCategories are the long names of general categories.
var longCategories = map[string]string{
	"letter": "L", "uppercaseletter": "Lu", "lowercaseletter": "Ll", "titlecaseletter": "Lt", "modifierletter": "Lm", "otherletter": "Lo",
	"mark": "M", "nonspacingmark": "Mn", "spacingmark": "Mc", "enclosingmark": "Me", "number": "N", "decimalnumber": "Nd",
	"letternumber": "Nl", "othernumber": "No", "punctuation": "P", "connectorpunctuation": "Pc", "dashpunctuation": "Pd",
	"openpunctuation": "Ps", "closepunctuation": "Pe", "initialpunctuation": "Pi", "finalpunctuation": "Pf", "otherpunctuation": "Po",
	"symbol": "S", "mathsymbol": "Sm", "currencysymbol": "Sc", "modifiersymbol": "Sk", "othersymbol": "So", "separator": "Z",
	"spaceseparator": "Zs", "lineseparator": "Zl", "paragraphseparator": "Zp", "other": "C", "control": "Cc", "format": "Cf",
	"surrogate": "Cs", "privateuse": "Co",
}

// property finds the set of \p{name} or \p{name=value}.
func property(text string) (*set, error) {
	name, value, has := strings.Cut(text, "=")
	name = plain(name)
	if has {
		switch name {
		case "script", "sc":
			name = plain(value)
			for n, t := range unicode.Scripts {
				if plain(n) == name {
					return inTables(t), nil
				}
			}
			return nil, &Error{Kind: IllegalArgument}
		case "generalcategory", "gc":
			name = plain(value)
		default:
			return nil, &Error{Kind: Unsupported, What: "with this property"}
		}
	}
	if s := category(name); s != nil {
		return s, nil
	}
	for n, t := range unicode.Scripts {
		if plain(n) == name {
			return inTables(t), nil
		}
	}
	switch name {
	case "alphabetic", "alpha":
		return alphabetic, nil
	case "whitespace", "wspace", "space":
		return spaces, nil
	case "uppercase", "upper", "lowercase", "lower":
		return posixSets[name[:5]], nil
	case "any":
		return runeRange(0, unicode.MaxRune), nil
	case "ascii":
		return runeRange(0, 0x7F), nil
	}
	if knownProperties[name] {
		return nil, &Error{Kind: Unsupported, What: "with this property"}
	}
	return nil, &Error{Kind: IllegalArgument}
}

// knownProperties are properties that ICU has, and we do not.
var knownProperties = map[string]bool{"assigned": true, "emoji": true, "idstart": true, "idcontinue": true, "cased": true, "dash": true,
	"ideographic": true, "math": true, "unassigned": true, "lc": true, "casedletter": true, "cn": true}

func category(name string) *set {
	for n, t := range unicode.Categories {
		if plain(n) == name && len(name) <= 2 && name != "lc" && name != "cn" && name != "c" {
			return inTables(t)
		}
	}
	if short, ok := longCategories[name]; ok {
		if t, ok := unicode.Categories[short]; ok && short != "C" {
			return inTables(t)
		}
	}
	return nil
}

// plain is a name without what does not count in names.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(name))
}
