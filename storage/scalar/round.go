package scalar

import "math"

var roundFunctions = []Function{
	{Name: "mysql_round", Args: []Kind{Double, Int}, Result: Double, Eval: func(args []Value) (Value, error) {
		return OfFloat(roundDouble(args[0].Float, args[1].Int, math.RoundToEven)), nil
	}},
	{Name: "mysql_truncate", Args: []Kind{Double, Int}, Result: Double, Eval: func(args []Value) (Value, error) {
		return OfFloat(roundDouble(args[0].Float, args[1].Int, math.Trunc)), nil
	}},
}

// roundDouble rounds to digits after the point, or before it where they are
// negative. What cannot be scaled without leaving the doubles stays as it is.
func roundDouble(f float64, digits int64, round func(float64) float64) float64 {
	power := math.Inf(1)
	if digits >= -308 && digits <= 308 {
		power = math.Pow10(int(max(digits, -digits)))
	}
	switch {
	case digits < 0 && math.IsInf(power, 0):
		return 0
	case digits < 0:
		return round(f/power) * power
	case math.IsInf(f*power, 0) || math.IsNaN(f*power):
		return f
	}
	return round(f*power) / power
}
