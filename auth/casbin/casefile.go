package casbin

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"nanohouse/catalog"
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
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, []TestResult{badFile(0, "the file is not YAML: "+strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode || len(root.Content) != 2 || root.Content[0].Value != "tests" || root.Content[1].Kind != yaml.SequenceNode {
		return nil, []TestResult{badFile(root.Line, "write tests: and below it a list of cases, each with name, as, dataset and what is expected")}
	}
	var cases []testCase
	var bad []TestResult
	for _, n := range root.Content[1].Content {
		c, problem, line := parseCase(n)
		if problem != "" {
			r := badFile(line, problem)
			if c.name != "" {
				r.Name = c.name
			}
			bad = append(bad, r)
			continue
		}
		cases = append(cases, c)
	}
	return cases, bad
}

func badFile(line int, problem string) TestResult {
	return TestResult{Name: TestsFile, Position: catalog.Position{File: TestsFile, Line: line}, Problems: []string{problem}}
}

func parseCase(n *yaml.Node) (testCase, string, int) {
	c := testCase{pos: catalog.Position{File: TestsFile, Line: n.Line}}
	if n.Kind != yaml.MappingNode {
		return c, "a test is a mapping of name, as, dataset and what is expected", n.Line
	}
	for i := 0; i < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if problem := c.set(k.Value, v); problem != "" {
			return c, problem, k.Line
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

func (c *testCase) set(key string, v *yaml.Node) string {
	switch key {
	case "name", "dataset":
		if v.Kind != yaml.ScalarNode {
			return key + " is one text"
		}
		if key == "name" {
			c.name = v.Value
		} else {
			c.dataset = v.Value
		}
	case "as":
		list, ok := texts(v)
		if !ok {
			return "as is a user, role:name, or a list of roles"
		}
		c.as = list
	case "visible":
		var b bool
		if v.Decode(&b) != nil {
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

func (c *testCase) setColumns(v *yaml.Node) string {
	if v.Kind != yaml.MappingNode {
		return "columns is a mapping of column names to allow, deny, mask or a mask such as partial(2,2)"
	}
	c.columns = []columnCase{}
	for i := 0; i < len(v.Content); i += 2 {
		k, want := v.Content[i], v.Content[i+1]
		text := strings.TrimSpace(want.Value)
		switch text {
		case "allow", "deny", "mask":
		default:
			m, lifts, err := ParseMask(text)
			if err != nil || lifts || want.Kind != yaml.ScalarNode {
				return fmt.Sprintf("column %s: write allow, deny, mask or a mask such as partial(2,2)", k.Value)
			}
			text = m.Text
		}
		c.columns = append(c.columns, columnCase{line: k.Line, name: k.Value, want: text})
	}
	return ""
}

// texts reads one text or a list of them.
func texts(v *yaml.Node) ([]string, bool) {
	switch v.Kind {
	case yaml.ScalarNode:
		return []string{strings.TrimSpace(v.Value)}, v.Value != ""
	case yaml.SequenceNode:
		out := []string{}
		for _, n := range v.Content {
			if n.Kind != yaml.ScalarNode {
				return nil, false
			}
			out = append(out, strings.TrimSpace(n.Value))
		}
		return out, true
	}
	return nil, false
}
