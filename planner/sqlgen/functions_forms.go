package sqlgen

// formFunctions are what forms of statements call: recursion and BINARY(n).
var formFunctions = map[string][]function{
	"recursion_depth": {{args: "II", sql: "mysql_recursion_depth({1}, {2})", rep: repInt}},
	"recursion_text":  {{args: "TIT", sql: "mysql_recursion_text({1}, {2}, {3})", rep: repText}},
	"cast_binary":     {{args: "bI", sql: "mysql_cast_binary({1}, {2})", rep: repBlob}},
}
