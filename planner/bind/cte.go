package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/parse"
)

// cte is a common table expression; parent are those visible beside it. It is
// bound anew wherever it is named, so that its columns get IDs of their own.
type cte struct {
	parent *cte
	name   string
	query  ast.SelectStatement
	values *ast.ValuesStatement
	names  ast.Columns
	scope  *scope // what its query may refer to
	// recursive says that its query may name itself.
	recursive bool
	// step is set while the recursive part is bound: the rows of the round before.
	step *bound
	// number is the CTE's number within the plan while step is set.
	number int
	uses   int
	random bool
}

func (c *cte) find(name string) *cte {
	for ; c != nil; c = c.parent {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// with puts the expressions of a WITH in front of those visible already.
func (b *binder) with(w *ast.With, sc *scope, ctes *cte) (*cte, error) {
	if w == nil {
		return ctes, nil
	}
	seen := map[string]bool{}
	for _, e := range w.Ctes {
		name := e.As.String()
		if key := strings.ToLower(name); seen[key] {
			return nil, sqlerr.New(sqlerr.NotUniqueTable, "Not unique table/alias: '%s'", name)
		} else {
			seen[key] = true
		}
		c := &cte{parent: ctes, name: name, names: e.Columns, scope: sc, recursive: w.Recursive}
		switch q := e.AliasedTableExpr.Expr.(type) {
		case *ast.Subquery:
			c.query = q.Select
		case *ast.ValuesStatement:
			c.values = q
		default:
			return nil, unsupported("this common table expression")
		}
		ctes = c
	}
	return ctes, nil
}

// cteRef binds a mention of a common table expression.
func (b *binder) cteRef(c *cte, alias string) (*fromItem, error) {
	if c.step != nil {
		return b.recursiveRef(c, alias)
	}
	c.uses++
	before := b.random
	q, err := b.cteQuery(c)
	if err != nil {
		return nil, err
	}
	c.random = c.random || b.random > before
	if c.random && c.uses > 1 {
		return nil, unsupported("a common table expression with RAND() or UUID() that is named twice")
	}
	return b.derived(q, alias, c.names)
}

func (b *binder) cteQuery(c *cte) (*bound, error) {
	if c.values != nil {
		return b.values(c.values, &scope{parent: c.scope, ctes: c.parent})
	}
	if c.recursive && names(c.query, c.name) {
		return b.recursive(c)
	}
	visible := c.parent
	return b.query(c.query, c.scope, visible)
}

// names reports whether a query mentions a table of this name.
func names(q ast.SelectStatement, name string) bool {
	found := false
	parse.Inspect(q, func(n any) bool {
		if t, ok := n.(*ast.AliasedTableExpr); ok {
			if tn, ok := t.Expr.(ast.TableName); ok && tn.DbQualifier.IsEmpty() && strings.EqualFold(tn.Name.String(), name) {
				found = true
			}
		}
		return !found
	})
	return found
}

func columnCounts() error {
	return sqlerr.New(sqlerr.WrongColumnCount, "The used SELECT statements have a different number of columns")
}
