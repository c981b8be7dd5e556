package policy

import (
	"fmt"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// Expression is the SQL of a mask or row filter as written in policy.
type Expression struct {
	Dataset *catalog.Dataset
	Ordinal int // of the masked column; -1 for a row filter
	SQL     string
	Rule    auth.Rule
}

// Check type-checks policy SQL against its dataset, as Apply will bind it.
func Check(exprs []Expression, bind BindFunc) []catalog.Finding {
	var out []catalog.Finding
	for _, x := range exprs {
		refs := make([]plan.Column, len(x.Dataset.Columns))
		for i, c := range x.Dataset.Columns {
			refs[i] = plan.Column{ID: plan.ColumnID(i + 1), Name: c.Name, Type: c.Type}
		}
		e, err := bind(x.SQL, x.Dataset, refs)
		if err != nil {
			out = append(out, catalog.Finding{Position: x.Rule.Position, Problem: fmt.Sprintf("%s of %s: %v", x.what(), x.Dataset.Object(), err),
				Fix: "write one SQL expression over the dataset's own columns, constants, current_user(), has_role('role') and claim('name')"})
			continue
		}
		if problem := x.mismatch(e.Type()); problem != "" {
			out = append(out, catalog.Finding{Position: x.Rule.Position, Problem: problem, Fix: "write an expression of that type, or CAST it"})
		}
	}
	return out
}

func (x Expression) what() string {
	if x.Ordinal < 0 {
		return "row filter"
	}
	return "mask of column " + x.Dataset.Columns[x.Ordinal].Name
}

// mismatch says how the type of an expression does not suit its use.
func (x Expression) mismatch(t catalog.Type) string {
	if x.Ordinal < 0 {
		if t.Kind != catalog.Bool && !t.IsInteger() {
			return fmt.Sprintf("row filter of %s is of type %s, not a condition", x.Dataset.Object(), t)
		}
		return ""
	}
	want := x.Dataset.Columns[x.Ordinal].Type
	same := t.Kind == catalog.Null || t.IsNumeric() && want.IsNumeric() || t.IsText() && want.IsText() ||
		t.IsTemporal() && want.IsTemporal() || t.Kind == want.Kind
	if same {
		return ""
	}
	return fmt.Sprintf("mask of column %s is of type %s, the column of type %s", x.Dataset.Columns[x.Ordinal].Name, t, want)
}
