package scalar

import "testing"

// evalDate runs a function, and writes its result.
func evalDate(t *testing.T, name string, args ...any) (Value, error) {
	t.Helper()
	values := make([]Value, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case string:
			values[i] = OfText(a)
		case int:
			values[i] = OfInt(int64(a))
		}
	}
	f := find(t, name)
	return f.Call(values)
}

// The periods and errors are MySQL's.
func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		period, months int
		want           int64
		fails          bool
	}{
		{202001, 0, 202001, false}, {7001, 1, 197002, false}, {6912, 1, 207001, false}, {999912, 1, 1000001, false},
		{202001, -99999, 6148914691235885874, false}, {201313, 2, 0, true}, {0, 5, 0, true}, {-1, 5, 0, true},
	} {
		v, err := evalDate(t, "mysql_period_add", c.period, c.months)
		if (err != nil) != c.fails || v.Int != c.want {
			t.Errorf("PERIOD_ADD(%d, %d) = %v, %v", c.period, c.months, v.Int, err)
		}
	}
}

// A date that no calendar has is an error where the mode takes it, as the
// engine has no such date, and NULL where the mode does not.
func TestPartialDates(t *testing.T) {
	const strict, lenient = 3, 0
	for _, text := range []string{"2020-00-10", "2020-10-00", "0000-00-00"} {
		if v, err := evalDate(t, "mysql_to_date", text, strict, "UTC"); !v.Null || err != nil {
			t.Errorf("%s under the strict mode: %v, %v", text, v, err)
		}
		if _, err := evalDate(t, "mysql_to_date", text, lenient, "UTC"); err == nil {
			t.Errorf("%s under a mode that takes it: no error", text)
		}
	}
}
