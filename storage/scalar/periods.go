package scalar

import (
	"nanohouse/internal/sqlerr"
	"nanohouse/internal/temporal"
)

var periodFunctions = []Function{
	{Name: "mysql_period_add", Args: []Kind{Int, Int}, Result: Int, Eval: periodAdd},
	{Name: "mysql_period_diff", Args: []Kind{Int, Int}, Result: Int, Eval: periodDiff},
}

// periodAdd is PERIOD_ADD. What is no period is an error, as in MySQL.
func periodAdd(args []Value) (Value, error) {
	months, ok := temporal.Months(args[0].Int)
	if !ok {
		return Null, sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to period_add")
	}
	return OfInt(temporal.Period(months + args[1].Int)), nil
}

func periodDiff(args []Value) (Value, error) {
	a, ok1 := temporal.Months(args[0].Int)
	b, ok2 := temporal.Months(args[1].Int)
	if !ok1 || !ok2 {
		return Null, sqlerr.New(sqlerr.WrongArgument, "Incorrect arguments to period_diff")
	}
	return OfInt(a - b), nil
}
