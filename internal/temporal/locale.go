package temporal

import (
	_ "embed"
	"strings"
	"sync"
)

// Locale holds the names of months and days in one language.
type Locale struct {
	months, shortMonths [12]string
	days, shortDays     [7]string // from Monday
}

// A line has the names of locales, then their months, short months, days and
// short days.
//
//go:embed locales.txt
var localeLines string

var locales = sync.OnceValue(func() map[string]*Locale {
	out := map[string]*Locale{}
	for _, line := range strings.Split(strings.TrimSuffix(localeLines, "\n"), "\n") {
		parts := strings.Split(line, "|")
		l := &Locale{}
		copy(l.months[:], strings.Split(parts[1], ","))
		copy(l.shortMonths[:], strings.Split(parts[2], ","))
		copy(l.days[:], strings.Split(parts[3], ","))
		copy(l.shortDays[:], strings.Split(parts[4], ","))
		for _, name := range strings.Fields(parts[0]) {
			out[strings.ToLower(name)] = l
		}
	}
	return out
})

// DefaultLocale is the value of lc_time_names that a session begins with.
const DefaultLocale = "en_US"

// LocaleOf finds a locale by its name.
func LocaleOf(name string) (*Locale, bool) {
	l, ok := locales()[strings.ToLower(name)]
	return l, ok
}

// english is the locale that STR_TO_DATE reads.
func english() *Locale { return locales()["en_us"] }
