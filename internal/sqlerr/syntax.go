package sqlerr

// Errors of forms of statements: windows, recursion, rollups, assignments.
var (
	GroupingArgument   = Code{"B0100", 3602, "HY000"}
	WindowCircle       = Code{"B0101", 3580, "HY000"}
	WindowPartition    = Code{"B0102", 3581, "HY000"}
	WindowFrameInherit = Code{"B0103", 3582, "HY000"}
	WindowOrderInherit = Code{"B0104", 3583, "HY000"}
	WindowFrameStart   = Code{"B0105", 3584, "HY000"}
	WindowFrameEnd     = Code{"B0106", 3585, "HY000"}
	WindowRangeOrder   = Code{"B0107", 3587, "HY000"}
	WindowTwice        = Code{"B0108", 3591, "HY000"}
	WindowPosition     = Code{"B0109", 3592, "HY000"}
	WindowAlias        = Code{"B0110", 3594, "HY000"}
	WindowNested       = Code{"B0111", 3595, "HY000"}
	RecursionUnion     = Code{"B0112", 3573, "HY000"}
	RecursionStart     = Code{"B0113", 3574, "HY000"}
	RecursionGroups    = Code{"B0114", 3575, "HY000"}
	RecursionJoin      = Code{"B0115", 3576, "42000"}
	RecursionDepth     = Code{"B0116", 3636, "HY000"}
	TextTooLong        = Code{"B0127", 1406, "22001"}
	ValuesCount        = Code{"B0117", 1136, "21S01"}
	ValuesEmpty        = Code{"B0118", 3942, "HY000"}
	NoPartitions       = Code{"B0119", 1747, "HY000"}
	NoIndex            = Code{"B0120", 1176, "42000"}
	AggregateOrder     = Code{"B0121", 3029, "HY000"}
	TooBigPrecision    = Code{"B0122", 1426, "42000"}
	NoSuchFunction     = Code{"B0123", 1630, "42000"}
	UnknownCollation   = Code{"B0124", 1273, "HY000"}
	WindowRangeType    = Code{"B0125", 3588, "HY000"}
	WindowInterval     = Code{"B0126", 3589, "HY000"}
)
