package sqlgen

import (
	"strings"

	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// windowRule is one translation of a pure window function.
type windowRule struct {
	least, most int // number of arguments
	rep         rep // repNull: of the first argument
	frame       bool
}

var windowRules = map[string]windowRule{
	"row_number":   {0, 0, repInt, false},
	"rank":         {0, 0, repInt, false},
	"dense_rank":   {0, 0, repInt, false},
	"percent_rank": {0, 0, repDouble, false},
	"cume_dist":    {0, 0, repDouble, false},
	"ntile":        {1, 1, repInt, false},
	"lag":          {1, 3, repNull, false},
	"lead":         {1, 3, repNull, false},
	"first_value":  {1, 1, repNull, true},
	"last_value":   {1, 1, repNull, true},
	"nth_value":    {2, 2, repNull, true},
}

func (g *generator) windowCall(w *plan.WindowCall) (frag, error) {
	rule, pure := windowRules[w.Func]
	over, err := g.over(w, !pure || rule.frame)
	if err != nil {
		return frag{}, err
	}
	if !pure {
		return g.aggregateOf(w.Func, w.List, aggUse{distinct: w.Distinct, over: over, separator: ",", typ: w.Typ})
	}
	if len(w.List) < rule.least || len(w.List) > rule.most {
		return frag{}, wrongArguments(strings.ToUpper(w.Func))
	}
	fs, err := g.columns(w.List)
	if err != nil {
		return frag{}, err
	}
	out := rule.rep
	if len(fs) > 0 && out == repNull {
		if len(fs) == 3 {
			values := []frag{fs[0], fs[2]}
			if _, _, err := g.unify(values, w.Typ); err != nil {
				return frag{}, err
			}
			fs[0], fs[2] = values[0], values[1]
		}
		out = fs[0].rep
	}
	for i := range fs {
		if i == 1 || w.Func == "ntile" {
			fs[i] = fs[i].cast(repInt)
		}
	}
	return frag{sql: w.Func + "(" + texts(fs) + ")" + over, rep: out}, nil
}

// over gives the OVER clause. The frame is explicit, as defaults differ
// between engines where there is no ORDER BY.
func (g *generator) over(w *plan.WindowCall, framed bool) (string, error) {
	var parts []string
	if len(w.PartitionBy) > 0 {
		fs, err := g.columns(w.PartitionBy)
		if err != nil {
			return "", err
		}
		parts = append(parts, "PARTITION BY "+texts(fs))
	}
	if len(w.OrderBy) > 0 {
		keys, err := g.sortKeys(w.OrderBy)
		if framed && w.Frame != nil && !w.Frame.Rows && hasNumber(w.Frame) && len(w.OrderBy) == 1 {
			keys, err = g.rangeKey(w)
		}
		if err != nil {
			return "", err
		}
		parts = append(parts, "ORDER BY "+strings.Join(keys, ", "))
	}
	if framed {
		frame, err := g.frame(w)
		if err != nil {
			return "", err
		}
		parts = append(parts, frame)
	}
	return " OVER (" + strings.Join(parts, " ") + ")", nil
}

func (g *generator) frame(w *plan.WindowCall) (string, error) {
	f := w.Frame
	if f == nil {
		if len(w.OrderBy) == 0 {
			return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING", nil
		}
		return "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW", nil
	}
	start, err := g.bound(w, f.Start)
	if err != nil {
		return "", err
	}
	end, err := g.bound(w, f.End)
	if err != nil {
		return "", err
	}
	mode := "RANGE"
	if f.Rows {
		mode = "ROWS"
	}
	return mode + " BETWEEN " + start + " AND " + end, nil
}

func (g *generator) bound(w *plan.WindowCall, b plan.Bound) (string, error) {
	switch b.Kind {
	case plan.UnboundedPreceding:
		return "UNBOUNDED PRECEDING", nil
	case plan.UnboundedFollowing:
		return "UNBOUNDED FOLLOWING", nil
	case plan.CurrentRow:
		return "CURRENT ROW", nil
	}
	word := " PRECEDING"
	if b.Kind == plan.Following {
		word = " FOLLOWING"
	}
	if i, ok := b.Offset.(*plan.Interval); ok {
		parts, err := g.intervalParts(i, false)
		if err != nil {
			return "", err
		}
		if len(parts) != 1 {
			return "", sqlerr.New(sqlerr.Unsupported, "a window frame with INTERVAL … %s", strings.ToUpper(i.Unit))
		}
		return parts[0].sql + word, nil
	}
	f, err := g.expr(b.Offset)
	if err != nil {
		return "", err
	}
	if w.Frame.Rows {
		return "CAST(least(" + f.cast(repHuge).sql + ", 9223372036854775807) AS BIGINT)" + word, nil
	}
	if len(w.OrderBy) != 1 {
		return "", sqlerr.New(sqlerr.Unsupported, "a RANGE frame with an offset and several ORDER BY keys")
	}
	r, err := g.rangeRep(w)
	if err != nil {
		return "", err
	}
	return f.cast(r).sql + word, nil
}

// hasNumber reports whether a frame's end is a number of its key away.
func hasNumber(f *plan.Frame) bool {
	for _, b := range []plan.Bound{f.Start, f.End} {
		if _, interval := b.Offset.(*plan.Interval); b.Offset != nil && !interval {
			return true
		}
	}
	return false
}

// rangeKey is the key of a frame with numbers, wide enough for what is added to it.
func (g *generator) rangeKey(w *plan.WindowCall) ([]string, error) {
	r, err := g.rangeRep(w)
	if err != nil {
		return nil, err
	}
	key, err := g.column(w.OrderBy[0].Expr)
	if err != nil {
		return nil, err
	}
	return []string{sortKey(key.cast(r).sql, w.OrderBy[0].Desc)}, nil
}

// rangeRep is the type in which a frame's numbers are added to its key: BIGINT
// where both are whole, as in MySQL, and otherwise with the fraction of both and a
// digit more. A TINYINT of 127 has no 10 FOLLOWING, and 2.5 PRECEDING of a whole
// number is not 2 or 3.
func (g *generator) rangeRep(w *plan.WindowCall) (rep, error) {
	key, err := g.expr(w.OrderBy[0].Expr)
	if err != nil {
		return rep{}, err
	}
	if !key.rep.isNumber() {
		return rep{}, sqlerr.New(sqlerr.Unsupported, "a RANGE frame with a number over a key that is none").WithHint("use INTERVAL")
	}
	exact := key.rep.base == decimalBase
	whole, scale := key.rep.digits()
	for _, b := range []plan.Bound{w.Frame.Start, w.Frame.End} {
		if b.Offset == nil {
			continue
		}
		f, err := g.expr(b.Offset)
		if err != nil {
			return rep{}, err
		}
		if key.rep.isFloat() || f.rep.isFloat() {
			return repDouble, nil
		}
		n, s := f.rep.digits()
		whole, scale = max(whole, n), max(scale, s)
		exact = exact || f.rep.base == decimalBase
	}
	switch {
	case exact:
	case key.rep.isUnsigned():
		return repUInt, nil
	default:
		return repInt, nil
	}
	if whole++; whole+scale > 38 {
		return key.rep, nil
	}
	return repDecimal(whole+scale, scale), nil
}

// digits is how many digits an exact number has before and after its point.
func (r rep) digits() (whole, scale uint8) {
	if r.base == decimalBase {
		return r.precision - r.scale, r.scale
	}
	return intDigits[r.base], 0
}
