package sqlgen

// DuckDB's text functions give NULL where an argument is NULL, as MySQL's do;
// CONCAT_WS is the one that skips NULLs. Bytes have functions of their own: places
// in them count bytes. The first argument says whether a function is for bytes, or,
// where the line says so, any.
var textFunctions = map[string][]function{
	"soundex": {{args: "b", sql: "mysql_soundex_bytes({1})", rep: repBlob}, {args: "T", sql: "mysql_soundex({1})", rep: repText}},
	"concat_ws": {
		{args: "XX*", bytes: true, sql: "mysql_concat_ws_bytes({1}, {2*})", rep: repBlob},
		{args: "TT*", sql: "CASE WHEN {1} IS NOT NULL THEN concat_ws({1}, {2*}) END", rep: repText},
	},
	"make_set": {
		{args: "UX*", bytes: true, sql: "mysql_make_set_bytes({*})", rep: repBlob}, {args: "UT*", sql: "mysql_make_set({*})", rep: repText},
	},
	"export_set": {
		{args: "UXX", bytes: true, sql: "mysql_export_set_bytes({*}, encode(','), 64)", rep: repBlob},
		{args: "UXXX", bytes: true, sql: "mysql_export_set_bytes({*}, 64)", rep: repBlob},
		{args: "UXXXP", bytes: true, sql: "mysql_export_set_bytes({*})", rep: repBlob},
		{args: "UTT", sql: "mysql_export_set({*}, ',', 64)", rep: repText}, {args: "UTTT", sql: "mysql_export_set({*}, 64)", rep: repText},
		{args: "UTTTP", sql: "mysql_export_set({*})", rep: repText},
	},
	"char_length": {{args: "b", sql: "octet_length({1})", rep: repInt}, {args: "T", sql: "length({1})", rep: repInt}},
	"length":      {{args: "b", sql: "octet_length({1})", rep: repInt}, {args: "T", sql: "strlen({1})", rep: repInt}},
	"bit_length":  {{args: "b", sql: "(octet_length({1}) * 8)", rep: repInt}, {args: "T", sql: "(strlen({1}) * 8)", rep: repInt}},
	"lpad":        {{args: "bPX", sql: "mysql_lpad_bytes({*})", rep: repBlob}, {args: "TPT", sql: "mysql_lpad({*})", rep: repText}},
	"rpad":        {{args: "bPX", sql: "mysql_rpad_bytes({*})", rep: repBlob}, {args: "TPT", sql: "mysql_rpad({*})", rep: repText}},
	"replace":     {{args: "bXX", sql: "mysql_replace_bytes({*})", rep: repBlob}, {args: "TTT", sql: "replace({*})", rep: repText}},
	"reverse":     {{args: "b", sql: "mysql_reverse_bytes({1})", rep: repBlob}, {args: "T", sql: "mysql_reverse({1})", rep: repText}},
	"repeat":      {{args: "bP", sql: "mysql_repeat_bytes({*})", rep: repBlob}, {args: "TP", sql: "mysql_repeat({*})", rep: repText}},
	"space":       {{args: "P", sql: "mysql_repeat(' ', {1})", rep: repText}},
	"locate":      {{args: "Xb", sql: "mysql_position_bytes({*}, 1)", rep: repInt}, {args: "XbP", sql: "mysql_position_bytes({*})", rep: repInt}, {args: "TT", sql: "instr({2}, {1})", rep: repInt}, {args: "TTP", sql: "mysql_position({*})", rep: repInt}},
	"instr":       {{args: "bX", sql: "mysql_position_bytes({2}, {1}, 1)", rep: repInt}, {args: "TT", sql: "instr({1}, {2})", rep: repInt}},
	"find_in_set": {{args: "XX", bytes: true, sql: "mysql_in_set_bytes({*})", rep: repInt}, {args: "TT", sql: "mysql_in_set({*})", rep: repInt}},
	"ascii":       {{args: "b", sql: ordSQL, rep: repInt}, {args: "T", sql: "CASE WHEN {1} = '' THEN 0 ELSE CAST('0x' || left(hex({1}), 2) AS BIGINT) END", rep: repInt, raises: true}},
	"ord":         {{args: "b", sql: ordSQL, rep: repInt}, {args: "T", sql: "CASE WHEN {1} = '' THEN 0 ELSE CAST('0x' || hex(left({1}, 1)) AS BIGINT) END", rep: repInt, raises: true}},
	"hex": {
		{args: "b", sql: "hex({1})", rep: repText},
		{args: "u", sql: "printf('%X', {1})", rep: repText},
		{args: "T", sql: "hex({1})", rep: repText},
	},
	"unhex":       {{args: "X", sql: "mysql_unhex({1})", rep: repBlob}},
	"to_base64":   {{args: "X", sql: "mysql_to_base64({1})", rep: repText}},
	"from_base64": {{args: "X", sql: "mysql_from_base64({1})", rep: repBlob}},
	"strcmp": {
		{args: "XX", bytes: true, sql: strcmpSQL, rep: rep{base: int32Base}}, {args: "TT", sql: strcmpSQL, rep: rep{base: int32Base}},
	},
	"insert":    {{args: "bPPX", sql: "mysql_insert_bytes({*})", rep: repBlob}, {args: "TPPT", sql: "mysql_insert({*})", rep: repText}},
	"quote":     {{args: "T", sql: "mysql_quote({1})", rep: repText}},
	"char":      {{args: "I*", sql: "mysql_char({*})", rep: repBlob}},
	"char_text": {{args: "X", sql: "mysql_char_text({1})", rep: repText}},
}

// digestFunctions hash, compress and encrypt bytes.
var digestFunctions = map[string][]function{
	"md5":                 {{args: "b", sql: "md5({1})", rep: repText}, {args: "T", sql: "md5({1})", rep: repText}},
	"sha1":                {{args: "b", sql: "sha1({1})", rep: repText}, {args: "T", sql: "sha1({1})", rep: repText}},
	"sha2":                {{args: "XP", sql: "mysql_sha2({*})", rep: repText}},
	"crc32":               {{args: "X", sql: "mysql_crc32({1})", rep: repInt}},
	"compress":            {{args: "X", sql: "mysql_compress({1})", rep: repBlob}},
	"uncompress":          {{args: "X", sql: "mysql_uncompress({1})", rep: repBlob}},
	"uncompressed_length": {{args: "X", sql: "mysql_uncompressed_length({1})", rep: repInt}},
	"aes_encrypt":         {{args: "TXXX*", sql: "mysql_aes_encrypt({*})", rep: repBlob, errs: true}, {args: "TXX", sql: "mysql_aes_encrypt({*})", rep: repBlob, errs: true}},
	"aes_decrypt":         {{args: "TXXX*", sql: "mysql_aes_decrypt({*})", rep: repBlob, errs: true}, {args: "TXX", sql: "mysql_aes_decrypt({*})", rep: repBlob, errs: true}},
	"random_bytes":        {{args: "P", sql: "mysql_random_bytes({1})", rep: repBlob, errs: true, volatile: true}},
}

// namingFunctions read and print addresses, UUIDs and amounts.
var namingFunctions = map[string][]function{
	"inet_aton":      {{args: "T", sql: "mysql_inet_aton({1})", rep: repUInt}},
	"inet_ntoa":      {{args: "P", sql: "mysql_inet_ntoa({1})", rep: repText}},
	"inet6_aton":     {{args: "T", sql: "mysql_inet6_aton({1})", rep: repBlob}},
	"inet6_ntoa":     {{args: "b", sql: "mysql_inet6_ntoa({1})", rep: repText}, {args: "T", sql: "CASE WHEN {1} IS NULL THEN CAST(NULL AS VARCHAR) END", rep: repText}},
	"is_ipv4":        {{args: "T", sql: "mysql_is_ipv4({1})", rep: repBool}},
	"is_ipv6":        {{args: "T", sql: "mysql_is_ipv6({1})", rep: repBool}},
	"is_ipv4_compat": {{args: "b", sql: "mysql_is_ipv4_compat({1})", rep: repBool}, {args: "T", sql: "({1} IS NULL AND NULL)", rep: repBool}},
	"is_ipv4_mapped": {{args: "b", sql: "mysql_is_ipv4_mapped({1})", rep: repBool}, {args: "T", sql: "({1} IS NULL AND NULL)", rep: repBool}},
	"is_uuid":        {{args: "T", sql: "mysql_is_uuid({1})", rep: repBool}},
	"uuid_short":     {{args: "U", sql: "mysql_uuid_short({1})", rep: repUInt, volatile: true}},
	"uuid_to_bin": {
		{args: "T", sql: "mysql_uuid_to_bin({1}, false)", rep: repBlob, errs: true}, {args: "TB", sql: "mysql_uuid_to_bin({*})", rep: repBlob, errs: true},
	},
	"bin_to_uuid": {
		{args: "X", sql: "mysql_bin_to_uuid({1}, false)", rep: repText, errs: true}, {args: "XB", sql: "mysql_bin_to_uuid({*})", rep: repText, errs: true},
	},
	"format_bytes":     {{args: "N", sql: "mysql_format_bytes({1})", rep: repText}},
	"format_pico_time": {{args: "N", sql: "mysql_format_pico_time({1})", rep: repText}},
}

const (
	ordSQL    = "CASE WHEN octet_length({1}) = 0 THEN 0 ELSE TRY_CAST('0x' || left(hex({1}), 2) AS BIGINT) END"
	strcmpSQL = "CASE WHEN {1} = {2} THEN 0 WHEN {1} < {2} THEN -1 WHEN {1} > {2} THEN 1 END"
)
