package sqlgen

// DuckDB's text functions give NULL where an argument is NULL, as MySQL's do;
// concat_ws is the one that skips NULLs in both.
var textFunctions = map[string][]function{
	"soundex":          {{args: "T", sql: "mysql_soundex({1})", rep: repText}},
	"concat_ws":        {{args: "TT*", sql: "CASE WHEN {1} IS NOT NULL THEN concat_ws({1}, {2*}) END", rep: repText}},
	"upper":            {{args: "T", sql: upperSQL, rep: repText}},
	"ucase":            {{args: "T", sql: upperSQL, rep: repText}},
	"lower":            {{args: "T", sql: "lower({1})", rep: repText}},
	"lcase":            {{args: "T", sql: "lower({1})", rep: repText}},
	"char_length":      {{args: "T", sql: "length({1})", rep: repInt}},
	"character_length": {{args: "T", sql: "length({1})", rep: repInt}},
	"length":           {{args: "b", sql: "octet_length({1})", rep: repInt}, {args: "T", sql: "strlen({1})", rep: repInt}},
	"octet_length":     {{args: "b", sql: "octet_length({1})", rep: repInt}, {args: "T", sql: "strlen({1})", rep: repInt}},
	"bit_length":       {{args: "b", sql: "(octet_length({1}) * 8)", rep: repInt}, {args: "T", sql: "(strlen({1}) * 8)", rep: repInt}},
	"lpad":             {{args: "TIT", sql: padSQL("lpad"), rep: repText, raises: true}},
	"rpad":             {{args: "TIT", sql: padSQL("rpad"), rep: repText, raises: true}},
	"replace":          {{args: "TTT", sql: "replace({1}, {2}, {3})", rep: repText}},
	"reverse":          {{args: "T", sql: "array_to_string(list_reverse(string_split({1}, '')), '')", rep: repText}},
	"repeat":           {{args: "TI", sql: "CASE WHEN {2} <= 0 THEN CASE WHEN {1} IS NOT NULL THEN '' END WHEN strlen({1}) * CAST({2} AS HUGEINT) <= 67108864 THEN repeat({1}, {2}) END", rep: repText, raises: true}},
	"space":            {{args: "I", sql: "CASE WHEN {1} <= 0 THEN '' WHEN {1} <= 67108864 THEN repeat(' ', {1}) END", rep: repText, raises: true}},
	"locate":           {{args: "TT", sql: "instr({2}, {1})", rep: repInt}, {args: "TTI", sql: locateSQL, rep: repInt, raises: true}},
	"position":         {{args: "TT", sql: "instr({2}, {1})", rep: repInt}},
	"instr":            {{args: "TT", sql: "instr({1}, {2})", rep: repInt}},
	"find_in_set":      {{args: "TT", sql: "CASE WHEN {1} IS NULL OR {2} IS NULL THEN NULL WHEN {2} = '' OR contains({1}, ',') THEN 0 ELSE COALESCE(CAST(list_position(string_split({2}, ','), {1}) AS BIGINT), 0) END", rep: repInt}},
	"ascii":            {{args: "T", sql: "CASE WHEN {1} = '' THEN 0 ELSE CAST('0x' || left(hex({1}), 2) AS BIGINT) END", rep: repInt, raises: true}},
	"ord":              {{args: "T", sql: "CASE WHEN {1} = '' THEN 0 ELSE CAST('0x' || hex(left({1}, 1)) AS BIGINT) END", rep: repInt, raises: true}},
	"hex": {
		{args: "b", sql: "hex({1})", rep: repText},
		{args: "u", sql: "printf('%X', {1})", rep: repText},
		{args: "T", sql: "hex({1})", rep: repText},
	},
	"unhex": {{args: "T", sql: "CASE WHEN regexp_full_match({1}, '[0-9A-Fa-f]*') THEN unhex({1}) END", rep: repBlob, raises: true}},
	"md5":   {{args: "b", sql: "md5({1})", rep: repText}, {args: "T", sql: "md5({1})", rep: repText}},
	"sha1":  {{args: "b", sql: "sha1({1})", rep: repText}, {args: "T", sql: "sha1({1})", rep: repText}},
	"sha":   {{args: "b", sql: "sha1({1})", rep: repText}, {args: "T", sql: "sha1({1})", rep: repText}},
	"sha2": {
		{args: "bI", sql: "CASE WHEN {2} IN (0, 256) THEN sha256({1}) END", rep: repText},
		{args: "TI", sql: "CASE WHEN {2} IN (0, 256) THEN sha256({1}) END", rep: repText},
	},
	// MySQL breaks lines after 76 characters.
	"to_base64": {
		{args: "b", sql: "rtrim(regexp_replace(to_base64({1}), '(.{76})', '\\1' || chr(10), 'g'), chr(10))", rep: repText},
		{args: "T", sql: "rtrim(regexp_replace(to_base64(encode({1})), '(.{76})', '\\1' || chr(10), 'g'), chr(10))", rep: repText},
	},
	"from_base64": {{args: "T", sql: "from_base64(regexp_replace({1}, '\\s', '', 'g'))", rep: repBlob, raises: true}},
	"strcmp":      {{args: "TT", sql: "CASE WHEN {1} = {2} THEN 0 WHEN {1} < {2} THEN -1 WHEN {1} > {2} THEN 1 END", rep: rep{base: int32Base}}},
	"insert":      {{args: "TIIT", sql: "CASE WHEN {2} < 1 OR {2} > length({1}) THEN {1} WHEN {3} < 0 OR {2} + {3} > length({1}) THEN left({1}, {2} - 1) || {4} ELSE left({1}, {2} - 1) || {4} || substring({1}, {2} + {3}) END", rep: repText, raises: true}},
	"quote":       {{args: "T", sql: "CASE WHEN {1} IS NULL THEN 'NULL' ELSE '''' || replace(replace({1}, '\\', '\\\\'), '''', '\\''') || '''' END", rep: repText}},
}

// padSQL pads to a length of characters; without padding text, ” when it were needed.
func padSQL(name string) string {
	return "CASE WHEN {2} < 0 OR {2} > 16777216 THEN NULL WHEN {2} <= length({1}) THEN left({1}, {2}) WHEN {3} = '' THEN '' ELSE " +
		name + "({1}, CAST({2} AS INTEGER), {3}) END"
}

const (
	// upperSQL leaves ß as it is, of which DuckDB makes ẞ.
	upperSQL  = "CASE WHEN contains({1}, 'ß') THEN replace(upper(replace({1}, 'ß', chr(1114111))), chr(1114111), 'ß') ELSE upper({1}) END"
	locateSQL = "CASE WHEN {3} < 1 OR {3} > length({2}) + 1 THEN 0 WHEN instr(substring({2}, {3}), {1}) = 0 AND {1} <> '' THEN 0 " +
		"WHEN {1} = '' THEN {3} ELSE instr(substring({2}, {3}), {1}) + {3} - 1 END"
)
