package sqlgen

import "strings"

// compact drops the parameters that the text does not use, as an engine wants
// as many values as the text has parameters: an expression that was
// translated may have been left out of its parent.
func compact(sql string, args []ArgRef) (string, []ArgRef) {
	used := make([]int, len(args))
	walkParameters(sql, func(n int) string { used[n-1]++; return "" })
	var kept []ArgRef
	number := make([]int, len(args))
	for i, n := range used {
		if n > 0 {
			kept = append(kept, args[i])
			number[i] = len(kept)
		}
	}
	if len(kept) == len(args) {
		return sql, args
	}
	return walkParameters(sql, func(n int) string { return "$" + itoa(number[n-1]) }), kept
}

// walkParameters replaces each $n outside of quotes.
func walkParameters(sql string, by func(n int) string) string {
	var out strings.Builder
	for i := 0; i < len(sql); {
		switch c := sql[i]; c {
		case '\'', '"':
			end := i + 1 + strings.IndexByte(sql[i+1:], c) + 1
			out.WriteString(sql[i:end])
			i = end
		case '$':
			n := 0
			for i++; i < len(sql) && sql[i] >= '0' && sql[i] <= '9'; i++ {
				n = n*10 + int(sql[i]-'0')
			}
			out.WriteString(by(n))
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String()
}
