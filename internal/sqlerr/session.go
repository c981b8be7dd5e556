package sqlerr

// The codes of sessions and their variables.
var (
	ReadOnlyVariable   = Code{"S0013", 1238, "HY000"}
	WrongVariableValue = Code{"S0014", 1231, "42000"}
	UnknownCharset     = Code{"S0015", 1115, "42000"}
	UnknownPrepared    = Code{"S0016", 1243, "HY000"}
	NoDataFetched      = Code{"S0017", 1329, "02000"}
	IntoRows           = Code{"S0018", 1172, "42000"}
	MalformedPacket    = Code{"S0019", 1835, "HY000"}
	OutOfOrder         = Code{"S0020", 1156, "08S01"}
	BadGreeting        = Code{"S0021", 1043, "08S01"}
	NoCursor           = Code{"S0022", 1421, "HY000"}
	RoleNotGranted     = Code{"S0023", 3530, "HY000"}
	IdentityRevoked    = Code{"S0024", 1227, "42000"}
	IntoColumns        = Code{"S0025", 1222, "21000"}
	UnknownTimeZone    = Code{"S0028", 1298, "HY000"}
	TooManyStatements  = Code{"S0026", 1461, "42000"}
	UnknownSavepoint   = Code{"S0027", 1305, "42000"}
)
