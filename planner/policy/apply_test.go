package policy

import (
	"errors"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

var customer = &catalog.Dataset{
	Domain: "crm", Name: "customer", Major: 1,
	Columns: []catalog.Column{
		{Name: "id", Type: catalog.Type{Kind: catalog.Int64}},
		{Name: "name", Type: catalog.Type{Kind: catalog.String, Length: 25}},
		{Name: "phone", Type: catalog.Type{Kind: catalog.String, Length: 15}},
		{Name: "balance", Type: catalog.Type{Kind: catalog.Decimal, Precision: 15, Scale: 2}},
		{Name: "nation", Type: catalog.Type{Kind: catalog.Int32}},
	},
	Source: catalog.Source{Store: catalog.Local, Path: "/data/customer.parquet"},
}

type fakeAuthorizer struct{ grant auth.Grant }

func (f fakeAuthorizer) Revision() uint64                                        { return 1 }
func (f fakeAuthorizer) Grant(auth.Principal, *catalog.Dataset) auth.Grant       { return f.grant }
func (f fakeAuthorizer) Allows(auth.Principal, string, string, auth.Action) bool { return false }
func (f fakeAuthorizer) MaskKey() []byte                                         { return []byte("key") }

// scanOf is a query that reads the columns with these ordinals as #1, #2, ….
func scanOf(ordinals ...int) *plan.Query {
	s := &plan.Scan{Dataset: customer, Ordinals: ordinals}
	for i, o := range ordinals {
		s.Cols = append(s.Cols, plan.Column{ID: plan.ColumnID(i + 1), Name: customer.Columns[o].Name, Type: customer.Columns[o].Type})
	}
	return &plan.Query{Root: s, NextID: 100}
}

func allow(n int) []auth.ColumnGrant {
	out := make([]auth.ColumnGrant, n)
	for i := range out {
		out[i].Effect = auth.Allow
	}
	return out
}

func apply(t *testing.T, q *plan.Query, g auth.Grant, bind BindFunc) (Governed, error) {
	t.Helper()
	return Apply(q, Env{Principal: auth.Principal{Name: "ann", Roles: []string{"analyst"}}, Authorizer: fakeAuthorizer{g}, Bind: bind})
}

func TestZeroGrantDenies(t *testing.T) {
	_, err := apply(t, scanOf(0), auth.Grant{}, nil)
	e, ok := sqlerr.As(err)
	if !ok || e.Code != sqlerr.UnknownTable {
		t.Fatalf("got %v, want the error of a table that does not exist", err)
	}
}

func TestGrantOfOtherShapeDenies(t *testing.T) {
	// A Grant compiled for another revision of the contract must not be read by ordinal.
	_, err := apply(t, scanOf(0), auth.Grant{Visible: true, Columns: allow(2)}, nil)
	if err == nil {
		t.Fatal("a Grant with too few columns was applied")
	}
}

func TestDeniedColumnIsRefusedWithWhomToAsk(t *testing.T) {
	g := auth.Grant{Visible: true, Columns: allow(5)}
	g.Columns[1] = auth.ColumnGrant{Effect: auth.Deny, Opener: "analyst"}
	_, err := apply(t, scanOf(0, 1), g, nil)
	want := "P0102 column crm.customer.name is denied to ann. Hint: ask domain crm for role analyst"
	if err == nil || err.Error() != want {
		t.Fatalf("got  %v\nwant %s", err, want)
	}
}

func TestUnmaskedScanStays(t *testing.T) {
	q := scanOf(0, 1)
	g, err := apply(t, q, auth.Grant{Visible: true, Columns: allow(5)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := g.Query().Root.(*plan.Scan); !ok || g.Restricted() || len(g.Scans()) != 1 {
		t.Fatalf("an open scan was changed: %T", g.Query().Root)
	}
}

func TestMaskedColumnCannotBeReachedRaw(t *testing.T) {
	kinds := []struct {
		kind    auth.MaskKind
		ordinal int
	}{{auth.Nullify, 1}, {auth.Redact, 1}, {auth.Hash, 1}, {auth.Partial, 2}, {auth.Email, 1}, {auth.Round, 3}, {auth.Hash, 0}}
	for _, k := range kinds {
		grant := auth.Grant{Visible: true, Columns: allow(5)}
		grant.Columns[k.ordinal] = auth.ColumnGrant{Effect: auth.Masked, Mask: auth.Mask{Kind: k.kind, First: 1, Last: 1}}
		g, err := apply(t, scanOf(k.ordinal), grant, nil)
		if err != nil {
			t.Fatalf("mask %d: %v", k.kind, err)
		}
		p, ok := g.Query().Root.(*plan.Project)
		if !ok || p.Cols[0].ID != 1 {
			t.Fatalf("mask %d: the old ID does not name the mask: %T", k.kind, g.Query().Root)
		}
		if _, raw := p.Cols[0].Expr.(*plan.Ref); raw {
			t.Errorf("mask %d: the column comes out raw", k.kind)
		}
		// A decimal keeps its scale; its width only says how much room there is.
		got := p.Cols[0].Expr.Type()
		if got.Kind == catalog.Decimal {
			got.Precision = customer.Columns[k.ordinal].Type.Precision
		}
		if got != customer.Columns[k.ordinal].Type {
			t.Errorf("mask %d: type %s, want the column's %s", k.kind, got, customer.Columns[k.ordinal].Type)
		}
		for _, s := range g.Scans() {
			for _, c := range s.Cols {
				if c.ID < 100 {
					t.Errorf("mask %d: raw column #%d can be named from above", k.kind, c.ID)
				}
			}
			if !s.Lenient {
				t.Errorf("mask %d: a bad stored value would raise", k.kind)
			}
		}
	}
}

func TestUnsuitableMaskDenies(t *testing.T) {
	grant := auth.Grant{Visible: true, Columns: allow(5)}
	grant.Columns[3] = auth.ColumnGrant{Effect: auth.Masked, Mask: auth.Mask{Kind: auth.Email}}
	if _, err := apply(t, scanOf(3), grant, nil); err == nil {
		t.Fatal("email on a decimal was applied")
	}
}

// bindNation binds every filter as has_role('eu') AND nation = 7.
func bindNation(_ string, ds *catalog.Dataset, refs []plan.Column) (plan.Expr, error) {
	nation := refs[ds.Column("nation")]
	return &plan.Call{Func: "and", Typ: boolean, List: []plan.Expr{
		&plan.Call{Func: "has_role", Typ: boolean, List: []plan.Expr{&plan.Const{Value: "ANALYST", Typ: text}}},
		&plan.Call{Func: "=", Typ: boolean, List: []plan.Expr{
			&plan.Ref{ID: nation.ID, Typ: nation.Type}, &plan.Const{Value: int64(7), Typ: integer}}},
	}}, nil
}

func TestRowFilterLiesBelowMasks(t *testing.T) {
	grant := auth.Grant{Visible: true, Columns: allow(5), Filters: []auth.RowFilter{{SQL: "x"}, {SQL: "y"}}}
	grant.Columns[4] = auth.ColumnGrant{Effect: auth.Masked, Mask: auth.Mask{Kind: auth.Nullify}}
	g, err := apply(t, scanOf(4, 0), grant, bindNation)
	if err != nil {
		t.Fatal(err)
	}
	p := g.Query().Root.(*plan.Project)
	f, ok := p.Input.(*plan.Filter)
	if !ok {
		t.Fatalf("below the masks is %T, want the filter", p.Input)
	}
	or, ok := f.Predicate.(*plan.Call)
	if !ok || or.Func != "or" {
		t.Fatalf("filters of equal priority are not OR-ed: %#v", f.Predicate)
	}
	if !g.Restricted() {
		t.Error("a plan with hidden rows is not restricted")
	}
	// The filter reads the raw nation, which the statement sees as NULL.
	if s := f.Input.(*plan.Scan); len(s.Ordinals) != 2 || s.Ordinals[1] != 4 {
		t.Errorf("scan reads %v, want id and the raw nation", s.Ordinals)
	}
	role := or.List[0].(*plan.Call).List[0].(*plan.Const)
	if role.Value != true {
		t.Errorf("has_role('ANALYST') of an analyst is %v", role.Value)
	}
}

func TestScanInSubqueryIsGoverned(t *testing.T) {
	q := scanOf(0)
	sub := scanOf(1).Root.(*plan.Scan)
	sub.Cols[0].ID = 50
	q.Root = &plan.Filter{Input: q.Root, Predicate: &plan.Subquery{Kind: plan.Exists, Query: sub, Typ: boolean}}
	grant := auth.Grant{Visible: true, Columns: allow(5)}
	grant.Columns[1].Effect = auth.Deny
	if _, err := apply(t, q, grant, nil); err == nil {
		t.Fatal("a denied column of a subquery was let through")
	}
}

func TestUnboundFilterStopsTheStatement(t *testing.T) {
	grant := auth.Grant{Visible: true, Columns: allow(5), Filters: []auth.RowFilter{{SQL: "nonsense"}}}
	_, err := apply(t, scanOf(0), grant, func(string, *catalog.Dataset, []plan.Column) (plan.Expr, error) {
		return nil, errors.New("secret detail")
	})
	if err == nil || strings.Contains(err.Error(), "secret detail") {
		t.Fatalf("got %v, want an error without the policy's text", err)
	}
}

func TestZeroGovernedHasNoPlan(t *testing.T) {
	if (Governed{}).Query() != nil {
		t.Fatal("the zero Governed holds a plan")
	}
}
