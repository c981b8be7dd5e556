package parse

// Kind is what a statement is, and so who answers it.
type Kind uint8

// The kinds of statement.
const (
	// Empty is a text without a statement.
	Empty Kind = iota
	// Select reads datasets, or no table at all: Bind takes it.
	Select
	// SelectInto is a Select whose one row goes to the user variables Vars.
	SelectInto
	// Do is a Select of which nobody sees the rows.
	Do
	// Local is answered from the session and the catalog, without data: SHOW,
	// SET, USE, BEGIN, information_schema, SELECT @@x.
	Local
	// Explain and ExplainPolicy tell of the statement Inner.
	Explain
	ExplainPolicy
	// Kill stops connection KillID, or only its statement.
	Kill
	// Prepare, Execute and Deallocate are the text forms of prepared statements.
	Prepare
	Execute
	Deallocate
	// Write would change something; Verb names it.
	Write
)

var kindNames = [...]string{
	"empty", "select", "select into", "do", "local", "explain", "explain policy", "kill",
	"prepare", "execute", "deallocate", "write",
}

// String gives the kind's name.
func (k Kind) String() string { return kindNames[k] }

// TableName is a table that a statement names, with the current database
// filled in where the statement names none.
type TableName struct{ Domain, Name string }

// Statement is one statement of a text.
type Statement struct {
	Kind Kind
	// Verb is the statement's construct in capitals: SELECT, SHOW TABLES, INSERT.
	Verb string
	// Text is the statement itself, Rest what follows its semicolon.
	Text, Rest string
	// Inner is the statement that Explain and ExplainPolicy are about, or the
	// text of Prepare.
	Inner string
	// Analyze says that Explain is to run the statement; Format is its FORMAT.
	Analyze bool
	Format  string
	// Name is the name of a prepared statement; FromVariable says that its
	// text is in the user variable Inner.
	Name         string
	FromVariable bool
	// Vars are the user variables of SelectInto and Execute, without @.
	Vars []string
	// KillID and KillQuery belong to Kill.
	KillID    uint64
	KillQuery bool
	// Tables are the tables named, each once, without common table expressions.
	Tables []TableName
	// Params is the number of ? in the statement.
	Params int
}
