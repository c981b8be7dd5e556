package sqlgen

import (
	"fmt"
	"strings"
)

// The texts of weeks have {} for a date, or a date and time.

// sunday is the Sunday that a day's week begins with; monday likewise.
const (
	sunday = "(CAST({} AS DATE) - CAST(dayofweek({}) AS INTEGER))"
	monday = "(CAST({} AS DATE) - CAST(isodow({}) - 1 AS INTEGER))"
)

// weekSQL is WEEK(date, mode). Modes 2, 3, 6 and 7 give the days before the first
// week to the last week of the year before; the others give 0.
func weekSQL(mode int) string {
	switch mode {
	case 0:
		return "((dayofyear({}) + 6 - dayofweek({})) // 7)"
	case 1:
		return "((dayofyear({}) + 10 - isodow({})) // 7)"
	case 2:
		return "((dayofyear(" + sunday + ") + 6) // 7)"
	case 3:
		return "week({})"
	case 4:
		return "((dayofyear({}) + 9 - dayofweek({})) // 7)"
	case 5:
		return "((dayofyear({}) + 7 - isodow({})) // 7)"
	case 6:
		return "((dayofyear(" + sunday + " + 3) + 6) // 7)"
	}
	return "((dayofyear(" + monday + ") + 6) // 7)"
}

// weekYearSQL is the year that a week belongs to, in the modes that count from 1.
func weekYearSQL(mode int) string {
	switch mode {
	case 2:
		return "year(" + sunday + ")"
	case 3:
		return "isoyear({})"
	case 6:
		return "year(" + sunday + " + 3)"
	}
	return "year(" + monday + ")"
}

// yearWeekSQL is YEARWEEK(date, mode), which always counts from 1.
func yearWeekSQL(mode int) string {
	mode |= 2
	return "(" + weekYearSQL(mode) + " * 100 + " + weekSQL(mode) + ")"
}

func over1(sql string) string { return strings.ReplaceAll(sql, "{}", "{1}") }

// weekByMode chooses by the second argument.
func weekByMode(sql func(int) string) string {
	var s strings.Builder
	s.WriteString("CASE {2} % 8")
	for mode := range 8 {
		fmt.Fprintf(&s, " WHEN %d THEN %s", mode, over1(sql(mode)))
	}
	return s.String() + " END"
}
