package temporal

// DaysInYear is 365 or 366; the year 0 has 365.
func DaysInYear(year int) int {
	if year%4 == 0 && (year%100 != 0 || year%400 == 0 && year != 0) {
		return 366
	}
	return 365
}

var monthDays = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// DaysIn is the number of days in a month from 1 to 12.
func DaysIn(year, month int) int {
	if month == 2 && DaysInYear(year) == 366 {
		return 29
	}
	return monthDays[month]
}

// DayNumber counts days since the beginning of the year 0. A month 0 has the
// 31 days before January, a day 0 is the one before the first.
func DayNumber(year, month, day int) int64 {
	if year == 0 && month == 0 {
		return 0
	}
	days := int64(365*year) + int64(day)
	if year > 0 {
		y := year - 1
		days += int64(y/4 - y/100 + y/400)
	}
	if month == 0 {
		return days - 31
	}
	for m := 1; m < month; m++ {
		days += int64(DaysIn(year, m))
	}
	return days
}

// OfDay is the date of a day number; what lies outside of the years 0 to 9999 is
// 0000-00-00.
func OfDay(day int64) Value {
	v := Value{Kind: Date}
	if day <= 0 || day > maxDay {
		return v
	}
	year := int(day * 400 / 146097)
	for DayNumber(year+1, 1, 1) <= day {
		year++
	}
	for DayNumber(year, 1, 1) > day {
		year--
	}
	rest := int(day - DayNumber(year, 1, 1))
	month := 1
	for rest >= DaysIn(year, month) {
		rest -= DaysIn(year, month)
		month++
	}
	v.Year, v.Month, v.Day = year, month, rest+1
	return v
}

// Weekday is 0 for Monday to 6 for Sunday.
func Weekday(day int64) int { return int((day + 5) % 7) }

// The bits of the mode of WEEK.
const (
	mondayFirst = 1 // weeks begin with Monday
	weekOfYear  = 2 // the days before the first week belong to the year before
	otherFirst  = 4 // the first week is the other one of: with four days, with the week's first day
)

// Week is WEEK(date, mode), and the year that the week belongs to.
func (v Value) Week(mode int) (week, year int) {
	day := DayNumber(v.Year, v.Month, v.Day)
	strict := mode&weekOfYear != 0
	year = v.Year
	start := firstWeek(year, mode)
	switch {
	case day < start && !strict:
		return 0, year
	case day < start:
		year--
		start = firstWeek(year, mode)
	case strict && day >= firstWeek(year+1, mode):
		return 1, year + 1
	}
	return int(day-start)/7 + 1, year
}

// firstWeek is the day with which the first week of a year begins.
func firstWeek(year, mode int) int64 {
	first := DayNumber(max(year, 0), 1, 1)
	if year < 0 {
		first -= 365
	}
	monday := mode&mondayFirst != 0
	// Weeks from Monday need four days, weeks from Sunday begin with theirs.
	four := monday != (mode&otherFirst != 0)
	weekday := Weekday(first)
	if !monday {
		weekday = (weekday + 1) % 7
	}
	if four && weekday <= 3 || !four && weekday == 0 {
		return first - int64(weekday)
	}
	return first + int64(7-weekday)
}
