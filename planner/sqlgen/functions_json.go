package sqlgen

// A document is a text: a file's own, or one that a function of storage/scalar
// made, which may tell more than JSON can. Package jsonvalue says how.
var jsonTableFunctions = map[string][]function{
	"json_key_text":       {{args: "T", sql: "mysql_json_key_text({1})", rep: repText, errs: true}},
	"json_compare_key":    {{args: "T", sql: "mysql_json_key({1})", rep: repBlob, errs: true}},
	"json_sort_key":       {{args: "T", sql: "mysql_json_sort_key({1})", rep: repBlob, errs: true}},
	"json_truth":          {{args: "T", sql: "mysql_json_truth({1})", rep: repBool, errs: true}},
	"json_valid":          {{args: "T", sql: "mysql_json_valid({1})", rep: repBool, errs: true}},
	"json_type":           {{args: "T", sql: "mysql_json_type({1})", rep: repText, errs: true}},
	"json_depth":          {{args: "T", sql: "mysql_json_depth({1})", rep: repInt, errs: true}},
	"json_length":         {{args: "T?T", sql: "mysql_json_length({*})", rep: repInt, errs: true}},
	"json_keys":           {{args: "T?T", sql: "mysql_json_keys({*})", rep: repText, errs: true}},
	"json_pretty":         {{args: "T", sql: "mysql_json_pretty({1})", rep: repText, errs: true}},
	"json_storage_size":   {{args: "T", sql: "mysql_json_storage_size({1})", rep: repInt, errs: true}},
	"json_storage_free":   {{args: "T", sql: "mysql_json_storage_free({1})", rep: repInt, errs: true}},
	"json_quote":          {{args: "T", sql: "mysql_json_quote({1})", rep: repText}},
	"json_extract":        {{args: "TT*", sql: "mysql_json_extract({*})", rep: repText, errs: true}},
	"json_contains":       {{args: "TT?T", sql: "mysql_json_contains({*})", rep: repBool, errs: true}},
	"json_contains_path":  {{args: "TTT*", sql: "mysql_json_contains_path({*})", rep: repBool, errs: true}},
	"json_overlaps":       {{args: "TT", sql: "mysql_json_overlaps({1}, {2})", rep: repBool, errs: true}},
	"json_member_of":      {{args: "TT", sql: "mysql_json_member_of({1}, {2})", rep: repBool, errs: true}},
	"json_value":          {{args: "TTTITTTT", sql: "mysql_json_value({*})", rep: repText, errs: true}},
	"json_search":         {{args: "TTT?T*", sql: "mysql_json_search({*})", rep: repText, errs: true}},
	"json_set":            {{args: "TTT*", sql: "mysql_json_set({*})", rep: repText, errs: true}},
	"json_insert":         {{args: "TTT*", sql: "mysql_json_insert({*})", rep: repText, errs: true}},
	"json_replace":        {{args: "TTT*", sql: "mysql_json_replace({*})", rep: repText, errs: true}},
	"json_array_append":   {{args: "TTT*", sql: "mysql_json_array_append({*})", rep: repText, errs: true}},
	"json_array_insert":   {{args: "TTT*", sql: "mysql_json_array_insert({*})", rep: repText, errs: true}},
	"json_remove":         {{args: "TT*", sql: "mysql_json_remove({*})", rep: repText, errs: true}},
	"json_merge_preserve": {{args: "TT*", sql: "mysql_json_merge_preserve({*})", rep: repText, errs: true}},
	"json_merge_patch":    {{args: "TT*", sql: "mysql_json_merge_patch({*})", rep: repText, errs: true}},
}
