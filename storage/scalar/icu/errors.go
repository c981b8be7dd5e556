package icu

// Kind is what is wrong with a pattern, a replacement or a match.
type Kind uint8

// The kinds of errors.
const (
	Syntax Kind = iota
	IllegalArgument
	BadEscape
	Parenthesis
	BadInterval
	MaxLessMin
	BackReference
	LookBehind
	MissingBracket
	InvalidRange
	TooBig
	NumberTooBig
	GroupName
	GroupIndex
	TimeOut
	Unsupported
)

// Error is an error of a pattern, a replacement or a match.
type Error struct {
	Kind Kind
	// At is the character of the pattern, from 1, of a Syntax error.
	At int
	// What names what is Unsupported.
	What string
}

func (e *Error) Error() string { return "icu: invalid regular expression " + e.What }
