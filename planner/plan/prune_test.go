package plan

import (
	"strings"
	"testing"

	"nanohouse/catalog"
)

var bigint = catalog.Type{Kind: catalog.Int64}

func ref(id ColumnID) *Ref { return &Ref{ID: id, Typ: bigint} }

func scan(first ColumnID, n int) *Scan {
	s := &Scan{Dataset: &catalog.Dataset{Domain: "d", Name: "t", Major: 1}}
	for i := range n {
		s.Cols = append(s.Cols, Column{ID: first + ColumnID(i), Name: string(rune('a' + i)), Type: bigint})
		s.Ordinals = append(s.Ordinals, i)
	}
	return s
}

func pass(ids ...ColumnID) []Projection {
	var out []Projection
	for _, id := range ids {
		out = append(out, Projection{ID: id, Name: "c", Expr: ref(id)})
	}
	return out
}

func check(t *testing.T, root Operator, out ColumnID, want string) {
	t.Helper()
	q := Prune(&Query{Root: root, Output: []Output{{ID: out}}})
	if got := strings.TrimSpace(Format(q.Root)); got != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPruneReadsOnlyWhatIsNamed(t *testing.T) {
	f := &Filter{Input: scan(1, 5), Predicate: &Call{Func: "=", List: []Expr{ref(2), ref(3)}, Typ: bigint}}
	check(t, &Project{Input: f, Cols: pass(5, 4)}, 5, `
Project c=#5
  Filter (#2 = #3)
    Scan d.t_v1 b=#2 c=#3 e=#5`)
}

// COUNT(*) needs rows, not columns; a projection without columns is no operator.
func TestPruneKeepsRows(t *testing.T) {
	count := []Projection{{ID: 9, Name: "n", Expr: &AggCall{Func: "count", Typ: bigint}}}
	check(t, &Aggregate{Input: &Project{Input: scan(1, 2), Cols: pass(1)}, Aggs: count}, 9, `
Aggregate n=#9 := count(*)
  Scan d.t_v1`)
}

// An aggregate without keys is one row even if nobody reads it.
func TestPruneKeepsOneRow(t *testing.T) {
	one := []Projection{{ID: 8, Name: "s", Expr: &AggCall{Func: "sum", List: []Expr{ref(1)}, Typ: bigint}}}
	j := &Join{Kind: CrossJoin, Left: scan(2, 1), Right: &Aggregate{Input: scan(1, 1), Aggs: one}}
	check(t, j, 2, `
CrossJoin
  Scan d.t_v1 a=#2
  Aggregate s=#8 := sum(#1)
    Scan d.t_v1 a=#1`)
}

// DISTINCT and set operations compare whole rows.
func TestPruneKeepsComparedColumns(t *testing.T) {
	d := &Distinct{Input: &Project{Input: scan(1, 3), Cols: pass(1, 2)}}
	check(t, &Project{Input: d, Cols: pass(1)}, 1, `
Project c=#1
  Distinct
    Scan d.t_v1 a=#1 b=#2`)
	u := &SetOp{Kind: Union, Left: scan(1, 2), Right: scan(3, 2), Cols: []Column{{ID: 5, Name: "x"}, {ID: 6, Name: "y"}}}
	check(t, u, 5, `
Union x=#5 y=#6
  Scan d.t_v1 a=#1 b=#2
  Scan d.t_v1 a=#3 b=#4`)
	all := &SetOp{Kind: Union, All: true, Left: scan(1, 2), Right: scan(3, 2), Cols: u.Cols}
	check(t, all, 6, `
Union all y=#6
  Scan d.t_v1 b=#2
  Scan d.t_v1 b=#4`)
}

// What a correlated subquery or a LATERAL item reads of the outer query stays.
func TestPruneKeepsOuterReferences(t *testing.T) {
	inner := &Filter{Input: scan(10, 2), Predicate: &Call{Func: "=", List: []Expr{ref(11), ref(2)}, Typ: bigint}}
	f := &Filter{Input: scan(1, 3), Predicate: &Subquery{Kind: Exists, Query: inner, Typ: bigint}}
	check(t, f, 1, `
Filter exists [1]
  [1]
    Filter (#11 = #2)
      Scan d.t_v1 b=#11
  Scan d.t_v1 a=#1 b=#2`)
	check(t, &Join{Kind: CrossJoin, Left: scan(1, 3), Right: inner, Lateral: true}, 10, `
CrossJoin lateral
  Scan d.t_v1 b=#2
  Filter (#11 = #2)
    Scan d.t_v1 a=#10 b=#11`)
}
