package sqlgen

// Days are DATEs or TIMESTAMPs; times are microseconds.
var dateFunctions = map[string][]function{
	"year":          {{args: "D", sql: "year({1})", rep: repInt}},
	"month":         {{args: "D", sql: "month({1})", rep: repInt}},
	"day":           {{args: "D", sql: "day({1})", rep: repInt}},
	"dayofmonth":    {{args: "D", sql: "day({1})", rep: repInt}},
	"dayofweek":     {{args: "D", sql: "(dayofweek({1}) + 1)", rep: repInt}},
	"weekday":       {{args: "D", sql: "(isodow({1}) - 1)", rep: repInt}},
	"dayofyear":     {{args: "D", sql: "dayofyear({1})", rep: repInt}},
	"quarter":       {{args: "D", sql: "quarter({1})", rep: repInt}},
	"dayname":       {{args: "D", sql: "dayname({1})", rep: repText}},
	"monthname":     {{args: "D", sql: "monthname({1})", rep: repText}},
	"last_day":      {{args: "D", sql: "last_day({1})", rep: repDate}},
	"week":          {{args: "D", sql: over1(weekSQL(0)), rep: repInt}, {args: "DI", sql: weekByMode(weekSQL), rep: repInt}},
	"weekofyear":    {{args: "D", sql: "week({1})", rep: repInt}},
	"yearweek":      {{args: "D", sql: over1(yearWeekSQL(0)), rep: repInt}, {args: "DI", sql: weekByMode(yearWeekSQL), rep: repInt}},
	"hour":          {{args: "m", sql: "(abs({1}) // 3600000000)", rep: repInt}, {args: "S", sql: "hour({1})", rep: repInt}},
	"minute":        {{args: "m", sql: "(abs({1}) // 60000000 % 60)", rep: repInt}, {args: "S", sql: "minute({1})", rep: repInt}},
	"second":        {{args: "m", sql: "(abs({1}) // 1000000 % 60)", rep: repInt}, {args: "S", sql: "second({1})", rep: repInt}},
	"microsecond":   {{args: "m", sql: "(abs({1}) % 1000000)", rep: repInt}, {args: "S", sql: "(microsecond({1}) % 1000000)", rep: repInt}},
	"datediff":      {{args: "EE", sql: "({1} - {2})", rep: repInt}},
	"to_days":       {{args: "E", sql: "({1} - DATE '1970-01-01' + 719528)", rep: repInt}},
	"to_seconds":    {{args: "S", sql: "(epoch_us({1}) // 1000000 + 62167219200)", rep: repInt}},
	"from_days":     {{args: "I", sql: "CASE WHEN {1} BETWEEN 1 AND 3652424 THEN DATE '1970-01-01' + CAST({1} - 719528 - CASE WHEN {1} < 60 THEN 1 ELSE 0 END AS INTEGER) END", rep: repDate, raises: true}},
	"makedate":      {{args: "II", sql: "CASE WHEN {2} > 0 AND {2} < 4000000 AND {1} BETWEEN 0 AND 9999 THEN " + fourDigits("make_date("+fullYear("{1}")+", 1, 1) + CAST({2} - 1 AS INTEGER)") + " END", rep: repDate, raises: true}},
	"maketime":      {{args: "IIN", sql: "CASE WHEN {2} BETWEEN 0 AND 59 AND {3} >= 0 AND {3} < 60 THEN " + clampTime("(CASE WHEN {1} < 0 THEN -1 ELSE 1 END) * (abs(greatest(least({1}, 900), -900)) * 3600000000 + {2} * 60000000 + CAST(round({3} * 1000000) AS BIGINT))") + " END", rep: repInt, raises: true}},
	"time_to_sec":   {{args: "M", sql: "({1} // 1000000)", rep: repInt}},
	"sec_to_time":   {{args: "c", sql: secondsSQL, rep: repInt}, {args: "N", sql: secondsSQL, rep: repInt, raises: true}},
	"timediff":      {{args: "mm", sql: clampTime("{1} - {2}"), rep: repInt}, {args: "dd", sql: clampTime("epoch_us({1}) - epoch_us({2})"), rep: repInt}, {args: "AA", sql: "CAST(NULL AS BIGINT)", rep: repInt}},
	"day_time":      {{args: "SM", sql: "({1} + to_microseconds({2}))", rep: repStamp}},
	"to_date":       {{args: "TIT", sql: "mysql_to_date({*})", rep: repDate}},
	"to_datetime":   {{args: "TITI", sql: "mysql_to_datetime({*})", rep: repStamp}},
	"to_time":       {{args: "TITI", sql: "mysql_to_time({*})", rep: repInt}},
	"last_day_text": {{args: "TIT", sql: "mysql_last_day({*})", rep: repDate}},
	"date_part":     {{args: "TITT", sql: "mysql_date_part({*})", rep: repInt}},
	"time_part":     {{args: "TITT", sql: "mysql_time_part({*})", rep: repInt}},
	"format_text":   {{args: "TITTT", sql: "mysql_format_text({*})", rep: repText}},
	"format_time":   {{args: "mTT", sql: "mysql_format_time({*})", rep: repText}, {args: "STT", sql: "mysql_format_stamp_time({*})", rep: repText}},

	"format_time_text": {{args: "TITTT", sql: "mysql_format_time_text({*})", rep: repText}},

	"interval_stamp": {{args: "STTI", sql: "mysql_interval_stamp({*})", rep: repStamp}},
	"interval_time":  {{args: "MTTI", sql: "mysql_interval_time({*})", rep: repInt}},
	"interval_text":  {{args: "TITTTI", sql: "mysql_interval_text({*})", rep: repText}},
	"addtime_text":   {{args: "TITMI", sql: "mysql_addtime_text({*})", rep: repText}},
	"addtime":        {{args: "mM", sql: inTimes("{1} + {2}"), rep: repInt}, {args: "dM", sql: inFourDigits("({1} + to_microseconds({2}))"), rep: repStamp}},
	"subtime":        {{args: "mM", sql: inTimes("{1} - {2}"), rep: repInt}, {args: "dM", sql: inFourDigits("({1} - to_microseconds({2}))"), rep: repStamp}},
	"stamp_add_time": {{args: "SM", sql: inFourDigits("({1} + to_microseconds({2}))"), rep: repStamp}},
	"timediff_text":  {{args: "TITIT", sql: "mysql_timediff({*})", rep: repInt}},
	"convert_tz":     {{args: "STT", sql: "mysql_convert_tz({*})", rep: repStamp}},

	"period_add":   {{args: "II", sql: "mysql_period_add({*})", rep: repInt, guarded: true}},
	"period_diff":  {{args: "II", sql: "mysql_period_diff({*})", rep: repInt, guarded: true}},
	"curdate":      {{args: "", sql: "CAST(CAST(now() AS TIMESTAMP) AS DATE)", rep: repDate}},
	"current_date": {{args: "", sql: "CAST(CAST(now() AS TIMESTAMP) AS DATE)", rep: repDate}},
	"utc_date":     {{args: "", sql: "CAST(timezone('UTC', now()) AS DATE)", rep: repDate}},
	"uuid":         {{args: "", sql: "CAST(uuid() AS VARCHAR)", rep: repText, volatile: true}},
}

// fullYear is a year of two digits as MySQL reads it.
func fullYear(y string) string {
	return "CASE WHEN " + y + " < 70 THEN " + y + " + 2000 WHEN " + y + " < 100 THEN " + y + " + 1900 ELSE " + y + " END"
}

// fourDigits makes a date beyond the year 9999 NULL.
func fourDigits(d string) string { return "CASE WHEN year(" + d + ") <= 9999 THEN " + d + " END" }

// secondsSQL is a number of seconds as a time.
const secondsSQL = "CASE WHEN {1} >= 3020399 THEN 3020399000000 WHEN {1} <= -3020399 THEN -3020399000000 ELSE CAST({1} * 1000000 AS BIGINT) END"

// inFourDigits makes a date and time outside of the years 0 to 9999 NULL.
func inFourDigits(stamp string) string {
	return "CASE WHEN year(" + stamp + ") BETWEEN 0 AND 9999 THEN " + stamp + " END"
}

// inTimes is NULL where a time leaves 838:59:59.
func inTimes(us string) string {
	return "CASE WHEN abs(" + us + ") <= 3020399000000 THEN " + us + " END"
}

// clampTime keeps a time within 838:59:59.
func clampTime(us string) string {
	return "CASE WHEN " + us + " > 3020399000000 THEN 3020399000000 WHEN " + us + " < -3020399000000 THEN -3020399000000 ELSE " + us + " END"
}
