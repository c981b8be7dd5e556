package parse

import "strings"

// Digest is a statement without its values, for the audit and metrics:
// literals become ?, lists of them (...), and white space and comments one space.
func Digest(text string) string {
	var words []string
	src := normalize(text, Mode{}, Settings{}.version())
	for _, l := range src.lexemes {
		words = append(words, digestWord(src, l))
	}
	for len(words) > 0 && words[len(words)-1] == ";" {
		words = words[:len(words)-1]
	}
	return strings.Join(foldLists(words), " ")
}

func digestWord(src *Source, l lexeme) string {
	t := src.of(l)
	switch l.kind {
	case lexString, lexNumber, lexParam, lexBad:
		return "?"
	case lexQuoted:
		return t
	}
	return strings.ToLower(t)
}

// foldLists makes ( ? , ? , ? ) one (...), and repeats of it too.
func foldLists(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		end, ok := valueList(words, i)
		if !ok {
			out = append(out, words[i])
			continue
		}
		i = end
		if n := len(out); n >= 2 && out[n-1] == "," && out[n-2] == "(...)" {
			out = out[:n-1]
			continue
		}
		out = append(out, "(...)")
	}
	return out
}

// valueList reports whether a list of two or more values begins at i, and
// where it ends.
func valueList(words []string, i int) (int, bool) {
	if words[i] != "(" {
		return 0, false
	}
	j := i + 1
	for ; j < len(words) && (words[j] == "?" || words[j] == ","); j++ {
	}
	return j, j < len(words) && words[j] == ")" && j > i+2
}
