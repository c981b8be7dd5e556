package temporal

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the zones, where the system has none
)

// The instants that MySQL converts between zones, in seconds; others stay as
// they are.
const (
	firstInstant = 0
	lastInstant  = 32536771199 // 3001-01-18 23:59:59
)

// lastRule is 2038-01-01: MySQL's tables of zones end here, and what follows has
// the offset of then.
const lastRule = 2145916800

// Zone finds a zone by its name or offset. SYSTEM is UTC: the server has no zone
// of its own.
func Zone(name string) (*time.Location, bool) {
	switch {
	case name == "UTC", strings.EqualFold(name, "SYSTEM"):
		return time.UTC, true
	case name == "" || strings.EqualFold(name, "Local"):
		return nil, false
	case name[0] == '+' || name[0] == '-':
		if len(name) == 5 {
			name = name[:1] + "0" + name[1:]
		}
		seconds, ok := ParseOffset(name)
		return time.FixedZone("", seconds), ok
	}
	return named(name)
}

// zones keeps the locations that were asked for; there are some hundreds.
var zones sync.Map

// named finds a zone of the database of zones, whose names ignore case.
func named(name string) (*time.Location, bool) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), true
	}
	for _, spelling := range []string{name, strings.ToUpper(name), properCase(name)} {
		if loc, err := time.LoadLocation(spelling); err == nil {
			zones.Store(strings.Clone(name), loc) // the name may be another's memory
			return loc, true
		}
	}
	return nil, false
}

// properCase writes the name of a zone as most are written: America/New_York.
func properCase(name string) string {
	out := []byte(strings.ToLower(name))
	for i := range out {
		if isLetter(out[i]) && (i == 0 || out[i-1] == '/' || out[i-1] == '_' || out[i-1] == '-') {
			out[i] -= 'a' - 'A'
		}
	}
	return string(out)
}

// offsetAt is a zone's offset at an instant, in seconds.
func offsetAt(zone *time.Location, second int64) int64 {
	_, offset := time.Unix(min(second, lastRule), 0).In(zone).Zone()
	return int64(offset)
}

// Instant is the second since 1970 of a clock reading in a zone, given as if it
// were UTC. A reading that comes twice is the first; one that is left out is
// the moment of the jump.
func Instant(wall int64, zone *time.Location) int64 {
	early, late := offsetAt(zone, wall-86400), offsetAt(zone, wall+86400)
	for _, offset := range []int64{max(early, late), min(early, late)} {
		if at := wall - offset; offsetAt(zone, at) == offset {
			return at
		}
	}
	return jump(wall-max(early, late), wall-min(early, late), zone)
}

// jump finds the first second of the offset in force at the end.
func jump(from, to int64, zone *time.Location) int64 {
	before := offsetAt(zone, from)
	for from+1 < to {
		if mid := from + (to-from)/2; offsetAt(zone, mid) == before {
			from = mid
		} else {
			to = mid
		}
	}
	return to
}

// ToZone converts a date and time from one zone to another.
func (v Value) ToZone(from, to *time.Location) Value {
	wall := v.Epoch()
	second, micro := floorDiv(wall, 1_000_000)
	at := Instant(second, from)
	if at < firstInstant || at > lastInstant || at == 0 && micro == 0 {
		return v
	}
	return OfEpoch((at+offsetAt(to, at))*1_000_000 + micro)
}

func floorDiv(n, by int64) (quotient, rest int64) {
	quotient, rest = n/by, n%by
	if rest < 0 {
		quotient, rest = quotient-1, rest+by
	}
	return quotient, rest
}

// FromUnix is the date and time of so many microseconds since 1970 in a zone.
func FromUnix(micro int64, zone *time.Location) (Value, bool) {
	if micro < 0 || micro > lastInstant*1_000_000+999_999 {
		return Value{}, false
	}
	return OfEpoch(micro + offsetAt(zone, micro/1_000_000)*1_000_000), true
}

// Unix is the microseconds since 1970 of a date and time in a zone, or 0 where
// that lies outside of the instants that MySQL has.
func (v Value) Unix(zone *time.Location) int64 {
	if !v.Whole() {
		return 0
	}
	second, micro := floorDiv(v.Epoch(), 1_000_000)
	at := Instant(second, zone)
	if at < firstInstant || at > lastInstant {
		return 0
	}
	return at*1_000_000 + micro
}
