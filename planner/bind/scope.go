package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// origin is the stored column that a column comes from; empty for expressions.
type origin struct {
	domain, table, column string
	primaryKey            bool
}

// column is a column that names can reach.
type column struct {
	name     string
	id       plan.ColumnID
	typ      catalog.Type
	nullable bool
	from     origin
}

func (c *column) ref() *plan.Ref { return &plan.Ref{ID: c.id, Name: c.name, Typ: c.typ} }

// relation is one item of FROM under its alias.
type relation struct {
	domain, alias string
	cols          []*column
	// ds and grant are set for a dataset: its denied columns get their own error.
	ds    *catalog.Dataset
	grant auth.Grant
}

// star is a column of SELECT *, and the relation that it belongs to.
type star struct {
	*column
	rel *relation
}

// scope is what names mean at one place. The columns of a NATURAL or USING
// join stand in stars once, in rels twice.
type scope struct {
	parent *scope
	ctes   *cte
	rels   []*relation
	stars  []star
}

// find resolves a column within this scope alone. nil means not here.
func (s *scope) find(x *exprs, name *ast.ColName) (*column, error) {
	var found *column
	for _, c := range s.candidates(name) {
		if found != nil && found.id != c.id {
			return nil, sqlerr.New(sqlerr.AmbiguousColumn, "Column '%s' in %s is ambiguous", nameText(name), x.clause)
		}
		found = c
	}
	if found != nil {
		return found, nil
	}
	for _, r := range s.rels {
		if !r.matches(name) || r.ds == nil {
			continue
		}
		if i := r.ds.Column(name.Name.String()); i >= 0 && !r.grant.Readable(i) {
			return nil, denied(x.b.env.Principal, r.ds, r.grant, i)
		}
	}
	return nil, nil
}

func (s *scope) candidates(name *ast.ColName) []*column {
	var out []*column
	want := name.Name.String()
	if name.Qualifier.IsEmpty() {
		for _, c := range s.stars {
			if strings.EqualFold(c.name, want) {
				out = append(out, c.column)
			}
		}
		return out
	}
	for _, r := range s.rels {
		if !r.matches(name) {
			continue
		}
		for _, c := range r.cols {
			if strings.EqualFold(c.name, want) {
				out = append(out, c)
			}
		}
	}
	return out
}

func (r *relation) matches(name *ast.ColName) bool {
	q := name.Qualifier
	return q.IsEmpty() || r.is(q.DbQualifier.String(), q.Name.String())
}

func (r *relation) is(domain, table string) bool {
	return strings.EqualFold(r.alias, table) && (domain == "" || strings.EqualFold(r.domain, domain))
}

// denied is the error for a column that exists but may not be read.
func denied(principal string, ds *catalog.Dataset, g auth.Grant, ordinal int) error {
	err := sqlerr.New(sqlerr.ColumnDenied, "column %s.%s.%s is denied to %s", ds.Domain, ds.Name, ds.Columns[ordinal].Name, principal)
	switch {
	case ordinal < len(g.Columns) && g.Columns[ordinal].Opener != "":
		return err.WithHint("ask domain %s for role %s", ds.Domain, g.Columns[ordinal].Opener)
	case ds.Owner != "":
		return err.WithHint("ask %s", ds.Owner)
	}
	return err.WithHint("ask domain %s", ds.Domain)
}

func nameText(n *ast.ColName) string {
	if n.Qualifier.IsEmpty() {
		return n.Name.String()
	}
	return n.Qualifier.String() + "." + n.Name.String()
}

func unknownColumn(name, clause string) error {
	return sqlerr.New(sqlerr.UnknownColumn, "Unknown column '%s' in '%s'", name, clause)
}

// add puts a relation into the scope with all its columns.
func (s *scope) add(r *relation) {
	s.rels = append(s.rels, r)
	for _, c := range r.cols {
		s.stars = append(s.stars, star{c, r})
	}
}

// unique refuses two relations of one name.
func (s *scope) unique() error {
	for i, r := range s.rels {
		for _, o := range s.rels[:i] {
			if strings.EqualFold(r.alias, o.alias) && strings.EqualFold(r.domain, o.domain) {
				return sqlerr.New(sqlerr.NotUniqueTable, "Not unique table/alias: '%s'", r.alias)
			}
		}
	}
	return nil
}

// base lists the IDs of all columns of the scope.
func (s *scope) base() map[plan.ColumnID]*column {
	out := map[plan.ColumnID]*column{}
	for _, r := range s.rels {
		for _, c := range r.cols {
			out[c.id] = c
		}
	}
	for _, c := range s.stars {
		out[c.id] = c.column
	}
	return out
}

// setNullable marks the columns that an outer join may fill with NULL.
func (s *scope) setNullable(b *binder) {
	for _, c := range s.base() {
		c.nullable = true
		b.nullable[c.id] = true
	}
}
