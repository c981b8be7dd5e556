package fuzz

// Class is what a piece of a statement may stand for.
type Class string

// The classes of values. Those of other pieces follow.
const (
	Int      Class = "int"
	Dec      Class = "dec"
	Real     Class = "real"
	Text     Class = "text"
	Bin      Class = "bin"
	Date     Class = "date"
	DateTime Class = "datetime"
	Time     Class = "time"
	JSON     Class = "json"
	Bool     Class = "bool"

	Glue      Class = ""      // text around other pieces
	Query     Class = "query" // a SELECT or what stands for one
	TableRef  Class = "table" // what FROM holds
	BaseTable Class = "base"  // a table of the catalog, with its alias
)

var values = []Class{Int, Dec, Real, Text, Bin, Date, DateTime, Time, JSON, Bool}

// groups are names in the grammar that stand for one of several classes.
var groups = map[Class][]Class{
	"num":      {Int, Int, Dec, Real},
	"temporal": {Date, DateTime, Time},
	"day":      {Date, DateTime},
	"any":      {Int, Int, Dec, Real, Text, Text, Date, DateTime, Time, Bool},
	"T":        {Int, Dec, Real, Text, Date, DateTime, Time},
}

// IsValue reports whether pieces of the class are expressions.
func (c Class) IsValue() bool {
	for _, v := range values {
		if c == v {
			return true
		}
	}
	return false
}
