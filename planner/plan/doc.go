// Package plan holds the operators and expressions of a statement, and how to
// walk and print them.
//
// Operators are immutable values. Each column has one ID within a statement,
// and everything refers to columns by ID, never by name, so that no rewrite
// and no generated SQL can confuse two scopes.
//
// What bind promises, and sqlgen relies on:
//
//   - Names and types are resolved, and every implicit conversion of MySQL's is
//     an explicit Cast. Operands of a comparison are both text, both numbers,
//     both of one temporal kind, or both double. Operands of arithmetic are
//     numbers. Predicates (Filter, Join.On, AND, OR, NOT, WHEN) are of kind Bool.
//   - Call.Func is MySQL's name of the function in lower case, synonyms folded
//     into one (substr, mid → substring); operators go by their symbol. Func's
//     comment lists them.
//   - Call.Typ is MySQL's result type: sqlgen must give a value of that type.
//
// Every generated expression is total: where MySQL gives NULL for a bad value,
// so does the generated SQL.
package plan
