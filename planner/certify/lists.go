package certify

import (
	_ "embed"
	"maps"
	"strconv"
	"strings"

	"nanohouse/storage/scalar"
)

// names makes a set of blank-separated names.
func names(s string) map[string]bool {
	out := map[string]bool{}
	for _, n := range strings.Fields(s) {
		out[n] = true
	}
	return out
}

// functions may be called. None reads anything but its arguments and, for now,
// random and uuid, the clock and chance; none takes a function by name.
var functions = names(`
	+ - * / // % || & | << >> ~ ~~ xor
	abs acos asin atan atan2 bit_count ceil cos cot degrees exp floor greatest isfinite least ln log10 log2 pi pow radians random round round_even
	sign sin sqrt tan trunc
	array_to_string chr concat_ws contains decode encode from_base64 hex instr left len length like_escape list_position list_reverse list_slice list_sort lower lpad
	ltrim md5 nullif octet_length printf regexp_escape regexp_extract regexp_full_match regexp_matches regexp_replace repeat replace reverse right
	row rpad rtrim sha1 sha256 split_part starts_with string_split strlen substring to_base to_base64 trim unhex upper uuid
	day dayname dayofweek dayofyear epoch_us hour isodow isoyear last_day make_date make_timestamp make_timestamptz microsecond minute month
	monthname now quarter second strftime timezone to_days to_microseconds to_months try_strptime week year
	json_array json_array_length json_contains json_extract json_extract_string json_keys json_object json_type json_valid to_json
	any_value arg_max arg_min avg bit_and bit_or bit_xor bool_or count count_star json_group_array json_group_object list max min stddev_pop stddev_samp
	string_agg sum var_pop var_samp
	error
`)

// allowed are functions and our own: those see nothing but their arguments.
var allowed = func() map[string]bool {
	out := scalar.Names()
	maps.Copy(out, functions)
	return out
}()

// windowFunctions may be called with OVER.
var windowFunctions = names(`
	row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
	any_value arg_max arg_min avg bit_and bit_or bit_xor count count_star json_group_array json_group_object max min stddev_pop stddev_samp
	string_agg sum var_pop var_samp
`)

//go:embed literals.txt
var literalLines string

// literals are the texts that the generator writes itself: patterns, formats
// and separators, one quoted text a line.
var literals = readLiterals(literalLines)

func readLiterals(lines string) map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(lines, "\n") {
		if s, err := strconv.Unquote(strings.TrimSpace(line)); err == nil {
			out[s] = true
		}
	}
	return out
}
