package sqlgen

// Doubles outside of a function's domain give NULL, where DuckDB raises.
var numberFunctions = map[string][]function{
	"power":   {{args: "NN", sql: "pow({1}, {2})", rep: repDouble, finite: true}},
	"pow":     {{args: "NN", sql: "pow({1}, {2})", rep: repDouble, finite: true}},
	"sqrt":    {{args: "N", sql: "CASE WHEN {1} >= 0 THEN sqrt({1}) END", rep: repDouble}},
	"exp":     {{args: "N", sql: "exp({1})", rep: repDouble, finite: true}},
	"ln":      {{args: "N", sql: "ln(CASE WHEN {1} > 0 THEN {1} END)", rep: repDouble}},
	"log":     {{args: "N", sql: "ln(CASE WHEN {1} > 0 THEN {1} END)", rep: repDouble}, {args: "NN", sql: "CASE WHEN {1} > 0 AND {1} <> 1 AND {2} > 0 THEN ln(CASE WHEN {2} > 0 THEN {2} END) / ln(CASE WHEN {1} > 0 THEN {1} END) END", rep: repDouble}},
	"log2":    {{args: "N", sql: "log2(CASE WHEN {1} > 0 THEN {1} END)", rep: repDouble}},
	"log10":   {{args: "N", sql: "log10(CASE WHEN {1} > 0 THEN {1} END)", rep: repDouble}},
	"pi":      {{args: "", sql: "pi()", rep: repDouble}},
	"sin":     {{args: "N", sql: "sin({1})", rep: repDouble, raises: true}},
	"cos":     {{args: "N", sql: "cos({1})", rep: repDouble, raises: true}},
	"tan":     {{args: "N", sql: "tan({1})", rep: repDouble, raises: true}},
	"cot":     {{args: "N", sql: "(1 / tan({1}))", rep: repDouble, finite: true}},
	"asin":    {{args: "N", sql: "asin(CASE WHEN {1} BETWEEN -1 AND 1 THEN {1} END)", rep: repDouble}},
	"acos":    {{args: "N", sql: "acos(CASE WHEN {1} BETWEEN -1 AND 1 THEN {1} END)", rep: repDouble}},
	"atan":    {{args: "N", sql: "atan({1})", rep: repDouble}, {args: "NN", sql: "atan2({1}, {2})", rep: repDouble}},
	"atan2":   {{args: "N", sql: "atan({1})", rep: repDouble}, {args: "NN", sql: "atan2({1}, {2})", rep: repDouble}},
	"radians": {{args: "N", sql: "radians({1})", rep: repDouble}},
	"degrees": {{args: "N", sql: "degrees({1})", rep: repDouble}},
	"rand":    {{args: "", sql: "random()", rep: repDouble, volatile: true}, {args: "I", sql: "mysql_rand({1})", rep: repDouble}},

	"&":         {{args: "UU", sql: "({1} & {2})", rep: repUInt}},
	"|":         {{args: "UU", sql: "({1} | {2})", rep: repUInt}},
	"^":         {{args: "UU", sql: "xor({1}, {2})", rep: repUInt}},
	"~":         {{args: "U", sql: "(~{1})", rep: repUInt}},
	"bit_count": {{args: "b", sql: "mysql_bit_count({1})", rep: repInt}, {args: "U", sql: "bit_count({1})", rep: rep{base: int8Base}}},
	// DuckDB raises when bits are shifted out, so they are cleared first.
	"<<": {{args: "UU", sql: "CASE WHEN {2} >= 64 THEN {1} & CAST(0 AS UBIGINT) ELSE (({1} & (CAST('18446744073709551615' AS UBIGINT) >> {2})) << {2}) END", rep: repUInt}},
	">>": {{args: "UU", sql: "CASE WHEN {2} >= 64 THEN {1} & CAST(0 AS UBIGINT) ELSE ({1} >> {2}) END", rep: repUInt}},

	"whole":       {{args: "b", sql: "mysql_whole_bytes({1})", rep: repInt}, {args: "T", sql: "mysql_whole({1})", rep: repInt}},
	"bytes_and":   {{args: "XX", sql: "mysql_bytes_and({1}, {2})", rep: repBlob, errs: true}},
	"bytes_or":    {{args: "XX", sql: "mysql_bytes_or({1}, {2})", rep: repBlob, errs: true}},
	"bytes_xor":   {{args: "XX", sql: "mysql_bytes_xor({1}, {2})", rep: repBlob, errs: true}},
	"bytes_not":   {{args: "X", sql: "mysql_bytes_not({1})", rep: repBlob}},
	"bytes_left":  {{args: "XU", sql: "mysql_bytes_left({1}, {2})", rep: repBlob}},
	"bytes_right": {{args: "XU", sql: "mysql_bytes_right({1}, {2})", rep: repBlob}},
}
