package sqlgen

import "strings"

// macroCopies is how often DuckDB repeats the arguments of those of the
// functions here that it defines as macros: NULLIF(a, b) is for it CASE WHEN
// a = b THEN NULL ELSE a END. Macros in macros multiply.
var macroCopies = map[string]float64{
	"NULLIF": 2, "round_even": 3, "split_part": 2, "array_to_string": 2, "json_group_array": 2, "json_group_object": 2,
}

// weight is how long a text gets where the engine has put in what it repeats:
// the arguments of macros, and the operand of CASE x WHEN, which is compared with
// each value by itself.
func weight(sql string) float64 {
	// Each open parenthesis or CASE has a frame that sums up what is in it.
	type frame struct {
		sum, operand, copies float64
		whens                int
		isCase               bool
	}
	stack := []frame{{copies: 1}}
	closes := func(isCase bool) {
		top := stack[len(stack)-1]
		if len(stack) == 1 || top.isCase != isCase {
			return
		}
		stack = stack[:len(stack)-1]
		stack[len(stack)-1].sum += top.sum*top.copies + top.operand*max(float64(top.whens), 1)
	}
	word := ""
	for i := 0; i < len(sql); {
		start := i
		top := &stack[len(stack)-1]
		switch c := sql[i]; {
		case c == '\'' || c == '"':
			if n := strings.IndexByte(sql[i+1:], c); n >= 0 {
				i += n + 2
			} else {
				i = len(sql)
			}
		case isNameByte(c):
			for i < len(sql) && isNameByte(sql[i]) {
				i++
			}
			word = sql[start:i]
			switch word {
			case "CASE":
				stack = append(stack, frame{copies: 1, isCase: true})
			case "WHEN":
				if top.whens++; top.whens == 1 {
					top.operand, top.sum = top.sum, 0
				}
			case "END":
				closes(true)
			}
			stack[len(stack)-1].sum += float64(i - start)
			continue
		case c == '(':
			i++
			stack = append(stack, frame{copies: max(macroCopies[word], 1)})
		case c == ')':
			i++
			closes(false)
		default:
			i++
		}
		word = ""
		stack[len(stack)-1].sum += float64(i - start)
	}
	total := 0.0
	for _, f := range stack {
		total += f.sum + f.operand
	}
	return total
}

func isNameByte(b byte) bool {
	return b == '_' || b == '$' || b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
