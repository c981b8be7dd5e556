package sqlgen

var otherFunctions = map[string][]function{
	"json_valid":    {{args: "T", sql: "json_valid({1})", rep: repBool}},
	"json_type":     {{args: "J", sql: jsonTypeSQL, rep: repText}},
	"json_length":   {{args: "J", sql: jsonLengthSQL("{1}"), rep: repInt}},
	"json_unquote":  {{args: "T", sql: "CASE WHEN left({1}, 1) = '\"' AND json_valid({1}) THEN json_extract_string({1}, '$') ELSE {1} END", rep: repText, raises: true}},
	"json_quote":    {{args: "T", sql: "CAST(to_json({1}) AS VARCHAR)", rep: repText}},
	"json_keys":     {{args: "J", sql: "CASE WHEN json_type({1}) = 'OBJECT' THEN CAST(to_json(json_keys({1})) AS VARCHAR) END", rep: repText}},
	"json_contains": {{args: "JJ", sql: "json_contains({1}, {2})", rep: repBool}},
}

const jsonTypeSQL = "CASE json_type({1}) WHEN 'VARCHAR' THEN 'STRING' WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' ELSE json_type({1}) END"

// jsonLengthSQL counts elements; a scalar has one.
func jsonLengthSQL(doc string) string {
	return "CASE json_type(" + doc + ") WHEN 'ARRAY' THEN CAST(json_array_length(" + doc + ") AS BIGINT) WHEN 'OBJECT' THEN len(json_keys(" + doc + ")) ELSE CASE WHEN " + doc + " IS NOT NULL THEN 1 END END"
}
