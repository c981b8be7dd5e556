package plan

import "nanohouse/catalog"

// Expr is an expression over the columns of an operator's inputs.
type Expr interface {
	Type() catalog.Type
	// Args lists the expressions below.
	Args() []Expr
	// WithArgs gives a copy with other arguments, as many as before.
	WithArgs(args []Expr) Expr
}

// Ref is a column of an input, or (in a subquery) of an outer query.
type Ref struct {
	ID   ColumnID
	Name string // for people
	Typ  catalog.Type
}

// Const is a constant of the statement, or one that policy brings. It reaches
// an engine as a bound parameter. Value is nil, bool, int64, uint64, float64,
// string (text, decimals and temporals in MySQL's format) or []byte.
type Const struct {
	Value any
	Typ   catalog.Type
	// Secret marks a value that no plan, log or EXPLAIN may print.
	Secret bool
}

// Param is a parameter of a prepared statement, counted from 0.
type Param struct {
	Index int
	Typ   catalog.Type
}

// Call is a function or operator. Func is MySQL's lower-case name:
//
//   - - * / div % neg                       arithmetic
//     = <=> <> < <= > >= in                   comparison; in: needle, then the list
//     and or xor not is_null is_true is_false logic
//     like (value, pattern, escape) regexp    patterns
//     & | ^ ~ << >>                           bits, unsigned 64
//     interval_add interval_sub               (temporal, Interval)
//     row                                     a tuple: operand of = <> in and of a Subquery's Left
//
// and every other function by its name: concat, date_format, coalesce, if, …
type Call struct {
	Func string
	List []Expr
	Typ  catalog.Type
}

// When is one branch of a Case.
type When struct{ Cond, Then Expr }

// Case is CASE WHEN; CASE x WHEN is bound as comparisons. Else is never nil.
type Case struct {
	Whens []When
	Else  Expr
	Typ   catalog.Type
}

// Cast converts as MySQL's CAST does, without ever raising: text to number
// takes the longest numeric prefix, text that is no date becomes NULL.
type Cast struct {
	Input Expr
	To    catalog.Type
}

// Interval is INTERVAL n unit, only as an argument of interval_add and
// interval_sub. Unit is in lower case: day, hour_minute, …
type Interval struct {
	Amount Expr
	Unit   string
}

// SubqueryKind is how a subquery is used.
type SubqueryKind uint8

// The uses. In, Any and All compare Left with each row.
const (
	Scalar SubqueryKind = iota
	Exists
	In
	Any
	All
)

// Subquery is a query within an expression. Negation is a Call of not around it.
type Subquery struct {
	Kind  SubqueryKind
	Op    string // of Any and All: = <> < <= > >=
	Left  Expr   // of In, Any, All; a Call of row for tuples
	Query Operator
	Typ   catalog.Type
}

// AggCall is an aggregate function: count (no argument: of rows), sum, avg,
// min, max, group_concat, bit_and, bit_or, bit_xor, std (population),
// stddev_samp, variance (population), var_samp, json_arrayagg, json_objectagg,
// any_value, grouping (of keys of a rollup).
type AggCall struct {
	Func      string
	List      []Expr
	Distinct  bool
	OrderBy   []SortKey // of group_concat
	Separator string    // of group_concat
	MaxLength int       // of group_concat, in bytes
	Typ       catalog.Type
}

// Frame is a window's frame.
type Frame struct {
	Rows       bool // ROWS, else RANGE
	Start, End Bound
}

// BoundKind is an end of a frame.
type BoundKind uint8

// The ends of frames.
const (
	UnboundedPreceding BoundKind = iota
	Preceding
	CurrentRow
	Following
	UnboundedFollowing
)

// Bound is one end of a frame. Offset is a constant, or an Interval, for
// Preceding and Following.
type Bound struct {
	Kind   BoundKind
	Offset Expr
}

// WindowCall is a window function or an aggregate over a window.
type WindowCall struct {
	Func        string
	List        []Expr
	Distinct    bool
	PartitionBy []Expr
	OrderBy     []SortKey
	Frame       *Frame // nil: MySQL's default
	Typ         catalog.Type
}
