package certify

import (
	"errors"
	"fmt"
	"strings"
)

// expr checks an expression by its class.
func (c *checker) expr(v *value, at place) error {
	class := v.str("class")
	rs, ok := c.exprs[class]
	if !ok {
		return fmt.Errorf("the expression %q is not known", class)
	}
	switch class {
	case "STAR":
		if !at.values {
			return errors.New("a star")
		}
	case "COLUMN_REF":
		return c.columnRef(v, at)
	case "CONSTANT":
		return c.constant(v, at)
	case "FUNCTION":
		if v.str("function_name") == "error" {
			at.raising = true
		}
	case "SUBQUERY":
		if at.leaf != nil {
			return errors.New("a subquery within a leaf")
		}
	}
	return c.apply(class, rs, v, at)
}

// exprRules are the known classes of expressions, and their keys. They reach
// each other through the checker, which holds them.
var exprRules = makeExprRules()

func makeExprRules() map[string]rules {
	comparison := oneOf("COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_LESSTHAN", "COMPARE_GREATERTHAN", "COMPARE_LESSTHANOREQUALTO",
		"COMPARE_GREATERTHANOREQUALTO", "COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM")
	out := map[string]rules{
		"COLUMN_REF":  {"column_names": done},
		"CONSTANT":    {"value": done},
		"PARAMETER":   {"type": oneOf("VALUE_PARAMETER"), "identifier": parameter},
		"CAST":        {"type": oneOf("OPERATOR_CAST"), "child": expr, "cast_type": castType, "try_cast": flag},
		"COMPARISON":  {"type": comparison, "left": expr, "right": expr},
		"CONJUNCTION": {"type": oneOf("CONJUNCTION_AND", "CONJUNCTION_OR"), "children": exprs},
		"BETWEEN":     {"type": oneOf("COMPARE_BETWEEN"), "input": expr, "lower": expr, "upper": expr},
		"CASE":        {"type": oneOf("CASE_EXPR"), "case_checks": list(caseCheck), "else_expr": expr},
		"OPERATOR": {"type": oneOf("COMPARE_IN", "COMPARE_NOT_IN", "OPERATOR_COALESCE", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL",
			"OPERATOR_NOT", "OPERATOR_TRY", "GROUPING_FUNCTION"), "children": exprs},
		"FUNCTION": {"type": oneOf("FUNCTION"), "function_name": onList(allowed), "schema": oneOf("", "main"), "catalog": empty,
			"children": exprs, "filter": empty, "order_bys": orderBys, "distinct": flag, "is_operator": flag, "export_state": oneOf("false")},
		"WINDOW": {"type": windowType, "function_name": onList(windowFunctions), "schema": empty, "catalog": empty, "children": exprs,
			"partitions": exprs, "orders": list(order), "start": frameEnd, "end": frameEnd, "start_expr": optional(expr), "end_expr": optional(expr),
			"offset_expr": optional(expr), "default_expr": optional(expr), "ignore_nulls": oneOf("false"), "filter_expr": empty,
			"exclude_clause": oneOf("NO_OTHER"), "distinct": flag, "arg_orders": list(order)},
		"SUBQUERY": {"type": oneOf("SUBQUERY"), "subquery_type": oneOf("SCALAR", "EXISTS", "NOT_EXISTS", "ANY"), "child": optional(expr),
			"subquery":        func(c *checker, v *value, at place) error { return c.body(v, at) },
			"comparison_type": optionalComparison(comparison)},
		"STAR": {"type": oneOf("STAR"), "relation_name": empty, "exclude_list": empty, "replace_list": empty, "columns": oneOf("false"),
			"expr": empty, "qualified_exclude_list": empty, "rename_list": empty},
	}
	for class, rs := range out {
		rs["class"], rs["alias"], rs["query_location"] = oneOf(class), id, ignored
	}
	return out
}

func optionalComparison(r rule) rule {
	return func(c *checker, v *value, at place) error {
		if v.kind == text && v.text == "INVALID" {
			return nil
		}
		return r(c, v, at)
	}
}

func onList(names map[string]bool) rule {
	return func(_ *checker, v *value, _ place) error {
		if v.kind == text && names[v.text] {
			return nil
		}
		return fmt.Errorf("the function %q is not on the list", v.text)
	}
}

func windowType(_ *checker, v *value, _ place) error {
	if v.kind == text && strings.HasPrefix(v.text, "WINDOW_") {
		return nil // function_name, on its own list, says which
	}
	return errors.New("not a window function")
}

var frameEnd = oneOf("UNBOUNDED_PRECEDING", "UNBOUNDED_FOLLOWING", "CURRENT_ROW_RANGE", "CURRENT_ROW_ROWS",
	"EXPR_PRECEDING_ROWS", "EXPR_FOLLOWING_ROWS", "EXPR_PRECEDING_RANGE", "EXPR_FOLLOWING_RANGE")

func orderBys(c *checker, v *value, at place) error {
	return c.apply("order_bys", c.nodes["ORDER_MODIFIER"], v, at)
}

func caseCheck(c *checker, v *value, at place) error {
	return c.apply("WHEN", c.nodes["WHEN"], v, at)
}

// parameter is $1, $2, …: a number, never a name.
func parameter(_ *checker, v *value, _ place) error {
	if v.kind != text || v.text == "" || strings.Trim(v.text, "0123456789") != "" {
		return fmt.Errorf("the parameter %q has no number", v.text)
	}
	return nil
}

// columnRef is a column: by its id, or within a leaf by its name in the files.
func (c *checker) columnRef(v *value, at place) error {
	if err := onlyKeys(v, "class", "type", "alias", "query_location", "column_names"); err != nil {
		return err
	}
	if err := id(c, v.get("alias"), at); err != nil {
		return err
	}
	names := v.get("column_names")
	if v.str("type") != "COLUMN_REF" || names.kind != array || len(names.items) != 1 || names.items[0].kind != text {
		return errors.New("a column with several names")
	}
	name := names.items[0].text
	switch {
	case at.leaf == nil && isID(name, "c"):
	case at.leaf == nil:
		return fmt.Errorf("the column %q has no id", name)
	case at.raising && name == "filename":
	default:
		at.leaf.columns = append(at.leaf.columns, name)
	}
	return nil
}

// constant is a fixed literal of the generator: a number, NULL, or a text on the list.
func (c *checker) constant(v *value, at place) error {
	if err := onlyKeys(v, "class", "type", "alias", "query_location", "value"); err != nil {
		return err
	}
	if err := id(c, v.get("alias"), at); err != nil {
		return err
	}
	k := v.get("value")
	if err := onlyKeys(k, "type", "is_null", "value"); err != nil {
		return err
	}
	if v.str("type") != "VALUE_CONSTANT" {
		return errors.New("a constant of another kind")
	}
	switch t := k.get("type").str("id"); t {
	case "NULL", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "BOOLEAN":
		return nil
	case "VARCHAR":
		return fixedText(k.get("value").text, at)
	default:
		return fmt.Errorf("a constant of type %s", t)
	}
}

// fixedText is a text that the generator itself writes. Texts of clients are
// parameters, and never stand in the statement.
func fixedText(s string, at place) error {
	switch {
	case at.raising && strings.HasPrefix(s, "NH-CAST|"), literals[s], isDecimal(s):
		return nil
	}
	return errors.New("a text that is not on the list")
}

func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, fraction, dot := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!dot || digits(fraction))
}

var typeIDs = map[string]bool{
	"BOOLEAN": true, "TINYINT": true, "SMALLINT": true, "INTEGER": true, "BIGINT": true, "UTINYINT": true, "USMALLINT": true,
	"UINTEGER": true, "UBIGINT": true, "HUGEINT": true, "DECIMAL": true, "FLOAT": true, "DOUBLE": true, "VARCHAR": true, "BLOB": true, "BIT": true,
	"DATE": true, "TIME": true, "TIMESTAMP": true, "TIMESTAMP WITH TIME ZONE": true,
}

// castType is a type by its id, or JSON, which is a name to the parser.
func castType(c *checker, v *value, at place) error {
	if err := onlyKeys(v, "id", "type_info"); err != nil {
		return err
	}
	name, info := v.str("id"), v.get("type_info")
	switch {
	case name == "UNBOUND":
		return c.apply("type", c.nodes["UNBOUND_TYPE_INFO"], info, at)
	case !typeIDs[name]:
		return fmt.Errorf("the type %q is not known", name)
	case info.kind == null:
		return nil
	}
	return c.apply("type", c.nodes["DECIMAL_TYPE_INFO"], info, at)
}
