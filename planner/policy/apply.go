package policy

import (
	"fmt"
	"slices"
	"sort"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// BindFunc binds the SQL of a mask or row filter in a closed scope: refs are
// the dataset's columns, in their order.
type BindFunc func(sqlText string, ds *catalog.Dataset, refs []plan.Column) (plan.Expr, error)

// Env is for whom, and by which policy, a plan is governed.
type Env struct {
	Principal  auth.Principal
	Authorizer auth.Authorizer
	Bind       BindFunc
}

// Apply governs every scan of the plan. A column or dataset that the
// principal may not read is an error, whatever bind let through.
func Apply(q *plan.Query, env Env) (Governed, error) {
	a := &applier{env: env, next: q.NextID, made: map[*plan.Scan]bool{}, seen: map[*catalog.Dataset]*Decision{}}
	root, err := plan.Rewrite(q.Root, a.govern, nil)
	if err != nil {
		return Governed{}, err
	}
	var g Governed
	for _, s := range plan.Scans(root) {
		if !a.made[s] {
			return Governed{}, sqlerr.New(sqlerr.Internal, "a scan escaped policy")
		}
		g.scans = append(g.scans, s)
	}
	g.restricted = a.restricted
	c := *q
	c.Root, c.NextID = root, a.next
	if a.masked {
		// A mask may give NULL for a column that its contract requires.
		c.Output = slices.Clone(q.Output)
		for i := range c.Output {
			c.Output[i].Nullable = true
		}
	}
	g.query = &c
	for _, ds := range a.order {
		g.decisions = append(g.decisions, *a.seen[ds])
	}
	return g, nil
}

type applier struct {
	env        Env
	next       plan.ColumnID
	made       map[*plan.Scan]bool
	seen       map[*catalog.Dataset]*Decision
	order      []*catalog.Dataset
	restricted bool
	masked     bool
}

func (a *applier) newID() plan.ColumnID {
	id := a.next
	a.next++
	return id
}

func (a *applier) govern(op plan.Operator) (plan.Operator, error) {
	scan, ok := op.(*plan.Scan)
	if !ok {
		return op, nil
	}
	ds := scan.Dataset
	grant := a.env.Authorizer.Grant(a.env.Principal, ds)
	if !grant.Visible || len(grant.Columns) != len(ds.Columns) {
		return nil, sqlerr.New(sqlerr.UnknownTable, "Table '%s.%s' doesn't exist", ds.Domain, ds.Name)
	}
	masked := false
	for _, i := range scan.Ordinals {
		switch grant.Columns[i].Effect {
		case auth.Allow:
		case auth.Masked:
			masked = true
		default:
			return nil, Denied(ds, i, grant, a.env.Principal)
		}
	}
	a.record(ds, grant, scan.Ordinals)
	if !masked && len(grant.Filters) == 0 {
		a.made[scan] = true
		return scan, nil
	}
	return a.protect(scan, grant, masked)
}

// Denied is the error for a column that the principal may not read.
func Denied(ds *catalog.Dataset, ordinal int, grant auth.Grant, p auth.Principal) error {
	col := ds.Columns[ordinal]
	err := sqlerr.New(sqlerr.ColumnDenied, "column %s.%s.%s is denied to %s", ds.Domain, ds.Name, col.Name, p.Name)
	whom := "domain " + ds.Domain
	if ds.Owner != "" {
		whom = ds.Owner + " of domain " + ds.Domain
	}
	if role := grant.Columns[ordinal].Opener; role != "" {
		return err.WithHint("ask %s for role %s", whom, role)
	}
	return err.WithHint("ask %s for access", whom)
}

func (a *applier) record(ds *catalog.Dataset, grant auth.Grant, used []int) {
	d := a.seen[ds]
	if d == nil {
		d = &Decision{Dataset: ds, Grant: grant}
		a.seen[ds] = d
		a.order = append(a.order, ds)
	}
	have := map[int]bool{}
	for _, i := range d.Used {
		have[i] = true
	}
	for _, i := range used {
		if !have[i] {
			have[i] = true
			d.Used = append(d.Used, i)
		}
	}
	sort.Ints(d.Used)
}

// protect builds Project(masks, Filter(row filters, Scan)). The raw columns
// get new IDs, and the scan's old IDs name what comes out of the masks, so
// that nothing above can refer to a raw column.
func (a *applier) protect(scan *plan.Scan, grant auth.Grant, masked bool) (plan.Operator, error) {
	raw := &rawScan{applier: a, ds: scan.Dataset, refs: make([]plan.Column, len(scan.Dataset.Columns))}
	var filter plan.Expr
	for _, f := range grant.Filters {
		e, err := raw.bind(f.SQL, f.Why, boolean)
		if err != nil {
			return nil, err
		}
		if filter == nil {
			filter = e
		} else {
			filter = &plan.Call{Func: "or", List: []plan.Expr{filter, e}, Typ: boolean}
		}
	}
	cols := make([]plan.Projection, len(scan.Cols))
	for i, c := range scan.Cols {
		ord := scan.Ordinals[i]
		e, err := raw.column(ord, grant.Columns[ord])
		if err != nil {
			return nil, err
		}
		cols[i] = plan.Projection{ID: c.ID, Name: c.Name, Expr: e}
	}
	a.masked = a.masked || masked
	inner := raw.scan()
	a.made[inner] = true
	var out plan.Operator = inner
	if filter != nil {
		a.restricted = true
		out = &plan.Filter{Input: inner, Predicate: filter}
	}
	return &plan.Project{Input: out, Cols: cols}, nil
}

// rawScan collects the raw columns that masks and filters of one scan read.
type rawScan struct {
	*applier
	ds *catalog.Dataset
	// refs has an entry for each column of the dataset; ID 0 is not read.
	refs []plan.Column
}

func (r *rawScan) ref(ordinal int) *plan.Ref {
	col := r.ds.Columns[ordinal]
	if r.refs[ordinal].ID == 0 {
		r.refs[ordinal] = plan.Column{ID: r.newID(), Name: col.Name, Type: col.Type}
	}
	return &plan.Ref{ID: r.refs[ordinal].ID, Name: col.Name, Typ: col.Type}
}

func (r *rawScan) scan() *plan.Scan {
	// A stored value that breaks its contract in a hidden row or behind a mask
	// must not raise: the error would tell of it.
	s := &plan.Scan{Dataset: r.ds, Lenient: true}
	for i, c := range r.refs {
		if c.ID != 0 {
			s.Cols = append(s.Cols, c)
			s.Ordinals = append(s.Ordinals, i)
		}
	}
	return s
}

func (r *rawScan) column(ordinal int, g auth.ColumnGrant) (plan.Expr, error) {
	if g.Effect == auth.Allow {
		return r.ref(ordinal), nil
	}
	return r.mask(ordinal, g)
}

// bind binds policy SQL over the raw columns, puts in what it asks of the
// principal, and converts it to the type that is needed.
func (r *rawScan) bind(sqlText string, why auth.Rule, to catalog.Type) (plan.Expr, error) {
	all := make([]plan.Column, len(r.ds.Columns))
	for i, c := range r.ds.Columns {
		all[i] = plan.Column{ID: plan.ColumnID(i + 1), Name: c.Name, Type: c.Type}
	}
	e, err := r.env.Bind(sqlText, r.ds, all)
	if err != nil {
		return nil, sqlerr.New(sqlerr.Internal, "the policy of %s.%s cannot be applied", r.ds.Domain, r.ds.Name).
			WithCause(fmt.Errorf("%s:%d: %w", why.File, why.Line, err))
	}
	e, err = plan.RewriteExpr(e, func(e plan.Expr) (plan.Expr, error) {
		switch e := e.(type) {
		case *plan.Ref:
			return r.ref(int(e.ID) - 1), nil
		case *plan.Call:
			return principalCall(e, r.env.Principal)
		}
		return e, nil
	})
	if err != nil {
		return nil, err
	}
	return Convert(e, to), nil
}

// Convert casts e to a type, where it is of another one.
func Convert(e plan.Expr, to catalog.Type) plan.Expr {
	if e.Type().Shape() == to.Shape() {
		return e
	}
	return &plan.Cast{Input: e, To: to}
}

var boolean = catalog.Type{Kind: catalog.Bool}
