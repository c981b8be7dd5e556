package casbin

import (
	"errors"
	"fmt"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// TestsFile is where a mesh keeps its policy tests.
const TestsFile = "policy/tests.yaml"

// A policy test reads like this:
//
//	tests:
//	  - name: interns see no customer names
//	    as: intern                  # a user; or role:intern; or [role:intern, role:eu]
//	    dataset: crm.customer
//	    visible: true
//	    columns:
//	      c_name: deny
//	      c_phone: mask             # any mask
//	      c_acctbal: round(-3)      # this mask
//	      others: allow             # every column not named here
//	    filter: "c_nationkey IN (6, 7)"   # or none, or a list
type testCase struct {
	pos     catalog.Position
	name    string
	as      []string
	dataset string
	visible *bool
	columns []columnCase
	filters []string // nil: not asked
}

type columnCase struct {
	line       int
	name, want string
}

// parseCases reads a file of policy tests.
func parseCases(text []byte) ([]testCase, []TestResult) {
	root, err := yamldoc.Parse(text)
	var bad *yamldoc.Error
	if errors.As(err, &bad) {
		return nil, []TestResult{badFile(bad.Line, bad.Problem+"; "+bad.Fix)}
	} else if err != nil {
		return nil, []TestResult{badFile(0, "the file is not YAML")}
	}
	if root.IsNull() {
		return nil, nil
	}
	list := root.Get("tests")
	if list == nil || len(root.Entries) != 1 || list.Value.Kind != yamldoc.Sequence {
		return nil, []TestResult{badFile(root.Line, "write tests: and below it a list of cases, each with name, as, dataset and what is expected")}
	}
	var cases []testCase
	var results []TestResult
	for i := range list.Value.Items {
		c, problem, line := parseCase(&list.Value.Items[i])
		if problem != "" {
			r := badFile(line, problem)
			if c.name != "" {
				r.Name = c.name
			}
			results = append(results, r)
			continue
		}
		cases = append(cases, c)
	}
	return cases, results
}

func badFile(line int, problem string) TestResult {
	return TestResult{Name: TestsFile, Position: catalog.Position{File: TestsFile, Line: line}, Problems: []string{problem}}
}

func parseCase(n *yamldoc.Node) (testCase, string, int) {
	c := testCase{pos: catalog.Position{File: TestsFile, Line: n.Line}}
	if n.Kind != yamldoc.Mapping {
		return c, "a test is a mapping of name, as, dataset and what is expected", n.Line
	}
	for i := range n.Entries {
		e := &n.Entries[i]
		if problem := c.set(e.Key, &e.Value); problem != "" {
			return c, problem, e.Line
		}
	}
	switch {
	case c.name == "":
		return c, "the test has no name; write name: what must hold", n.Line
	case len(c.as) == 0:
		return c, "the test does not say who asks; write as: a user, or as: role:name", n.Line
	case c.dataset == "":
		return c, "the test names no dataset; write dataset: domain.name", n.Line
	case c.visible == nil && c.columns == nil && c.filters == nil:
		return c, "the test expects nothing; write visible, columns or filter", n.Line
	}
	return c, "", 0
}

func (c *testCase) set(key string, v *yamldoc.Node) string {
	switch key {
	case "name", "dataset":
		if v.Kind != yamldoc.Scalar {
			return key + " is one text"
		}
		if key == "name" {
			c.name = v.Text
		} else {
			c.dataset = v.Text
		}
	case "as":
		list, ok := texts(v)
		if !ok {
			return "as is a user, role:name, or a list of roles"
		}
		c.as = list
	case "visible":
		b, ok := v.Bool()
		if !ok {
			return "visible is true or false"
		}
		c.visible = &b
	case "filter":
		list, ok := texts(v)
		if !ok {
			return "filter is none, one condition, or a list of them"
		}
		c.filters = list
	case "columns":
		return c.setColumns(v)
	default:
		return fmt.Sprintf("unknown key %s; write name, as, dataset, visible, columns or filter", key)
	}
	return ""
}

func (c *testCase) setColumns(v *yamldoc.Node) string {
	if v.Kind != yamldoc.Mapping {
		return "columns is a mapping of column names to allow, deny, mask or a mask such as partial(2,2)"
	}
	c.columns = []columnCase{}
	for i := range v.Entries {
		e := &v.Entries[i]
		text := strings.TrimSpace(e.Value.Text)
		switch text {
		case "allow", "deny", "mask":
		default:
			m, lifts, err := ParseMask(text)
			if err != nil || lifts || e.Value.Kind != yamldoc.Scalar {
				return fmt.Sprintf("column %s: write allow, deny, mask or a mask such as partial(2,2)", e.Key)
			}
			text = m.Text
		}
		c.columns = append(c.columns, columnCase{line: e.Line, name: e.Key, want: text})
	}
	return ""
}

// texts reads one text or a list of them.
func texts(v *yamldoc.Node) ([]string, bool) {
	switch v.Kind {
	case yamldoc.Scalar:
		return []string{strings.TrimSpace(v.Text)}, v.Text != ""
	case yamldoc.Sequence:
		out := []string{}
		for i := range v.Items {
			if v.Items[i].Kind != yamldoc.Scalar {
				return nil, false
			}
			out = append(out, strings.TrimSpace(v.Items[i].Text))
		}
		return out, true
	}
	return nil, false
}
