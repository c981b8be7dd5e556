package plan

import (
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
)

// ColumnID names a column within one statement. 0 is no column.
type ColumnID int32

// Operator is a node of a plan.
type Operator interface {
	// Columns lists what the operator puts out, in order.
	Columns() []Column
	// Inputs lists the operators below, without those of subqueries in expressions.
	Inputs() []Operator
	// Exprs lists the operator's own expressions.
	Exprs() []Expr
	// With gives a copy with other inputs and expressions, as many as before.
	With(inputs []Operator, exprs []Expr) Operator
}

// Column is a column that an operator puts out.
type Column struct {
	ID   ColumnID
	Name string // for people: goldens and EXPLAIN
	Type catalog.Type
}

// Projection is a computed column. Its Expr may be a Ref with the same ID,
// which passes a column on.
type Projection struct {
	ID   ColumnID
	Name string
	Expr Expr
}

func (p Projection) column() Column { return Column{p.ID, p.Name, p.Expr.Type()} }

// SortKey is one ORDER BY item. NULLs come first in ascending order and last
// in descending order, as MySQL's do.
type SortKey struct {
	Expr Expr
	Desc bool
}

// Scan reads columns of a dataset: the only leaf with data.
type Scan struct {
	Dataset *catalog.Dataset
	// Cols are what is read; the i-th comes from the dataset's column Ordinals[i].
	Cols     []Column
	Ordinals []int
	// Lenient makes a stored value that does not fit the contract NULL instead
	// of an error. policy sets it where an error could tell of hidden rows.
	Lenient bool
}

// Values is a list of constant rows. Dual, the source of SELECT without FROM,
// is one row of no columns.
type Values struct {
	Cols []Column
	Rows [][]Expr
}

// Project computes columns; only these come out.
type Project struct {
	Input Operator
	Cols  []Projection
}

// Filter keeps the rows for which Predicate is true.
type Filter struct {
	Input     Operator
	Predicate Expr
}

// JoinKind is a kind of join.
type JoinKind uint8

// The joins. CrossJoin has no On.
const (
	InnerJoin JoinKind = iota
	LeftJoin
	RightJoin
	FullJoin
	CrossJoin
)

// Join joins two inputs. Its columns are the left's, then the right's.
type Join struct {
	Kind        JoinKind
	Left, Right Operator
	On          Expr // nil for CrossJoin
	// Lateral lets the right side refer to columns of the left.
	Lateral bool
}

// Aggregate groups by Keys and computes Aggs, whose expressions are AggCalls.
// Without Keys there is one group, even of no rows. Rollup adds the groups of
// each shorter list of keys, down to none; the keys left out are NULL in them.
type Aggregate struct {
	Input  Operator
	Keys   []Projection
	Aggs   []Projection
	Rollup bool
}

// Window adds columns to its input's; Funcs' expressions are WindowCalls.
type Window struct {
	Input Operator
	Funcs []Projection
}

// Sort orders rows.
type Sort struct {
	Input Operator
	Keys  []SortKey
}

// Limit keeps Count rows after the first Offset. Either may be nil.
type Limit struct {
	Input         Operator
	Count, Offset Expr
}

// Distinct removes rows that are equal in all columns.
type Distinct struct{ Input Operator }

// SetKind is a set operation.
type SetKind uint8

// The set operations.
const (
	Union SetKind = iota
	Intersect
	Except
)

// SetOp combines two inputs by position; its columns have IDs of their own.
type SetOp struct {
	Kind        SetKind
	All         bool
	Left, Right Operator
	Cols        []Column
}

// RecursiveCTE is WITH RECURSIVE: Step reads the rows of the last round
// through a RecursiveRef with the same CTE number.
type RecursiveCTE struct {
	CTE        int
	Cols       []Column
	Init, Step Operator
	All        bool
}

// RecursiveRef reads the rows of the round before within a RecursiveCTE's Step.
type RecursiveRef struct {
	CTE  int
	Cols []Column
}

// Output is a result column as the client sees it.
type Output struct {
	ID       ColumnID
	Name     string
	Type     catalog.Type
	Nullable bool
	// Where the column comes from; empty for expressions. Table is the alias.
	Domain, Table, OrgTable, OrgName string
	// PrimaryKey is the flag of the column that it comes from.
	PrimaryKey bool
	// Variable is the user variable, without @, that takes the value of the
	// last row; empty for none.
	Variable string
}

// Diagnostic is a column that counts warnings of one code, row by row.
type Diagnostic struct {
	ID   ColumnID
	Code sqlerr.Code
}

// Query is a whole bound statement: a plan and the names of its result.
type Query struct {
	Root   Operator
	Output []Output
	// Diagnostics are columns of Root that the client does not see.
	Diagnostics []Diagnostic
	// Params is the number of parameters of a prepared statement.
	Params int
	// Volatile says that the statement holds a function that differs from run
	// to run (NOW, RAND, UUID), or a session value: its plan is not cached.
	Volatile bool
	// NextID is above every ColumnID in use; rewrites take new IDs from it.
	NextID ColumnID
}
