package temporal

import (
	"math"
	"strconv"
	"strings"
)

// Unit is a unit of intervals: the field that each of its numbers counts, from
// the left. The fields are those of Interval.
type Unit struct {
	Name   string
	fields []int
}

// The fields of an Interval.
const (
	years = iota
	months
	days
	hours
	minutes
	seconds
	micros
)

var units = map[string][]int{
	"year": {years}, "quarter": {months}, "month": {months}, "week": {days}, "day": {days},
	"hour": {hours}, "minute": {minutes}, "second": {seconds}, "microsecond": {micros},
	"year_month": {years, months}, "day_hour": {days, hours}, "day_minute": {days, hours, minutes},
	"day_second": {days, hours, minutes, seconds}, "day_microsecond": {days, hours, minutes, seconds, micros},
	"hour_minute": {hours, minutes}, "hour_second": {hours, minutes, seconds},
	"hour_microsecond": {hours, minutes, seconds, micros}, "minute_second": {minutes, seconds},
	"minute_microsecond": {minutes, seconds, micros}, "second_microsecond": {seconds, micros},
}

// UnitOf finds a unit by its name in small letters.
func UnitOf(name string) (Unit, bool) {
	fields, ok := units[name]
	return Unit{name, fields}, ok
}

// Compound reports whether a unit has several numbers.
func (u Unit) Compound() bool { return len(u.fields) > 1 }

// BelowDay reports whether a unit counts what is shorter than a day, so that
// adding it to a date gives a date and time.
func (u Unit) BelowDay() bool { return u.fields[len(u.fields)-1] > days }

// Months reports whether a unit counts months or years.
func (u Unit) Months() bool { return u.fields[0] <= months }

// HasDays reports whether a unit counts days or what is longer, also beside others.
func (u Unit) HasDays() bool { return u.fields[0] <= days }

// Micros reports whether a unit counts microseconds.
func (u Unit) Micros() bool { return u.fields[len(u.fields)-1] == micros }

// Interval is an amount of time in MySQL's parts.
type Interval struct {
	neg  bool
	part [7]int64
}

// Interval reads the text of an amount: a whole number, a decimal number of
// seconds, or several numbers with anything between them.
func (u Unit) Interval(s string) (Interval, bool) {
	if u.Compound() {
		return u.compound(s)
	}
	var i Interval
	if u.Name == "second" {
		return secondsOf(s)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == math.MinInt64 {
		return i, false
	}
	if n < 0 {
		i.neg, n = true, -n
	}
	if n > math.MaxInt64/12 {
		return i, false
	}
	switch u.Name {
	case "quarter":
		n *= 3
	case "week":
		n *= 7
	}
	i.part[u.fields[0]] = n
	return i, true
}

// secondsOf reads a decimal number of seconds; what is beyond microseconds is cut.
func secondsOf(s string) (Interval, bool) {
	var i Interval
	s, i.neg = strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt("0"+whole, 10, 64)
	micro, err2 := strconv.ParseInt((fraction + "000000")[:6], 10, 64)
	i.part[seconds], i.part[micros] = n, micro
	return i, err == nil && err2 == nil
}

// compound reads the numbers of a text. Missing ones are the first; the last one
// of microseconds is a fraction. More numbers than the unit has give nothing.
func (u Unit) compound(s string) (Interval, bool) {
	var i Interval
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	s, i.neg = strings.CutPrefix(s, "-")
	s = skipToDigit(s)
	var numbers []int64
	width := 0
	for len(numbers) < len(u.fields) && (s != "" || len(numbers) == 0) {
		n := int64(0)
		width = 0
		for s != "" && isDigit(s[0]) {
			if n > math.MaxInt64/10-10 {
				return i, false
			}
			n, s, width = n*10+int64(s[0]-'0'), s[1:], width+1
		}
		numbers = append(numbers, n)
		s = skipToDigit(s)
	}
	if s != "" {
		return i, false
	}
	fields := u.fields[len(u.fields)-len(numbers):]
	for k, n := range numbers {
		if fields[k] == micros {
			for ; width < 6; width++ {
				n *= 10
			}
		}
		i.part[fields[k]] = n
	}
	return i, true
}

func skipToDigit(s string) string {
	for s != "" && !isDigit(s[0]) {
		s = s[1:]
	}
	return s
}

// Negate is the interval the other way.
func (i Interval) Negate() Interval {
	i.neg = !i.neg
	return i
}

// InMonths is an interval of years and months.
func (i Interval) InMonths() (int64, bool) {
	n := i.part[years]*12 + i.part[months]
	if i.neg {
		n = -n
	}
	return n, i.part[years] <= 10000 && i.part[months] <= 120000
}

// Micros is an interval without years and months in microseconds.
func (i Interval) Micros() (int64, bool) {
	const most = math.MaxInt64 / 4
	total := int64(0)
	for field, size := range map[int]int64{days: microsPerDay, hours: 3_600_000_000, minutes: 60_000_000, seconds: 1_000_000, micros: 1} {
		if i.part[field] > most/size || total > most {
			return 0, false
		}
		total += i.part[field] * size
	}
	if i.neg {
		total = -total
	}
	return total, true
}

// Add adds an interval to a date. What leaves the years 0 to 9999 is not ok.
func (v Value) Add(i Interval, u Unit) (Value, bool) {
	switch {
	case u.Months():
		return v.addMonths(i)
	case !u.BelowDay():
		n := i.part[days]
		if n > maxDay {
			return v, false
		}
		if i.neg {
			n = -n
		}
		return v.onDay(DayNumber(v.Year, v.Month, v.Day) + n)
	}
	return v.addMicros(i)
}

// onDay is the same time on another day.
func (v Value) onDay(day int64) (Value, bool) {
	if day <= 0 || day > maxDay {
		return v, false
	}
	d := OfDay(day)
	v.Year, v.Month, v.Day = d.Year, d.Month, d.Day
	return v, true
}

func (v Value) addMicros(i Interval) (Value, bool) {
	for field, most := range map[int]int64{days: maxDay, hours: maxDay * 24, minutes: maxDay * 24 * 60, seconds: maxDay * 24 * 3600} {
		if i.part[field] > most {
			return v, false
		}
	}
	sign := int64(1)
	if i.neg {
		sign = -1
	}
	micro := int64(v.Micro) + sign*(i.part[micros]%1_000_000)
	second := v.clock()/1_000_000 + int64(v.Day-1)*86400 + sign*(i.part[micros]/1_000_000+i.part[seconds]+i.part[minutes]*60+i.part[hours]*3600+i.part[days]*86400)
	if micro < 0 {
		micro, second = micro+1_000_000, second-1
	} else if micro >= 1_000_000 {
		micro, second = micro-1_000_000, second+1
	}
	day := second / 86400
	if second %= 86400; second < 0 {
		day, second = day-1, second+86400
	}
	v.Kind = DateTime
	v.setClock(second*1_000_000 + micro)
	return v.onDay(DayNumber(v.Year, v.Month, 1) + day)
}

// addMonths keeps the day, or takes the last one of a shorter month.
func (v Value) addMonths(i Interval) (Value, bool) {
	n, ok := i.InMonths()
	if !ok {
		return v, false
	}
	at := int64(v.Year)*12 + int64(v.Month) - 1 + n
	if at < 0 || at >= 120000 {
		return v, false
	}
	v.Year, v.Month = int(at/12), int(at%12)+1
	v.Day = min(v.Day, DaysIn(v.Year, v.Month))
	return v, true
}
