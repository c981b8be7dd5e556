package temporal

import (
	"strings"
)

// FormatKind tells what a format of STR_TO_DATE reads, and with how many digits
// of a second.
func FormatKind(format string) (Kind, int) {
	var date, clock, fraction bool
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		switch {
		case strings.IndexByte("MVUXYWabcjmvuxyw", format[i]) >= 0:
			date = true
		case format[i] == 'f':
			fraction, clock = true, true
		case strings.IndexByte("HISThiklprs", format[i]) >= 0:
			clock = true
		}
	}
	digits := 0
	if fraction {
		digits = 6
	}
	switch {
	case clock && !date:
		return Time, digits
	case !clock:
		return Date, 0
	}
	return DateTime, digits
}

// Scan is STR_TO_DATE: it reads a text by a format. A text may end before its
// format, and go on after it.
func Scan(text, format string, mode Mode) (Value, bool) {
	sc := scanner{rest: text, week: -1, weekYear: -1}
	if !sc.scan(format) || !sc.days() {
		return Value{}, false
	}
	v := sc.v
	v.Kind, _ = FormatKind(format)
	if v.Month > 12 || v.Day > 31 || v.Hour > 23 || v.Minute > 59 || v.Second > 59 {
		return Value{}, false
	}
	if v.Kind == Time {
		if v.Day > 0 && mode&NoZeroDate != 0 {
			return Value{}, false
		}
		v.Hour += v.Day * 24
		v.Year, v.Month, v.Day = 0, 0, 0
		return v, true
	}
	if mode&NoZeroDate != 0 && (v.Year == 0 || !v.Whole()) {
		return Value{}, false
	}
	if mode&InvalidDates == 0 && v.Month > 0 && v.Day > DaysIn(v.Year, v.Month) {
		return Value{}, false
	}
	if v.Kind == Date {
		v = v.DateOnly()
	}
	return v, true
}

// scanner reads a text by a format.
type scanner struct {
	rest string
	v    Value
	// half is 12 after PM; twelve says that an hour was one of twelve.
	half   int
	twelve bool
	// weekday is 1 for Monday to 7 for Sunday, 0 for none.
	weekday, yearDay int
	// week is a number of a week; sunday and strict are its kind, weekYear and
	// yearSunday the year that was read with it.
	week           int
	sunday, strict bool
	weekYear       int
	yearSunday     bool
}

func (s *scanner) scan(format string) bool {
	if !s.pieces(format) {
		return false
	}
	if s.twelve {
		if s.v.Hour > 12 || s.v.Hour < 1 {
			return false
		}
		s.v.Hour = s.v.Hour%12 + s.half
	}
	return true
}

func (s *scanner) pieces(format string) bool {
	for i := 0; i < len(format) && s.rest != ""; i++ {
		if s.rest = strings.TrimLeft(s.rest, " \t\n\v\f\r"); s.rest == "" {
			return true
		}
		if format[i] == '%' && i+1 < len(format) {
			i++
			if !s.piece(format[i]) {
				return false
			}
			continue
		}
		if !isSpace(format[i]) {
			if s.rest[0] != format[i] {
				return false
			}
			s.rest = s.rest[1:]
		}
	}
	return true
}

// digits reads up to so many digits; there must be one.
func (s *scanner) digits(most int) (n, width int, ok bool) {
	if most > 1 && len(s.rest) > 1 && s.rest[0] == '+' && isDigit(s.rest[1]) {
		s.rest, most = s.rest[1:], most-1
	}
	for width < most && width < len(s.rest) && isDigit(s.rest[width]) {
		n = n*10 + int(s.rest[width]-'0')
		width++
	}
	s.rest = s.rest[width:]
	return n, width, width > 0
}

func (s *scanner) into(field *int, most int) bool {
	n, _, ok := s.digits(most)
	*field = n
	return ok
}

func (s *scanner) piece(c byte) bool {
	switch c {
	case 'Y':
		n, width, ok := s.digits(4)
		if width <= 2 {
			n = FullYear(n)
		}
		s.v.Year = n
		return ok
	case 'y':
		n, _, ok := s.digits(2)
		s.v.Year = FullYear(n)
		return ok
	case 'm', 'c':
		return s.into(&s.v.Month, 2)
	case 'd', 'e':
		return s.into(&s.v.Day, 2)
	case 'D':
		ok := s.into(&s.v.Day, 2)
		s.rest = s.rest[min(2, len(s.rest)):]
		return ok
	case 'M':
		return s.word(english().months[:], &s.v.Month)
	case 'b':
		return s.word(english().shortMonths[:], &s.v.Month)
	case 'h', 'I', 'l':
		s.twelve = true
		return s.into(&s.v.Hour, 2)
	case 'k', 'H':
		return s.into(&s.v.Hour, 2)
	case 'i':
		return s.into(&s.v.Minute, 2)
	case 's', 'S':
		return s.into(&s.v.Second, 2)
	case 'f':
		n, width, ok := s.digits(6)
		for ; width < 6; width++ {
			n *= 10
		}
		s.v.Micro = n
		return ok
	case 'p':
		return s.halfDay()
	case 'r':
		return s.inner("%I:%i:%S %p")
	case 'T':
		return s.inner("%H:%i:%S")
	}
	return s.weekPiece(c)
}

// inner reads a part that has a format of its own.
func (s *scanner) inner(format string) bool {
	in := scanner{rest: s.rest, v: s.v}
	ok := in.scan(format)
	s.rest, s.v = in.rest, in.v
	return ok
}

func (s *scanner) halfDay() bool {
	if len(s.rest) < 2 || !s.twelve {
		return false
	}
	switch strings.ToUpper(s.rest[:2]) {
	case "PM":
		s.half = 12
	case "AM":
	default:
		return false
	}
	s.rest = s.rest[2:]
	return true
}

func (s *scanner) weekPiece(c byte) bool {
	switch c {
	case 'W':
		return s.word(english().days[:], &s.weekday)
	case 'a':
		return s.word(english().shortDays[:], &s.weekday)
	case 'w':
		if !s.into(&s.weekday, 1) || s.weekday > 6 {
			return false
		}
		if s.weekday == 0 {
			s.weekday = 7
		}
	case 'j':
		return s.into(&s.yearDay, 3)
	case 'V', 'U', 'v', 'u':
		s.sunday, s.strict = c == 'U' || c == 'V', c == 'V' || c == 'v'
		ok := s.into(&s.week, 2)
		return ok && s.week <= 53 && (s.week > 0 || !s.strict)
	case 'X', 'x':
		s.yearSunday = c == 'X'
		return s.into(&s.weekYear, 4)
	case '.':
		s.rest = skip(s.rest, isPunct)
	case '@':
		s.rest = skip(s.rest, isLetter)
	case '#':
		s.rest = skip(s.rest, isDigit)
	default:
		return false
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func skip(s string, class func(byte) bool) string {
	for s != "" && class(s[0]) {
		s = s[1:]
	}
	return s
}

// word reads a name of a list, or the beginning of one name alone; field becomes
// its number from 1.
func (s *scanner) word(names []string, field *int) bool {
	n := len(s.rest) - len(skip(s.rest, isLetter))
	found := 0
	for i, name := range names {
		switch {
		case n == 0 || n > len(name) || !strings.EqualFold(name[:n], s.rest[:n]):
		case n == len(name):
			*field, s.rest = i+1, s.rest[n:]
			return true
		default:
			found, *field = found+1, i+1
		}
	}
	s.rest = s.rest[n:]
	return found == 1
}

// days puts a day of the year, or a week and its day, in place of month and day.
func (s *scanner) days() bool {
	if s.yearDay > 0 && !s.onDay(DayNumber(s.v.Year, 1, 1)+int64(s.yearDay)-1) {
		return false
	}
	if s.week < 0 || s.weekday == 0 {
		return true
	}
	if s.strict && (s.weekYear < 0 || s.yearSunday != s.sunday) || !s.strict && s.weekYear >= 0 {
		return false
	}
	year := s.v.Year
	if s.strict {
		year = s.weekYear
	}
	first := DayNumber(year, 1, 1)
	weekday := Weekday(first)
	if s.sunday {
		weekday = (weekday + 1) % 7
		if weekday > 0 {
			first += 7
		}
		return s.onDay(first - int64(weekday) + int64(s.week-1)*7 + int64(s.weekday%7))
	}
	if weekday > 3 {
		first += 7
	}
	return s.onDay(first - int64(weekday) + int64(s.week-1)*7 + int64(s.weekday-1))
}

func (s *scanner) onDay(day int64) bool {
	if day <= 0 || day > maxDay {
		return false
	}
	d := OfDay(day)
	s.v.Year, s.v.Month, s.v.Day = d.Year, d.Month, d.Day
	return true
}
