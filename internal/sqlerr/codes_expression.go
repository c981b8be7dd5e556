package sqlerr

// Errors that MySQL has of the values and the frames of expressions.
var (
	UnequalBits = Code{"E0101", 3513, "HY000"}
	LongBits    = Code{"B0301", 3514, "HY000"}
)
