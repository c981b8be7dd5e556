package scalar

import (
	"fmt"
	"math"
)

// measureFunctions print amounts for people.
var measureFunctions = []Function{
	{Name: "mysql_format_bytes", Args: []Kind{Double}, Result: Text, Eval: formatBytes},
	{Name: "mysql_format_pico_time", Args: []Kind{Double}, Result: Text, Eval: formatPicoTime},
}

// measure is a unit of so many of the smallest.
type measure struct {
	size float64
	name string
}

var (
	byteMeasures = []measure{{1 << 60, "EiB"}, {1 << 50, "PiB"}, {1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}}
	timeMeasures = []measure{{86400e12, "d"}, {3600e12, "h"}, {60e12, "min"}, {1e12, "s"}, {1e9, "ms"}, {1e6, "us"}, {1e3, "ns"}}
)

func formatBytes(a []Value) (Value, error) {
	return OfText(inMeasure(a[0].Float, byteMeasures, "%4d bytes")), nil
}

func formatPicoTime(a []Value) (Value, error) {
	return OfText(inMeasure(a[0].Float, timeMeasures, "%3d ps")), nil
}

// inMeasure prints in the greatest unit that fits, with an exponent from 100000 on.
func inMeasure(n float64, measures []measure, smallest string) string {
	for _, m := range measures {
		if math.Abs(n) < m.size {
			continue
		}
		if n /= m.size; math.Abs(n) >= 100000 {
			return fmt.Sprintf("%.2e %s", n, m.name)
		}
		return fmt.Sprintf("%.2f %s", n, m.name)
	}
	return fmt.Sprintf(smallest, int64(n))
}
