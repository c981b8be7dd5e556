package casbin

import (
	"fmt"
	"strconv"
	"strings"

	"nanohouse/auth"
)

const maskForms = "write none, null, redact, hash, partial(first,last), email, year, month, round(digits) or sql: <expression>"

// ParseMask reads a mask as a rule writes it. The mask none lifts other masks:
// it gives true.
func ParseMask(text string) (m auth.Mask, lifts bool, err error) {
	text = strings.TrimSpace(text)
	if len(text) >= 4 && strings.EqualFold(text[:4], "sql:") {
		sql := strings.TrimSpace(text[4:])
		if sql == "" {
			return m, false, fmt.Errorf("write sql: and an expression")
		}
		return auth.Mask{Kind: auth.SQLExpression, SQL: sql, Text: text}, false, nil
	}
	name, args, err := maskCall(text)
	if err != nil {
		return m, false, err
	}
	if name == "none" && args == nil {
		return m, true, nil
	}
	m, ok := auth.Mask{}, false
	for k := auth.Nullify; k < auth.SQLExpression; k++ {
		if k.String() == name {
			m.Kind, ok = k, true
		}
	}
	if !ok {
		return auth.Mask{}, false, fmt.Errorf("%s", maskForms)
	}
	return maskArguments(m, args)
}

func maskCall(text string) (string, []string, error) {
	name, rest, called := strings.Cut(text, "(")
	name = strings.ToLower(strings.TrimSpace(name))
	if !called {
		return name, nil, nil
	}
	inner, ok := strings.CutSuffix(rest, ")")
	if !ok {
		return "", nil, fmt.Errorf("close the parenthesis: %s", maskForms)
	}
	args := strings.Split(inner, ",")
	for i := range args {
		args[i] = strings.TrimSpace(args[i])
	}
	return name, args, nil
}

func maskArguments(m auth.Mask, args []string) (auth.Mask, bool, error) {
	switch m.Kind {
	case auth.Partial:
		n, ok := integers(args, 2, 0, 1000)
		if !ok {
			return auth.Mask{}, false, fmt.Errorf("write partial(2,4) to keep the first 2 and the last 4 characters (0 to 1000 each)")
		}
		m.First, m.Last = n[0], n[1]
		m.Text = fmt.Sprintf("partial(%d,%d)", n[0], n[1])
	case auth.Round:
		n, ok := integers(args, 1, -38, 38)
		if !ok {
			return auth.Mask{}, false, fmt.Errorf("write round(2) for 2 digits after the point, round(-3) for thousands (-38 to 38)")
		}
		m.Digits = n[0]
		m.Text = fmt.Sprintf("round(%d)", n[0])
	default:
		if args != nil {
			return auth.Mask{}, false, fmt.Errorf("write %s without parentheses", m.Kind)
		}
		m.Text = m.Kind.String()
	}
	return m, false, nil
}

func integers(args []string, count, least, most int) ([]int, bool) {
	if len(args) != count {
		return nil, false
	}
	out := make([]int, count)
	for i, a := range args {
		n, err := strconv.Atoi(a)
		if err != nil || n < least || n > most {
			return nil, false
		}
		out[i] = n
	}
	return out, true
}

// stricter reports whether mask a shows no more than mask b.
func stricter(a, b auth.Mask) bool {
	switch {
	case a == b || a.Kind == auth.Nullify:
		return true
	case a.Kind == auth.Redact:
		return b.Kind != auth.Nullify
	case a.Kind == auth.Year:
		return b.Kind == auth.Month
	case a.Kind == auth.Round:
		return b.Kind == auth.Round && a.Digits <= b.Digits
	case a.Kind == auth.Partial:
		return b.Kind == auth.Partial && a.First <= b.First && a.Last <= b.Last
	}
	return false
}

// strictest gives the mask that shows no more than either. Where neither shows less
// than the other (email and hash), that is NULL.
func strictest(a, b auth.Mask) auth.Mask {
	switch {
	case stricter(a, b):
		return a
	case stricter(b, a):
		return b
	}
	return auth.Mask{Kind: auth.Nullify, Text: auth.Nullify.String()}
}
