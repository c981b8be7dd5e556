package auth

import "nanohouse/catalog"

// Effect is what policy does with a column. The zero Effect denies.
type Effect uint8

// The effects, from the strictest.
const (
	Deny Effect = iota
	Masked
	Allow
)

// String gives the effect's name.
func (e Effect) String() string {
	switch e {
	case Masked:
		return "mask"
	case Allow:
		return "allow"
	}
	return "deny"
}

// Action is what a principal wants to do with an object.
type Action string

// The actions that rules speak of.
const (
	Select     Action = "select"
	Write      Action = "write"
	Ingest     Action = "ingest"
	Migrate    Action = "migrate"
	Administer Action = "administer"
)

// Rule is a policy rule as written, and where.
type Rule struct {
	catalog.Position
	Text string
}

// MaskKind is how a mask replaces a value. The zero kind is Nullify.
type MaskKind uint8

// The masks. Each keeps the column's type.
const (
	Nullify       MaskKind = iota // NULL
	Redact                        // a fixed value of the type: ****, 0, 1970-01-01
	Hash                          // keyed hash of the value, as hex text cut to the column's length
	Partial                       // the first First and last Last characters stay
	Email                         // the first letter and the domain stay
	Year                          // the first day of the year
	Month                         // the first day of the month
	Round                         // rounded to Digits digits after the point (negative: before)
	SQLExpression                 // SQL over the row's columns
)

// Mask is how a column's value is replaced for a principal.
type Mask struct {
	Kind        MaskKind
	First, Last int    // of Partial
	Digits      int    // of Round
	SQL         string // of SQLExpression
	// Text is the mask as written in the rule: partial(2,2).
	Text string
}

// ColumnGrant is what a principal may see of one column.
type ColumnGrant struct {
	Effect Effect
	// Mask is meant only when Effect is Masked.
	Mask Mask
	// Why is the rule that decided; its zero value means that no rule spoke
	// and the column is closed by default.
	Why Rule
	// Opener is a role that would change the effect, or empty.
	Opener string
}

// RowFilter keeps the rows for which SQL is true.
type RowFilter struct {
	SQL string
	Why Rule
}

// Grant is what one principal may see of one dataset. The zero Grant shows nothing.
type Grant struct {
	// Visible says that the dataset exists for the principal.
	Visible bool
	// Columns has one entry for each of the dataset's columns, in their order.
	Columns []ColumnGrant
	// Filters are OR-ed; none means all rows.
	Filters []RowFilter
	// Why is the rule that made the dataset visible, or that denied it.
	Why Rule
	// Opener is a role that would make the dataset visible, or empty.
	Opener string
}

// Readable reports whether the column at this ordinal may be read, masked or raw.
func (g Grant) Readable(ordinal int) bool {
	return g.Visible && ordinal >= 0 && ordinal < len(g.Columns) && g.Columns[ordinal].Effect != Deny
}

// Authorizer compiles and caches Grants. It is one immutable revision of policy.
type Authorizer interface {
	// Revision grows by one with each policy that a process publishes.
	Revision() uint64
	// Grant is what the principal may select of a dataset.
	Grant(p Principal, ds *catalog.Dataset) Grant
	// Allows reports whether the principal may do the action on an object:
	// a domain ("sales", "*") and an object within it ("orders", "*").
	Allows(p Principal, domain, object string, action Action) bool
	// MaskKey is the secret that Hash masks are keyed with.
	MaskKey() []byte
}
