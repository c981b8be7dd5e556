package local

import (
	"strconv"
	"strings"
)

// serverVersion is what /*!NNNNN compares with.
const serverVersion = 80036

// plain gives a statement without comments; what stands in an executable
// comment of this version or an older one becomes part of it.
func plain(text string) string {
	if !strings.ContainsAny(text, "/#-") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		rest := text[i:]
		switch c := text[i]; {
		case c == '\'' || c == '"' || c == '`':
			n := quoted(rest)
			b.WriteString(rest[:n])
			i += n
		case strings.HasPrefix(rest, "/*!"):
			body, n := comment(rest)
			b.WriteString(" " + executable(body) + " ")
			i += n
		case strings.HasPrefix(rest, "/*+"): // a hint stays
			_, n := comment(rest)
			b.WriteString(rest[:n])
			i += n
		case strings.HasPrefix(rest, "/*"):
			_, n := comment(rest)
			b.WriteByte(' ')
			i += n
		case c == '#', strings.HasPrefix(rest, "-- "), strings.HasPrefix(rest, "--\t"), strings.HasPrefix(rest, "--\n"), rest == "--":
			line, _, _ := strings.Cut(rest, "\n")
			i += len(line)
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// quoted gives the length of the quoted text at the front of s.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] != '`':
			i++
		case s[i] == s[0]:
			if i+1 < len(s) && s[i+1] == s[0] {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(s)
}

// comment gives the inside and the length of the comment at the front of s.
func comment(s string) (body string, n int) {
	if i := strings.Index(s[2:], "*/"); i >= 0 {
		return s[2 : i+2], i + 4
	}
	return s[2:], len(s)
}

// executable gives what an executable comment says to this version.
func executable(body string) string {
	body = body[1:] // the exclamation mark
	digits := 0
	for digits < len(body) && digits < 6 && body[digits] >= '0' && body[digits] <= '9' {
		digits++
	}
	if digits < 5 {
		return body
	}
	if v, err := strconv.Atoi(body[:digits]); err != nil || v > serverVersion {
		return ""
	}
	return body[digits:]
}
