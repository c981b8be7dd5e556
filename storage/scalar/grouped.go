package scalar

import (
	"math"
	"strconv"
	"strings"
)

// groupedFunctions print numbers with groups of digits. A decimal comes as its
// text, rounded already to as many digits as are asked for.
var groupedFunctions = []Function{
	{Name: "mysql_format_double", Args: []Kind{Double, Int, Text}, Result: Text, Eval: formatDouble},
	{Name: "mysql_format_decimal", Args: []Kind{Text, Int, Text}, Result: Text, Eval: formatDecimal},
}

// maxFormatDigits is the most fractional digits that FORMAT prints.
const maxFormatDigits = 30

// numberStyle is how a locale writes numbers: its decimal point, and what stands
// between groups. pairs says that only the last group has three digits.
type numberStyle struct {
	point, between string
	pairs          bool
}

// numberStyles are the styles by the names of their locales.
var numberStyles = styles(map[string]numberStyle{
	`ar_SA sr_RS`: {".", "", false},
	`be_BY da_DK de_BE de_DE de_LU es_AR es_BO es_CL es_CO es_EC es_ES es_PY es_UY es_VE fo_FO hu_HU id_ID is_IS lt_LT
		mn_MN nb_NO no_NO ro_RO ru_UA sq_AL tr_TR uk_UA vi_VN`: {",", ".", false},
	`bg_BG`: {",", "\x00", false},
	`ca_ES de_AT el_GR eu_ES fr_BE fr_CA fr_CH fr_FR fr_LU gl_ES hr_HR it_IT nl_BE nl_NL pl_PL pt_BR pt_PT sl_SI`: {",", "", false},
	`cs_CZ es_CR et_EE fi_FI lv_LV mk_MK ru_RU sk_SK sv_FI sv_SE`:                                                 {",", " ", false},
	`de_CH`:             {".", "'", false},
	`it_CH rm_CH`:       {",", "'", false},
	`en_IN ta_IN te_IN`: {".", ",", true},
})

func styles(lists map[string]numberStyle) map[string]numberStyle {
	out := map[string]numberStyle{}
	for names, s := range lists {
		for _, name := range strings.Fields(names) {
			out[strings.ToLower(name)] = s
		}
	}
	return out
}

// styleOf is the style of a locale; an unknown one writes as English does.
func styleOf(locale string) numberStyle {
	if s, ok := numberStyles[strings.ToLower(locale)]; ok {
		return s
	}
	return numberStyle{".", ",", false}
}

func formatDouble(a []Value) (Value, error) {
	digits := formatDigits(a[1])
	f := a[0].Float
	power := math.Pow10(digits)
	if scaled := f * power; !math.IsInf(scaled, 0) {
		f = math.RoundToEven(scaled) / power
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if _, fraction, _ := strings.Cut(s, "."); len(fraction) > digits {
		s = strconv.FormatFloat(f, 'f', digits, 64)
	} else if digits > 0 {
		// No digits are printed but those that tell the number from others.
		s = strings.TrimSuffix(s, "."+fraction) + "." + fraction + strings.Repeat("0", digits-len(fraction))
	}
	return OfText(group(s, styleOf(a[2].Text))), nil
}

func formatDecimal(a []Value) (Value, error) {
	return OfText(group(roundText(a[0].Text, formatDigits(a[1])), styleOf(a[2].Text))), nil
}

// formatDigits is a number of fractional digits, of which MySQL takes 32 bits.
func formatDigits(v Value) int { return int(min(max(int32(v.Int), 0), maxFormatDigits)) }

// roundText rounds a decimal in text half away from zero.
func roundText(s string, digits int) string {
	rest, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(rest, ".")
	for len(fraction) < digits+1 {
		fraction += "0"
	}
	all := []byte(whole + fraction[:digits])
	if fraction[digits] >= '5' {
		i := len(all) - 1
		for ; i >= 0 && all[i] == '9'; i-- {
			all[i] = '0'
		}
		if i < 0 {
			all = append([]byte{'1'}, all...)
		} else {
			all[i]++
		}
	}
	out := string(all[:len(all)-digits])
	if digits > 0 {
		out += "." + string(all[len(all)-digits:])
	}
	if negative && strings.Trim(out, "0.") != "" {
		out = "-" + out
	}
	return out
}

// group puts a style's marks into a number.
func group(s string, style numberStyle) string {
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction, hasPoint := strings.Cut(s, ".")
	var out strings.Builder
	if negative {
		out.WriteByte('-')
	}
	for i := range len(whole) {
		left := len(whole) - i
		ends := left%3 == 0
		if style.pairs && left > 3 {
			ends = left%2 == 1
		}
		if i > 0 && ends {
			out.WriteString(style.between)
		}
		out.WriteByte(whole[i])
	}
	if hasPoint {
		out.WriteString(style.point + fraction)
	}
	return out.String()
}
