package scalar

import (
	"unicode/utf8"

	"nanohouse/internal/sqlerr"
)

// recursionFunctions bound recursive queries.
var recursionFunctions = []Function{
	{Name: "mysql_recursion_depth", Args: []Kind{Int, Int}, Result: Int, Eval: recursionDepth},
	{Name: "mysql_recursion_text", Args: []Kind{Text, Int, Text}, Result: Text, Eval: recursionText},
}

// recursionDepth is the number of the round after one, up to a limit.
func recursionDepth(args []Value) (Value, error) {
	depth, limit := args[0].Int, args[1].Int
	if depth+1 >= limit {
		return Null, sqlerr.New(sqlerr.RecursionDepth,
			"Recursive query aborted after %d iterations. Try increasing @@cte_max_recursion_depth to a larger value.", limit+1)
	}
	return OfInt(depth + 1), nil
}

// recursionText is a text no longer than the column of its name, in characters.
func recursionText(args []Value) (Value, error) {
	if text := args[0].Text; int64(len(text)) > args[1].Int && int64(utf8.RuneCountInString(text)) > args[1].Int {
		return Null, sqlerr.New(sqlerr.TextTooLong, "Data too long for column '%s' at row 1", args[2].Text)
	}
	return OfText(args[0].Text), nil
}
