package packet

// Capability is a set of protocol features.
type Capability uint32

// The features that this server knows of.
const (
	LongPassword     Capability = 1 << 0
	FoundRows        Capability = 1 << 1
	LongFlag         Capability = 1 << 2
	ConnectWithDB    Capability = 1 << 3
	IgnoreSpace      Capability = 1 << 8
	Protocol41       Capability = 1 << 9
	Interactive      Capability = 1 << 10
	SSL              Capability = 1 << 11
	Transactions     Capability = 1 << 13
	SecureConnection Capability = 1 << 15
	MultiStatements  Capability = 1 << 16
	MultiResults     Capability = 1 << 17
	PSMultiResults   Capability = 1 << 18
	PluginAuth       Capability = 1 << 19
	ConnectAttrs     Capability = 1 << 20
	PluginAuthLenEnc Capability = 1 << 21
	DeprecateEOF     Capability = 1 << 24
)

// Offered is what the server offers without TLS. Compression, LOCAL INFILE,
// session tracking and query attributes are not offered.
const Offered = LongPassword | FoundRows | LongFlag | ConnectWithDB | IgnoreSpace | Protocol41 |
	Interactive | Transactions | SecureConnection | MultiStatements | MultiResults |
	PSMultiResults | PluginAuth | ConnectAttrs | PluginAuthLenEnc | DeprecateEOF

// Status is the set of flags that end a result.
type Status uint16

// The status flags.
const (
	InTransaction     Status = 0x0001
	Autocommit        Status = 0x0002
	MoreResults       Status = 0x0008
	CursorExists      Status = 0x0040
	LastRowSent       Status = 0x0080
	NoBackslashEscape Status = 0x0200
	InReadOnly        Status = 0x2000
)

// Command is the first byte of a client's packet.
type Command byte

// The commands.
const (
	ComSleep           Command = 0x00
	ComQuit            Command = 0x01
	ComInitDB          Command = 0x02
	ComQuery           Command = 0x03
	ComFieldList       Command = 0x04
	ComRefresh         Command = 0x07
	ComShutdown        Command = 0x08
	ComStatistics      Command = 0x09
	ComProcessInfo     Command = 0x0a
	ComProcessKill     Command = 0x0c
	ComDebug           Command = 0x0d
	ComPing            Command = 0x0e
	ComChangeUser      Command = 0x11
	ComStmtPrepare     Command = 0x16
	ComStmtExecute     Command = 0x17
	ComStmtLongData    Command = 0x18
	ComStmtClose       Command = 0x19
	ComStmtReset       Command = 0x1a
	ComSetOption       Command = 0x1b
	ComStmtFetch       Command = 0x1c
	ComResetConnection Command = 0x1f
)

// FieldType is a column or parameter type on the wire.
type FieldType byte

// The types.
const (
	TypeDecimal    FieldType = 0
	TypeTiny       FieldType = 1
	TypeShort      FieldType = 2
	TypeLong       FieldType = 3
	TypeFloat      FieldType = 4
	TypeDouble     FieldType = 5
	TypeNull       FieldType = 6
	TypeTimestamp  FieldType = 7
	TypeLongLong   FieldType = 8
	TypeInt24      FieldType = 9
	TypeDate       FieldType = 10
	TypeTime       FieldType = 11
	TypeDateTime   FieldType = 12
	TypeYear       FieldType = 13
	TypeVarchar    FieldType = 15
	TypeBit        FieldType = 16
	TypeBool       FieldType = 244
	TypeJSON       FieldType = 245
	TypeNewDecimal FieldType = 246
	TypeEnum       FieldType = 247
	TypeSet        FieldType = 248
	TypeTinyBlob   FieldType = 249
	TypeMediumBlob FieldType = 250
	TypeLongBlob   FieldType = 251
	TypeBlob       FieldType = 252
	TypeVarString  FieldType = 253
	TypeString     FieldType = 254
	TypeGeometry   FieldType = 255
)

// The flags of a column definition.
const (
	FlagNotNull   uint16 = 1
	FlagPriKey    uint16 = 2
	FlagBlob      uint16 = 16
	FlagUnsigned  uint16 = 32
	FlagBinary    uint16 = 128
	FlagNoDefault uint16 = 4096
)
