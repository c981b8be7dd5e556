package auth

import "nanohouse/catalog"

// Suits reports whether a mask of this kind can keep a column's type. A column
// whose mask does not suit it stays denied.
func (k MaskKind) Suits(t catalog.Type) bool {
	switch k {
	case Partial, Email:
		return t.Kind == catalog.String
	case Hash:
		return t.Kind == catalog.String || t.IsInteger() && t.Kind != catalog.Bool
	case Year, Month:
		return t.Kind == catalog.Date || t.Kind == catalog.DateTime || t.Kind == catalog.Timestamp
	case Round:
		return t.IsNumeric() && t.Kind != catalog.Bool
	}
	return true
}

// String gives the name of the mask as rules write it.
func (k MaskKind) String() string {
	if int(k) < len(maskNames) {
		return maskNames[k]
	}
	return "null"
}

var maskNames = [...]string{"null", "redact", "hash", "partial", "email", "year", "month", "round", "sql"}
