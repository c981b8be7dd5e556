package contract

import (
	"strings"
	"unicode/utf8"
)

// maxIdentifier is the greatest number of characters of a MySQL identifier.
const maxIdentifier = 64

// reservedDomains are databases that MySQL itself has.
var reservedDomains = map[string]bool{
	"information_schema": true, "mysql": true, "performance_schema": true, "sys": true,
}

// badName says what is wrong with the name of a domain or dataset, or "".
// They must work as a MySQL identifier without quotes, as most tools write them.
func badName(name string, most int) string {
	if problem := badLength(name, most); problem != "" {
		return problem
	}
	for i, c := range name {
		word := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0xc0 && c <= 0xffff
		switch {
		case i == 0 && !word:
			return "does not begin with a letter"
		case !word && (c < '0' || c > '9'):
			return "holds a character other than letters, digits and _"
		}
	}
	return ""
}

// badColumn says what is wrong with the name of a column, or "". Clients
// can quote column names, so more is allowed than for tables.
func badColumn(name string) string {
	if problem := badLength(name, maxIdentifier); problem != "" {
		return problem
	}
	if name != strings.TrimSpace(name) {
		return "begins or ends with a space"
	}
	for _, c := range name {
		if c < ' ' || c == 0x7f || c == '`' || c == '*' || c > 0xffff {
			return "holds a control character, `, * or a character beyond the basic plane"
		}
	}
	return ""
}

func badLength(name string, most int) string {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "is empty"
	case !utf8.ValidString(name):
		return "is not UTF-8"
	case n > most:
		return "is too long"
	}
	return ""
}
