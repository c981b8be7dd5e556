package sqlgen

import (
	"fmt"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/planner/policy"
	"nanohouse/storage"
)

// Statement is SQL text for DuckDB, and the values of $1, $2, … in it.
type Statement struct {
	SQL  string
	Args []ArgRef
}

// ArgRef is where the value of a bound parameter comes from.
type ArgRef struct {
	// Param is the client's parameter, counted from 0, or -1 for a constant.
	Param int
	// Arg is the constant; of a parameter, only its type.
	Arg storage.Arg
	// Secret marks a constant that no log or EXPLAIN may print.
	Secret bool
}

// Bind gives the engine's arguments for one execution.
func (s Statement) Bind(params []storage.Arg) ([]storage.Arg, error) {
	out := make([]storage.Arg, len(s.Args))
	for i, a := range s.Args {
		if a.Param < 0 {
			out[i] = a.Arg
			continue
		}
		if a.Param >= len(params) {
			return nil, sqlerr.New(sqlerr.BadParameter, "Incorrect arguments to EXECUTE: parameter %d has no value", a.Param+1)
		}
		out[i] = storage.Arg{Type: a.Arg.Type, Value: params[a.Param].Value}
	}
	return out, nil
}

// Files gives the columns that the files of a dataset have.
type Files func(*catalog.Dataset) ([]storage.FileColumn, error)

// Generate gives the statement of a governed plan. Decimal arithmetic is as
// fast as DuckDB's own, and overflows beyond 18 digits as it does; where the
// engine answers ErrOverflow, GenerateWide gives a statement that does not.
func Generate(g policy.Governed, files func(*catalog.Dataset) ([]storage.FileColumn, error)) (Statement, error) {
	if g.Query() == nil {
		return Statement{}, sqlerr.New(sqlerr.Internal, "no governed plan")
	}
	return generate(g.Query(), files, options{total: g.Restricted()})
}

// GenerateWide is Generate with decimal arithmetic of 38 digits throughout: it
// costs several times as much, and is for a statement that overflowed.
func GenerateWide(g policy.Governed, files func(*catalog.Dataset) ([]storage.FileColumn, error)) (Statement, error) {
	if g.Query() == nil {
		return Statement{}, sqlerr.New(sqlerr.Internal, "no governed plan")
	}
	return generate(g.Query(), files, options{total: g.Restricted(), wide: true})
}

// options are how to generate.
type options struct {
	// total makes what would overflow NULL, so that nothing raises on data.
	total bool
	// wide makes decimal arithmetic use 38 digits.
	wide bool
}

// generator holds the state of one statement.
type generator struct {
	options
	files Files
	args  []ArgRef
	// consts finds the parameter number of a constant that was bound before.
	consts map[argKey]int
	// reps has the DuckDB type of each column that an operator puts out.
	reps    map[plan.ColumnID]rep
	aliases int
	grown   int // see grow
}

type argKey struct {
	value  any
	typ    catalog.Type
	param  int
	secret bool
}

func generate(q *plan.Query, files Files, o options) (Statement, error) {
	g := &generator{options: o, files: files, consts: map[argKey]int{}, reps: map[plan.ColumnID]rep{}}
	b, err := g.operator(q.Root)
	if err != nil {
		return Statement{}, err
	}
	if err := g.output(b, outputs(q)); err != nil {
		return Statement{}, err
	}
	sql := b.text()
	if len(sql) > maxSQL || weight(sql) > float64(len(sql)+maxRepeated) {
		return Statement{}, tooComplex()
	}
	sql, args := compact(sql, g.args)
	return Statement{SQL: sql, Args: args}, nil
}

// outputs are the result's columns, and behind them those that count warnings.
func outputs(q *plan.Query) []plan.Output {
	out := q.Output[:len(q.Output):len(q.Output)]
	for _, d := range q.Diagnostics {
		out = append(out, plan.Output{ID: d.ID, Type: catalog.Type{Kind: catalog.Int64}})
	}
	return out
}

// output makes the block put out exactly the result's columns.
func (g *generator) output(b *block, out []plan.Output) error {
	items := make([]item, len(out))
	for i, o := range out {
		f, ok := b.lookup(o.ID)
		if !ok {
			return fmt.Errorf("sqlgen: output column c%d is not in the plan", o.ID)
		}
		want, err := repOf(o.Type)
		if err != nil {
			return err
		}
		items[i] = item{name: fmt.Sprintf("o%d", i+1), frag: g.put(f, want)}
	}
	if b.distinct && !sameItems(b.items, items) {
		// A cast could make distinct rows equal only where it loses digits;
		// DISTINCT must be over what was distinct in the plan.
		b.nest(g)
		for i, o := range out {
			f, _ := b.lookup(o.ID)
			want, _ := repOf(o.Type)
			items[i].frag = g.put(f, want)
		}
	}
	b.items = items
	return nil
}

// put is fit for a result column, of which readers know a decimal by its
// fractional digits alone.
func (g *generator) put(f frag, want rep) frag {
	if f.rep.base == decimalBase && want.base == decimalBase && f.rep.scale == want.scale {
		return f
	}
	return g.fit(f, want)
}

func sameItems(a, b []item) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].frag.sql != b[i].frag.sql {
			return false
		}
	}
	return true
}

// fit converts a value to the representation of its type. Values outside its
// range raise, or are NULL where nothing may raise.
func (g *generator) fit(f frag, want rep) frag {
	if want.base == nullBase || f.rep == want && f.rep.base != nullBase {
		return f
	}
	if f.rep.base == nullBase {
		return f.cast(want)
	}
	if g.total && !f.rep.fits(want) {
		return f.tryCast(want)
	}
	return f.cast(want)
}
