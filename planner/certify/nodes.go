package certify

// queryBody is a query within another.
func queryBody(c *checker, v *value, at place) error { return c.body(v, at) }

var nodeRules = map[string]rules{
	"SELECT_NODE": {
		"type": oneOf("SELECT_NODE"), "modifiers": list(modifier), "cte_map": done, "select_list": exprs,
		"from_table": tableRule, "where_clause": optional(expr), "group_expressions": exprs, "group_sets": groupSets,
		"aggregate_handling": oneOf("STANDARD_HANDLING"), "having": empty, "sample": empty, "qualify": empty,
	},
	"SET_OPERATION_NODE": {
		"type": oneOf("SET_OPERATION_NODE"), "modifiers": list(modifier), "cte_map": noCTEs,
		"setop_type": oneOf("UNION", "INTERSECT", "EXCEPT"), "left": queryRule, "right": queryRule, "setop_all": flag,
	},
	"RECURSIVE_CTE_NODE": {
		"type": oneOf("RECURSIVE_CTE_NODE"), "modifiers": empty, "cte_map": noCTEs, "cte_name": tableID, "union_all": flag,
		"left": queryRule, "right": queryRule, "aliases": ids, "key_targets": empty,
	},
	"CTE":               {"aliases": ids, "query": queryBody, "materialized": oneOf("CTE_MATERIALIZE_DEFAULT"), "key_targets": empty},
	"ORDER_MODIFIER":    {"type": oneOf("ORDER_MODIFIER"), "orders": list(order)},
	"LIMIT_MODIFIER":    {"type": oneOf("LIMIT_MODIFIER"), "limit": optional(expr), "offset": optional(expr)},
	"DISTINCT_MODIFIER": {"type": oneOf("DISTINCT_MODIFIER"), "distinct_on_targets": empty},
	"ORDER BY": {
		"type": oneOf("ASCENDING", "DESCENDING", "ORDER_DEFAULT"), "expression": expr,
		"null_order": oneOf("NULLS FIRST", "NULLS LAST", "ORDER_DEFAULT"),
	},
	"WHEN": {"when_expr": expr, "then_expr": expr},
	"DECIMAL_TYPE_INFO": {
		"type": oneOf("DECIMAL_TYPE_INFO"), "alias": empty, "extension_info": empty, "width": ignored, "scale": ignored,
	},
	"UNBOUND_TYPE_INFO": {
		"type": oneOf("UNBOUND_TYPE_INFO"), "alias": empty, "extension_info": empty, "name": oneOf("JSON"),
		"catalog": empty, "schema": empty, "user_type_modifiers": empty,
	},
}

var tableRules = makeTableRules()

func makeTableRules() map[string]rules {
	out := map[string]rules{
		"EMPTY": {},
		"BASE_TABLE": {
			"table_name": tableID, "schema_name": empty, "catalog_name": empty, "at_clause": empty, "column_name_alias": ids,
		},
		"SUBQUERY": {"column_name_alias": ids, "subquery": queryBody},
		"JOIN": {
			"left": tableRule, "right": tableRule, "condition": optional(expr), "join_type": oneOf("INNER", "LEFT", "RIGHT", "FULL"),
			"ref_type": oneOf("REGULAR", "CROSS", "DEPENDENT"), "using_columns": empty, "delim_flipped": oneOf("false"),
			"duplicate_eliminated_columns": empty,
		},
		"EXPRESSION_LIST": {"expected_names": empty, "expected_types": empty, "values": list(exprs)},
		// The function of a leaf was read by source.
		"TABLE_FUNCTION": {"function": done, "column_name_alias": empty, "with_ordinality": oneOf("WITHOUT_ORDINALITY")},
	}
	for t, rs := range out {
		rs["type"], rs["alias"], rs["sample"], rs["query_location"] = oneOf(t), tableAlias, empty, ignored
	}
	return out
}
