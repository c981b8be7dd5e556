package sqlerr

// The errors that functions give on data.
var (
	NotText             = Code{"E0040", 3854, "HY000"}
	WrongStringValue    = Code{"E0041", 1411, "HY000"}
	VectorTooShort      = Code{"E0042", 1882, "HY000"}
	UnknownKDF          = Code{"E0043", 3235, "HY000"}
	KDFIterations       = Code{"E0044", 3236, "HY000"}
	KDFOption           = Code{"E0045", 3238, "HY000"}
	MixedCharsets       = Code{"E0046", 3995, "HY000"}
	NoPerformanceSchema = Code{"E0070", 1683, "HY000"}
	NoDefault           = Code{"E0071", 1364, "HY000"}
)

// The errors of regular expressions.
var (
	RegexpIllegalArgument  = Code{"E0050", 3685, "HY000"}
	RegexpIndex            = Code{"E0051", 3686, "HY000"}
	RegexpInternal         = Code{"E0052", 3687, "HY000"}
	RegexpSyntax           = Code{"E0053", 3688, "HY000"}
	RegexpEscape           = Code{"E0054", 3689, "HY000"}
	RegexpUnimplemented    = Code{"E0055", 3690, "HY000"}
	RegexpParenthesis      = Code{"E0056", 3691, "HY000"}
	RegexpInterval         = Code{"E0057", 3692, "HY000"}
	RegexpMaxLess          = Code{"E0058", 3693, "HY000"}
	RegexpBackReference    = Code{"E0059", 3694, "HY000"}
	RegexpLookBehind       = Code{"E0060", 3695, "HY000"}
	RegexpMissingBracket   = Code{"E0061", 3696, "HY000"}
	RegexpInvalidRange     = Code{"E0062", 3697, "HY000"}
	RegexpStackOverflow    = Code{"E0063", 3698, "HY000"}
	RegexpTimeOut          = Code{"E0064", 3699, "HY000"}
	RegexpTooBig           = Code{"E0065", 3700, "HY000"}
	RegexpCaptureGroupName = Code{"E0066", 3887, "HY000"}
	RegexpNumber           = Code{"E0067", 4007, "HY000"}
	WrongParameters        = Code{"E0068", 1583, "42000"}
)
