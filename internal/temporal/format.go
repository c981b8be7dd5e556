package temporal

import (
	"fmt"
	"strconv"
	"strings"
)

// Format writes a value by a format of DATE_FORMAT. It is not ok where the
// format asks for what the value has not: the weekday of a time, the name of
// the month 0. An empty format gives nothing, as in MySQL.
func (v Value) Format(format string, l *Locale) (string, bool) {
	if format == "" {
		return "", false
	}
	var s strings.Builder
	if v.Neg {
		s.WriteByte('-')
	}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			s.WriteByte(format[i])
			continue
		}
		i++
		piece, known, ok := v.piece(format[i], l)
		if !ok {
			return "", false
		}
		if !known {
			piece = format[i : i+1]
		}
		s.WriteString(piece)
	}
	return s.String(), true
}

// FormatTime is Format for TIME_FORMAT, which knows no days of weeks and years.
func (v Value) FormatTime(format string, l *Locale) (string, bool) {
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; strings.IndexByte("DWawjUuVvXx", format[i]) >= 0 {
			return "", false
		}
	}
	return v.Format(format, l)
}

// piece writes what one specifier asks for.
func (v Value) piece(c byte, l *Locale) (text string, known, ok bool) {
	if s, known := v.clockPiece(c); known {
		return s, true, true
	}
	switch c {
	case 'Y':
		return fmt.Sprintf("%04d", v.Year), true, true
	case 'y':
		return two(v.Year % 100), true, true
	case 'm':
		return two(v.Month), true, true
	case 'c':
		return strconv.Itoa(v.Month), true, true
	case 'd':
		return two(v.Day), true, true
	case 'e':
		return strconv.Itoa(v.Day), true, true
	case 'D':
		return strconv.Itoa(v.Day) + ordinal(v.Day), true, true
	case 'M', 'b':
		if v.Month == 0 {
			return "", true, false
		}
		if c == 'M' {
			return l.months[v.Month-1], true, true
		}
		return l.shortMonths[v.Month-1], true, true
	}
	return v.calendarPiece(c, l)
}

// calendarPiece writes what needs a day of the calendar.
func (v Value) calendarPiece(c byte, l *Locale) (text string, known, ok bool) {
	day := func() int { return Weekday(DayNumber(v.Year, v.Month, v.Day)) }
	dated := v.Kind != Time && (v.Year != 0 || v.Month != 0)
	switch c {
	case 'W', 'a', 'w':
		switch {
		case !dated:
			return "", true, false
		case c == 'W':
			return l.days[day()], true, true
		case c == 'a':
			return l.shortDays[day()], true, true
		}
		return strconv.Itoa((day() + 1) % 7), true, true
	case 'j':
		n := DayNumber(v.Year, v.Month, v.Day) - DayNumber(v.Year, 1, 1) + 1
		return fmt.Sprintf("%03d", n), true, v.Kind != Time
	}
	mode, isWeek := weekModes[c]
	if !isWeek {
		return "", false, true
	}
	if v.Kind == Time {
		return "", true, false
	}
	week, year := v.Week(mode)
	if c == 'X' || c == 'x' {
		return fmt.Sprintf("%04d", year), true, true
	}
	return two(week), true, true
}

// weekModes are the modes of WEEK that the specifiers of weeks stand for.
var weekModes = map[byte]int{'U': 0, 'u': 1, 'V': 2, 'v': 3, 'X': 2, 'x': 3}

func (v Value) clockPiece(c byte) (string, bool) {
	twelve := (v.Hour%24+11)%12 + 1
	half := "AM"
	if v.Hour%24 >= 12 {
		half = "PM"
	}
	switch c {
	case 'f':
		return fmt.Sprintf("%06d", v.Micro), true
	case 'H':
		return two(v.Hour), true
	case 'h', 'I':
		return two(twelve), true
	case 'i':
		return two(v.Minute), true
	case 'k':
		return strconv.Itoa(v.Hour), true
	case 'l':
		return strconv.Itoa(twelve), true
	case 'p':
		return half, true
	case 'r':
		return fmt.Sprintf("%02d:%02d:%02d %s", twelve, v.Minute, v.Second, half), true
	case 'S', 's':
		return two(v.Second), true
	case 'T':
		return fmt.Sprintf("%02d:%02d:%02d", v.Hour, v.Minute, v.Second), true
	}
	return "", false
}

func two(n int) string { return fmt.Sprintf("%02d", n) }

func ordinal(n int) string {
	if n >= 10 && n <= 19 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}
