package sqlerr

// The registered codes. B: bind, P: policy, E: engine, S: session, W: wire, P9: ours.
var (
	Syntax            = Code{"B0001", 1064, "42000"}
	UnknownDatabase   = Code{"B0002", 1049, "42000"}
	UnknownTable      = Code{"B0003", 1146, "42S02"}
	UnknownColumn     = Code{"B0004", 1054, "42S22"}
	AmbiguousColumn   = Code{"B0005", 1052, "23000"}
	NoDatabase        = Code{"B0006", 1046, "3D000"}
	Unsupported       = Code{"B0007", 1235, "42000"}
	UnknownFunction   = Code{"B0008", 1305, "42000"}
	WrongArguments    = Code{"B0009", 1582, "42000"}
	GroupBy           = Code{"B0010", 1055, "42000"}
	MixedAggregate    = Code{"B0011", 1140, "42000"}
	WrongColumnCount  = Code{"B0012", 1222, "21000"}
	OperandColumns    = Code{"B0013", 1241, "21000"}
	InvalidGroupFunc  = Code{"B0014", 1111, "HY000"}
	UnknownVariable   = Code{"B0015", 1193, "HY000"}
	IncorrectTemporal = Code{"B0016", 1525, "HY000"}
	NotUniqueTable    = Code{"B0017", 1066, "42000"}
	BadStatement      = Code{"B0018", 1105, "HY000"}

	MaskedColumn      = Code{"P0201", 1105, "01000"}
	DeprecatedDataset = Code{"P0202", 1681, "01000"}

	ReadOnly       = Code{"P0101", 1290, "HY000"}
	ColumnDenied   = Code{"P0102", 1143, "42000"}
	TableDenied    = Code{"P0103", 1142, "42000"}
	DatabaseDenied = Code{"P0104", 1044, "42000"}
	AccessDenied   = Code{"P0105", 1227, "42000"}

	LoginFailed     = Code{"S0001", 1045, "28000"}
	SecureTransport = Code{"S0002", 3159, "HY000"}
	TooManyConns    = Code{"S0003", 1040, "08004"}
	Interrupted     = Code{"S0004", 1317, "70100"}
	TimedOut        = Code{"S0005", 3024, "HY000"}
	ShuttingDown    = Code{"S0006", 1053, "08S01"}
	NoSuchThread    = Code{"S0007", 1094, "HY000"}
	KillDenied      = Code{"S0008", 1095, "HY000"}
	UnknownCommand  = Code{"S0009", 1047, "08S01"}
	UnknownStmt     = Code{"S0010", 1243, "HY000"}
	BadParameter    = Code{"S0011", 1210, "HY000"}
	PacketTooLarge  = Code{"S0012", 1153, "08S01"}

	SourceUnreadable = Code{"E0001", 1030, "HY000"}
	OutOfMemory      = Code{"E0002", 1041, "HY000"}
	NoSpill          = Code{"E0003", 1021, "HY000"}
	BadStoredValue   = Code{"E0004", 1366, "HY000"}
	OutOfRange       = Code{"E0005", 1690, "22003"}
	SubqueryRows     = Code{"E0006", 1242, "21000"}
	EngineFailed     = Code{"E0007", 1105, "HY000"}
	DivisionByZero   = Code{"E0008", 1365, "22012"}
	TruncatedValue   = Code{"E0009", 1292, "22007"}
	IncorrectValue   = Code{"E0050", 1411, "HY000"}
	DateOverflow     = Code{"E0051", 1441, "22008"}
	InvalidLogarithm = Code{"E0052", 3020, "2201E"}
	ResultTooLong    = Code{"E0053", 1301, "HY000"}

	Uncertified = Code{"P9001", 1105, "HY000"}
	Internal    = Code{"P9002", 1105, "HY000"}
)

// Errors of bind that MySQL has and that few statements meet.
var (
	EmptyQuery        = Code{"B0019", 1065, "42000"}
	DerivedAlias      = Code{"B0020", 1248, "42000"}
	MisplacedInto     = Code{"B0021", 3954, "HY000"}
	InvalidView       = Code{"B0022", 1356, "HY000"}
	WindowPlace       = Code{"B0023", 3593, "HY000"}
	UnknownWindow     = Code{"B0024", 3579, "HY000"}
	DistinctOrder     = Code{"B0025", 3065, "HY000"}
	DuplicateColumn   = Code{"B0026", 1060, "42S21"}
	GroupOnAggregate  = Code{"B0027", 1056, "42000"}
	ColumnListCount   = Code{"B0028", 1353, "HY000"}
	BadFrame          = Code{"B0029", 3586, "HY000"}
	WrongArgument     = Code{"B0030", 1210, "HY000"}
	RecursiveCTE      = Code{"B0031", 3577, "HY000"}
	WrongUsage        = Code{"B0032", 1221, "HY000"}
	UnknownTableInSel = Code{"B0033", 1051, "42S02"}
	JSONType          = Code{"B0040", 3146, "22032"}
	JSONCharset       = Code{"B0041", 3144, "22032"}
	ArgumentType      = Code{"B0042", 3064, "HY000"}
	BadJSON           = Code{"B0043", 3140, "22032"}
	JSONTooDeep       = Code{"B0044", 3157, "22032"}
	NoTables          = Code{"B0034", 1096, "HY000"}
	CollationMix      = Code{"B0060", 1267, "HY000"}
	CollationMix3     = Code{"B0061", 1270, "HY000"}
	CollationMixN     = Code{"B0062", 1271, "HY000"}
	CollationCharset  = Code{"B0063", 1253, "42000"}
)
