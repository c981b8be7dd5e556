package catalog

import "strings"

// Collation is how text compares, and by it the character set that the text
// has for clients. The zero Collation is utf8mb4_0900_bin: bytewise.
type Collation uint8

// The collations. Inside the server all text is UTF-8, whatever its character set.
const (
	UTF8MB4Bin0900 Collation = iota
	UTF8MB4Bin
	UTF8MB4AiCi0900
	UTF8MB4AsCi0900
	UTF8MB4AsCs0900
	UTF8MB4GeneralCi
	UTF8MB4UnicodeCi
	UTF8MB4Unicode520Ci
	UTF8MB3GeneralCi
	UTF8MB3Bin
	UTF8MB3UnicodeCi
	UTF8MB3Unicode520Ci
	Latin1SwedishCi
	Latin1Bin
	Latin1GeneralCi
	Latin1GeneralCs
	ASCIIGeneralCi
	ASCIIBin
	Binary
)

// Coercibility is how strongly an expression holds on to its collation where
// it meets another. The zero Coercibility is a column's.
type Coercibility uint8

// The coercibilities.
const (
	Implicit  Coercibility = iota // a column
	Explicit                      // COLLATE
	None                          // a mix of collations
	System                        // USER(), VERSION()
	Coercible                     // a literal
	Numeric                       // a number or date as text
	Ignorable                     // NULL
)

// coercibilities are MySQL's numbers and names; the lower is the stronger.
var coercibilities = [...]struct {
	number int
	name   string
}{
	Implicit: {2, "IMPLICIT"}, Explicit: {0, "EXPLICIT"}, None: {7, "NONE"}, System: {3, "SYSCONST"},
	Coercible: {4, "COERCIBLE"}, Numeric: {5, "NUMERIC"}, Ignorable: {6, "IGNORABLE"},
}

// Number is what COERCIBILITY() gives.
func (c Coercibility) Number() int { return coercibilities[c].number }

// String is the name in messages.
func (c Coercibility) String() string { return coercibilities[c].name }

type collationFacts struct {
	name, charset string
	id            uint16
	width         uint32 // of a character of the character set, at most
	pad           bool   // trailing blanks do not count
	fallback      bool   // the default of its character set
	bin           bool   // the collation of code points
}

var collations = [...]collationFacts{
	UTF8MB4Bin0900:      {"utf8mb4_0900_bin", "utf8mb4", 309, 4, false, false, true},
	UTF8MB4Bin:          {"utf8mb4_bin", "utf8mb4", 46, 4, true, false, true},
	UTF8MB4AiCi0900:     {"utf8mb4_0900_ai_ci", "utf8mb4", 255, 4, false, true, false},
	UTF8MB4AsCi0900:     {"utf8mb4_0900_as_ci", "utf8mb4", 305, 4, false, false, false},
	UTF8MB4AsCs0900:     {"utf8mb4_0900_as_cs", "utf8mb4", 278, 4, false, false, false},
	UTF8MB4GeneralCi:    {"utf8mb4_general_ci", "utf8mb4", 45, 4, true, false, false},
	UTF8MB4UnicodeCi:    {"utf8mb4_unicode_ci", "utf8mb4", 224, 4, true, false, false},
	UTF8MB4Unicode520Ci: {"utf8mb4_unicode_520_ci", "utf8mb4", 246, 4, true, false, false},
	UTF8MB3GeneralCi:    {"utf8mb3_general_ci", "utf8mb3", 33, 3, true, true, false},
	UTF8MB3Bin:          {"utf8mb3_bin", "utf8mb3", 83, 3, true, false, true},
	UTF8MB3UnicodeCi:    {"utf8mb3_unicode_ci", "utf8mb3", 192, 3, true, false, false},
	UTF8MB3Unicode520Ci: {"utf8mb3_unicode_520_ci", "utf8mb3", 214, 3, true, false, false},
	Latin1SwedishCi:     {"latin1_swedish_ci", "latin1", 8, 1, true, true, false},
	Latin1Bin:           {"latin1_bin", "latin1", 47, 1, true, false, true},
	Latin1GeneralCi:     {"latin1_general_ci", "latin1", 48, 1, true, false, false},
	Latin1GeneralCs:     {"latin1_general_cs", "latin1", 49, 1, true, false, false},
	ASCIIGeneralCi:      {"ascii_general_ci", "ascii", 11, 1, true, true, false},
	ASCIIBin:            {"ascii_bin", "ascii", 65, 1, true, false, true},
	Binary:              {"binary", "binary", 63, 1, false, true, true},
}

// String is the collation's name.
func (c Collation) String() string { return collations[c].name }

// Charset is the name of the collation's character set.
func (c Collation) Charset() string { return collations[c].charset }

// ID is the collation's number in the protocol.
func (c Collation) ID() uint16 { return collations[c].id }

// Width is the greatest number of bytes that a character has for clients.
func (c Collation) Width() uint32 { return collations[c].width }

// PadSpace reports whether trailing blanks do not count in comparisons.
func (c Collation) PadSpace() bool { return collations[c].pad }

// IsBin reports whether the collation compares code points, or bytes.
func (c Collation) IsBin() bool { return collations[c].bin }

// Bytewise reports whether comparing UTF-8 byte by byte is comparing by it.
func (c Collation) Bytewise() bool { return c == UTF8MB4Bin0900 || c == Binary }

// IsUnicode reports whether its character set has all that others have.
func (c Collation) IsUnicode() bool { return strings.HasPrefix(c.Charset(), "utf8") }

// CollationOf finds a collation by name; the names of utf8mb3's may begin with utf8_.
func CollationOf(name string) (Collation, bool) {
	name = strings.ToLower(name)
	if rest, ok := strings.CutPrefix(name, "utf8_"); ok {
		name = "utf8mb3_" + rest
	}
	for i, f := range collations {
		if f.name == name {
			return Collation(i), true
		}
	}
	return 0, false
}

// CollationOfID finds a collation by its number in the protocol.
func CollationOfID(id uint16) (Collation, bool) {
	for i, f := range collations {
		if f.id == id {
			return Collation(i), true
		}
	}
	return 0, false
}

// DefaultCollation is the default of a character set, which may be named utf8.
func DefaultCollation(charset string) (Collation, bool) {
	charset = strings.ToLower(charset)
	if charset == "utf8" {
		charset = "utf8mb3"
	}
	for i, f := range collations {
		if f.charset == charset && f.fallback {
			return Collation(i), true
		}
	}
	return 0, false
}

// BinOf is the collation of code points of a collation's character set, as a
// mix of two of its collations has it.
func BinOf(c Collation) Collation {
	switch c.Charset() {
	case "utf8mb4":
		return UTF8MB4Bin
	case "utf8mb3":
		return UTF8MB3Bin
	case "latin1":
		return Latin1Bin
	case "ascii":
		return ASCIIBin
	}
	return Binary
}

// Collations lists all.
func Collations() []Collation {
	out := make([]Collation, len(collations))
	for i := range out {
		out[i] = Collation(i)
	}
	return out
}

// Stored reports whether columns of data may have the collation: data is utf8mb4.
func (c Collation) Stored() bool { return c.Charset() == "utf8mb4" }

// StoredCollations are the names of those that columns may have.
func StoredCollations() []string {
	var out []string
	for _, c := range Collations() {
		if c.Stored() {
			out = append(out, c.String())
		}
	}
	return out
}
