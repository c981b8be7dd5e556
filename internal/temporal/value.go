package temporal

import "fmt"

// Kind says which parts of a Value count.
type Kind uint8

const (
	Date Kind = iota
	DateTime
	Time
)

// Value is a date, a time or both. The hours of a Time go to 838.
type Value struct {
	Kind                 Kind
	Neg                  bool // of a Time only
	Year, Month, Day     int
	Hour, Minute, Second int
	Micro                int
}

// MaxTime is the greatest Time in microseconds, 838:59:59.
const MaxTime = 3020399_000_000

// The days of MySQL's count; day 366 is the first of year 1.
const (
	maxDay       = 3652424 // 9999-12-31
	epochDay     = 719528  // 1970-01-01
	microsPerDay = 86_400_000_000
)

// Mode says which dates that no calendar has are taken.
type Mode uint8

const (
	// NoZeroDate refuses 0000-00-00.
	NoZeroDate Mode = 1 << iota
	// NoZeroInDate refuses a month or a day of 0 in other dates.
	NoZeroInDate
	// InvalidDates takes days up to 31 in every month.
	InvalidDates
)

// IsZero reports whether a date is 0000-00-00, at whatever time.
func (v Value) IsZero() bool { return v.Year == 0 && v.Month == 0 && v.Day == 0 }

// Whole reports whether a date has a month and a day.
func (v Value) Whole() bool { return v.Month > 0 && v.Day > 0 }

// Allows reports whether a mode takes a date whose parts are in range.
func (m Mode) Allows(v Value) bool {
	switch {
	case v.IsZero() && v.clock() == 0:
		return m&NoZeroDate == 0
	case m&NoZeroInDate != 0 && !v.Whole():
		return false
	}
	return m&InvalidDates != 0 || v.Month == 0 || v.Day <= DaysIn(v.Year, v.Month)
}

// clock is the time of day, or a Time without its sign, in microseconds.
func (v Value) clock() int64 {
	return (int64(v.Hour)*3600+int64(v.Minute)*60+int64(v.Second))*1_000_000 + int64(v.Micro)
}

// Micros is a Time in microseconds.
func (v Value) Micros() int64 {
	if v.Neg {
		return -v.clock()
	}
	return v.clock()
}

// OfMicros is the Time of so many microseconds.
func OfMicros(us int64) Value {
	v := Value{Kind: Time}
	if us < 0 {
		v.Neg, us = true, -us
	}
	v.setClock(us)
	return v
}

func (v *Value) setClock(us int64) {
	v.Micro = int(us % 1_000_000)
	s := us / 1_000_000
	v.Second, v.Minute, v.Hour = int(s%60), int(s/60%60), int(s/3600)
}

// Epoch is a date and time in microseconds since 1970, as an engine with a leap
// day in the year 0 counts them.
func (v Value) Epoch() int64 {
	day := DayNumber(v.Year, v.Month, v.Day) - epochDay
	if v.Year == 0 && v.Month <= 2 {
		day--
	}
	return day*microsPerDay + v.clock()
}

// OfEpoch is the date and time of so many microseconds since 1970.
func OfEpoch(us int64) Value {
	days, rest := floorDiv(us, microsPerDay)
	if days += epochDay; days < 60 {
		days++
	}
	v := OfDay(days)
	v.Kind = DateTime
	v.setClock(rest)
	return v
}

// DateOnly is a value without its time.
func (v Value) DateOnly() Value {
	return Value{Kind: Date, Year: v.Year, Month: v.Month, Day: v.Day}
}

// TimeOnly is a value without its date.
func (v Value) TimeOnly() Value {
	out := v
	out.Kind, out.Year, out.Month, out.Day = Time, 0, 0, 0
	return out
}

// Round rounds to so many digits of a second, half away from zero. What leaves
// the year 9999 or the range of times is not ok.
func (v Value) Round(digits int) (Value, bool) {
	if digits >= 6 {
		return v, true
	}
	unit := int64(1)
	for range 6 - digits {
		unit *= 10
	}
	us := (v.clock() + unit/2) / unit * unit
	if v.Kind == Time {
		v.setClock(min(us, MaxTime))
		return v, true
	}
	if us < microsPerDay {
		v.setClock(us)
		return v, true
	}
	if !v.Whole() {
		return Value{}, false
	}
	day := DayNumber(v.Year, v.Month, v.Day) + 1
	if day > maxDay {
		return Value{}, false
	}
	out := OfDay(day)
	out.Kind = v.Kind
	return out, true
}

// Text writes a value with so many digits of a second.
func (v Value) Text(digits int) string {
	s := ""
	if v.Kind != Time {
		s = fmt.Sprintf("%04d-%02d-%02d", v.Year, v.Month, v.Day)
		if v.Kind == Date {
			return s
		}
		s += " "
	}
	if v.Neg {
		s = "-"
	}
	s += fmt.Sprintf("%02d:%02d:%02d", v.Hour, v.Minute, v.Second)
	if digits > 0 {
		s += "." + fmt.Sprintf("%06d", v.Micro)[:min(digits, 6)]
	}
	return s
}
