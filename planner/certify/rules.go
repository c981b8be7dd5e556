package certify

import (
	"errors"
	"fmt"
	"strings"
)

type rule = func(c *checker, v *value, at place) error

// ignored is a key that cannot change what is read: where the text stands.
func ignored(_ *checker, v *value, _ place) error {
	if v.kind != number {
		return errors.New("a number expected")
	}
	return nil
}

// empty is a key that must hold nothing.
func empty(_ *checker, v *value, _ place) error {
	if v.kind == null || v.kind == text && v.text == "" || v.kind == array && len(v.items) == 0 {
		return nil
	}
	return errors.New("must be empty")
}

// oneOf is a key with few known values.
func oneOf(allowed ...string) rule {
	return func(_ *checker, v *value, _ place) error {
		if v.kind == text || v.kind == boolean {
			for _, a := range allowed {
				if v.text == a {
					return nil
				}
			}
		}
		return fmt.Errorf("%q is not known", v.text)
	}
}

var flag = oneOf("true", "false")

// id is the name of a column that a SELECT puts out: c1, o1 of the result, s1
// of a set operation.
func id(_ *checker, v *value, _ place) error {
	if v.kind != text || v.text != "" && !isID(v.text, "cos") {
		return fmt.Errorf("the name %q is no id", v.text)
	}
	return nil
}

// isID reports whether a name is one of the letters and a number.
func isID(s, letters string) bool {
	if len(s) < 2 || len(s) > 12 || strings.IndexByte(letters, s[0]) < 0 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// ids is a list of such names.
func ids(c *checker, v *value, at place) error {
	if v.kind != array {
		return errors.New("a list expected")
	}
	for i := range v.items {
		if err := id(c, &v.items[i], at); err != nil {
			return err
		}
	}
	return nil
}

// optional makes a rule accept null.
func optional(r rule) rule {
	return func(c *checker, v *value, at place) error {
		if v.kind == null {
			return nil
		}
		return r(c, v, at)
	}
}

// list makes a rule one of each element.
func list(r rule) rule {
	return func(c *checker, v *value, at place) error {
		if v.kind != array {
			return errors.New("a list expected")
		}
		for i := range v.items {
			if err := r(c, &v.items[i], at); err != nil {
				return err
			}
		}
		return nil
	}
}

func expr(c *checker, v *value, at place) error { return c.expr(v, at) }

var exprs = list(expr)
